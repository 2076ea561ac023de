// What images do to a chip: exact counts, and every read of every tile in order.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "models/accelerator/die.h"
#include "models/cost/activity.h"

namespace kintsugi {

// Counts of one image, [layers].
using ImageActivity = std::vector<cost::LayerActivity>;

// Counts of each of `count` images ([count][input.size()] activation codes) on a die: the input
// codes of later layers are those the die computes under `tuning`. `description` is the die's chip.
// Conductances are nominal levels, so that the die shows only through the codes.
std::vector<ImageActivity> count_activity(const Die& die, const Tuning& tuning,
                                          const cost::ChipDescription& description,
                                          const uint8_t* images, int count);

// Sum over images, [layers].
ImageActivity total_activity(const std::vector<ImageActivity>& images);

// Sum over images and layers of one image's counts when each input bit is 1 with probability 1/2,
// with the mean nominal conductance of each layer's cells; [layers].
ImageActivity typical_activity(const Chip& chip, const cost::ChipDescription& description);

// One bit plane applied to all tiles of a layer at once.
struct PlaneRead {
  int image = 0;
  int layer = 0;
  int position = 0;
  int plane = 0;
  int64_t start_cycle = 0;        // of the DAC step, from the first read of all
  const uint8_t* rows = nullptr;  // input codes, [layer.rows()]; bit `plane` is applied
};

// Calls `visit` for every read of `count` images in the order in which the accelerator does them
// (docs/timing.md), images back to back, without the time that pixels and signature beats take.
void walk_reads(const Die& die, const Tuning& tuning, const cost::ChipDescription& description,
                const uint8_t* images, int count,
                const std::function<void(const PlaneRead&)>& visit);

}  // namespace kintsugi
