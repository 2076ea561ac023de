// Rows of the tables [adaptation] and [tuning]: digital parts of the chip that adapt it to a die.
#include "models/accelerator/sparse_array.h"
#include "testbench/scenario/key_builders.h"

namespace kintsugi {

Keys adaptation_keys() {
  return {
      number("adaptation.fraction", MEMBER(chip.adaptation.fraction), between(0, 1), "",
             "share of each layer's weights that has an entry in the sparse array, rounded up; 0: "
             "no array",
             "assumed"),
      number("adaptation.entries", MEMBER(chip.adaptation.entries), between(0, kMostSparseEntries),
             "entries",
             "entries of the sparse array, one number a layer, in place of `adaptation.fraction`; "
             "empty: by the fraction"),
      choice("adaptation.selection", ONE_OF(chip.adaptation.selection),
             {"random", "importance", "magnitude"},
             "where entries are: every weight alike, drawn with probability proportional to the "
             "weight's magnitude, or the weights of the largest magnitude",
             "random: RSA (Mohanty et al., IEDM 2017)"),
      number("adaptation.seed", MEMBER(chip.adaptation.seed), at_least(0), "",
             "seed of the positions, which are wired: the same on every die"),
      choice("tuning.gains", ONE_OF(chip.gains), {"layer", "tile", "channel"},
             "what has digital gain and offset registers: the layers, or every tile or every "
             "channel of a tuned layer beside them"),
  };
}

}  // namespace kintsugi
