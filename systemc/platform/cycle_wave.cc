#include "systemc/platform/cycle_wave.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "models/registers/tuning_ctrl.h"

namespace kintsugi {
namespace {

struct Pin {
  const char* name;
  int width;
  uint32_t (*get)(const ControllerOutputs&);
};

#define KINTSUGI_PIN(name, width)                                                        \
  {                                                                                      \
#name "_o", width, [](const ControllerOutputs& out) -> uint32_t { return out.name; } \
  }

constexpr Pin kOutputs[] = {
    KINTSUGI_PIN(csr_pready, 1),  KINTSUGI_PIN(csr_prdata, 32), KINTSUGI_PIN(csr_pslverr, 1),
    KINTSUGI_PIN(stim_valid, 1),  KINTSUGI_PIN(stim_data, 4),   KINTSUGI_PIN(stim_tag, 8),
    KINTSUGI_PIN(stim_last, 1),   KINTSUGI_PIN(sig_ready, 1),   KINTSUGI_PIN(cfg_psel, 1),
    KINTSUGI_PIN(cfg_penable, 1), KINTSUGI_PIN(cfg_pwrite, 1),  KINTSUGI_PIN(cfg_paddr, 16),
    KINTSUGI_PIN(cfg_pwdata, 32), KINTSUGI_PIN(cfg_pstrb, 4),   KINTSUGI_PIN(irq, 1),
    KINTSUGI_PIN(flush, 1),
};

#undef KINTSUGI_PIN

std::vector<std::string> value_names(const regs::ObsField& field) {
  return {field.value_names, field.value_names + field.value_count};
}

bool outputs_differ(const Cycle& cycle) {
  return std::any_of(std::begin(kOutputs), std::end(kOutputs), [&](const Pin& pin) {
    return pin.get(cycle.rtl) != pin.get(cycle.reference);
  });
}

bool state_differs(const Cycle& cycle) {
  return !std::equal(cycle.rtl_obs, cycle.rtl_obs + regs::kObsWords, cycle.reference_obs);
}

bool same(const ControllerOutputs& a, const ControllerOutputs& b) {
  return std::all_of(std::begin(kOutputs), std::end(kOutputs),
                     [&](const Pin& pin) { return pin.get(a) == pin.get(b); });
}

}  // namespace

bool CycleWave::on_cycle(const Cycle& cycle) {
  cycle_ = &cycle;
  differs_ = outputs_differ(cycle) || state_differs(cycle);
  if (differs_ && !first_mismatch_) first_mismatch_ = cycle.number;
  note_changes(cycle);
  rtl_.sample_wave();
  return observer_.on_cycle(cycle);
}

// Few of the state's words change in a cycle, and reading a hundred fields of both sides in each
// would take longer than simulating it.
void CycleWave::note_changes(const Cycle& cycle) {
  bool any = first_;
  std::array<bool, regs::kObsWords> word_changed;
  for (int word = 0; word < regs::kObsWords; ++word) {
    word_changed[word] = first_ || cycle.rtl_obs[word] != rtl_obs_[word] ||
                         cycle.reference_obs[word] != reference_obs_[word];
    any = any || word_changed[word];
    rtl_obs_[word] = cycle.rtl_obs[word];
    reference_obs_[word] = cycle.reference_obs[word];
  }
  if (any || any_field_changed_) {
    for (int i = 0; i < regs::kObsFieldCount; ++i) {
      const regs::ObsField& field = regs::kObsFields[i];
      field_changed_[i] = std::any_of(&word_changed[field.lsb / 32],
                                      &word_changed[(field.lsb + field.width - 1) / 32] + 1,
                                      [](bool changed) { return changed; });
    }
  }
  any_field_changed_ = any;
  outputs_changed_ =
      first_ || !same(cycle.rtl, rtl_outputs_) || !same(cycle.reference, reference_outputs_);
  rtl_outputs_ = cycle.rtl;
  reference_outputs_ = cycle.reference;
  first_ = false;
}

void CycleWave::add_pair(ProbeList& probes, const std::string& name, int width,
                         const std::vector<std::string>& value_names, const ProbeList::Bits& actual,
                         const ProbeList::Bits& expected) const {
  const std::string path = "lock_step." + name;
  if (value_names.empty()) {
    probes.bits(path + "_actual", width, actual);
    probes.bits(path + "_expected", width, expected);
  } else {
    probes.enumeration(path + "_actual", width, value_names, actual);
    probes.enumeration(path + "_expected", width, value_names, expected);
  }
  probes.bits(path + "_mismatch", 1,
              [this, actual, expected] { return differs_ && actual() != expected() ? 1U : 0U; });
}

void CycleWave::add_probes(ProbeList& probes) const {
  probes.bits("lock_step.edge", 64, [this] { return cycle_->number; });
  probes.bits("lock_step.mismatch", 1, [this] { return differs_ ? 1U : 0U; });
  for (int i = 0; i < regs::kObsFieldCount; ++i) {
    const regs::ObsField& field = regs::kObsFields[i];
    const auto id = static_cast<regs::ObsId>(i);
    probes.read_when(&field_changed_[i], [&] {
      add_pair(
          probes, field.name, field.width,
          field.value_count > 0 ? value_names(field) : std::vector<std::string>{},
          [this, id] { return regs::obs_get(cycle_->rtl_obs, id); },
          [this, id] { return regs::obs_get(cycle_->reference_obs, id); });
    });
  }
  // Points above the ideal chip, which the state holds in Q8.8.
  for (const auto& [name, id] :
       {std::pair{"now", regs::ObsId::now}, std::pair{"forecast", regs::ObsId::forecast},
        std::pair{"after", regs::ObsId::after}}) {
    probes.read_when(&field_changed_[static_cast<int>(id)], [&, name = name, id = id] {
      probes.real(std::string("lock_step.predicted_") + name, [this, id] {
        const auto code = static_cast<uint16_t>(regs::obs_get(cycle_->rtl_obs, id));
        return static_cast<int16_t>(code) / 256.0;
      });
    });
  }
  probes.read_when(&outputs_changed_, [&] {
    for (const Pin& pin : kOutputs) {
      const auto get = pin.get;
      add_pair(
          probes, pin.name, pin.width, {}, [this, get] { return get(cycle_->rtl); },
          [this, get] { return get(cycle_->reference); });
    }
  });
}

}  // namespace kintsugi
