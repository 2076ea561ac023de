// The best gains and offsets of one die, found with the labels of many images: what any repair of
// the same registers is measured against. Far too costly for a tester; nothing here runs on a chip.
#pragma once

#include <string>
#include <vector>

#include "models/tuning/fit.h"
#include "models/tuning/program.h"

namespace kintsugi::tuning {

// Where a search begins.
struct OptimumStart {
  std::string name;
  Tuning tuning;
};

// "nominal" (gains 1), "fixed_gain", "mean_match" (one round) and "repaired" (as the controller
// would) of a die, in this order.
std::vector<OptimumStart> optimum_starts(const Die& die, const TestProgram& program);

struct Optimum {
  Tuning tuning;
  std::string start;    // from which it was reached
  int correct = 0;      // of the fitting images
  double loss = 0.0;    // mean smooth error on them, 0 .. 1, whole millionths
  int evaluations = 0;  // looks at all fitting images, all starts together
};

// Minimises the smooth error over the gains (in octaves) and offsets (in activation codes) of all
// tuned layers, from each start to convergence (BOBYQA of NLopt: quadratic models, no gradients),
// within the limits of the program. The smooth error of an image is 1 / (1 + exp(m / e)), with m
// the margin of the right class over the best other one: a misclassification with a soft edge. Its
// width e is a fifth of the median |m| under the first start. Starts and ends stand for election;
// of those with at least as many correct images as the best start, the one with the least smooth
// error wins. So the optimum is never worse on the fitting images than any start. Deterministic on
// one kind of processor. Throws std::invalid_argument without starts or images.
Optimum find_optimum(const Die& die, const TestProgram& program,
                     const std::vector<OptimumStart>& starts, const TrainingImages& images);

}  // namespace kintsugi::tuning
