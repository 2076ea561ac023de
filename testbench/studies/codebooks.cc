#include "testbench/studies/codebooks.h"

#include <algorithm>

namespace kintsugi {

int entry_words(int tuned_layers, bool affine) {
  const int features = tuned_layers;
  return 1 + (features + 1) / 2 + tuned_layers +
         (affine ? 2 * ((features + 3) / 4) * tuned_layers : 0);
}

int affine_entries(const Network& network, int clusters) {
  const int tuned = static_cast<int>(signature_layers(network).size()) - 1;
  return std::max(1, clusters * entry_words(tuned, false) / entry_words(tuned, true));
}

}  // namespace kintsugi
