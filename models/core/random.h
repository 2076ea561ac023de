// Counter-based randomness: every draw is a pure function of (seed, die, tile, role, index), so a
// die is the same alone, among thousands, on any thread and machine. Uniforms come from Philox4x32
// (Random123); normals and exponentials from our own fixed arithmetic, never from libm, because
// libm differs between machines.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kintsugi {

// What a draw is for. Numbers are part of the identity of a die: append, never renumber.
enum class RandomRole : uint32_t {
  CellWithin = 1,       // independent factor of a cell; index = cell within the tile
  TileFactor = 2,       // common factor of a tile; index 0
  DieFactor = 3,        // common factor of a die; tile 0, index 0
  ConverterGain = 4,    // index = converter within the tile
  ConverterOffset = 5,  // index = converter within the tile
  Clustering = 6,       // start of k-means in `fit`; die and tile 0
  Resample = 7,         // bootstrap of a report; die = resample, index = draw
  // Converters (models/converter), 20 to 29. The draw of a part is at converter * stride + part.
  ConverterThreshold = 20,  // comparators of a flash converter; stride 2^bits, at least 4
  ConverterLadder = 21,     // resistors of a flash converter's ladder; the same stride
  ConverterCapacitor = 22,  // capacitors of a SAR converter; stride 16, part = bit, 15 terminates
  RampShape = 23,           // the tile's ramp; index 0 quadratic term, 1 cubic term
  DacGain = 24,             // index = row driver within the tile
  DacOffset = 25,           // index = row driver within the tile
  DacLevel = 26,            // index = 256 * row driver + level
};

struct RandomKey {
  uint64_t seed = 0;
  uint32_t die = 0;
  uint32_t tile = 0;
  RandomRole role = RandomRole::CellWithin;
};

// 32 random bits. `index` is below 2^34.
uint32_t random_word(const RandomKey& key, uint64_t index);

// Uniform in the open interval (0, 1), a multiple of 2^-33.
double uniform(const RandomKey& key, uint64_t index);

// Standard normal (Box-Muller on words 2k and 2k + 1; magnitude below 6.8).
double standard_normal(const RandomKey& key, uint64_t index);

// out[i] = standard_normal(key, i) for i in [0, count), bit for bit, but much faster.
void fill_standard_normal(const RandomKey& key, size_t count, double* out);

// exp(x) for |x| <= 700, relative error below 1e-14, the same bits on every machine.
double portable_exp(double x);

// values[i] = portable_exp(slope * values[i] + shift), bit for bit.
void exp_of_line(double slope, double shift, size_t count, double* values);

}  // namespace kintsugi
