// The table of scenario keys, [device]: every field of DeviceStatistics (models/device/statistics.h).
#include "models/device/presets.h"
#include "testbench/scenario/key_builders.h"

namespace kintsugi {

Keys device_keys() {
  return {
      choice("device.preset", MEMBER(device_preset), preset_names(), "published statistics, applied in order before the other keys of the "
             "table; presets of faults and noise stack on one of a device (`kintsugi "
             "list` shows them)", "each preset names its own"),
      number("device.levels", MEMBER(chip.device.levels), between(2, 256), "", "conductance levels of a cell, linearly spaced unless listed; a network "
             "in one slice must be trained for them", "65 nm 1T1R test chip: 10 levels"),
      number("device.g_min", MEMBER(chip.device.g_min), below(0, 1), "Gmax", "conductance of the lowest level", "on/off ratio 50, assumed"),
      number("device.conductances", MEMBER(chip.device.conductances), between(0, 1), "Gmax", "named levels, rising, instead of levels at equal distances"),
      number("device.conductances_us", MEMBER(chip.device.conductances_us), between(0, 1e6), "uS", "the same in uS"),
      number("device.g_max_us", MEMBER(chip.device.g_max_us), between(0, 1e6), "uS", "conductance of Gmax; needed by whatever is given in uS"),
      choice("device.programming", ONE_OF(chip.device.programming), {"log-normal", "gaussian"}, "law of the programming error of a cell"),
      number("device.sigma_within", MEMBER(chip.device.sigma_within), between(0, 3), "ln G", "log-normal spread of each cell by itself", "total spread std/mean 0.5, that is 0.472, published for 65 nm; the "
             "split is assumed"),
      number("device.sigma_us", MEMBER(chip.device.sigma_us), between(-1e9, 1e9), "uS", "gaussian: standard deviation as a polynomial of the level in uS, "
             "lowest power first"),
      number("device.mean_shift_us", MEMBER(chip.device.mean_shift_us), between(-1e9, 1e9), "uS", "gaussian: mean less level as a polynomial of the level in uS"),
      key("device.programming_table", MEMBER(programming_table), "gaussian: CSV file `g_us,mean_us,sigma_us` instead of the polynomials; "
             "relative to the scenario, then to the repository"),
      number("device.verify_window", MEMBER(chip.device.verify_window), between(0, 10), "", "write-verify: accepted distance from the level, as a fraction of it; "
             "0: none"),
      number("device.verify_window_absolute", MEMBER(chip.device.verify_window_absolute), between(0, 4), "Gmax", "the same as a conductance"),
      number("device.verify_pulses", MEMBER(chip.device.verify_pulses), between(1, 1000), "", "most pulses a cell gets", "assumed"),
      number("device.sigma_tile", MEMBER(chip.device.sigma_tile), between(0, 3), "ln G", "log-normal spread of the factor all cells of a tile share", "as sigma_within"),
      number("device.sigma_die", MEMBER(chip.device.sigma_die), between(0, 3), "ln G", "log-normal spread of the factor all cells of a die share", "as sigma_within"),
      number("device.sigma_wafer", MEMBER(chip.device.sigma_wafer), between(0, 3), "ln G", "spread of the factor of a wafer", "no public split: sweep it"),
      number("device.sigma_lot", MEMBER(chip.device.sigma_lot), between(0, 3), "ln G", "spread of the factor of a lot", "no public split: sweep it"),
      number("device.sigma_reticle", MEMBER(chip.device.sigma_reticle), between(0, 3), "ln G", "spread of the factor of a position in the reticle field", "no public split: sweep it"),
      number("device.radial", MEMBER(chip.device.radial), between(-3, 3), "ln G", "from the centre of a wafer to its edge: radial * (radius^2 - 1/2)", "no public split: sweep it"),
      number("device.sigma_radial", MEMBER(chip.device.sigma_radial), between(0, 3), "ln G", "drawn a wafer, added to `radial`", "no public split: sweep it"),
      number("device.wafer_diameter_mm", MEMBER(chip.device.wafer.wafer_diameter_mm), between(10, 450), "mm", "diameter of a wafer", "assumed"),
      number("device.edge_exclusion_mm", MEMBER(chip.device.wafer.edge_exclusion_mm), between(0, 100), "mm", "ring at the edge that holds no die", "assumed"),
      number("device.die_width_mm", MEMBER(chip.device.wafer.die_width_mm), between(0.5, 50), "mm", "width of a die with its scribe line", "assumed"),
      number("device.die_height_mm", MEMBER(chip.device.wafer.die_height_mm), between(0.5, 50), "mm", "height of a die with its scribe line", "assumed"),
      number("device.reticle_columns", MEMBER(chip.device.wafer.reticle_columns), between(1, 100), "dies", "width of a reticle field", "assumed"),
      number("device.reticle_rows", MEMBER(chip.device.wafer.reticle_rows), between(1, 100), "dies", "height of a reticle field", "assumed"),
      number("device.wafers_per_lot", MEMBER(chip.device.wafer.wafers_per_lot), between(1, 1000), "wafers", "dies are numbered along wafers, wafers along lots", "usual"),
      number("device.sigma_correlated", MEMBER(chip.device.sigma_correlated), between(0, 3), "ln G", "spread of the part that neighbours in an array share", "no public split: sweep it"),
      number("device.correlation_length", MEMBER(chip.device.correlation_length), between(0.5, 1e5), "cells", "where its correlation has fallen to 1/e", "assumed"),
      number("device.gradient_rows", MEMBER(chip.device.gradient_rows), between(-3, 3), "ln G", "from the first row of an array to the last"),
      number("device.gradient_columns", MEMBER(chip.device.gradient_columns), between(-3, 3), "ln G", "from the first physical column to the last"),
      number("device.sigma_gradient", MEMBER(chip.device.sigma_gradient), between(0, 3), "ln G", "drawn a die in both directions, added"),
      choice("device.drift", ONE_OF(chip.device.drift), {"none", "power", "logarithmic"}, "law of retention: g (t/t0)^-nu, or a shift in uS that grows with "
             "ln(t/t0)", "IRPS and device papers, see the presets"),
      number("device.age_s", MEMBER(chip.device.age_s), between(0, 1e12), "s", "time since programming"),
      number("device.drift_t0_s", MEMBER(chip.device.drift_t0_s), between(1e-9, 1e12), "s", "age up to which nothing drifts"),
      number("device.drift_nu", MEMBER(chip.device.drift_nu), between(-1, 1), "", "power: mean exponent"),
      number("device.drift_sigma_nu", MEMBER(chip.device.drift_sigma_nu), between(0, 1), "", "power: spread of the exponent from cell to cell"),
      number("device.drift_mean_us", MEMBER(chip.device.drift_mean_us), between(-1e4, 1e4), "uS", "logarithmic: mean shift for each unit of ln(t/t0)"),
      number("device.drift_sigma_us", MEMBER(chip.device.drift_sigma_us), between(0, 1e4), "uS", "logarithmic: its spread for each unit of ln(t/t0)"),
      number("device.drift_sigma0_us", MEMBER(chip.device.drift_sigma0_us), between(0, 1e4), "uS", "logarithmic: its spread at t0"),
      number("device.temperature_c", MEMBER(chip.device.temperature_c), between(-100, 500), "degree C", "at which the die ages"),
      number("device.reference_temperature_c", MEMBER(chip.device.reference_temperature_c), between(-100, 500), "degree C", "at which the drift was measured"),
      number("device.activation_energy_ev", MEMBER(chip.device.activation_energy_ev), between(0, 5), "eV", "Arrhenius acceleration of the age; 0: none"),
      number("device.rtn_share", MEMBER(chip.device.rtn_share), between(0, 1), "", "share of cells with a trap (random telegraph noise)"),
      number("device.rtn_low_r", MEMBER(chip.device.rtn_low_r), between(0, 100), "dR/R", "rise of the resistance at the highest level while the trap is full", "2.8 % published"),
      number("device.rtn_high_r", MEMBER(chip.device.rtn_high_r), between(0, 100), "dR/R", "the same at the lowest level", "50 % published"),
      number("device.rtn_occupancy", MEMBER(chip.device.rtn_occupancy), between(0, 1), "", "share of the time a trap is full", "assumed"),
      choice("device.rtn_speed", ONE_OF(chip.device.rtn_speed), {"slow", "fast"}, "slow: the state at programming stays; fast: its mean and variance join "
             "every read", "assumed"),
      number("device.stuck_lrs", MEMBER(chip.device.stuck_lrs), between(0, 1), "", "share of cells stuck in the low-resistance state", "9.04 % and 1.75 % published; sources disagree on which is which"),
      number("device.stuck_hrs", MEMBER(chip.device.stuck_hrs), between(0, 1), "", "share of cells stuck in the high-resistance state", "as stuck_lrs"),
      number("device.stuck_lrs_g", MEMBER(chip.device.stuck_lrs_g), between(0, 4), "Gmax", "conductance of a cell stuck low-resistive", "assumed"),
      number("device.stuck_hrs_g", MEMBER(chip.device.stuck_hrs_g), between(0, 4), "Gmax", "conductance of a cell stuck high-resistive", "assumed"),
      number("device.read_noise", MEMBER(chip.device.read_noise), between(0, 1), "", "standard deviation of a cell's conductance from read to read, relative", "about 0.01 for HfOx, NeuRRAM (Nature 608, 2022)"),
      number("device.read_noise_absolute", MEMBER(chip.device.read_noise_absolute), between(0, 1), "Gmax", "the same as a conductance, added in squares"),
  };
}

}  // namespace kintsugi
