#include "models/crossbar/tile_reader.h"

#include "models/crossbar/normal_table.h"
#include "models/crossbar/stripes.h"

namespace kintsugi {

ReadJob read_job(const Tile& tile, int activation_bits) {
  ReadJob job;
  job.lanes = lanes_for(tile.columns());
  job.stripes = padded_columns(tile.columns()) / job.lanes;
  job.planes = tile.input.planes(activation_bits);
  job.plane_bits = tile.input.plane_bits;
  if (tile.sums == Tile::Sums::Lookups) {
    job.entries = tile.table.entries.data();
    job.first_part = tile.table.first_part.data();
    job.group = tile.table.group.data();
    job.least = tile.table.least.data();
    job.table_patterns = tile.table.patterns;
  } else {
    job.matrix = tile.matrix.entries.data();
    job.row_pairs = tile.matrix.row_pairs;
  }
  const ColumnConverters& conversion = tile.conversion;
  job.slope = conversion.slope.data();
  job.offset = conversion.offset.data();
  job.top = conversion.top;
  job.code_bias = conversion.code_bias;
  if (!conversion.transfer.empty()) {
    job.transfer = conversion.transfer.data();
    job.transfer_base = conversion.transfer_base.data();
  }
  if (tile.noisy) {
    job.has_noise = true;
    job.variance_unit = tile.variance_unit;
    job.column_variance = tile.column_variance.data();
    job.normal_table = normal_table();
    job.noise_key[0] = tile.noise_key[0];
    job.noise_key[1] = tile.noise_key[1];
    if (!tile.variance_table.empty()) job.variance_entries = tile.variance_table.data();
    if (!tile.variance_matrix.entries.empty()) {
      job.variance_matrix = tile.variance_matrix.entries.data();
    }
  }
  return job;
}

void encode_digits(const Tile& tile, int activation_bits, const uint8_t* inputs, int32_t* digits,
                   int32_t* squares) {
  const InputCoding& input = tile.input;
  for (int plane = 0; plane < input.planes(activation_bits); ++plane) {
    for (int r = 0; r < tile.rows; r += 2) {
      const bool whole = r + 1 < tile.rows;
      const int even = input.digit(inputs[r], plane);
      const int odd = whole ? input.digit(inputs[r + 1], plane) : 0;
      *digits++ = digit_pair(tile.level(r, even), whole ? tile.level(r + 1, odd) : 0);
      if (squares != nullptr) {
        *squares++ = digit_pair(input.square(even), whole ? input.square(odd) : 0);
      }
    }
  }
}

}  // namespace kintsugi
