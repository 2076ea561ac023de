// How often each part of a chip is used: exact counts.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/cost/description.h"

namespace kintsugi::cost {

// Of one layer, over any number of images.
struct LayerActivity {
  int64_t images = 0;
  int64_t array_reads = 0;         // bit planes applied to a tile
  int64_t row_steps = 0;           // word lines in use x reads: input bits shown to drivers
  int64_t active_row_steps = 0;    // of them, 1: word lines driven
  int64_t cell_reads = 0;          // cells in use on driven word lines
  int64_t line_cells = 0;          // cells built on driven word lines: what a driver charges
  double conductance_reads = 0.0;  // sum of G / Gmax over cell_reads
  int64_t samples = 0;             // sample-and-holds that took a value
  int64_t conversions = 0;
  int64_t shift_adds = 0;             // codes added to an accumulator, one register write each
  int64_t macs = 0;                   // of the network
  int64_t input_register_writes = 0;  // codes
  int64_t gain_operations = 0;
  int64_t requantisations = 0;
  int64_t pool_comparisons = 0;
  int64_t buffer_reads = 0;   // codes
  int64_t buffer_writes = 0;  // codes
  int64_t sparse_reads = 0;   // weights of the sparse SRAM, one MAC each

  LayerActivity& operator+=(const LayerActivity& other);
};

// The integer counts, in the order of files and tables.
struct ActivityField {
  const char* name;
  int64_t LayerActivity::*count;
};
inline constexpr std::array<ActivityField, 16> kActivityFields = {{
    {"array_reads", &LayerActivity::array_reads},
    {"row_steps", &LayerActivity::row_steps},
    {"active_row_steps", &LayerActivity::active_row_steps},
    {"cell_reads", &LayerActivity::cell_reads},
    {"line_cells", &LayerActivity::line_cells},
    {"samples", &LayerActivity::samples},
    {"conversions", &LayerActivity::conversions},
    {"shift_adds", &LayerActivity::shift_adds},
    {"macs", &LayerActivity::macs},
    {"input_register_writes", &LayerActivity::input_register_writes},
    {"gain_operations", &LayerActivity::gain_operations},
    {"requantisations", &LayerActivity::requantisations},
    {"pool_comparisons", &LayerActivity::pool_comparisons},
    {"buffer_reads", &LayerActivity::buffer_reads},
    {"buffer_writes", &LayerActivity::buffer_writes},
    {"sparse_reads", &LayerActivity::sparse_reads},
}};

// Counts of one image that the sizes alone decide; those of driven word lines are 0.
LayerActivity fixed_activity(const ChipDescription& chip, const LayerDescription& layer);

// The same with driven word lines as expected when each input bit is 1 with probability
// `active_share`, cells at `mean_conductance` (of Gmax); counts are rounded down.
LayerActivity expected_activity(const ChipDescription& chip, const LayerDescription& layer,
                                double active_share, double mean_conductance);

}  // namespace kintsugi::cost
