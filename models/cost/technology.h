// Area, energy and latency of the parts a chip is made of, in one technology, each with its source.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

namespace kintsugi::cost {

enum class AdcType { Flash, Sar, Ramp };
inline constexpr std::array<AdcType, 3> kAdcTypes = {AdcType::Flash, AdcType::Sar, AdcType::Ramp};
const char* name_of(AdcType type);  // "flash", "sar", "ramp"

// A converter of b bits. One law covers the published ones: Walden's figure of merit is
// energy_fj_per_level alone; Murmann's bound is energy_fj_per_bit b + energy_aj_per_4_to_bits 4^b.
struct AdcTechnology {
  double area_um2 = 0.0;  // + per_bit b + per_level 2^b
  double area_um2_per_bit = 0.0;
  double area_um2_per_level = 0.0;
  double energy_fj_per_bit = 0.0;  // a conversion: per_bit b + per_level 2^b + per_4_to_bits 4^b
  double energy_fj_per_level = 0.0;
  double energy_aj_per_4_to_bits = 0.0;
  double latency_ns = 0.0;  // a conversion: + per_bit b + per_level 2^b
  double latency_ns_per_bit = 0.0;
  double latency_ns_per_level = 0.0;
  double leakage_nw_per_um2 = 0.0;

  double area(int bits) const;       // um^2
  double energy_fj(int bits) const;  // a conversion
  double latency(int bits) const;    // ns, a conversion
};

// Digital logic that is counted in bits: adders and registers a bit, multipliers a product of bits.
struct LogicTechnology {
  double area_um2_per_bit = 0.0;
  double energy_fj_per_bit = 0.0;
  double leakage_nw_per_um2 = 0.0;
};

struct SramTechnology {
  double area_f2_per_bit = 0.0;
  double read_fj_per_bit = 0.0;
  double write_fj_per_bit = 0.0;
  double leakage_nw_per_um2 = 0.0;
};

struct Technology {
  std::string name;
  struct Process {
    double feature_nm = 0.0;  // F
    double f2_um2() const { return feature_nm * feature_nm * 1e-6; }
  } process;
  struct Cell {
    double area_f2 = 0.0;         // 1T1R
    double read_voltage_v = 0.0;  // across the cell while its word line is driven
    double g_max_us = 0.0;        // conductance of the highest level
    double leakage_nw_per_um2 = 0.0;
  } cell;
  struct WordLineDriver {
    double area_um2_per_row = 0.0;
    double area_um2_per_bit = 0.0;    // of a row, each DAC bit
    double energy_fj_per_bit = 0.0;   // driving a line once, each DAC bit
    double energy_fj_per_cell = 0.0;  // of the line's capacitance, driving it once
    double settle_ns = 0.0;
    double leakage_nw_per_um2 = 0.0;
  } word_line_driver;
  struct PerColumn {
    double area_um2 = 0.0;   // of a converted column
    double energy_fj = 0.0;  // of a sample, of a conversion
    double leakage_nw_per_um2 = 0.0;
  } sample_and_hold, multiplexer;
  double bit_line_settle_ns = 0.0;   // key sample_and_hold.settle_ns
  std::array<AdcTechnology, 3> adc;  // by AdcType
  LogicTechnology input_register, shift_add, accumulator, pooling, tuning_register;
  LogicTechnology gain_offset, requantiser, sparse_mac;  // bits: product of both widths
  SramTechnology activation_buffer, sparse_sram, test_memory;
  struct Controller {
    double gates = 0.0;  // two-input NAND equivalents
    double area_um2_per_gate = 0.0;
    double energy_fj_per_gate_cycle = 0.0;
    double leakage_nw_per_um2 = 0.0;
  } controller;

  struct Citation {
    std::string source;
    bool assumed = false;
  };
  std::map<std::string, Citation> citations;  // by key

  const AdcTechnology& converter(AdcType type) const { return adc[static_cast<size_t>(type)]; }
};

// A value of the table: where it is, what it means, what is allowed.
struct TechnologyKey {
  std::string path;  // "cell.area_f2"
  std::string unit;
  std::string meaning;
  double& (*value)(Technology&);
  bool positive;  // zero is refused
};
const std::vector<TechnologyKey>& technology_keys();
// Values beyond are mistaken units, not technology.
inline constexpr double kLargestTechnologyValue = 1e7;

}  // namespace kintsugi::cost
