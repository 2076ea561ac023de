#include "models/tuning/offchip.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "models/tuning/flow.h"
#include "models/tuning/layer_sight.h"
#include "models/tuning/nominal_weights.h"
#include "models/tuning/weight_estimate.h"

namespace kintsugi::tuning {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using Index = Eigen::Index;

constexpr double kHold = 1e-6;  // keeps what nothing was seen of where it is

// The combination of the columns of `basis` [rows + 1][n] that is nearest to `target` over inputs
// with these second moments.
VectorXd nearest(const MatrixXd& moment, const MatrixXd& basis, const VectorXd& target) {
  const MatrixXd half = moment * basis;
  MatrixXd normal = basis.transpose() * half;
  normal.diagonal() *= 1.0 + kHold;
  normal.diagonal().array() += kHold;
  return normal.ldlt().solve(half.transpose() * target);
}

int8_t as_delta(double lsb, int shift) {
  return static_cast<int8_t>(std::clamp(std::round(std::ldexp(lsb, shift)), -128.0, 127.0));
}

// Entries of a layer in one column, as positions in its list.
std::vector<size_t> entries_of(const SparseArray& sparse, Index column) {
  std::vector<size_t> entries;
  for (size_t e = 0; e < sparse.positions.size(); ++e) {
    if (sparse.positions[e].column == column) entries.push_back(e);
  }
  return entries;
}

}  // namespace

OffchipHost::OffchipHost(const Chip& chip, const uint8_t* images, int count, LabelledCodes training)
    : chip_(chip), training_(training) {
  require_sight(chip.network);
  const Die nominal = Die::nominal(chip);
  const Setting neutral(identity_tuning(chip));
  const int size = chip.network.input.size();
  LayerCodes in{{images, images + static_cast<ptrdiff_t>(count) * size}, count, size};
  for (int l = 0; l < chip.layer_count(); ++l) {
    const LayerPlan& plan = chip.layers[static_cast<size_t>(l)];
    layers_.push_back({nominal_weights(plan, chip.config), input_moment(plan.layer, in)});
    if (l < chip.tuned_layers()) in = next_codes(nominal, l, neutral, in);
  }
  if (training_.count == 0) return;
  std::vector<TwinLayer> layers;
  for (int l = 0; l < chip.layer_count(); ++l) {
    layers.push_back(twin_layer(layers_[static_cast<size_t>(l)].cells.weights,
                                chip.layers[static_cast<size_t>(l)].sparse));
  }
  teacher_ = DieTwin(chip, std::move(layers), false).logits(training_.codes, training_.count);
}

Setting OffchipHost::adapt(const Die& die, const Tuning& layers, const uint8_t* images, int count,
                           const OffchipOptions& options) const {
  Setting setting(layers);
  setting.channels.resize(options.channels ? static_cast<size_t>(tuned_channels(chip_)) : 0);
  setting.deltas.assign(static_cast<size_t>(sparse_entries(chip_)), 0);
  const int size = chip_.network.input.size();
  LayerCodes in{{images, images + static_cast<ptrdiff_t>(count) * size}, count, size};
  size_t channel = 0;
  size_t first_entry = 0;
  std::vector<TwinLayer> twin;
  for (int l = 0; l < chip_.layer_count(); ++l) {
    const SparseArray& sparse = chip_.layers[static_cast<size_t>(l)].sparse;
    const Layer& known = layers_[static_cast<size_t>(l)];
    const Index rows = known.cells.weights.rows();
    const bool last = l == chip_.tuned_layers();
    const WeightEstimate found = estimate_weights(
        look_at_layer(die, l, in, options.reads, options.windows), known.cells, options.spread);
    twin.push_back(twin_layer(found.weights, sparse));
    twin.back().factor = found.factor;
    // A hidden channel is made of the die's weights times a gain, an offset and its deltas, or of
    // these alone. In the last layer there are only deltas: a factor common to all classes changes
    // no answer and stays.
    const bool gained = !last && options.channels;
    const Index own = gained ? 2 : 0;
    for (Index c = 0; c < known.cells.weights.cols(); ++c) {
      const std::vector<size_t> entries =
          options.deltas ? entries_of(sparse, c) : std::vector<size_t>{};
      MatrixXd basis = MatrixXd::Zero(rows + 1, own + static_cast<Index>(entries.size()));
      VectorXd target = VectorXd::Zero(rows + 1);
      target.head(rows) = known.cells.weights.col(c);
      if (gained) {
        basis.col(0).head(rows) = found.weights.col(c);
        basis(rows, 1) = 1.0;
      } else {
        if (last) target.head(rows) *= found.factor;
        target.head(rows) -= found.weights.col(c);
      }
      for (size_t e = 0; e < entries.size(); ++e) {
        basis(sparse.positions[entries[e]].row, own + static_cast<Index>(e)) = 1.0;
      }
      const VectorXd parts = nearest(known.moment, basis, target);
      for (size_t e = 0; e < entries.size(); ++e) {
        const double delta = parts(own + static_cast<Index>(e));
        setting.deltas[first_entry + entries[e]] = as_delta(delta, sparse.shift);
        twin.back().deltas(static_cast<Index>(entries[e])) = static_cast<float>(delta);
      }
      if (!gained) continue;
      twin.back().gains(c) = static_cast<float>(parts(0));
      twin.back().offsets(c) = static_cast<float>(parts(1));
      setting.channels[channel++] =
          channel_registers(layers[static_cast<size_t>(l)], parts(0), parts(1));
    }
    first_entry += sparse.positions.size();
    if (!last) in = next_codes(die, l, setting, in);
  }
  if (options.training.steps > 0) train(std::move(twin), layers, options, &setting);
  return setting;
}

void OffchipHost::train(std::vector<TwinLayer> found, const Tuning& layers,
                        const OffchipOptions& options, Setting* setting) const {
  if (training_.count == 0 || !options.channels) {
    throw std::logic_error("a twin needs images to be trained on, and channels");
  }
  DieTwin twin(chip_, std::move(found), options.deltas);
  twin.train(training_, teacher_, options.training);
  size_t channel = 0;
  size_t entry = 0;
  for (int l = 0; l < chip_.layer_count(); ++l) {
    const TwinLayer& trained = twin.layers()[static_cast<size_t>(l)];
    for (Index c = 0; l < chip_.tuned_layers() && c < trained.gains.size(); ++c) {
      setting->channels[channel++] =
          channel_registers(layers[static_cast<size_t>(l)], trained.gains(c), trained.offsets(c));
    }
    for (Index e = 0; e < trained.deltas.size(); ++e) {
      setting->deltas[entry++] =
          as_delta(trained.deltas(e), chip_.layers[static_cast<size_t>(l)].sparse.shift);
    }
  }
}

}  // namespace kintsugi::tuning
