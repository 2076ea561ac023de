// What a chip is made of, as the cost model sees it: sizes and counts, no weights, no values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/cost/technology.h"

namespace kintsugi::cost {

// One array: what is built and what of it a layer uses.
struct TileDescription {
  int array_rows = 0;               // built
  int array_columns = 0;            // built, bit lines
  int array_converted_columns = 0;  // built: those with a sample-and-hold (a pair has one)
  int converters = 0;               // built
  int rows = 0;                     // in use
  int columns = 0;                  // in use, bit lines, reference columns included
  int converted_columns = 0;        // in use: conversions of one read
};

struct LayerDescription {
  std::string name;
  std::vector<TileDescription> tiles;
  int rows = 0;  // of the layer's matrix
  int outputs = 0;
  int64_t positions = 1;       // output positions an image: reads of the matrix
  int planes = 1;              // reads a position: input bits over DAC bits
  int64_t input_values = 0;    // codes of one image in the layer's buffer
  int64_t window_values = 0;   // codes fetched from it an image, padding not included
  int64_t pooled_outputs = 0;  // values after pooling
  int pool_window = 1;         // values each is the largest, or the average, of
  bool averaged = false;       // pooled by average
  int64_t added_values = 0;    // codes of the addend, in a buffer of their own; 0 without
  int addend_bits = 0;         // of such a code
  bool tuned = true;           // gain, offset and requantisation; false for the last layer
  bool neutral = false;        // requantisation alone: neither tuned nor the last layer
  int digital_units = 1;       // of gain, requantisation and pooling, each a value a cycle
  int64_t sparse_weights = 0;  // of the sparse SRAM
  int sparse_units = 1;        // its multipliers, each a weight a cycle
  // Macs of the network: every row of the matrix at every position, padding included.
  int64_t macs() const { return positions * rows * outputs; }
};

struct SparseDescription {
  // The array is on the chip. Otherwise only its line of the area overhead is worked out.
  bool present = false;
  double share = 0.0;  // of the weights
  int weight_bits = 8;
  int index_bits = 0;  // of one weight's position; 0 when positions are fixed a network
};

struct TimingDescription {
  double clock_mhz = 200.0;
  int dac_cycles = 1;
  int integration_cycles = 1;
  int conversion_cycles = 1;
  int shift_add_cycles = 1;
  double cycle_ns() const { return 1e3 / clock_mhz; }
};

// One test of a die, from START to DONE.
struct TestDescription {
  int images = 0;                 // played in all passes
  int64_t controller_cycles = 0;  // 0: unknown
  int64_t memory_read_bits = 0;   // of the controller's memories
  int64_t memory_write_bits = 0;
  int64_t register_writes = 0;  // of gains and offsets, 32 bits each
};

struct ChipDescription {
  std::string name;
  std::vector<LayerDescription> layers;
  AdcType adc = AdcType::Sar;
  int adc_bits = 8;
  int columns_per_adc = 8;
  int dac_bits = 1;
  int activation_bits = 4;
  int accumulator_bits = 24;
  int gain_bits = 16;
  int multiplier_bits = 16;  // of the requantiser
  TimingDescription timing;
  SparseDescription sparse;
  int64_t test_memory_bits = 0;  // of the tuning controller
  TestDescription test;

  // Cycles of one read of a matrix, of a layer's image, of an image (docs/timing.md).
  int64_t plane_cycles() const;
  int64_t layer_cycles(const LayerDescription& layer) const;
  int64_t image_cycles() const;
};

// Throws UserError naming the field for sizes that are impossible (negative, more in use than is
// built, no layers, converters that cannot serve the columns).
void check(const ChipDescription& chip);

}  // namespace kintsugi::cost
