#include "models/converter/converter_bank.h"

#include <stdexcept>

#include "models/converter/fine_grid.h"
#include "models/converter/flash.h"
#include "models/converter/ramp.h"
#include "models/converter/sar.h"
#include "models/converter/thresholds.h"

namespace kintsugi {
namespace {

void fill_table(const AdcDesign& design, const RandomKey& tile, uint32_t index, uint16_t* table) {
  switch (design.type) {
    case AdcType::Ideal:
      for (int32_t j = 0; j < fine_positions(design.bits); ++j) {
        table[j] = static_cast<uint16_t>(j >> kFineBits);
      }
      return;
    case AdcType::Flash:
      return fill_counting_table(flash_thresholds(design, tile, index), design.bits, table);
    case AdcType::Sar:
      return fill_sar_table(draw_capacitors(design, tile, index), table);
    case AdcType::Ramp:
      return fill_counting_table(ramp_thresholds(draw_ramp(design, tile), design.bits), design.bits,
                                 table);
  }
}

void require_table_bits(const AdcDesign& design) {
  if (design.bits < 1 || design.bits > kLargestTableBits) {
    throw std::invalid_argument("a transfer table has 1 to 12 bits");
  }
}

}  // namespace

size_t ConverterBank::table_start(size_t converter) const {
  const auto size = static_cast<size_t>(fine_positions(bits));
  return tables.size() == size ? 0 : converter * size;
}

Converter draw_converter(const AdcDesign& design, const RandomKey& tile, uint32_t index) {
  const RandomKey gain{tile.seed, tile.die, tile.tile, RandomRole::ConverterGain};
  const RandomKey offset{tile.seed, tile.die, tile.tile, RandomRole::ConverterOffset};
  return {1.0 + design.gain_sigma * standard_normal(gain, index),
          design.offset_sigma_lsb * standard_normal(offset, index)};
}

std::vector<uint16_t> transfer_table(const AdcDesign& design, const RandomKey& tile,
                                     uint32_t index) {
  require_table_bits(design);
  std::vector<uint16_t> table(static_cast<size_t>(fine_positions(design.bits)));
  fill_table(design, tile, index, table.data());
  return table;
}

ConverterBank draw_bank(const AdcDesign& design, const RandomKey& tile, uint32_t count) {
  ConverterBank bank;
  bank.bits = design.bits;
  for (uint32_t i = 0; i < count; ++i) bank.lines.push_back(draw_converter(design, tile, i));
  if (is_straight(design) || design.type == AdcType::Ideal) return bank;
  require_table_bits(design);
  const auto size = static_cast<size_t>(fine_positions(design.bits));
  const uint32_t tables = design.type == AdcType::Ramp ? std::min(count, 1U) : count;
  bank.tables.resize(tables * size);
  for (uint32_t i = 0; i < tables; ++i) fill_table(design, tile, i, bank.tables.data() + i * size);
  return bank;
}

}  // namespace kintsugi
