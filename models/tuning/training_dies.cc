#include "models/tuning/training_dies.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>

#include "models/core/random.h"
#include "models/tuning/flow.h"
#include "models/tuning/targets.h"

namespace kintsugi::tuning {
namespace {

// Accuracy in per cent on the images set aside for judging training dies.
double accuracy_of(const Die& die, const Tuning& tuning, const TrainingImages& images) {
  const std::vector<int> predicted = classify(die, tuning, images.codes, images.count);
  int correct = 0;
  for (size_t i = 0; i < predicted.size(); ++i) correct += predicted[i] == images.labels[i];
  return 100.0 * correct / std::max(images.count, 1);
}

// Calls work(d) for every training die on options.jobs threads. False when stopped.
bool for_each_die(const FitOptions& options, const std::function<void(int)>& work) {
  std::mutex mutex;
  int done = 0;
  std::atomic<bool> stop{false};
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  static_cast<size_t>(options.jobs));
  tbb::parallel_for(0, options.dies, [&](int d) {
    if (stop) return;
    work(d);
    const std::lock_guard<std::mutex> lock(mutex);
    if (options.progress && !options.progress(++done, options.dies)) stop = true;
  });
  return !stop;
}

// The same permutation each time (Fisher and Yates), of these members alone.
void shuffle(uint64_t seed, const std::vector<double TrainingDie::*>& members,
             std::vector<TrainingDie>* dies) {
  const RandomKey key{seed, 0, 0, RandomRole::Resample};
  for (size_t i = dies->size(); i > 1; --i) {
    const size_t other = random_word(key, i) % i;
    for (const auto member : members) std::swap((*dies)[i - 1].*member, (*dies)[other].*member);
  }
}

}  // namespace

std::vector<std::vector<uint32_t>> image_statistics(const Die& die, const Tuning& tuning,
                                                    const TestProgram& program,
                                                    const std::vector<const uint8_t*>& images) {
  std::vector<std::vector<uint32_t>> out;
  for (const uint8_t* image : images) {
    out.push_back(collect_statistics(program, {run_image(die, tuning, image)}));
  }
  return out;
}

std::vector<TrainingDie> make_training_dies(const Chip& chip, const TestProgram& program,
                                            const std::vector<const uint8_t*>& candidates,
                                            const TrainingImages& matching,
                                            const FitOptions& options) {
  std::vector<TrainingDie> dies(static_cast<size_t>(options.dies));
  const Tuning identity = identity_tuning(chip);
  const Die nominal = Die::nominal(chip);
  const double ideal = accuracy_of(nominal, identity, options.judged);
  const bool finished = for_each_die(options, [&](int d) {
    const Die die(chip, DieKey{options.seed, static_cast<uint32_t>(d)});
    TrainingDie& out = dies[static_cast<size_t>(d)];
    out.target = least_squares_tuning(die, nominal, matching.codes, matching.count);
    out.untuned = image_statistics(die, identity, program, candidates);
    if (!options.predict) return;
    out.accuracy = accuracy_of(die, identity, options.judged) - ideal;
    out.tuned = image_statistics(die, out.target, program, candidates);
    out.accuracy_tuned = accuracy_of(die, out.target, options.judged) - ideal;
  });
  if (!finished) dies.clear();
  if (options.shuffled) {
    shuffle(options.seed, {&TrainingDie::accuracy, &TrainingDie::accuracy_tuned}, &dies);
  }
  return dies;
}

bool repair_training_dies(const Chip& chip, const TestProgram& program,
                          const std::vector<std::vector<uint32_t>>& statistics,
                          const FitOptions& options, std::vector<TrainingDie>* dies) {
  const double ideal = accuracy_of(Die::nominal(chip), identity_tuning(chip), options.judged);
  const bool finished = for_each_die(options, [&](int d) {
    const Die die(chip, DieKey{options.seed, static_cast<uint32_t>(d)});
    TrainingDie& out = (*dies)[static_cast<size_t>(d)];
    const std::vector<int16_t> features =
        compute_features(program, statistics[static_cast<size_t>(d)]);
    const Tuning repair = repair_of(program, nearest_entry(program, features).index, features);
    out.statistics_after = collect_statistics(program, run_signature(die, repair, program));
    out.accuracy_after = accuracy_of(die, repair, options.judged) - ideal;
  });
  if (options.shuffled) shuffle(options.seed, {&TrainingDie::accuracy_after}, dies);
  return finished;
}

Eigen::VectorXd cumulated_octaves(const Tuning& tuning) {
  Eigen::VectorXd octaves(static_cast<Eigen::Index>(tuning.size()));
  double sum = 0;
  for (Eigen::Index l = 0; l < octaves.size(); ++l) {
    sum += std::log2(std::max<double>(tuning[static_cast<size_t>(l)].gain, 1) / kUnityGain);
    octaves(l) = sum;
  }
  return octaves;
}

Tuning tuning_from_octaves(const Eigen::VectorXd& cumulated) {
  Tuning tuning;
  double before = 0;
  for (double octaves : cumulated) {
    tuning.push_back({quantise_gain(std::exp2(octaves - before)), 0});
    before = octaves;
  }
  return tuning;
}

}  // namespace kintsugi::tuning
