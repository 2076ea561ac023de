#include "models/compact/die_posterior.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "models/accelerator/layer_evaluator.h"
#include "models/core/error.h"
#include "models/core/random.h"
#include "models/device/cell.h"
#include "models/tuning/weight_estimate.h"

namespace kintsugi::compact {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using tuning::LayerCodes;

// Factors that are tried: this many steps of a per cent down and up, to 16 times.
constexpr int kFactorSteps = 277;
constexpr double kFactorStep = 0.01;

const int32_t* output(const std::vector<ImageOutput>& answers, size_t image, int layer) {
  return answers[image][static_cast<size_t>(layer)].values.data();
}

// Cells of a tile with these weights, in accumulator LSB an input code: all of a weight in one cell
// of its pair, above what both have.
std::vector<int16_t> cells_with(const Chip& chip, int layer, const MatrixXd& weights) {
  const DeviceStatistics& device = chip.config.device;
  const double spacing = level_spacing(device.levels, device.g_min);
  const double lsb = lsb_per_weight_step(chip.layers[static_cast<size_t>(layer)], chip.config);
  const double lowest = level_conductances(device.levels, device.g_min).front();
  std::vector<int16_t> cells = nominal_cells(chip, layer, 0);
  size_t at = 0;
  for (Index r = 0; r < weights.rows(); ++r) {
    for (Index c = 0; c < weights.cols(); ++c) {
      const double code = weights(r, c) / lsb * spacing;
      for (const double side : {code, -code}) {
        const double cell = std::round(lowest + std::max(side, 0.0));
        cells[at++] = static_cast<int16_t>(std::min<double>(cell, kLargestCellCode));
      }
    }
  }
  return cells;
}

}  // namespace

void require_known_cells(const Chip& chip) {
  const WeightCoding& coding = chip.layers.front().coding;
  bool simple = is_chain(chip.network) && coding.mapping == Mapping::Differential &&
                coding.slices == 1 && chip.config.cells == nullptr;
  for (int l = 0; l < chip.layer_count(); ++l) {
    const LayerPlan& plan = chip.layers[static_cast<size_t>(l)];
    simple = simple && plan.tiles.size() == 1 && (chip.is_last(l) || largest_decides(plan.layer));
  }
  if (simple) return;
  throw UserError("Network '" + chip.network.name +
                  "': what a die's answers say of its cells is worked out for chains with max "
                  "pooling, a tile of unsliced differential pairs a layer; use an array of more "
                  "rows and columns, or another mapping.");
}

DiePosterior::DiePosterior(const Chip& chip, const std::vector<const uint8_t*>& images)
    : chip_(chip), nominal_(Die::nominal(chip)) {
  require_known_cells(chip);
  images_ = {{}, static_cast<int>(images.size()), chip.network.input.size()};
  for (const uint8_t* image : images) {
    images_.codes.insert(images_.codes.end(), image, image + images_.size);
  }
  for (const LayerPlan& plan : chip.layers) {
    weights_.push_back(tuning::nominal_weights(plan, chip.config));
  }
}

LayerCodes DiePosterior::inputs(int layer, const std::vector<ImageOutput>& answers) const {
  if (layer == 0) return images_;
  LayerCodes in{{}, images_.count, chip_.layers[static_cast<size_t>(layer)].layer.in.size()};
  for (const ImageOutput& answer : answers) {
    const std::vector<int32_t>& codes = answer[static_cast<size_t>(layer) - 1].values;
    for (const int32_t code : codes) in.codes.push_back(static_cast<uint8_t>(code));
  }
  return in;
}

double DiePosterior::factor(int layer, const std::vector<ImageOutput>& answers) const {
  const LayerPlan& plan = chip_.layers[static_cast<size_t>(layer)];
  const bool last = chip_.is_last(layer);
  const auto size = static_cast<size_t>(plan.layer.out.size());
  const size_t positions = size / plan.digital.bias.size();
  const LayerCodes in = inputs(layer, answers);
  LayerEvaluator evaluator(nominal_, layer);
  std::vector<int32_t> sums(size * answers.size());
  for (size_t i = 0; i < answers.size(); ++i) {
    evaluator.read(in.image(static_cast<int>(i)), 1);
    int32_t* of_image = sums.data() + i * size;
    if (last) {
      evaluator.accumulators(0, of_image);
    } else {
      evaluator.pooled_accumulators(0, of_image);
    }
  }
  if (last) {
    double cross = 0;
    double own = 0;
    for (size_t i = 0; i < sums.size(); ++i) {
      const double value = output(answers, i / size, layer)[i % size];
      cross += sums[i] * (value - plan.digital.bias[i % size]);
      own += static_cast<double>(sums[i]) * sums[i];
    }
    return own > 0 ? cross / own : 1.0;
  }
  const double codes_per_lsb = std::ldexp(plan.digital.multiplier, -plan.digital.shift);
  const double top = (1 << chip_.activation_bits()) - 1;
  // Where codes tell no difference, the middle of what fits.
  int first = 0;
  int fitting = 0;
  double least = std::numeric_limits<double>::infinity();
  for (int k = -kFactorSteps; k <= kFactorSteps; ++k) {
    const double factor = portable_exp(kFactorStep * k);
    double error = 0;
    for (size_t i = 0; i < sums.size(); ++i) {
      const double relu_in = factor * sums[i] + plan.digital.bias[i % size / positions];
      const double code = std::clamp(std::floor(relu_in * codes_per_lsb + 0.5), 0.0, top);
      const double off = code - output(answers, i / size, layer)[i % size];
      error += off * off;
    }
    if (error > least) continue;
    if (error < least) {
      first = k;
      least = error;
    }
    fitting = k;
  }
  return portable_exp(kFactorStep * 0.5 * (first + fitting));
}

std::vector<double> DiePosterior::factors(const std::vector<ImageOutput>& answers) const {
  std::vector<double> out;
  for (int l = 0; l < chip_.layer_count(); ++l) out.push_back(factor(l, answers));
  return out;
}

std::vector<MeasuredCells> DiePosterior::draw(const std::vector<ImageOutput>& answers, int draws,
                                              uint64_t seed) const {
  std::vector<MeasuredCells> out(static_cast<size_t>(draws));
  for (int l = 0; l < chip_.layer_count(); ++l) {
    std::vector<const int32_t*> outputs;
    for (size_t i = 0; i < answers.size(); ++i) outputs.push_back(output(answers, i, l));
    const tuning::LayerSight sight =
        tuning::sight_of_outputs(chip_, l, inputs(l, answers), outputs);
    const RandomKey key{seed, 0, static_cast<uint32_t>(l), RandomRole::TwinWeight};
    const std::vector<MatrixXd> drawn =
        tuning::draw_weights(sight, weights_[static_cast<size_t>(l)],
                             chip_.config.device.sigma_within, factor(l, answers), draws, key);
    for (size_t d = 0; d < out.size(); ++d) out[d].push_back(cells_with(chip_, l, drawn[d]));
  }
  return out;
}

std::vector<int> DiePosterior::classes(const std::vector<ImageOutput>& answers,
                                       const uint8_t* images, int count, int draws,
                                       uint64_t seed) const {
  std::vector<MeasuredCells> cells = draw(answers, draws, seed);
  std::vector<int> out;
  for (int d = 0; d < draws; ++d) {
    ChipConfig config = chip_.config;
    config.cells = std::make_shared<const MeasuredCells>(std::move(cells[static_cast<size_t>(d)]));
    const Chip chip = make_chip(chip_.network, config);
    const auto first = static_cast<ptrdiff_t>(out.size());
    const int share = count / draws + (d < count % draws ? 1 : 0);
    const std::vector<int> found = classify(Die(chip, DieKey{}), identity_tuning(chip),
                                            images + first * chip.network.input.size(), share);
    out.insert(out.end(), found.begin(), found.end());
  }
  return out;
}

}  // namespace kintsugi::compact
