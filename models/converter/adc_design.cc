#include "models/converter/adc_design.h"

#include <fmt/format.h>

namespace kintsugi {
namespace {

struct TypeName {
  AdcType type;
  const char* name;
};
constexpr TypeName kTypeNames[] = {{AdcType::Ideal, "ideal"},
                                   {AdcType::Flash, "flash"},
                                   {AdcType::Sar, "sar"},
                                   {AdcType::Ramp, "ramp"}};

// A capacitor must stay positive; no draw reaches 6.8 sigma, so a tenth is safe (and ten times
// what silicon shows).
constexpr double kLargestCapacitorSigma = 0.1;

struct Mismatch {
  const char* key;
  double sigma;
  double most;
  AdcType owner;
};

std::optional<KeyFault> fault_of_mismatch(const AdcDesign& design) {
  const Mismatch all[] = {
      {"adc.comparator_sigma_lsb", design.comparator_sigma_lsb, 128.0, AdcType::Flash},
      {"adc.ladder_sigma", design.ladder_sigma, 1.0, AdcType::Flash},
      {"adc.capacitor_sigma", design.capacitor_sigma, kLargestCapacitorSigma, AdcType::Sar},
      {"adc.ramp_inl_sigma_lsb", design.ramp_inl_sigma_lsb, 128.0, AdcType::Ramp}};
  for (const Mismatch& mismatch : all) {
    if (auto fault = fault_of_range(mismatch.key, mismatch.sigma, 0.0, mismatch.most)) return fault;
    if (mismatch.sigma != 0.0 && mismatch.owner != design.type) {
      return KeyFault{mismatch.key,
                      fmt::format("found {} with adc.type = \"{}\"; allowed only 0, because this "
                                  "mismatch exists in adc.type = \"{}\" alone",
                                  mismatch.sigma, name_of(design.type), name_of(mismatch.owner))};
    }
  }
  return std::nullopt;
}

std::optional<KeyFault> fault_of_code_table(const AdcDesign& design) {
  if (design.code_table.empty()) return std::nullopt;
  if (design.type != AdcType::Ideal) {
    return KeyFault{"adc.code_table",
                    fmt::format("found \"{}\" with adc.type = \"{}\"; allowed only with adc.type = "
                                "\"ideal\", because measured codes hold all non-linearity already",
                                design.code_table, name_of(design.type))};
  }
  if (design.noise_lsb != 0.0) {
    return KeyFault{"adc.noise_lsb",
                    fmt::format("found {} with adc.code_table; allowed only 0, because the table's "
                                "sigma is the noise",
                                design.noise_lsb)};
  }
  return std::nullopt;
}

}  // namespace

bool is_straight(const AdcDesign& design) {
  return design.comparator_sigma_lsb == 0.0 && design.ladder_sigma == 0.0 &&
         design.capacitor_sigma == 0.0 && design.ramp_inl_sigma_lsb == 0.0 &&
         design.code_table.empty();
}

std::optional<KeyFault> fault_of(const AdcDesign& design) {
  if (auto fault = fault_of_range("adc.bits", design.bits, 1, kLargestAdcBits)) return fault;
  if (auto fault = fault_of_range("adc.gain_sigma", design.gain_sigma, 0, 1)) return fault;
  if (auto fault = fault_of_range("adc.offset_sigma_lsb", design.offset_sigma_lsb, 0, 128)) {
    return fault;
  }
  if (auto fault = fault_of_mismatch(design)) return fault;
  if (auto fault = fault_of_range("adc.noise_lsb", design.noise_lsb, 0, 128)) return fault;
  if (auto fault = fault_of_code_table(design)) return fault;
  if (design.bits > kLargestTableBits && !is_straight(design)) {
    return KeyFault{"adc.bits", fmt::format("found {} with a non-linear converter; allowed 1 to {} "
                                            "with non-linearity, or leave out its mismatch",
                                            design.bits, kLargestTableBits)};
  }
  return std::nullopt;
}

void check(const AdcDesign& design) { throw_fault(fault_of(design)); }

void check_full_scale(int32_t full_scale) {
  throw_fault(fault_of_range("adc.full_scale", full_scale, 1, INT32_MAX));
}

AdcType adc_type_of(const std::string& name) {
  for (const TypeName& entry : kTypeNames) {
    if (name == entry.name) return entry.type;
  }
  throw UserError(fmt::format(
      "adc.type: found \"{}\"; allowed \"ideal\", \"flash\", \"sar\" or \"ramp\"", name));
}

const char* name_of(AdcType type) {
  for (const TypeName& entry : kTypeNames) {
    if (type == entry.type) return entry.name;
  }
  return "unknown";
}

}  // namespace kintsugi
