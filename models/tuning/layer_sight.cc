#include "models/tuning/layer_sight.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/accelerator/layer_evaluator.h"
#include "models/core/error.h"

namespace kintsugi::tuning {
namespace {

using Eigen::MatrixXd;

constexpr int kPositions = 20;  // of a layer and image that enter its second moments
constexpr uint16_t kHalfGain = 2048;
constexpr double kMiddle = 7.0;  // codes that the offset adds: zero is in the middle of the range

// Accumulator LSB of one activation code.
double code_step(const LayerPlan& plan) {
  return std::ldexp(1.0, plan.digital.shift) / plan.digital.multiplier;
}

// An accumulator is the sum of its planes' readings, each rounded to a converter LSB.
double rounding_noise(const Chip& chip, const LayerPlan& plan) {
  double variance = 0;
  for (int p = 0; p < plan.input.planes(chip.activation_bits()); ++p) {
    variance += std::ldexp(1.0, 2 * p * plan.input.plane_bits) / 12.0;
  }
  return variance;
}

// Accumulators of the image read last, [pooled positions][channels].
class Reading {
 public:
  Reading(const LayerPlan& plan, LayerEvaluator* evaluator, int reads)
      : plan_(plan), evaluator_(*evaluator), reads_(reads) {}

  MatrixXd hidden() {
    const double step = code_step(plan_);
    MatrixXd sum = MatrixXd::Zero(positions(), channels());
    for (int k = 0; k < reads_; ++k) {
      const auto offset = static_cast<int16_t>((kMiddle + (k + 0.5) / reads_) * step);
      codes_.resize(static_cast<size_t>(plan_.layer.out.size()));
      evaluator_.codes(0, LayerTuning{kHalfGain, offset}, codes_.data());
      for (int c = 0; c < channels(); ++c) {
        const double added = offset + plan_.digital.bias[static_cast<size_t>(c)];
        for (int p = 0; p < positions(); ++p) {
          const int code = codes_[static_cast<size_t>(c * positions() + p)];
          const bool cut = code == 0 || code == 15;
          sum(p, c) += cut ? std::numeric_limits<double>::quiet_NaN() : 2.0 * (code * step - added);
        }
      }
    }
    return sum / reads_;
  }

  MatrixXd last() {
    std::vector<int32_t> values(static_cast<size_t>(plan_.layer.out.size()));
    evaluator_.accumulators(0, values.data());
    MatrixXd all(positions(), channels());
    for (int c = 0; c < channels(); ++c) {
      for (int p = 0; p < positions(); ++p) {
        all(p, c) = values[static_cast<size_t>(c * positions() + p)];
      }
    }
    return all;
  }

  int positions() const { return plan_.layer.out.height * plan_.layer.out.width; }
  int channels() const { return plan_.layer.out.channels; }

 private:
  const LayerPlan& plan_;
  LayerEvaluator& evaluator_;
  int reads_;
  std::vector<uint8_t> codes_;
};

// Inputs of every position of pooled position `window`, into rows [first, first + candidates).
void gather(const Layer& layer, const uint8_t* in, int window, int64_t first, MatrixXd* inputs) {
  std::vector<uint8_t> rows(static_cast<size_t>(layer.rows()));
  const int y = window / layer.out.width * layer.pool;
  const int x = window % layer.out.width * layer.pool;
  for (int k = 0; k < layer.pool * layer.pool; ++k) {
    const int position = (y + k / layer.pool) * layer.conv_out.width + x + k % layer.pool;
    gather_window(layer, in, position, rows.data());
    for (int r = 0; r < layer.rows(); ++r) (*inputs)(first + k, r) = rows[static_cast<size_t>(r)];
  }
}

}  // namespace

LayerCodes next_codes(const Die& die, int l, const Setting& setting, const LayerCodes& in) {
  const Chip& chip = die.chip();
  LayerEvaluator evaluator(die, l);
  evaluator.set(layer_setting(chip, l, setting), false);
  LayerCodes out{{}, in.count, chip.layers[static_cast<size_t>(l)].layer.out.size()};
  out.codes.resize(static_cast<size_t>(out.count) * static_cast<size_t>(out.size));
  for (int first = 0; first < in.count; first += evaluator.images_per_read()) {
    const int part = std::min(in.count - first, evaluator.images_per_read());
    evaluator.read(in.image(first), part, static_cast<uint32_t>(first));
    for (int i = 0; i < part; ++i) {
      evaluator.codes(i, out.codes.data() + static_cast<ptrdiff_t>(first + i) * out.size);
    }
  }
  return out;
}

void require_sight(const Network& network) {
  const bool averages = std::any_of(
      network.layers.begin(), network.layers.end(),
      [](const Layer& l) { return l.pool > 1 && l.pool_kind == PoolKind::Average; });
  if (is_chain(network) && !averages) return;
  throw UserError("Network '" + network.name +
                  "' is not a plain chain; channels and deltas are computed off chip only for "
                  "chains of layers with max pooling that are all in the signature.");
}

LayerSight look_at_layer(const Die& die, int l, const LayerCodes& in, int reads, int windows) {
  const LayerPlan& plan = die.chip().layers[static_cast<size_t>(l)];
  const bool last = die.chip().is_last(l);
  LayerEvaluator evaluator(die, l);
  Reading reading(plan, &evaluator, reads);
  const int positions = reading.positions();
  const auto wanted = std::min<int64_t>(windows, int64_t{in.count} * positions);
  LayerSight sight;
  sight.candidates = plan.layer.pool * plan.layer.pool;
  sight.inputs.resize(wanted * sight.candidates, plan.layer.rows());
  sight.values.resize(wanted, reading.channels());
  const double step = last ? 0.0 : 2.0 * code_step(plan) / reads;
  sight.noise = rounding_noise(die.chip(), plan) + step * step / 12.0;
  int64_t taken = 0;
  for (int i = 0; i < in.count; ++i) {
    evaluator.read(in.image(i), 1, static_cast<uint32_t>(i));
    const MatrixXd seen = last ? reading.last() : reading.hidden();
    const int64_t here = wanted * (i + 1) / in.count - taken;  // windows of this image
    for (int64_t w = 0; w < here; ++w, ++taken) {
      const auto window = static_cast<int>((w * positions / here + i) % positions);
      sight.values.row(taken) = seen.row(window);
      gather(plan.layer, in.image(i), window, taken * sight.candidates, &sight.inputs);
    }
  }
  return sight;
}

LayerSight sight_of_outputs(const Chip& chip, int l, const LayerCodes& in,
                            const std::vector<const int32_t*>& outputs) {
  const LayerPlan& plan = chip.layers[static_cast<size_t>(l)];
  const Layer& layer = plan.layer;
  const int positions = layer.out.height * layer.out.width;
  const int top = (1 << chip.activation_bits()) - 1;
  const double step = chip.is_last(l) ? 0.0 : code_step(plan);
  LayerSight sight;
  sight.candidates = layer.pool * layer.pool;
  sight.noise = rounding_noise(chip, plan) + step * step / 12.0;
  sight.inputs.resize(int64_t{in.count} * positions * sight.candidates, layer.rows());
  sight.values.resize(int64_t{in.count} * positions, layer.out.channels);
  sight.bounds.setZero(sight.values.rows(), sight.values.cols());
  for (int i = 0; i < in.count; ++i) {
    for (int p = 0; p < positions; ++p) {
      const int64_t window = int64_t{i} * positions + p;
      gather(layer, in.image(i), p, window * sight.candidates, &sight.inputs);
      for (int c = 0; c < layer.out.channels; ++c) {
        const int32_t output = outputs[static_cast<size_t>(i)][c * positions + p];
        const double bias = plan.digital.bias[static_cast<size_t>(c)];
        double& value = sight.values(window, c);
        value = chip.is_last(l) ? output - bias : output * step - bias;
        if (chip.is_last(l) || (output > 0 && output < top)) continue;
        sight.bounds(window, c) = output == 0 ? -1 : 1;
        value += output == 0 ? step / 2 : -step / 2;
      }
    }
  }
  return sight;
}

MatrixXd input_moment(const Layer& layer, const LayerCodes& in) {
  const int rows = layer.rows();
  const int each = std::min(kPositions, layer.positions());
  MatrixXd inputs = MatrixXd::Ones(Eigen::Index{in.count} * each, rows + 1);
  std::vector<uint8_t> window(static_cast<size_t>(rows));
  for (Eigen::Index i = 0; i < inputs.rows(); ++i) {
    const auto image = static_cast<int>(i / each);
    const auto place = static_cast<int>(i % each) * layer.positions() / each;
    gather_window(layer, in.image(image), (place + image) % layer.positions(), window.data());
    for (int r = 0; r < rows; ++r) inputs(i, r) = window[static_cast<size_t>(r)];
  }
  return inputs.transpose() * inputs / static_cast<double>(inputs.rows());
}

}  // namespace kintsugi::tuning
