// Designs that between them use every way a layer can be read.
#pragma once

#include <algorithm>
#include <vector>

#include "models/accelerator/die.h"
#include "testbench/tests/models/example_networks.h"

namespace kintsugi::testing {

inline ChipConfig varied_config(Mapping mapping, int rows, int columns) {
  ChipConfig config;
  config.device.sigma_within = 0.2;
  config.device.sigma_tile = 0.3;
  config.device.sigma_die = 0.2;
  config.crossbar = {rows, columns, mapping};
  config.adc.columns_per_adc = 3;
  config.adc.gain_sigma = 0.03;
  config.adc.offset_sigma_lsb = 0.8;
  return config;
}

inline Tuning uneven_tuning(const Chip& chip) {
  Tuning tuning = identity_tuning(chip);
  for (size_t l = 0; l < tuning.size(); ++l) {
    tuning[l].gain = static_cast<uint16_t>(3000 + 700 * l);
    tuning[l].offset = static_cast<int16_t>(l % 2 == 0 ? 9 : -14);
  }
  return tuning;
}

// The same with weights in slices, several bits a DAC step, or noise at every read.
inline ChipConfig with_slices(ChipConfig config, int levels, int slices) {
  config.device.levels = levels;
  config.crossbar.slices = slices;
  return config;
}

inline ChipConfig with_inputs(ChipConfig config, int bits, bool bipolar, double read_noise = 0.0) {
  config.dac.bits = bits;
  config.dac.bipolar = bipolar;
  config.adc.bits = 8 + bits;  // a coarse code of many bits at once leaves nothing alive
  config.device.read_noise = read_noise;
  return config;
}

// A digital reference does not vary with the die: no network survives much of that.
inline ChipConfig with_digital_reference(ChipConfig config) {
  config.crossbar.reference = Reference::Digital;
  config.device.sigma_within = 0.05;
  config.device.sigma_tile = 0.0;
  config.device.sigma_die = 0.0;
  config.adc.gain_sigma = 0.001;
  return config;
}

// Four rows of which add up to more than 16 bits.
inline ChipConfig with_large_cells(ChipConfig config) {
  config.device.sigma_within = 1.5;
  return config;
}

inline ChipConfig with_drivers(ChipConfig config, double inl) {
  config.dac.gain_sigma = 0.03;
  config.dac.offset_sigma_lsb = 0.05;
  config.dac.inl_sigma_lsb = inl;
  return config;
}

inline ChipConfig with_converters(ChipConfig config, AdcType type) {
  config.adc.type = type;
  config.adc.bits = std::min(config.adc.bits, 12);
  config.adc.comparator_sigma_lsb = type == AdcType::Flash ? 0.4 : 0.0;
  config.adc.ladder_sigma = type == AdcType::Flash ? 0.02 : 0.0;
  config.adc.capacitor_sigma = type == AdcType::Sar ? 0.02 : 0.0;
  config.adc.ramp_inl_sigma_lsb = type == AdcType::Ramp ? 1.0 : 0.0;
  config.adc.noise_lsb = 0.7;
  return config;
}

inline ChipConfig with_wires(ChipConfig config, WireTopology topology, double g_max_us = 100.0) {
  config.device.g_max_us = g_max_us;
  config.wires.topology = topology;
  config.wires.bit_ohm = 3.0;
  config.wires.driver_ohm = 20.0;
  (topology == WireTopology::DrivenRows ? config.wires.word_ohm : config.wires.source_ohm) = 2.0;
  return config;
}

struct Case {
  const char* name;
  Network network;
  ChipConfig config;
};

inline std::vector<Case> cases() {
  return {
      {"lenet, whole layers", lenet_shaped(), varied_config(Mapping::Differential, 512, 256)},
      {"lenet, single-ended", lenet_shaped(), varied_config(Mapping::SingleEnded, 512, 256)},
      {"odd shapes, small tiles", odd_shaped(), varied_config(Mapping::Differential, 37, 22)},
      {"odd shapes, tiny tiles", odd_shaped(), varied_config(Mapping::SingleEnded, 9, 7)},
      {"odd shapes, 8 bits", odd_shaped(8), varied_config(Mapping::Differential, 64, 64)},
      {"odd shapes, 1 bit", odd_shaped(1), varied_config(Mapping::Differential, 64, 64)},
      {"cells far above Gmax, noise", odd_shaped(),
       with_large_cells(with_inputs(varied_config(Mapping::Differential, 64, 64), 1, false, 0.05))},
      {"slices", odd_shaped(), with_slices(varied_config(Mapping::Differential, 64, 64), 4, 2)},
      {"slices, reference cells", odd_shaped(),
       with_slices(varied_config(Mapping::SingleEnded, 33, 61), 3, 3)},
      {"slices, digital reference", odd_shaped(),
       with_digital_reference(with_slices(varied_config(Mapping::SingleEnded, 64, 64), 5, 2))},
      {"offset binary", odd_shaped(),
       with_digital_reference(with_slices(varied_config(Mapping::OffsetBinary, 64, 64), 2, 5))},
      {"two bits a step", odd_shaped(5),
       with_inputs(varied_config(Mapping::Differential, 37, 22), 2, false)},
      {"eight bits at once", odd_shaped(8),
       with_inputs(varied_config(Mapping::Differential, 64, 64), 8, false)},
      {"bipolar bits", odd_shaped(),
       with_inputs(varied_config(Mapping::Differential, 37, 22), 1, true)},
      {"bipolar digits, slices", odd_shaped(4),
       with_inputs(with_slices(varied_config(Mapping::SingleEnded, 64, 64), 5, 2), 2, true)},
      {"noise", odd_shaped(),
       with_inputs(varied_config(Mapping::Differential, 37, 44), 1, false, 0.05)},
      {"noise, whole layers", lenet_shaped(),
       with_inputs(varied_config(Mapping::Differential, 512, 256), 1, false, 0.05)},
      {"noise on bipolar bits", odd_shaped(),
       with_inputs(varied_config(Mapping::SingleEnded, 37, 44), 1, true, 0.05)},
      {"noise on digits", odd_shaped(6),
       with_inputs(varied_config(Mapping::Differential, 37, 44), 3, false, 0.05)},
      {"noise on bipolar digits", odd_shaped(6),
       with_inputs(varied_config(Mapping::Differential, 37, 44), 3, true, 0.05)},
      {"drivers of bits", odd_shaped(),
       with_drivers(varied_config(Mapping::Differential, 37, 44), 0.0)},
      {"drivers of bipolar bits", odd_shaped(),
       with_drivers(with_inputs(varied_config(Mapping::Differential, 37, 44), 1, true, 0.05), 0.0)},
      {"drivers of digits", odd_shaped(6),
       with_drivers(with_inputs(varied_config(Mapping::SingleEnded, 37, 44), 3, false, 0.05), 0.1)},
      {"drivers of bipolar digits", odd_shaped(4),
       with_drivers(with_inputs(varied_config(Mapping::Differential, 37, 44), 2, true), 0.1)},
      {"flash", odd_shaped(),
       with_converters(varied_config(Mapping::Differential, 37, 44), AdcType::Flash)},
      {"sar, slices, noise", odd_shaped(),
       with_converters(
           with_slices(with_inputs(varied_config(Mapping::SingleEnded, 33, 61), 1, false, 0.05), 3,
                       3),
           AdcType::Sar)},
      {"ramp on bipolar digits", odd_shaped(4),
       with_converters(
           with_drivers(with_inputs(varied_config(Mapping::Differential, 37, 44), 2, true), 0.1),
           AdcType::Ramp)},
      {"wires, slices", odd_shaped(),
       with_wires(with_slices(varied_config(Mapping::Differential, 64, 64), 4, 2),
                  WireTopology::DrivenRows)},
      {"wires, bipolar digits, reference cells", odd_shaped(4),
       with_wires(
           with_inputs(with_slices(varied_config(Mapping::SingleEnded, 64, 64), 5, 2), 2, true),
           WireTopology::DrivenRows)},
      {"wires, digital reference, noise", odd_shaped(),
       with_wires(
           with_digital_reference(with_inputs(
               with_slices(varied_config(Mapping::OffsetBinary, 64, 64), 2, 5), 1, false, 0.02)),
           WireTopology::DrivenRows, 0.3)},
      {"gated rows, slices", odd_shaped(),
       with_wires(with_slices(varied_config(Mapping::Differential, 64, 64), 4, 2),
                  WireTopology::GatedRows)},
      {"gated rows, reference cells", odd_shaped(),
       with_wires(varied_config(Mapping::SingleEnded, 37, 22), WireTopology::GatedRows)},
      {"noise on eight bits at once", odd_shaped(8),
       with_inputs(varied_config(Mapping::Differential, 64, 64), 8, false, 0.05)},
  };
}

}  // namespace kintsugi::testing
