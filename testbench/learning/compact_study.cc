#include <algorithm>
#include <cmath>
#include <set>

#include "models/compact/accuracy_regressor.h"
#include "models/compact/informative_images.h"
#include "models/compact/tree_ensemble.h"
#include "models/core/random.h"
#include "models/training/phase.h"
#include "models/tuning/compact_images.h"
#include "testbench/learning/asked_dies.h"
#include "testbench/learning/learning_studies.h"
#include "testbench/learning/spot_check.h"

namespace kintsugi {
namespace {

using compact::AccuracyRegressor;
using compact::Answers;
using Eigen::VectorXd;

constexpr int kCompactImages = 4;
constexpr uint64_t kDrawSeed = 20260;
constexpr int kTypicalImages = 400;

struct CompactSizes : AskedSizes {
  int candidates, bank_dies, steps, random_sets;
  int compared_dies;  // of the training dies, to compare ways of foretelling
};

// Distinct training images.
std::vector<int> random_images(int set, int count) {
  std::set<int> chosen;
  const RandomKey key{kDrawSeed, static_cast<uint32_t>(set), 0, RandomRole::Resample};
  for (uint64_t i = 0; chosen.size() < kCompactImages; ++i) {
    chosen.insert(static_cast<int>(random_word(key, i) % static_cast<uint32_t>(count)));
  }
  return {chosen.begin(), chosen.end()};
}

// A regressor of the answers to a set of images, on the judged dies.
nlohmann::json foretell(const Chip& chip, const ImageCodes& images, const VectorXd& training,
                        const VectorXd& judged, bool trees) {
  const Answers fitted = ask(chip, kTrainingSeed, static_cast<int>(training.size()), images);
  const Answers asked = ask(chip, kJudgedSeed, static_cast<int>(judged.size()), images);
  const AccuracyRegressor regressor(fitted, training);
  const VectorXd error = regressor.predict(asked) - judged;
  nlohmann::json out{{"left_out_rmse", regressor.left_out_rmse()},
                     {"error", std::vector<double>(error.begin(), error.end())},
                     {"width", regressor.shape().width},
                     {"details", regressor.shape().details},
                     {"ridge", regressor.shape().ridge}};
  if (trees) {
    const VectorXd wrong =
        compact::TreeEnsemble(fitted.layers, training).predict(asked.layers) - judged;
    out["error_trees"] = std::vector<double>(wrong.begin(), wrong.end());
  }
  return out;
}

double rms(const std::vector<double>& error, const std::vector<size_t>& drawn) {
  double sum = 0;
  for (const size_t d : drawn) sum += error[d] * error[d];
  return std::sqrt(sum / static_cast<double>(drawn.size()));
}

Estimate rms(const std::vector<double>& error) {
  return bootstrap(error.size(), [&](const auto& drawn) { return rms(error, drawn); });
}

// Per cent by which `error` is below the mean of the others.
Estimate saving(const std::vector<double>& error, const std::vector<std::vector<double>>& others) {
  return bootstrap(error.size(), [&](const auto& drawn) {
    double mean = 0;
    for (const auto& other : others) mean += rms(other, drawn) / static_cast<double>(others.size());
    return 100.0 * (1.0 - rms(error, drawn) / mean);
  });
}

}  // namespace

StudyResult compact_study(StudyRun& run) {
  const CompactSizes sizes = run.quick()
                                 ? CompactSizes{{100, 5000, 60, 5000}, 24, 64, 15, 3, 20}
                                 : CompactSizes{{800, 5000, 500, 10000}, 96, 400, 150, 10, 100};
  const AskedDies dies = measure_dies(run, sizes);
  const LearningDesign& design = dies.design;
  const Chip& chip = design.chip;
  const int bits = chip.activation_bits();
  const VectorXd& training = dies.training;
  const VectorXd& judged = dies.judged;
  const LearningImages& pool = dies.pool;

  // Images: by what they say of cells, greedily from the data set, and pixels moved.
  const nlohmann::json choice = run.make(
      "choice",
      {{"greedy",
        [&] {
          return nlohmann::json{{"images", greedy_images(dies, sizes.candidates, kCompactImages)}};
        }},
       {"informative", [&] {
          const std::vector<int> offered =
              tuning::candidate_images(Die::nominal(chip), pool.codes.data(), pool.labels.data(),
                                       pool.count(), sizes.candidates);
          return nlohmann::json{
              {"images", compact::choose_informative(chip, pool.codes.data(), kTypicalImages,
                                                     offered, kCompactImages)}};
        }}});
  const ImageCodes greedy = codes_of(pool, choice[0].at("images"));
  const ImageCodes informative = codes_of(pool, choice[1].at("images"));
  const auto random_codes = [&](size_t set) {
    return codes_of(pool, random_images(static_cast<int>(set), pool.count()));
  };
  const auto optimise = [&](const ImageCodes& start) {
    return [&, start] {
      use_threads(1);
      const DieBank bank(chip, kTrainingSeed, 0, sizes.bank_dies);
      PixelOptions options;
      options.steps = sizes.steps;
      nlohmann::json course = nlohmann::json::array();
      options.progress = [&](int, double error) {
        course.push_back(error);
        return true;
      };
      const std::vector<double> known(training.begin(), training.begin() + sizes.bank_dies);
      const ImageCodes images = optimise_pixels(bank, known, start, bits, options);
      return nlohmann::json{{"images", images}, {"course", course}};
    };
  };
  const std::vector<nlohmann::json> moved =
      run.make("optimisations",
               {{"pixels_greedy", optimise(greedy)}, {"pixels_random", optimise(random_codes(0))}});

  const int64_t rtl_faults =
      run.make("spot check",
               {{"spot_check", [&] { return spot_check_of(dies, informative, run.folder()); }}})[0];

  // Regressors of training dies, and dies that would have answered alike.
  const auto random_sets = static_cast<size_t>(sizes.random_sets);
  std::vector<StudyItem> items;
  const auto foretell_item = [&](const std::string& key, const ImageCodes& images, bool trees) {
    items.push_back({key, [&chip, &training, &judged, images, trees] {
                       return foretell(chip, images, training, judged, trees);
                     }});
  };
  foretell_item("foretold_greedy", greedy, true);
  foretell_item("foretold_pixels_greedy", moved[0].at("images"), true);
  foretell_item("foretold_pixels_random", moved[1].at("images"), true);
  for (size_t set = 0; set < random_sets; ++set) {
    foretell_item("foretold_random_" + std::to_string(set), random_codes(set), set == 0);
  }
  // Labelled images that the network did not learn from.
  const LearningImages known = design.training.last(sizes.training_images);
  const double ideal = accuracy_of(Die::nominal(chip), known);
  const auto look_alikes = [&](const std::string& key, const ImageCodes& images, uint64_t seed,
                               const VectorXd& truth, int count) {
    add_die_pieces(
        key, count,
        [&, images, seed](int first, int dies_here) {
          std::vector<double> errors;
          for (const auto& found :
               foretold_classes(chip, images, known.codes, seed, first, dies_here)) {
            const auto die = first + static_cast<Eigen::Index>(errors.size());
            errors.push_back(right_share(found, known) - ideal - truth(die));
          }
          return nlohmann::json(errors);
        },
        &items);
  };
  look_alikes("alike_training", informative, kTrainingSeed, training, sizes.compared_dies);
  look_alikes("alike_informative", informative, kJudgedSeed, judged, sizes.judged_dies);
  for (size_t set = 0; set < random_sets; ++set) {
    look_alikes("alike_random_" + std::to_string(set), random_codes(set), kJudgedSeed, judged,
                sizes.judged_dies);
  }
  const std::vector<nlohmann::json> foretold = run.make("sets of images", items);
  size_t at = 3 + random_sets;
  const auto errors_of_next = [&](int count) {
    std::vector<double> errors;
    while (errors.size() < static_cast<size_t>(count)) {
      for (const nlohmann::json& error : foretold[at]) errors.push_back(error);
      ++at;
    }
    return errors;
  };

  // A way to foretell: its error on training dies that it did not learn from, on judged dies, and
  // on those with each set of random images.
  struct Way {
    std::string name;
    double left_out = 0;
    std::vector<double> error;
    std::vector<std::vector<double>> random;
  };
  std::vector<Way> ways(1);
  ways[0].name = "dies that would answer alike, informative images";
  ways[0].left_out = rms(errors_of_next(sizes.compared_dies)).value;
  ways[0].error = errors_of_next(sizes.judged_dies);
  for (size_t set = 0; set < random_sets; ++set) {
    ways[0].random.push_back(errors_of_next(sizes.judged_dies));
  }
  const char* names[] = {"regressor, greedy choice", "regressor, greedy choice, pixels optimised",
                         "regressor, random images, pixels optimised"};
  for (size_t s = 0; s < 3; ++s) {
    Way way{names[s], foretold[s].at("left_out_rmse"), foretold[s].at("error"), {}};
    for (size_t set = 0; set < random_sets; ++set) {
      way.random.push_back(foretold[3 + set].at("error"));
    }
    ways.push_back(way);
  }
  // Which way is used is decided on training dies.
  const Way& best = *std::min_element(
      ways.begin(), ways.end(), [](const Way& a, const Way& b) { return a.left_out < b.left_out; });
  const auto mean_of_random = [&](const Way& way) {
    double sum = 0;
    for (const auto& error : way.random) sum += rms(error).value;
    return sum / static_cast<double>(random_sets);
  };

  StudyResult result;
  result.dies_fitted = sizes.training_dies;
  result.dies_judged = sizes.judged_dies;
  result.images_judged = sizes.judged_images;
  add_spot_check(rtl_faults, &result);
  StudyRow main = study_row("RMSE of the foretold accuracy, 4 images, points", rms(best.error));
  main.baseline = mean_of_random(best);
  result.rows.push_back(at_most(main, 1.0));
  result.rows.push_back(at_least(
      study_row("RMSE below 4 random images, %", saving(best.error, best.random), "31"), 20.0));
  result.rows.push_back(study_row("RMSE below 4 random images and a regressor of them, %",
                                  saving(best.error, ways[1].random), "31"));
  result.rows.push_back(
      at_least(study_row("images saved against the exhaustive test, times",
                         static_cast<double>(design.test.count()) / kCompactImages,
                         "3 (over prior compact tests)"),
               1000.0));
  for (size_t w = 0; w < ways.size(); ++w) {
    StudyRow row = study_row(ways[w].name + ", RMSE, points", rms(ways[w].error));
    row.baseline = mean_of_random(ways[w]);
    result.rows.push_back(row);
    if (w == 0) continue;
    StudyRow trees = study_row(ways[w].name + ", tree ensemble, RMSE, points",
                               rms(foretold[w - 1].at("error_trees").get<std::vector<double>>()));
    trees.baseline = row.ours;
    result.rows.push_back(trees);
  }
  result.rows.push_back(
      study_row("spread of the judged accuracies (the error of always saying the mean), points",
                compact::rmse(judged, VectorXd::Constant(judged.size(), judged.mean()))));
  result.notes.push_back(
      "LeNet on Fashion-MNIST, population A, unrepaired dies; accuracies relative to the chip "
      "without variation. The way that counts, chosen by the error on training dies left out: " +
      best.name + ". The baseline is the mean RMSE of " + std::to_string(random_sets) +
      " random sets of 4 images, foretold the same way. *Dies that would answer alike* are drawn "
      "from what a die's answers leave open of its cells, " +
      std::to_string(kLookAlikes) + " of them, and play " + std::to_string(known.count()) +
      " labelled images that the network did not learn from; no die is measured for it "
      "(models/compact). Regressors learn from " +
      std::to_string(sizes.training_dies) + " measured dies, a new one for each set of images.");
  StudyCurve curve{"compact_descent",
                   "Left-out error while pixels move",
                   "step",
                   "mean squared error over variance",
                   {}};
  for (size_t m = 0; m < 2; ++m) {
    StudySeries series{m == 0 ? "from the greedy choice" : "from random images", {}};
    const std::vector<double> course = moved[m].at("course");
    for (size_t i = 0; i < course.size(); ++i) {
      series.points.push_back({static_cast<double>(i), {course[i], {course[i], course[i]}}});
    }
    curve.series.push_back(series);
  }
  result.curves.push_back(curve);
  return result;
}

}  // namespace kintsugi
