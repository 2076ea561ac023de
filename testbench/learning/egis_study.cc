#include <algorithm>
#include <cmath>

#include "models/compact/outlier_detector.h"
#include "models/compact/stand_ins.h"
#include "models/training/phase.h"
#include "testbench/learning/asked_dies.h"
#include "testbench/learning/learning_studies.h"
#include "testbench/learning/spot_check.h"

namespace kintsugi {
namespace {

using compact::AccuracyRegressor;
using compact::Answers;
using compact::StandIns;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kEgisImages = 16;
constexpr double kMargin = 2.0;  // points a good die may lose

struct EgisSizes : AskedSizes {
  int candidates, bank_dies, steps, leaves, stand_ins;
  int compared_dies;  // of the training dies, to compare ways of foretelling
};

// The network's accuracy as its designer states it: the one number of it that is not in the file.
constexpr double kStatedAccuracy = 0.90;

nlohmann::json make_images(const Chip& chip, const EgisSizes& sizes) {
  use_threads(1);
  const DieBank nominal = DieBank::nominal(chip);
  const DieBank bank(chip, kTrainingSeed, 0, sizes.bank_dies);
  const Shape& shape = chip.network.input;
  SynthesisOptions options;
  options.images = kEgisImages;
  options.steps = sizes.steps;
  return {{"test", synthesise(nominal, bank, shape, chip.activation_bits(), options)}};
}

double expected_loss_of(const Die& die, const StandIns& images) {
  return compact::expected_loss(images.shares,
                                classify(die, identity_tuning(die.chip()), images.codes.data(),
                                         static_cast<int>(images.shares.rows())));
}

std::vector<double> values(const VectorXd& x) { return {x.begin(), x.end()}; }

VectorXd vector(const nlohmann::json& x) {
  const std::vector<double> values = x;
  return Eigen::Map<const VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

// Share of dies, %, that are told right from wrong; good is true accuracy within the margin.
std::vector<int> right(const VectorXd& foretold, const VectorXd& truth) {
  std::vector<int> out;
  for (Eigen::Index d = 0; d < truth.size(); ++d) {
    out.push_back((foretold(d) >= -kMargin) == (truth(d) >= -kMargin));
  }
  return out;
}

Estimate share(const std::vector<int>& right) {
  return bootstrap(right.size(), [&](const auto& drawn) {
    double sum = 0;
    for (const size_t d : drawn) sum += right[d];
    return 100.0 * sum / static_cast<double>(drawn.size());
  });
}

Estimate gap(const std::vector<int>& a, const std::vector<int>& b) {
  return bootstrap(a.size(), [&](const auto& drawn) {
    double sum = 0;
    for (const size_t d : drawn) sum += a[d] - b[d];
    return 100.0 * sum / static_cast<double>(drawn.size());
  });
}

double correlation(const VectorXd& a, const VectorXd& b) {
  const VectorXd x = a.array() - a.mean();
  const VectorXd y = b.array() - b.mean();
  return x.dot(y) / std::max(x.norm() * y.norm(), 1e-12);
}

}  // namespace

StudyResult egis_study(StudyRun& run) {
  const EgisSizes sizes = run.quick()
                              ? EgisSizes{{100, 1000, 100, 1000}, 32, 16, 20, 5000, 500, 20}
                              : EgisSizes{{600, 5000, 1000, 5000}, 96, 48, 100, 30000, 2000, 60};
  const AskedDies dies = measure_dies(run, sizes);
  const Chip& chip = dies.design.chip;
  const VectorXd& training = dies.training;
  const VectorXd& judged = dies.judged;

  // The data-driven test: images chosen greedily by labels, accuracies foretold.
  const auto from_data = [&] {
    const ImageCodes chosen =
        codes_of(dies.pool, greedy_images(dies, sizes.candidates, kEgisImages));
    const AccuracyRegressor regressor(ask(chip, kTrainingSeed, sizes.training_dies, chosen),
                                      training);
    return nlohmann::json{
        {"foretold", values(regressor.predict(ask(chip, kJudgedSeed, sizes.judged_dies, chosen)))}};
  };
  const auto make_stand_ins = [&] {
    compact::StandInOptions options;
    options.images = sizes.stand_ins;
    options.offered = sizes.leaves;
    options.sureness = kStatedAccuracy;
    const StandIns made = choose_stand_ins(chip, options);
    return nlohmann::json{{"codes", made.codes}, {"shares", values(made.shares.reshaped())}};
  };
  const std::vector<nlohmann::json> tests =
      run.make("tests", {{"data", from_data},
                         {"images", [&] { return make_images(chip, sizes); }},
                         {"stand_ins", make_stand_ins}});
  const VectorXd by_data = vector(tests[0].at("foretold"));

  // The test without data: neither images nor labels nor accuracies. What dies would lose is
  // reckoned on stand-ins, and foretold from the answers in two ways.
  const ImageCodes images = tests[1].at("test");
  const StandIns others{
      tests[2].at("codes"),
      vector(tests[2].at("shares")).reshaped(sizes.stand_ins, chip.network.classes())};
  const int64_t rtl_faults = run.make(
      "spot check", {{"spot_check", [&] { return spot_check_of(dies, images, run.folder()); }}})[0];
  std::vector<StudyItem> items;
  add_die_pieces(
      "loss", sizes.training_dies,
      [&](int first, int count) {
        nlohmann::json losses = nlohmann::json::array();
        for (int d = first; d < first + count; ++d) {
          losses.push_back(
              expected_loss_of(Die(chip, DieKey{kTrainingSeed, static_cast<uint32_t>(d)}), others));
        }
        return losses;
      },
      &items);
  const auto look_alikes = [&](const std::string& key, uint64_t seed, int dies_asked) {
    add_die_pieces(
        key, dies_asked,
        [&, seed](int first, int count) {
          nlohmann::json losses = nlohmann::json::array();
          for (const auto& found :
               foretold_classes(chip, images, others.codes, seed, first, count)) {
            losses.push_back(compact::expected_loss(others.shares, found));
          }
          return losses;
        },
        &items);
  };
  look_alikes("alike_training", kTrainingSeed, sizes.compared_dies);
  look_alikes("alike_judged", kJudgedSeed, sizes.judged_dies);
  std::vector<double> all;
  for (const nlohmann::json& piece : run.make("losses (20 dies each)", items)) {
    for (const double loss : piece) all.push_back(loss);
  }
  const auto part = [&](int first, int count) {
    return VectorXd(Eigen::Map<const VectorXd>(all.data() + first, count));
  };
  const VectorXd loss = part(0, sizes.training_dies);
  const compact::OutlierDetector detector(ask(chip, kTrainingSeed, sizes.training_dies, images),
                                          loss, kMargin);
  const VectorXd by_detector = -detector.loss(ask(chip, kJudgedSeed, sizes.judged_dies, images));
  const VectorXd by_look_alikes =
      -part(sizes.training_dies + sizes.compared_dies, sizes.judged_dies);
  // Which way is used is decided on training dies, by the loss on stand-ins.
  const bool alike =
      compact::rmse(part(sizes.training_dies, sizes.compared_dies),
                    loss.head(sizes.compared_dies)) < detector.regressor().left_out_rmse();
  const VectorXd& by_nothing = alike ? by_look_alikes : by_detector;
  const std::vector<int> right_data = right(by_data, judged);
  const std::vector<int> right_nothing = right(by_nothing, judged);

  StudyResult result;
  result.dies_fitted = sizes.training_dies;
  result.dies_judged = sizes.judged_dies;
  result.images_judged = sizes.judged_images;
  add_spot_check(rtl_faults, &result);
  result.rows.push_back(at_least(
      study_row("verdicts that are right, test without data minus data-driven test, points",
                gap(right_nothing, right_data), "very close"),
      -1.0));
  StudyRow own = study_row("test without data, right verdicts, %", share(right_nothing));
  own.baseline = share(right_data).value;
  result.rows.push_back(own);
  result.rows.push_back(study_row("data-driven test, right verdicts, %", share(right_data)));
  result.rows.push_back(study_row("regressor of expected losses instead, right verdicts, %",
                                  share(right(by_detector, judged))));
  result.rows.push_back(
      study_row("dies that would answer alike instead of a regressor, right verdicts, %",
                share(right(by_look_alikes, judged))));
  // What one more stated number is worth: the mean loss of dies.
  const double stated = -training.mean() / std::max(loss.mean(), 1e-9);
  result.rows.push_back(
      study_row("test without data, mean loss of dies stated too, right verdicts, %",
                share(right(stated * by_nothing, judged))));
  std::vector<int> all_one_way;
  for (const double accuracy : judged) all_one_way.push_back(accuracy >= -kMargin);
  const double good = share(all_one_way).value;
  result.rows.push_back(
      study_row("always the same verdict, right, %", std::max(good, 100.0 - good)));
  result.rows.push_back(
      study_row("expected loss of training dies against the true one, correlation",
                correlation(-loss, training)));
  result.rows.push_back(study_row("data-driven test, RMSE of the foretold accuracy, points",
                                  compact::rmse(by_data, judged)));
  result.rows.push_back(study_row("test without data, RMSE of the foretold accuracy, points",
                                  compact::rmse(by_nothing, judged)));
  result.notes.push_back(
      std::string("LeNet on Fashion-MNIST, population A, unrepaired dies; a good die loses at most "
                  "2 points. Both tests show 16 images. The one without data knows the network, "
                  "the statistics of cells and the network's stated accuracy of 90 %, and no "
                  "image, label or measured accuracy: its images are synthesised by entropy, and "
                  "what a die loses is reckoned on stand-ins, ") +
      std::to_string(sizes.stand_ins) + " of " + std::to_string(sizes.leaves) +
      " dead leaves (models/compact), where the nominal die's own shares of the classes, averaged "
      "over moved copies of the image, take the place of labels. Used for its verdicts: " +
      (alike ? "dies that would answer alike." : "a regressor of expected losses."));
  return result;
}

}  // namespace kintsugi
