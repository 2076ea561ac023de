// CHECK: sizes of the test program and their rules (docs/controller.md, sections 3 and 8).
#include "models/controller/reference_impl.h"

namespace kintsugi {

using namespace regs;

namespace {

constexpr uint32_t kCheckCycles = 16;

uint32_t quotient_up(uint32_t a, uint32_t b) { return (a + b - 1) / b; }

int16_t as_signed(uint32_t value) { return static_cast<int16_t>(static_cast<uint16_t>(value)); }

}  // namespace

ControllerReference::Impl::Verdict ControllerReference::Impl::check_cycle() {
  if (state_cycle_ < kCheckCycles) return Verdict::Stays;
  const uint32_t rule = broken_rule();
  return rule == 0 ? Verdict::Over : fail(Error::BadConfig, rule);
}

// Number of the first rule that fails, 0 if none; sets sizes_ on the way.
uint32_t ControllerReference::Impl::broken_rule() {
  Sizes& s = sizes_;
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

  if (s.images < 1 || s.images > kMaxImages) return 1;
  if (s.layers < 2 || s.layers > kMaxLayers) return 2;
  if (s.features < 1 || s.features > kMaxFeatures) return 3;
  if (s.clusters < 1 || s.clusters > kMaxClusters) return 4;
  if (s.pixels < 1 || s.images * s.image_words > kStimWords) return 5;
  s.statistics = 3 * s.layers;
  for (uint32_t layer = 0; layer < s.layers; ++layer) {
    const uint32_t shape = config_[kLayerShapeAddress / 4U + layer];
    if (kLayerShapeChannels.get(shape) < 1 || kLayerShapeBeats.get(shape) < 1) return 6;
    s.statistics += kLayerShapeChannels.get(shape);
  }
  if (s.statistics > kStatSlots) return 7;
  s.projected = s.statistics + (scatters() ? s.layers : 0);
  if (s.projected * s.weight_row_words + s.features > kProjWords) return 8;
  s.map_words = affine() ? 2 * s.feature_words : 0;
  s.rows = 1 + s.centroid_words + s.tuned_layers * (1 + s.map_words);
  if (s.stride < s.rows + (predicts() ? 2 * s.row_words : 0)) return 9;
  if (s.first_entry + s.clusters * s.stride > kCodebookWords) return 10;
  if (config(kImageTimeoutAddress, kImageTimeoutCycles) < 1) return 11;
  if (config(kCfgLimitsAddress, kCfgLimitsTimeout) < 1) return 12;
  const bool gains_cross =
      config(kGainLimitsAddress, kGainLimitsMin) > config(kGainLimitsAddress, kGainLimitsMax);
  const bool offsets_cross = as_signed(config(kOffsetLimitsAddress, kOffsetLimitsMin)) >
                             as_signed(config(kOffsetLimitsAddress, kOffsetLimitsMax));
  return gains_cross || offsets_cross ? 13 : 0;
}

}  // namespace kintsugi
