// CHECK: sizes of the test program and their rules (docs/controller.md, sections 3 and 8).
#include "models/controller/reference_impl.h"

namespace kintsugi {

using namespace regs;

namespace {

constexpr uint32_t kCheckCycles = 24;

uint32_t quotient_up(uint32_t a, uint32_t b) { return (a + b - 1) / b; }

bool lies_in(uint32_t value, int least, int most) {
  return value >= static_cast<uint32_t>(least) && value <= static_cast<uint32_t>(most);
}

bool exceeds(uint32_t value, int most) { return value > static_cast<uint32_t>(most); }

}  // namespace

// The monitor's last transfer may still be under way.
Verdict ControllerReference::Impl::check_cycle() {
  if (state_cycle_ < kCheckCycles || mon_step() != MonStep::Off) return Verdict::Stays;
  const uint32_t rule = broken_rule();
  return rule == 0 ? Verdict::Over : fail(Error::BadConfig, rule);
}

// Number of the first rule that fails, 0 if none; sets sizes_ on the way.
uint32_t ControllerReference::Impl::broken_rule() {
  const bool adapting = get<ObsId::adapting>() != 0;
  const uint32_t size_rule = broken_size_rule(adapting);
  if (size_rule != 0) return size_rule;
  if (config(kImageTimeoutAddress, kImageTimeoutCycles) < 1) return 11;
  if (config(kCfgLimitsAddress, kCfgLimitsTimeout) < 1) return 12;
  const bool gains_cross =
      config(kGainLimitsAddress, kGainLimitsMin) > config(kGainLimitsAddress, kGainLimitsMax);
  const bool offsets_cross = as_signed(config(kOffsetLimitsAddress, kOffsetLimitsMin)) >
                             as_signed(config(kOffsetLimitsAddress, kOffsetLimitsMax));
  if (gains_cross || offsets_cross) return 13;
  const bool may_adapt = adapting || config(kAdaptAddress, kAdaptAuto) != 0;
  return may_adapt ? broken_loop_rule() : 0;
}

// Rules 1 to 10; `adapting` leaves out what only a test needs.
uint32_t ControllerReference::Impl::broken_size_rule(bool adapting) {
  ProgramSizes& s = sizes_;
  s.images = config(kCountsAddress, kCountsImages);
  s.layers = config(kCountsAddress, kCountsLayers);
  s.features = config(kCountsAddress, kCountsFeatures);
  s.clusters = config(kCountsAddress, kCountsClusters);
  s.pixels = config(kPixelsAddress, kPixelsCount);
  s.stride = config(kCbStrideAddress, kCbStrideWords);
  s.feature_words = quotient_up(s.features, 4);
  s.centroid_words = quotient_up(s.features, 2);
  s.image_words = quotient_up(s.pixels, 8);
  s.row_words = 1 + s.feature_words;
  s.weight_row_words = s.feature_words + (scatters() ? 1 : 0);
  s.first_entry = s.feature_words + (predicts() ? s.row_words : 0);
  s.tuned_layers = s.layers - 1;

  const bool tests = !adapting;
  if (tests && !lies_in(s.images, 1, built_.images)) return 1;
  if (!lies_in(s.layers, 2, built_.layers)) return 2;
  if (tests && !lies_in(s.features, 1, built_.features)) return 3;
  if (tests && !lies_in(s.clusters, 1, built_.clusters)) return 4;
  if (s.pixels < 1 || (tests && exceeds(s.images * s.image_words, built_.stim_words))) return 5;
  s.statistics = 3 * s.layers;
  for (uint32_t layer = 0; layer < s.layers; ++layer) {
    const uint32_t channels = layer_shape(layer, kLayerShapeChannels);
    if (channels < 1 || layer_shape(layer, kLayerShapeBeats) < 1) return 6;
    s.statistics += channels;
  }
  s.projected = s.statistics + (scatters() ? s.layers : 0);
  s.map_words = affine() ? 2 * s.feature_words : 0;
  s.rows = 1 + s.centroid_words + s.tuned_layers * (1 + s.map_words);
  if (adapting) return 0;
  if (exceeds(s.statistics, built_.stat_slots)) return 7;
  if (exceeds(s.projected * s.weight_row_words + s.features, built_.proj_words)) return 8;
  if (s.stride < s.rows + (predicts() ? 2 * s.row_words : 0)) return 9;
  if (exceeds(s.first_entry + s.clusters * s.stride, built_.codebook_words)) return 10;
  return 0;
}

// Rules 14 to 18.
uint32_t ControllerReference::Impl::broken_loop_rule() {
  ProgramSizes& s = sizes_;
  const uint32_t words = config(kAdaptCountAddress, kAdaptCountCount);
  const uint32_t images = config(kAdaptImagesAddress, kAdaptImagesCount);
  s.loop_first = config(kAdaptCountAddress, kAdaptCountLoopFirst);
  if (exceeds(words, built_.delta_words) || s.loop_first > words) return 14;
  s.loop_entries = words - s.loop_first;
  s.inputs = layer_shape(s.layers - 2, kLayerShapeChannels);
  s.outputs = layer_shape(s.layers - 1, kLayerShapeChannels);
  s.code_words = quotient_up(s.inputs, 8);
  s.store_stride = s.code_words + s.outputs + 1;
  if (!loops()) return 0;
  const uint32_t last_image = config(kAdaptImagesAddress, kAdaptImagesFirst) + images;
  if (!lies_in(images, 1, built_.images) ||
      exceeds(last_image * s.image_words, built_.stim_words)) {
    return 15;
  }
  const bool one_beat = layer_shape(s.layers - 2, kLayerShapeBeats) == 1 &&
                        layer_shape(s.layers - 1, kLayerShapeBeats) == 1;
  if (!one_beat || !lies_in(s.outputs, 2, built_.outputs)) return 16;
  if (exceeds(images * s.store_stride, built_.store_words)) return 17;
  return s.loop_entries < 1 ? 18 : 0;
}

}  // namespace kintsugi
