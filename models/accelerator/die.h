// One fabricated die: the programmed cells and converters of every tile, and the functions that
// compute on them. A TLM tile and the population path call these same functions.
#pragma once

#include <cstdint>
#include <vector>

#include "models/accelerator/chip.h"
#include "models/crossbar/tile.h"

namespace kintsugi {

struct DieKey {
  uint64_t seed = 0;
  uint32_t die = 0;
};

// Digital ReLU gain and offset of one layer. Gain is UQ4.12 (4096 = 1.0) and multiplies the raw
// accumulator before the bias; offset is in accumulator LSB.
struct LayerTuning {
  uint16_t gain = 4096;
  int16_t offset = 0;
  bool operator==(const LayerTuning& o) const { return gain == o.gain && offset == o.offset; }
};
// One entry a tuned layer (Chip::signature; of a chain all but the last). The functions below throw
// std::invalid_argument for a tuning that is too short.
using Tuning = std::vector<LayerTuning>;

// Programs every cell and converter of the die. The same key gives the same die anywhere. A die
// keeps a pointer to its chip, which must outlive it.
class Die {
 public:
  Die(const Chip& chip, DieKey key);     // varied die
  static Die nominal(const Chip& chip);  // zero variation, ideal converters
  const Chip& chip() const { return *chip_; }
  // Puts the same cells and converters behind another design of the same network and placement:
  // other ADC ranges and digital constants (calibration.h). `chip` must outlive the die.
  void move_to(const Chip& chip);
  Programming programming() const;  // of all tiles
  const std::vector<Tile>& tiles(int layer) const { return tiles_[static_cast<size_t>(layer)]; }

 private:
  Die() = default;
  const Chip* chip_ = nullptr;
  std::vector<std::vector<Tile>> tiles_;  // [layer][placement]
};

// The physical cells of a tile of that die, [rows][physical columns]: what a probe would measure.
std::vector<int16_t> programmed_cells(const Chip& chip, DieKey key, int layer, int tile);
// What they would be without variation: the level of every cell.
std::vector<int16_t> nominal_cells(const Chip& chip, int layer, int tile);

Tuning identity_tuning(const Chip& chip);

// What `tuning` holds for a layer; neutral for one that is not tuned.
LayerTuning tuning_of(const Chip& chip, const Tuning& tuning, int layer);

// --- Steps of one layer, used by the TLM modules (single vector) ---------------------------------

// Gathers the input codes of output position `position` (row-major in conv_out) into `rows`
// [layer.rows()], zero where the window is over the padding. `in` is [in.size()], channel-major.
void gather_window(const Layer& layer, const uint8_t* in, int position, uint8_t* rows);

// Shift-add: what the codes of one read of plane `plane` (read_plane(), [columns of the tile]) add
// to the accumulators `sums` [placement.outputs] of its outputs.
void shift_add(const LayerPlan& plan, const TilePlacement& placement, int plane,
               const int32_t* codes, int32_t* sums);

// What a digital reference takes off every accumulator of a position whose rows are `rows`
// [layer.rows()]; 0 without one.
int32_t reference_share(const LayerPlan& plan, const uint8_t* rows);

// ReLU input of one output channel from its accumulator, what a code of the layer's addend adds to
// it, and the activation code of it (of a layer without ReLU: a signed byte).
int32_t relu_input(const LayerPlan& plan, int channel, int32_t accumulator, LayerTuning tuning);
int32_t addend_share(const LayerPlan& plan, uint8_t code);
uint8_t activation_code(const LayerPlan& plan, int activation_bits, int32_t relu_in);

// Pooling of codes: `conv_codes` [conv_out.size()] -> `out` [out.size()], channel-major. An average
// is clamp(round(sum of the window x digital.pool), 0, 2^activation_bits - 1).
void max_pool(const Layer& layer, const uint8_t* conv_codes, uint8_t* out);
void average_pool(const LayerPlan& plan, int activation_bits, const uint8_t* conv_codes,
                  uint8_t* out);
void pool_codes(const LayerPlan& plan, int activation_bits, const uint8_t* conv_codes,
                uint8_t* out);

// Whether the largest accumulator of a pooling window has the pooled code: a code never falls when
// its accumulator rises, so it has, unless something is added to each or all count.
bool largest_decides(const Layer& layer);

// --- Whole layers and images ---------------------------------------------------------------------

// Output values of one signature layer for one image, as the signature stream carries them,
// channel-major: activation codes after pooling, or raw accumulators + bias in the last layer.
struct LayerOutput {
  std::vector<int32_t> values;  // [out.size()]
};
using ImageOutput = std::vector<LayerOutput>;  // [Chip::signature]

// `number` names the read noise of the image: the how manieth image this die sees.
ImageOutput run_image(const Die& die, const Tuning& tuning, const uint8_t* image,
                      uint32_t number = 0);

// Codes of every layer but the last for one image, [layers - 1][out.size()].
std::vector<std::vector<uint8_t>> layer_codes(const Die& die, const Tuning& tuning,
                                              const uint8_t* image, uint32_t number = 0);

// Class predictions of `count` images ([count][input.size()] activation codes, row-major).
// Any batch size, kernel or thread count gives the same result. Ties go to the lower class. Image i
// is the die's image number kJudgedImages + i.
constexpr uint32_t kJudgedImages = 1U << 24;
std::vector<int> classify(const Die& die, const Tuning& tuning, const uint8_t* images, int count);

// Layer by layer sums that mean matching and the ADC calibration need are built on this: runs
// images through layers [0, layer] and hands out that layer's raw accumulators,
// [count][conv_out.size()], channel-major.
std::vector<int32_t> layer_accumulators(const Die& die, const Tuning& tuning, int layer,
                                        const uint8_t* images, int count);

}  // namespace kintsugi
