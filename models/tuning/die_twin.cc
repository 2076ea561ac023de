#include "models/tuning/die_twin.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/accelerator/die.h"
#include "models/core/random.h"

namespace kintsugi::tuning {
namespace {

using Eigen::MatrixXf;
using Eigen::VectorXf;
using Index = Eigen::Index;
using Rows = DieTwin::Rows;

// Adam (Kingma and Ba, 2015).
constexpr float kMeanDecay = 0.9F;
constexpr float kSquareDecay = 0.999F;
constexpr float kAdamTiny = 1e-8F;
constexpr float kLeastGain = 0.02F;

// Adds the gradient of a position's rows to that of the codes they were gathered from.
void scatter_window(const Layer& layer, const float* rows, int position, float* in) {
  if (layer.kind == LayerKind::Dense) {
    for (int r = 0; r < layer.rows(); ++r) in[r] += rows[r];
    return;
  }
  const int top = position / layer.conv_out.width * layer.stride - layer.pad;
  const int left = position % layer.conv_out.width * layer.stride - layer.pad;
  for (int c = 0; c < layer.in.channels; ++c) {
    for (int y = top; y < top + layer.kernel; ++y) {
      for (int x = left; x < left + layer.kernel; ++x, ++rows) {
        const bool inside = y >= 0 && y < layer.in.height && x >= 0 && x < layer.in.width;
        if (inside) in[(c * layer.in.height + y) * layer.in.width + x] += *rows;
      }
    }
  }
}

// The row, from `first` on, of the largest value in the window of pooled output `output`.
template <typename Column>
Index largest_of_window(const Layer& layer, int output, const Column& values, Index first) {
  const int window = output % (layer.out.height * layer.out.width);
  const Index corner = first + window / layer.out.width * layer.pool * layer.conv_out.width +
                       window % layer.out.width * layer.pool;
  Index best = corner;
  for (int k = 1; k < layer.pool * layer.pool; ++k) {
    const Index other = corner + k / layer.pool * layer.conv_out.width + k % layer.pool;
    if (values(other) > values(best)) best = other;
  }
  return best;
}

// exp(z / temperature) over its sum, a row an image.
Rows softmax(const Rows& logits, double temperature) {
  Rows out(logits.rows(), logits.cols());
  for (Index i = 0; i < logits.rows(); ++i) {
    const float most = logits.row(i).maxCoeff();
    double sum = 0;
    for (Index c = 0; c < logits.cols(); ++c) {
      const double each = portable_exp(std::max((logits(i, c) - most) / temperature, -80.0));
      out(i, c) = static_cast<float>(each);
      sum += each;
    }
    out.row(i) /= static_cast<float>(sum);
  }
  return out;
}

}  // namespace

DieTwin::DieTwin(const Chip& chip, std::vector<TwinLayer> layers, bool deltas)
    : chip_(chip), layers_(std::move(layers)), deltas_(deltas) {
  for (const TwinLayer& layer : layers_) {
    const VectorXf zero = VectorXf::Zero(2 * layer.gains.size() + layer.deltas.size());
    gradients_.push_back(zero);
    means_.push_back(zero);
    squares_.push_back(zero);
  }
}

float DieTwin::top_code() const { return static_cast<float>((1 << chip_.activation_bits()) - 1); }

float DieTwin::logit_per_lsb() const {
  const LayerPlan& last = chip_.layers.back();
  return static_cast<float>(last.layer.weight_scale * last.layer.input_scale /
                            lsb_per_weight_step(last, chip_.config) / layers_.back().factor);
}

float DieTwin::codes_per_lsb(int l) const {
  const DigitalConstants& digital = chip_.layers[static_cast<size_t>(l)].digital;
  return std::ldexp(static_cast<float>(digital.multiplier), -digital.shift);
}

MatrixXf DieTwin::matrix(int l) const {
  const TwinLayer& layer = layers_[static_cast<size_t>(l)];
  MatrixXf all = layer.weights * layer.gains.asDiagonal();
  const auto& positions = chip_.layers[static_cast<size_t>(l)].sparse.positions;
  for (size_t e = 0; e < positions.size(); ++e) {
    all(positions[e].row, positions[e].column) += layer.deltas(static_cast<Index>(e));
  }
  return all;
}

DieTwin::Pass DieTwin::forward(int l, const uint8_t* in, int count) const {
  const LayerPlan& plan = chip_.layers[static_cast<size_t>(l)];
  const Layer& layer = plan.layer;
  const int positions = layer.positions();
  Pass pass;
  pass.inputs.resize(Index{count} * positions, layer.rows());
  Eigen::Matrix<uint8_t, 1, Eigen::Dynamic> codes(layer.rows());
  for (Index i = 0; i < pass.inputs.rows(); ++i) {
    gather_window(layer, in + i / positions * layer.in.size(), static_cast<int>(i % positions),
                  codes.data());
    pass.inputs.row(i) = codes.cast<float>();
  }
  pass.scaled.noalias() = pass.inputs * matrix(l);
  Eigen::RowVectorXf added = layers_[static_cast<size_t>(l)].offsets.transpose();
  for (Index c = 0; c < added.size(); ++c) {
    added(c) += static_cast<float>(plan.digital.bias[static_cast<size_t>(c)]);
  }
  pass.scaled.rowwise() += added;
  if (chip_.is_last(l)) return pass;
  pass.scaled *= codes_per_lsb(l);
  const float top = top_code();
  const auto outputs = static_cast<size_t>(count) * static_cast<size_t>(layer.out.size());
  pass.largest.reserve(outputs);
  pass.outputs.reserve(outputs);
  for (int i = 0; i < count; ++i) {
    for (int o = 0; o < layer.out.size(); ++o) {
      const int channel = o / (layer.out.height * layer.out.width);
      const Index row = largest_of_window(layer, o, pass.scaled.col(channel), Index{i} * positions);
      const float rounded_up = pass.scaled(row, channel) + 0.5F;
      pass.largest.push_back(row);
      pass.outputs.push_back(static_cast<uint8_t>(std::clamp(rounded_up, 0.0F, top)));
    }
  }
  return pass;
}

// From the gradient of a hidden layer's pooled codes to that of its accumulators.
Rows DieTwin::before_pooling(int l, const Pass& pass, const Rows& pooled) const {
  const Layer& layer = chip_.layers[static_cast<size_t>(l)].layer;
  Rows all = Rows::Zero(pass.scaled.rows(), pass.scaled.cols());
  size_t at = 0;
  for (Index i = 0; i < pooled.rows(); ++i) {
    for (int o = 0; o < layer.out.size(); ++o) {
      const int channel = o / (layer.out.height * layer.out.width);
      const Index row = pass.largest[at++];
      const float scaled = pass.scaled(row, channel);
      const bool clipped = scaled <= -0.5F || scaled >= top_code() + 0.5F;
      if (!clipped) all(row, channel) += pooled(i, o);
    }
  }
  return codes_per_lsb(l) * all;
}

std::vector<DieTwin::Pass> DieTwin::all_layers(const uint8_t* images, int count) const {
  std::vector<Pass> passes;
  for (int l = 0; l < chip_.layer_count(); ++l) {
    passes.push_back(forward(l, l == 0 ? images : passes.back().outputs.data(), count));
  }
  return passes;
}

// On the way down `gradient` is of the pooled codes of the layer.
void DieTwin::backward(const std::vector<Pass>& passes, Rows gradient, int count,
                       const TakeGradients& take) const {
  for (int l = chip_.layer_count() - 1; l >= 0; --l) {
    const Layer& layer = chip_.layers[static_cast<size_t>(l)].layer;
    const Pass& pass = passes[static_cast<size_t>(l)];
    const int positions = layer.positions();
    const Rows sums = chip_.is_last(l) ? std::move(gradient) : before_pooling(l, pass, gradient);
    take(l, pass.inputs.transpose() * sums, sums);
    if (l == 0) return;
    const Rows rows = sums * matrix(l).transpose();
    gradient = Rows::Zero(count, layer.in.size());
    for (Index i = 0; i < rows.rows(); ++i) {
      scatter_window(layer, rows.row(i).data(), static_cast<int>(i % positions),
                     gradient.row(i / positions).data());
    }
  }
}

void DieTwin::keep_gradients(int l, const MatrixXf& weights, const Rows& sums) {
  const LayerPlan& plan = chip_.layers[static_cast<size_t>(l)];
  const TwinLayer& own = layers_[static_cast<size_t>(l)];
  VectorXf& all = gradients_[static_cast<size_t>(l)];
  const Index channels = own.gains.size();
  all.setZero();
  if (!chip_.is_last(l)) {
    all.head(channels) = own.weights.cwiseProduct(weights).colwise().sum().transpose();
    all.segment(channels, channels) = sums.colwise().sum().transpose() / codes_per_lsb(l);
  }
  const auto unit = static_cast<float>(lsb_per_weight_step(plan, chip_.config));
  for (Index e = 0; deltas_ && e < own.deltas.size(); ++e) {
    const SparsePosition at = plan.sparse.positions[static_cast<size_t>(e)];
    all(2 * channels + e) = unit * weights(at.row, at.column);
  }
}

void DieTwin::step(const TwinTraining& training, int number) {
  const float left = 1.0F - static_cast<float>(number) / static_cast<float>(training.steps);
  const float rate = static_cast<float>(training.rate) * left;
  const float mean_seen = 1.0F - std::pow(kMeanDecay, static_cast<float>(number + 1));
  const float square_seen = 1.0F - std::pow(kSquareDecay, static_cast<float>(number + 1));
  for (size_t l = 0; l < layers_.size(); ++l) {
    const VectorXf& gradient = gradients_[l];
    means_[l] = kMeanDecay * means_[l] + (1.0F - kMeanDecay) * gradient;
    squares_[l] = kSquareDecay * squares_[l] + (1.0F - kSquareDecay) * gradient.cwiseAbs2();
    const VectorXf move = (rate / mean_seen * means_[l].array() /
                           ((squares_[l] / square_seen).array().sqrt() + kAdamTiny))
                              .matrix();
    TwinLayer& layer = layers_[l];
    const LayerPlan& plan = chip_.layers[l];
    const Index channels = layer.gains.size();
    if (!chip_.is_last(static_cast<int>(l))) {
      layer.gains = (layer.gains - move.head(channels)).cwiseMax(kLeastGain);
      layer.offsets -= move.segment(channels, channels) / codes_per_lsb(static_cast<int>(l));
    }
    if (!deltas_) continue;
    const auto unit = static_cast<float>(lsb_per_weight_step(plan, chip_.config));
    const float most = std::ldexp(127.0F, -plan.sparse.shift);
    layer.deltas =
        (layer.deltas - unit * move.tail(layer.deltas.size())).cwiseMin(most).cwiseMax(-most);
  }
}

Rows DieTwin::logits(const uint8_t* images, int count) const {
  constexpr int kBlock = 64;
  const int size = chip_.network.input.size();
  Rows all(count, chip_.network.classes());
  for (int first = 0; first < count; first += kBlock) {
    const int part = std::min(kBlock, count - first);
    const uint8_t* in = images + static_cast<ptrdiff_t>(first) * size;
    Pass pass;
    for (int l = 0; l < chip_.layer_count(); ++l) {
      pass = forward(l, l == 0 ? in : std::vector<uint8_t>(pass.outputs).data(), part);
    }
    all.middleRows(first, part) = logit_per_lsb() * pass.scaled;
  }
  return all;
}

std::vector<MatrixXf> DieTwin::fisher(const uint8_t* images, int count, double temperature,
                                      uint64_t seed) const {
  std::vector<MatrixXf> all;
  for (const TwinLayer& layer : layers_) {
    all.push_back(MatrixXf::Zero(layer.weights.rows(), layer.weights.cols()));
  }
  const RandomKey key{seed, 0, 0, RandomRole::TwinBatch};
  for (int i = 0; i < count; ++i) {
    const std::vector<Pass> passes =
        all_layers(images + static_cast<ptrdiff_t>(i) * chip_.network.input.size(), 1);
    Rows gradient = softmax(logit_per_lsb() * passes.back().scaled, temperature);
    double left = uniform(key, static_cast<uint64_t>(i));
    Index label = 0;
    while (label + 1 < gradient.cols() && left >= gradient(0, label)) left -= gradient(0, label++);
    gradient(0, label) -= 1.0F;
    backward(passes, logit_per_lsb() * gradient, 1,
             [&](int l, const MatrixXf& weights, const Rows&) {
               all[static_cast<size_t>(l)] += weights.cwiseAbs2() / static_cast<float>(count);
             });
  }
  return all;
}

void DieTwin::train(const LabelledCodes& images, const Rows& teacher,
                    const TwinTraining& training) {
  const int size = chip_.network.input.size();
  const float real = logit_per_lsb();
  const RandomKey key{training.seed, 0, 0, RandomRole::TwinBatch};
  const auto hard = static_cast<float>(1.0 - training.distillation);
  const auto soft = static_cast<float>(training.distillation * training.temperature);
  std::vector<uint8_t> batch(static_cast<size_t>(training.batch) * static_cast<size_t>(size));
  Rows taught(training.batch, teacher.cols());
  std::vector<int> labels(static_cast<size_t>(training.batch));
  for (int number = 0; number < training.steps; ++number) {
    for (int i = 0; i < training.batch; ++i) {
      const auto draw = static_cast<uint64_t>(number) * static_cast<uint64_t>(training.batch) +
                        static_cast<uint64_t>(i);
      const auto image =
          static_cast<int>(random_word(key, draw) % static_cast<uint32_t>(images.count));
      std::copy_n(images.codes + static_cast<ptrdiff_t>(image) * size, size,
                  batch.begin() + static_cast<ptrdiff_t>(i) * size);
      taught.row(i) = teacher.row(image);
      labels[static_cast<size_t>(i)] = images.labels[image];
    }
    const std::vector<Pass> passes = all_layers(batch.data(), training.batch);
    const Rows logits = real * passes.back().scaled;
    Rows gradient = hard * softmax(logits, 1.0);
    for (int i = 0; i < training.batch; ++i) gradient(i, labels[static_cast<size_t>(i)]) -= hard;
    if (soft > 0.0F) {
      gradient +=
          soft * (softmax(logits, training.temperature) - softmax(taught, training.temperature));
    }
    backward(passes, gradient * (real / static_cast<float>(training.batch)), training.batch,
             [this](int l, const MatrixXf& weights, const Rows& sums) {
               keep_gradients(l, weights, sums);
             });
    step(training, number);
  }
}

}  // namespace kintsugi::tuning
