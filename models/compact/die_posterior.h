// What a host that knows the design can know of a die's cells by its answers to few images: dies
// that would have answered alike. No die needs to have been measured for that.
#pragma once

#include <cstdint>
#include <vector>

#include "models/accelerator/die.h"
#include "models/tuning/layer_sight.h"
#include "models/tuning/nominal_weights.h"

namespace kintsugi::compact {

// Throws UserError unless the network is a chain with max pooling, all layers in the signature,
// each on one tile of unsliced differential pairs.
void require_known_cells(const Chip& chip);

class DiePosterior {
 public:
  // `images` are activation codes. `chip` must outlive this, and require_known_cells() holds.
  DiePosterior(const Chip& chip, const std::vector<const uint8_t*>& images);

  // Cells of `draws` dies as they may be behind `answers`, [images], that a die gave under the
  // neutral tuning: of each layer a factor common to its cells, as the answers have it, and errors
  // of single weights drawn from what is left of their spread, `device.sigma_within`. The same
  // `seed`, the same cells.
  std::vector<MeasuredCells> draw(const std::vector<ImageOutput>& answers, int draws,
                                  uint64_t seed) const;

  // Classes that such dies give to `count` other images, each judged by one of `draws` of them.
  std::vector<int> classes(const std::vector<ImageOutput>& answers, const uint8_t* images,
                           int count, int draws, uint64_t seed) const;

  // The factors of the layers, last one included.
  std::vector<double> factors(const std::vector<ImageOutput>& answers) const;

 private:
  tuning::LayerCodes inputs(int layer, const std::vector<ImageOutput>& answers) const;
  double factor(int layer, const std::vector<ImageOutput>& answers) const;

  const Chip& chip_;
  Die nominal_;
  tuning::LayerCodes images_;
  std::vector<tuning::NominalWeights> weights_;
};

}  // namespace kintsugi::compact
