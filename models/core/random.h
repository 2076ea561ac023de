// Counter-based randomness: every draw is a pure function of (seed, die, tile, role, index), so a
// die is the same alone, among thousands, on any thread and machine. Uniforms come from Philox4x32
// (Random123); normals and exponentials from our own fixed arithmetic, never from libm, because
// libm differs between machines.
#pragma once

#include <array>
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
  ReadNoise = 8,        // key of a tile's read noise; index 0 and 1
  SparsePosition = 9,   // of the sparse array; die 0, tile = layer, index = weight
  TwinBatch = 10,       // images a die is trained on off chip; die and tile 0, index = draw
  TwinWeight = 11,      // weights that would answer alike; die = draw, tile = layer
  StandIn = 12,         // dead leaves; die = image, tile 0; tile 1: their choice
  // Converters (models/converter), 20 to 29. The draw of a part is at converter * stride + part.
  ConverterThreshold = 20,  // comparators of a flash converter; stride 2^bits, at least 4
  ConverterLadder = 21,     // resistors of a flash converter's ladder; the same stride
  ConverterCapacitor = 22,  // capacitors of a SAR converter; stride 16, part = bit, 15 terminates
  RampShape = 23,           // the tile's ramp; index 0 quadratic term, 1 cubic term
  DacGain = 24,             // index = row driver within the tile
  DacOffset = 25,           // index = row driver within the tile
  DacLevel = 26,            // index = 256 * row driver + level
  // Device statistics (models/device), 40 to 69.
  WaferFactor = 40,       // die = wafer number, index 0 factor, index 1 radial term
  LotFactor = 41,         // die = lot number, index 0
  ReticlePosition = 42,   // die and tile 0; index = position in the reticle field
  Gradient = 43,          // across arrays; tile 0, index 0 along rows, 1 along columns
  SpatialField = 44,      // nodes of the correlated field; index = node
  SpatialPhase = 45,      // where the field's nodes lie; index 0 along rows, 1 along columns
  WriteVerifyPulse = 46,  // pulses after the first; index = 4 * (cell + cells * round) + 0 .. 3
  Retention = 47,         // drift of a cell; index = cell within the tile
  CellDefect = 48,        // stuck (whole word) and trap (low half); index = cell within the tile
};

struct RandomKey {
  uint64_t seed = 0;
  uint32_t die = 0;
  uint32_t tile = 0;
  RandomRole role = RandomRole::CellWithin;
};

// The four words of Philox4x32 with `rounds` rounds (7 or 10) at a counter.
template <int rounds>
std::array<uint32_t, 4> philox_words(const uint32_t (&key)[2],
                                     const std::array<uint32_t, 4>& counter);

// 32 random bits. `index` is below 2^34.
uint32_t random_word(const RandomKey& key, uint64_t index);

// Uniform in the open interval (0, 1), a multiple of 2^-33.
double uniform(const RandomKey& key, uint64_t index);

// Standard normal (Box-Muller on words 2k and 2k + 1; magnitude below 6.8).
double standard_normal(const RandomKey& key, uint64_t index);

// out[i] = standard_normal(key, first + i) for i in [0, count), bit for bit, but much faster.
// `first` is a multiple of 4 (0 where it is not given).
void fill_standard_normal(const RandomKey& key, size_t count, double* out);
void fill_standard_normal(const RandomKey& key, uint64_t first, size_t count, double* out);

// standard_normal(key, index) to single precision, in half the time: off by less than 2e-6 but for
// one draw in a million, which is off by at most 1e-3 (5e-2 beyond 6 sigma).
float single_normal(const RandomKey& key, uint64_t index);

// out[i] = single_normal(key, first + i), bit for bit. `first` is a multiple of 4.
void fill_single_normal(const RandomKey& key, uint64_t first, size_t count, float* out);

// out[4 i + j] = single_normal(key, 4 blocks[i] + j), j = 0 .. 3. `out` is [4 * count].
void fill_single_normal_blocks(const RandomKey& key, const uint32_t* blocks, size_t count,
                               float* out);

// out[i] = random_word(key, first + i). `first` is a multiple of 4.
void fill_random_words(const RandomKey& key, uint64_t first, size_t count, uint32_t* out);

// exp(x) for |x| <= 700, relative error below 1e-14, the same bits on every machine.
double portable_exp(double x);

// ln(x) for normal x > 0, error below 1e-15 * max(1, |ln x|), the same bits on every machine.
double portable_log(double x);

// Cosine and sine of `share` of a quarter turn, share in [0, 1], to 2e-14.
struct QuarterTurn {
  double cosine;
  double sine;
};
QuarterTurn quarter_turn(double share);

// values[i] = portable_exp(slope * values[i] + shift), bit for bit.
void exp_of_line(double slope, double shift, size_t count, double* values);

}  // namespace kintsugi
