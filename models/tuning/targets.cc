#include "models/tuning/targets.h"

#include "models/tuning/flow.h"

namespace kintsugi::tuning {

Tuning least_squares_tuning(const Die& die, const Die& nominal, const uint8_t* images, int count) {
  const Tuning identity = identity_tuning(die.chip());
  Tuning tuning = identity;
  for (int l = 0; l < die.chip().tuned_layers(); ++l) {
    const int layer = die.chip().signature[static_cast<size_t>(l)];
    const std::vector<int32_t> found = layer_accumulators(die, tuning, layer, images, count);
    const std::vector<int32_t> wanted = layer_accumulators(nominal, identity, layer, images, count);
    double own = 0;
    double cross = 0;
    for (size_t i = 0; i < found.size(); ++i) {
      own += static_cast<double>(found[i]) * found[i];
      cross += static_cast<double>(found[i]) * wanted[i];
    }
    if (own > 0) tuning[static_cast<size_t>(l)].gain = quantise_gain(cross / own);
  }
  return tuning;
}

}  // namespace kintsugi::tuning
