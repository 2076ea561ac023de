#include "models/tuning/channel_calibration.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <vector>

#include "models/tuning/flow.h"
#include "models/tuning/layer_sight.h"

namespace kintsugi::tuning {
namespace {

struct Line {
  double gain = 1.0;
  double offset = 0.0;
};

// Of the windows that both show. Neutral where they do not vary.
Line line_of(ChannelFit fit, const Eigen::VectorXd& seen, const Eigen::VectorXd& wanted) {
  double count = 0;
  double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  for (Eigen::Index w = 0; w < seen.size(); ++w) {
    if (std::isnan(seen(w)) || std::isnan(wanted(w))) continue;
    ++count;
    x += seen(w);
    y += wanted(w);
    xx += seen(w) * seen(w);
    yy += wanted(w) * wanted(w);
    xy += seen(w) * wanted(w);
  }
  const double variance = xx - x * x / count;
  if (count < 2 || variance <= 0) return {};
  const double gain = fit == ChannelFit::Affine ? (xy - x * y / count) / variance
                                                : std::sqrt((yy - y * y / count) / variance);
  return {std::max(gain, 0.0), (y - std::max(gain, 0.0) * x) / count};
}

}  // namespace

Setting calibrate_channels(const Die& die, ChannelFit fit, const uint8_t* images, int count,
                           int reads, int windows) {
  const Chip& chip = die.chip();
  require_sight(chip.network);
  const Die nominal = Die::nominal(chip);
  const Setting neutral(identity_tuning(chip));
  Setting setting = neutral;
  setting.channels.resize(static_cast<size_t>(tuned_channels(chip)));
  const int size = chip.network.input.size();
  LayerCodes in{{images, images + static_cast<ptrdiff_t>(count) * size}, count, size};
  LayerCodes of_nominal = in;
  size_t channel = 0;
  for (int l = 0; l < chip.tuned_layers(); ++l) {
    const LayerCodes& shown = fit == ChannelFit::Affine ? in : of_nominal;
    const Eigen::MatrixXd seen = look_at_layer(die, l, in, reads, windows).values;
    const Eigen::MatrixXd wanted = look_at_layer(nominal, l, shown, reads, windows).values;
    for (Eigen::Index c = 0; c < seen.cols(); ++c) {
      const Line line = line_of(fit, seen.col(c), wanted.col(c));
      setting.channels[channel++] =
          channel_registers(neutral.layers[static_cast<size_t>(l)], line.gain, line.offset);
    }
    in = next_codes(die, l, setting, in);
    of_nominal = next_codes(nominal, l, neutral, of_nominal);
  }
  return setting;
}

}  // namespace kintsugi::tuning
