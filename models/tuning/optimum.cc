#include "models/tuning/optimum.h"

#include <algorithm>
#include <cmath>
#include <nlopt.hpp>
#include <stdexcept>

#include "models/accelerator/tuning_evaluator.h"
#include "models/tuning/flow.h"

namespace kintsugi::tuning {
namespace {

constexpr double kLeastOctaves = -4.0;  // a gain of 1/16
constexpr double kMostOctaves = 3.9999;
constexpr double kFirstStep = 0.25;    // octaves; codes take twice that
constexpr double kLastStep = 0.01;     // where a search has converged
constexpr int kMostEvaluations = 400;  // of one search; far more than they take
constexpr double kEdge = 0.2;          // of the median size of a margin
constexpr double kLossUnit = 1e-6;

struct Evaluation {
  const std::string* start = nullptr;
  Tuning tuning;
  int correct = 0;
  double loss = 1.0;
};

// The smooth error as a function of the coordinates of the search: octaves of gain and activation
// codes of offset of each tuned layer in turn.
class Search {
 public:
  Search(const Die& die, const TestProgram& program, const TrainingImages& images)
      : chip_(die.chip()),
        program_(program),
        images_(images),
        evaluator_(die, images.codes, images.count) {}

  int evaluations() const { return evaluations_; }
  size_t dimensions() const { return 2 * static_cast<size_t>(chip_.tuned_layers()); }
  // Bound of the offset coordinates: half the activation codes.
  double most_codes() const { return std::ldexp(0.5, chip_.activation_bits()); }

  // Takes the width of the soft edge from the margins under `tuning`.
  void set_edge(const Tuning& tuning);
  Evaluation evaluate(const Tuning& tuning);
  Evaluation descend(const Evaluation& start);

 private:
  static double objective(const std::vector<double>& x, std::vector<double>&, void* search);
  double margin(const int32_t* logits, int label) const;
  const std::vector<double>& margins(const Tuning& tuning);
  std::vector<double> coordinates(const Tuning& tuning) const;
  Tuning tuning_at(const std::vector<double>& x) const;
  // Accumulator LSB of one activation code.
  double code_size(size_t layer) const {
    const DigitalConstants& digital = chip_.tuned(static_cast<int>(layer)).digital;
    return std::ldexp(1.0, digital.shift) / digital.multiplier;
  }

  const Chip& chip_;
  const TestProgram& program_;
  const TrainingImages& images_;
  TuningEvaluator evaluator_;
  std::vector<double> margins_;  // [images]
  double edge_ = 1.0;            // accumulator LSB of the last layer
  int evaluations_ = 0;
  Evaluation best_;  // of the descent under way
};

// Of the right class over the best other one, in accumulator LSB; not negative when it wins. Ties
// go to the lower class: one that the right class loses counts as half a step.
double Search::margin(const int32_t* logits, int label) const {
  const int32_t* right = logits + label;
  const int32_t* end = logits + chip_.network.classes();
  double other = -HUGE_VAL;
  for (const int32_t* one = logits; one < end; ++one) {
    if (one != right) other = std::max(other, *one + (one < right ? 0.5 : 0.0));
  }
  return *right - other;
}

const std::vector<double>& Search::margins(const Tuning& tuning) {
  ++evaluations_;
  const int32_t* logits = evaluator_.logits(tuning).data();
  margins_.clear();
  for (int i = 0; i < images_.count; ++i, logits += chip_.network.classes()) {
    margins_.push_back(margin(logits, images_.labels[i]));
  }
  return margins_;
}

void Search::set_edge(const Tuning& tuning) {
  std::vector<double> sizes = margins(tuning);
  for (double& size : sizes) size = std::abs(size);
  const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
  std::nth_element(sizes.begin(), middle, sizes.end());
  edge_ = std::max(kEdge * *middle, 1.0);
}

Evaluation Search::evaluate(const Tuning& tuning) {
  Evaluation candidate;
  candidate.tuning = tuning;
  double error = 0.0;
  for (const double margin : margins(tuning)) {
    candidate.correct += margin >= 0.0 ? 1 : 0;
    error += 1.0 / (1.0 + std::exp(margin / edge_));
  }
  candidate.loss = error / images_.count;
  return candidate;
}

std::vector<double> Search::coordinates(const Tuning& tuning) const {
  std::vector<double> x;
  for (size_t l = 0; 2 * l < dimensions(); ++l) {
    const double octaves = std::log2(std::max<double>(tuning[l].gain, 1.0) / kUnityGain);
    x.push_back(std::clamp(octaves, kLeastOctaves, kMostOctaves));
    x.push_back(std::clamp(tuning[l].offset / code_size(l), -most_codes(), most_codes()));
  }
  return x;
}

Tuning Search::tuning_at(const std::vector<double>& x) const {
  Tuning tuning;
  for (size_t l = 0; 2 * l < x.size(); ++l) {
    const double offset = std::clamp<double>(std::round(x[2 * l + 1] * code_size(l)),
                                             program_.offset_min, program_.offset_max);
    tuning.push_back(
        {std::clamp(quantise_gain(std::exp2(x[2 * l])), program_.gain_min, program_.gain_max),
         static_cast<int16_t>(offset)});
  }
  return tuning;
}

double Search::objective(const std::vector<double>& x, std::vector<double>&, void* search) {
  auto& self = *static_cast<Search*>(search);
  Evaluation candidate = self.evaluate(self.tuning_at(x));
  const double loss = candidate.loss;
  if (loss < self.best_.loss) {
    candidate.start = self.best_.start;
    self.best_ = std::move(candidate);
  }
  return loss;
}

Evaluation Search::descend(const Evaluation& start) {
  best_ = start;
  std::vector<double> low;
  std::vector<double> high;
  std::vector<double> step;
  for (int l = 0; l < chip_.tuned_layers(); ++l) {
    low.insert(low.end(), {kLeastOctaves, -most_codes()});
    high.insert(high.end(), {kMostOctaves, most_codes()});
    step.insert(step.end(), {kFirstStep, 2.0 * kFirstStep});
  }
  nlopt::opt method(nlopt::LN_BOBYQA, static_cast<unsigned>(dimensions()));
  method.set_min_objective(objective, this);
  method.set_lower_bounds(low);
  method.set_upper_bounds(high);
  method.set_initial_step(step);
  method.set_xtol_abs(kLastStep);
  method.set_maxeval(kMostEvaluations);
  std::vector<double> x = coordinates(start.tuning);
  double loss = 0.0;
  try {
    method.optimize(x, loss);
  } catch (const nlopt::roundoff_limited&) {
    // The models can no longer be told apart: as near as this objective allows.
  }
  return best_;
}

// See find_optimum: the election.
const Evaluation& elect(const std::vector<Evaluation>& candidates, size_t starts) {
  int most = 0;
  for (size_t i = 0; i < starts; ++i) most = std::max(most, candidates[i].correct);
  const Evaluation* best = nullptr;
  for (const Evaluation& candidate : candidates) {
    if (candidate.correct < most) continue;
    if (best == nullptr || candidate.loss < best->loss) best = &candidate;
  }
  return *best;
}

}  // namespace

std::vector<OptimumStart> optimum_starts(const Die& die, const TestProgram& program) {
  return {{"nominal", identity_tuning(die.chip())},
          {"fixed_gain", program.fixed_gain},
          {"mean_match", mean_match(die, program, 1)},
          {"repaired", test_and_repair(die, program, false).applied}};
}

Optimum find_optimum(const Die& die, const TestProgram& program,
                     const std::vector<OptimumStart>& starts, const TrainingImages& images) {
  if (starts.empty() || images.count <= 0) {
    throw std::invalid_argument("an optimum needs starts and fitting images");
  }
  Search search(die, program, images);
  std::vector<Evaluation> candidates;
  search.set_edge(starts.front().tuning);
  for (const OptimumStart& start : starts) {
    candidates.push_back(search.evaluate(start.tuning));
    candidates.back().start = &start.name;
  }
  for (size_t i = 0; i < starts.size() && search.dimensions() > 0; ++i) {
    candidates.push_back(search.descend(candidates[i]));
  }
  const Evaluation& best = elect(candidates, starts.size());
  return {best.tuning, *best.start, best.correct, std::round(best.loss / kLossUnit) * kLossUnit,
          search.evaluations()};
}

}  // namespace kintsugi::tuning
