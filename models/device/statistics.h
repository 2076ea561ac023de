// Everything the cells of a chip can do wrong, as a scenario's table [device] says it. Every effect
// is off by default; field names are scenario keys.
//
// Order of the effects on one cell, as they happen to it:
//   1. a programming pulse sets the level's conductance with its error;
//   2. write-verify reads the cell and pulses again until it is inside the window. It sees the cell
//      alone: what a die, wafer or region has in common is taken as what is left after it (other
//      temperature, other read reference, later processing);
//   3. common factors and spatial terms multiply;
//   4. retention acts on the conductance that is really there;
//   5. a trap lowers what was retained;
//   6. a stuck cell shows its own conductance whatever was written, so it comes after all of them;
//   7. rounding to the grid, clipped at 4 Gmax (cell.h), because that is how codes are stored.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/device/programming_table.h"
#include "models/device/wafer.h"

namespace kintsugi {

enum class ProgrammingLaw {
  LogNormal,  // level * exp(sigma_within * z)
  Gaussian,   // max(0, level + mean_shift(level) + sigma(level) * z)
};

enum class DriftLaw {
  None,
  Power,        // g * (t / t0)^-nu, nu drawn for each cell
  Logarithmic,  // g + mean * ln(t / t0) + (sigma * ln(t / t0) + sigma_0) * z
};

enum class TrapSpeed {
  Slow,  // the state at programming stays for the whole simulation
  Fast,  // switches between reads: its mean shifts the cell, its variance joins the read noise
};

// "ln G" is the natural logarithm of a conductance factor, "Gmax" a fraction of Gmax.
struct DeviceStatistics {
  // Levels: linear from g_min to Gmax, or one of the two lists, rising.
  int levels = 10;                      // 2 .. 256
  double g_min = 0.02;                  // Gmax
  std::vector<double> conductances;     // Gmax, one a level
  std::vector<double> conductances_us;  // uS, one a level
  double g_max_us = 0.0;                // uS; 0: unknown, then nothing may be given in uS

  // Programming error. Polynomials in uS of the level g in uS: c0 + c1 g + c2 g^2 + ...
  ProgrammingLaw programming = ProgrammingLaw::LogNormal;
  double sigma_within = 0.0;           // ln G, LogNormal only
  std::vector<double> sigma_us;        // Gaussian: polynomial of the standard deviation
  std::vector<double> mean_shift_us;   // Gaussian: polynomial of mean - level
  ProgrammingTable programming_table;  // Gaussian: instead of the polynomials

  // Write-verify: accepted when |g - level| is within the window. At most one window is given.
  double verify_window = 0.0;           // fraction of the level
  double verify_window_absolute = 0.0;  // Gmax
  int verify_pulses = 20;               // most pulses a cell gets; the last one stays

  // Common factors, ln G.
  double sigma_tile = 0.0;
  double sigma_die = 0.0;
  double sigma_wafer = 0.0;
  double sigma_lot = 0.0;
  double sigma_reticle = 0.0;  // one draw a position in the reticle field, the same in every field
  double radial = 0.0;         // ln G from wafer centre to edge: radial * (radius^2 - 1/2)
  double sigma_radial = 0.0;   // drawn a wafer, adds to `radial`
  WaferLayout wafer;

  // Within an array, ln G.
  double sigma_correlated = 0.0;    // spread of the spatially correlated part (spatial_field.h)
  double correlation_length = 8.0;  // cells: where the correlation has fallen to 1/e
  double gradient_rows = 0.0;       // from the first row to the last
  double gradient_columns = 0.0;    // from the first physical column to the last
  double sigma_gradient = 0.0;      // both drawn a die, adds: direction uniform, size Rayleigh

  // Retention. Time and temperature act together: effective age = age_s * Arrhenius factor.
  DriftLaw drift = DriftLaw::None;
  double age_s = 0.0;          // since programming; 0: no retention effect at all
  double drift_t0_s = 1.0;     // ln(t / t0) is 0 up to here
  double drift_nu = 0.0;       // Power: mean exponent
  double drift_sigma_nu = 0;   // Power: spread of the exponent from cell to cell
  double drift_mean_us = 0;    // Logarithmic: uS per unit of ln(t / t0)
  double drift_sigma_us = 0;   // Logarithmic: uS per unit of ln(t / t0)
  double drift_sigma0_us = 0;  // Logarithmic: uS at t0
  double temperature_c = 25.0;
  double reference_temperature_c = 25.0;  // where the law was measured
  double activation_energy_ev = 0.0;      // 0: temperature is not modelled

  // Random telegraph noise: resistance rises by dR/R while the trap is full. dR/R is linear in
  // resistance from rtn_low_r at the top level to rtn_high_r at the lowest one, constant beyond.
  double rtn_share = 0.0;      // share of cells with a trap
  double rtn_low_r = 0.028;    // dR/R
  double rtn_high_r = 0.5;     // dR/R
  double rtn_occupancy = 0.5;  // share of the time the trap is full
  TrapSpeed rtn_speed = TrapSpeed::Slow;

  // Stuck cells.
  double stuck_lrs = 0.0;    // share of cells in the low-resistance state
  double stuck_hrs = 0.0;    // share of cells in the high-resistance state
  double stuck_lrs_g = 1.0;  // Gmax; may lie outside the levels
  double stuck_hrs_g = 0.0;  // Gmax

  // Read noise, Gaussian and independent from read to read: sigma^2 = (read_noise g)^2 +
  // read_noise_absolute^2.
  double read_noise = 0.0;           // fraction of the cell's conductance
  double read_noise_absolute = 0.0;  // Gmax
};

// Opens an error sentence with where a key got its value, "s.toml:12: device.levels". Without one
// the key stands alone.
using KeyPlace = std::function<std::string(const std::string& key)>;

// Throws UserError for the first value that is not finite, out of its range, or meaningless beside
// the others.
void check(const DeviceStatistics& statistics, const KeyPlace& place = {});

}  // namespace kintsugi
