// One die under every correction, by the untimed models.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/tuning/channel_calibration.h"
#include "models/tuning/offchip.h"
#include "systemc/platform/platform_options.h"
#include "testbench/population/experiment.h"

namespace kintsugi {

// Correctly classified test images after a correction from `images` labelled training images.
struct LabelledPoint {
  int images = 0;
  int channel = 0;  // gains and offsets of the channels
  int loop = 0;     // the last-layer loop on top of them, where there is one
  int offchip = 0;  // channels and deltas of all layers, computed off chip
};

struct DieCurve {
  uint32_t die = 0;
  int untuned = 0;
  int fixed_gain = 0;
  int layer_gains = 0;  // as the controller repairs it
  std::vector<LabelledPoint> points;
};

// How far a host goes with a die.
struct HostEffort {
  int looks = 0;             // training images it looks at; 0: as many as are labelled
  int steps = 0;             // of training on a twin of the die; 0: none
  bool deltas_only = false;  // what a die has without deltas is left out, and counts as 0
};

// What every die of a study shares.
class AdaptationStudy {
 public:
  // `experiment` must outlive the study. Throws UserError when its chip has no channel gains or no
  // entries in the last layer, or for numbers of images below 1 or above 128.
  AdaptationStudy(const Experiment& experiment, std::vector<int> images, HostEffort effort = {});

  const Experiment& experiment() const { return experiment_; }
  const std::vector<int>& images() const { return images_; }

  DieCurve adapt_die(uint32_t die) const;

  // The gains a die gets from the controller, and what is set on top.
  Tuning repaired(const Die& die) const;
  Setting with_channels(const Die& die, const Tuning& layers, int images) const;
  Setting with_deltas(const Die& die, const Tuning& layers, int images) const;

  // Deltas on top of these layers without gains of channels.
  Setting with_deltas_alone(const Die& die, const Tuning& layers, int images) const;
  // The field's ways to set the same channels, from neutral layers.
  Setting calibrated(const Die& die, tuning::ChannelFit fit, int images) const;

  // Whether the controller's loop can read the last layer's inputs: one code a channel
  // (docs/controller.md, section 8, rule 16).
  bool has_loop() const;

  // The last-layer loop from `images` images: as many cleared entries as the controller holds,
  // labels, and as many passes as end within half a millisecond whatever the die.
  AdaptRequest loop_request(int images) const;
  // The loop of a die under `setting`, whose deltas it changes; image `seen` of the die is its
  // first.
  tuning::AdaptResult run_loop(const Die& die, const AdaptRequest& request, uint32_t seen,
                               Setting* setting) const;

 private:
  const uint8_t* labelled(int i) const;
  tuning::LabelledCodes twin_images() const;
  Setting by_host(const Die& die, const Tuning& layers, int images, bool channels,
                  bool deltas) const;

  const Experiment& experiment_;
  std::vector<int> images_;
  HostEffort effort_;
  int looked_at_;         // at most, of the images behind those that the host knows
  CodedImages training_;  // known, looked at, and those a twin is trained on
  tuning::OffchipHost host_;
};

// Text form for the pipe between worker and parent, and for the file of finished dies.
std::string to_text(const DieCurve& die);
DieCurve die_curve_from_text(const std::string& text);

}  // namespace kintsugi
