#include "models/cost/technology.h"

#include <cmath>

namespace kintsugi::cost {
namespace {

using Keys = std::vector<TechnologyKey>;
using Value = double& (*)(Technology&);

// Captureless lambdas only: a key is a plain function of the table.
#define VALUE(member) [](Technology& t) -> double& { return t.member; }

void add(Keys& keys, const std::string& path, const char* unit, const char* meaning, Value value,
         bool positive = false) {
  keys.push_back({path, unit, meaning, value, positive});
}

constexpr char leakage_unit[] = "nW/um2";
constexpr char leakage_meaning[] = "leakage, whether used or not";

void add_analog_keys(Keys& keys) {
  add(keys, "process.feature_nm", "nm", "F, the feature size", VALUE(process.feature_nm), true);
  add(keys, "cell.area_f2", "F2", "one 1T1R cell", VALUE(cell.area_f2), true);
  add(keys, "cell.read_voltage_v", "V", "across a cell while its word line is driven",
      VALUE(cell.read_voltage_v), true);
  add(keys, "cell.g_max_us", "uS", "conductance of the highest level", VALUE(cell.g_max_us), true);
  add(keys, "cell.leakage_nw_per_um2", leakage_unit, leakage_meaning,
      VALUE(cell.leakage_nw_per_um2));
  const std::string driver = "word_line_driver.";
  add(keys, driver + "area_um2_per_row", "um2", "level shifter and driver of a word line",
      VALUE(word_line_driver.area_um2_per_row));
  add(keys, driver + "area_um2_per_bit", "um2", "DAC of a word line, each bit",
      VALUE(word_line_driver.area_um2_per_bit));
  add(keys, driver + "energy_fj_per_bit", "fJ", "driving a word line once, each DAC bit",
      VALUE(word_line_driver.energy_fj_per_bit));
  add(keys, driver + "energy_fj_per_cell", "fJ", "charging a word line once, each cell on it",
      VALUE(word_line_driver.energy_fj_per_cell));
  add(keys, driver + "settle_ns", "ns", "least time of a DAC step",
      VALUE(word_line_driver.settle_ns));
  add(keys, driver + "leakage_nw_per_um2", leakage_unit, leakage_meaning,
      VALUE(word_line_driver.leakage_nw_per_um2));
  add(keys, "sample_and_hold.area_um2", "um2", "of one converted column",
      VALUE(sample_and_hold.area_um2));
  add(keys, "sample_and_hold.energy_fj", "fJ", "one sample", VALUE(sample_and_hold.energy_fj));
  add(keys, "sample_and_hold.settle_ns", "ns", "least time of an integration",
      VALUE(bit_line_settle_ns));
  add(keys, "sample_and_hold.leakage_nw_per_um2", leakage_unit, leakage_meaning,
      VALUE(sample_and_hold.leakage_nw_per_um2));
  add(keys, "multiplexer.area_um2", "um2", "of one converted column", VALUE(multiplexer.area_um2));
  add(keys, "multiplexer.energy_fj", "fJ", "one conversion", VALUE(multiplexer.energy_fj));
  add(keys, "multiplexer.leakage_nw_per_um2", leakage_unit, leakage_meaning,
      VALUE(multiplexer.leakage_nw_per_um2));
}

template <size_t type>
void add_adc_keys(Keys& keys) {
  const std::string adc = std::string("adc.") + name_of(static_cast<AdcType>(type)) + ".";
  add(keys, adc + "area_um2", "um2", "a converter, fixed part", VALUE(adc[type].area_um2));
  add(keys, adc + "area_um2_per_bit", "um2", "each bit", VALUE(adc[type].area_um2_per_bit));
  add(keys, adc + "area_um2_per_level", "um2", "each of 2^bits levels",
      VALUE(adc[type].area_um2_per_level));
  add(keys, adc + "energy_fj_per_bit", "fJ", "a conversion, each bit",
      VALUE(adc[type].energy_fj_per_bit));
  add(keys, adc + "energy_fj_per_level", "fJ", "a conversion, each of 2^bits levels (Walden)",
      VALUE(adc[type].energy_fj_per_level));
  add(keys, adc + "energy_aj_per_4_to_bits", "aJ", "a conversion, each of 4^bits (thermal noise)",
      VALUE(adc[type].energy_aj_per_4_to_bits));
  add(keys, adc + "latency_ns", "ns", "a conversion, fixed part", VALUE(adc[type].latency_ns));
  add(keys, adc + "latency_ns_per_bit", "ns", "each bit", VALUE(adc[type].latency_ns_per_bit));
  add(keys, adc + "latency_ns_per_level", "ns", "each of 2^bits levels",
      VALUE(adc[type].latency_ns_per_level));
  add(keys, adc + "leakage_nw_per_um2", leakage_unit, leakage_meaning,
      VALUE(adc[type].leakage_nw_per_um2));
}

#define ADD_LOGIC(member, what)                                                        \
  add(keys, #member ".area_um2_per_bit", "um2", what, VALUE(member.area_um2_per_bit)); \
  add(keys, #member ".energy_fj_per_bit", "fJ", what ", used once",                    \
      VALUE(member.energy_fj_per_bit));                                                \
  add(keys, #member ".leakage_nw_per_um2", leakage_unit, leakage_meaning,              \
      VALUE(member.leakage_nw_per_um2))

#define ADD_SRAM(member, what)                                                                   \
  add(keys, #member ".area_f2_per_bit", "F2", what ", with its share of the periphery",          \
      VALUE(member.area_f2_per_bit), true);                                                      \
  add(keys, #member ".read_fj_per_bit", "fJ", "reading a bit", VALUE(member.read_fj_per_bit));   \
  add(keys, #member ".write_fj_per_bit", "fJ", "writing a bit", VALUE(member.write_fj_per_bit)); \
  add(keys, #member ".leakage_nw_per_um2", leakage_unit, leakage_meaning,                        \
      VALUE(member.leakage_nw_per_um2))

void add_digital_keys(Keys& keys) {
  ADD_LOGIC(input_register, "a bit of an input code");
  ADD_LOGIC(shift_add, "a bit of the adder behind a converter");
  ADD_LOGIC(accumulator, "a bit of an accumulator register");
  ADD_LOGIC(gain_offset, "a bit product of the gain multiplier");
  ADD_LOGIC(requantiser, "a bit product of the requantising multiplier");
  ADD_LOGIC(pooling, "a bit of the comparator");
  ADD_LOGIC(tuning_register, "a bit of a gain or offset register");
  ADD_LOGIC(sparse_mac, "a bit product of the multiplier of sparse weights");
  ADD_SRAM(activation_buffer, "a bit");
  ADD_SRAM(sparse_sram, "a bit of a weight or an index");
  ADD_SRAM(test_memory, "a bit");
  add(keys, "controller.gates", "NAND2", "logic of the tuning controller, without its memories",
      VALUE(controller.gates), true);
  add(keys, "controller.area_um2_per_gate", "um2", "a two-input NAND with routing",
      VALUE(controller.area_um2_per_gate));
  add(keys, "controller.energy_fj_per_gate_cycle", "fJ", "a clock cycle of a test, each gate",
      VALUE(controller.energy_fj_per_gate_cycle));
  add(keys, "controller.leakage_nw_per_um2", leakage_unit, leakage_meaning,
      VALUE(controller.leakage_nw_per_um2));
}

Keys make_keys() {
  Keys keys;
  add_analog_keys(keys);
  add_adc_keys<static_cast<size_t>(AdcType::Flash)>(keys);
  add_adc_keys<static_cast<size_t>(AdcType::Sar)>(keys);
  add_adc_keys<static_cast<size_t>(AdcType::Ramp)>(keys);
  add_digital_keys(keys);
  return keys;
}

#undef ADD_LOGIC
#undef ADD_SRAM
#undef VALUE

// a + b x + c 2^x
double by_bits(double fixed, double per_bit, double per_level, int bits) {
  return fixed + per_bit * bits + per_level * std::ldexp(1.0, bits);
}

}  // namespace

const char* name_of(AdcType type) {
  switch (type) {
    case AdcType::Flash:
      return "flash";
    case AdcType::Sar:
      return "sar";
    case AdcType::Ramp:
      return "ramp";
  }
  return "";
}

double AdcTechnology::area(int bits) const {
  return by_bits(area_um2, area_um2_per_bit, area_um2_per_level, bits);
}

double AdcTechnology::energy_fj(int bits) const {
  return by_bits(0.0, energy_fj_per_bit, energy_fj_per_level, bits) +
         1e-3 * energy_aj_per_4_to_bits * std::ldexp(1.0, 2 * bits);
}

double AdcTechnology::latency(int bits) const {
  return by_bits(latency_ns, latency_ns_per_bit, latency_ns_per_level, bits);
}

const std::vector<TechnologyKey>& technology_keys() {
  static const std::vector<TechnologyKey> keys = make_keys();
  return keys;
}

}  // namespace kintsugi::cost
