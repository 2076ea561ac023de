// All converters of a tile as fabricated: their lines and, where codes do not lie on a line, their
// transfer tables.
#pragma once

#include <cstdint>
#include <vector>

#include "models/converter/adc.h"
#include "models/converter/adc_design.h"
#include "models/core/random.h"

namespace kintsugi {

struct ConverterBank {
  int bits = 8;
  std::vector<Converter> lines;  // [converters]
  // [converters][fine_positions(bits)], or [1][..] where all share one (a ramp), or empty where
  // codes lie on a line. Entries as in fine_grid.h.
  std::vector<uint16_t> tables;

  bool is_straight() const { return tables.empty(); }

  // Where in `tables` the table of a converter begins.
  size_t table_start(size_t converter) const;
};

// Gain and offset of converter `index`. `tile` gives seed, die and tile.
Converter draw_converter(const AdcDesign& design, const RandomKey& tile, uint32_t index);

// The table of converter `index`: [fine_positions(bits)]. A straight design yields position >> 4.
// The measured codes of `design.code_table` are not read here (see code_table.h).
std::vector<uint16_t> transfer_table(const AdcDesign& design, const RandomKey& tile,
                                     uint32_t index);

// The first `count` converters of a tile; each is the same whatever `count` is. `design` has passed
// check().
ConverterBank draw_bank(const AdcDesign& design, const RandomKey& tile, uint32_t count);

}  // namespace kintsugi
