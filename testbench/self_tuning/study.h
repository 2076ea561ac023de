// Dies that age in use, with the self-tuning monitor at work.
#pragma once

#include <cstdint>
#include <vector>

#include "testbench/population/experiment.h"
#include "testbench/self_tuning/follower.h"

namespace kintsugi {

struct SelfTuneStudy {
  double shift = -0.3;  // of every conductance, at once, as a fraction
  int before = 64;      // images with the monitor on before the shift
  int after = 256;      // and behind it
  int base = 512;       // images that the ratios are measured on, right after the repair
  int window = 24;      // images
  int dead_shift = 2;
};

// A change of gains: from image `image` on, counted from the shift (negative before it).
struct GainMove {
  int image = 0;
  double steps = 0;  // the largest change of a gain in steps of gain >> DEAD_SHIFT
};

struct SelfTunedDie {
  uint32_t die = 0;
  std::vector<GainMove> moves;
  std::vector<std::vector<double>> gains;  // [before + after][tuned layers], as factors
  int fresh = 0;                           // test images right: repaired, before the shift,
  int shifted = 0;                         // behind it without the monitor,
  int followed = 0;                        // and with it, at the end
  // Images from the shift to the last change of more than one step; 0: none.
  int settled() const;
  // Changes of more than one step later than `images` behind the shift, or before the shift.
  int late_moves(int images) const;
};

// What a monitor starts from: the repair in force, and what its registers hold.
struct MonitorStart {
  Tuning repaired;
  FollowerOptions options;
};
// Of a die before the shift, by the first `study.base` of `images`.
MonitorStart monitor_start(const Experiment& experiment, const Die& fresh,
                           const CodedImages& images, const SelfTuneStudy& study);

// A die of the experiment's scenario, repaired as the controller does. `images` are played in their
// order, at least base + before + after of them, not those that judge.
SelfTunedDie self_tune(const Experiment& experiment, const Chip& aged, uint32_t die,
                       const CodedImages& images, const SelfTuneStudy& study);

// Codes of one image, [input.size()].
const uint8_t* image_codes(const CodedImages& images, const Chip& chip, int number);

// A die behind the shift: `aged` is shifted_chip() of the experiment.
Die shifted_die(const Experiment& experiment, const Chip& aged, uint32_t number);

// The experiment's chip with every conductance moved by `shift`. Throws UserError when the scenario
// has a drift of its own.
Chip shifted_chip(const Experiment& experiment, double shift);

}  // namespace kintsugi
