// The device spread that variation-aware training learns to tolerate, and how weights meet cells.
#pragma once

namespace kintsugi {

// Multiplicative log-normal spread. Sigmas are of the natural logarithm of the conductance factor;
// factors are drawn anew for each batch.
struct TrainingSpread {
  double sigma_cell = 0.0;   // independent factor of each cell
  double sigma_tile = 0.0;   // one factor a tile
  double sigma_layer = 0.0;  // one factor a layer
  double sigma_die = 0.0;    // one factor for the whole network
  double g_min = 0.02;       // lowest cell level as a fraction of Gmax, see DeviceStatistics
  bool none() const {
    return sigma_cell == 0.0 && sigma_layer == 0.0 && sigma_tile == 0.0 && sigma_die == 0.0;
  }
};

// Population A (mostly common factors): within 0.10; the layer's factor is the root sum of squares
// of its die (0.30) and tile (0.35) sigmas. The split is assumed, see docs/results.md.
constexpr TrainingSpread kPopulationA{0.10, 0.0, 0.46, 0.0, 0.02};

}  // namespace kintsugi
