// What a codebook stores.
#pragma once

#include "models/network/network.h"

namespace kintsugi {

// Words of an entry without predictors, whose features are the gains of the tuned layers; as
// TestProgram::entry_stride().
int entry_words(int tuned_layers, bool affine);

// Entries with an affine map that fit into the words of `clusters` plain ones, at least 1.
int affine_entries(const Network& network, int clusters);

}  // namespace kintsugi
