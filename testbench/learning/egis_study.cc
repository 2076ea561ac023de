#include <algorithm>
#include <cmath>

#include "models/compact/outlier_detector.h"
#include "models/training/phase.h"
#include "testbench/learning/asked_dies.h"
#include "testbench/learning/learning_studies.h"

namespace kintsugi {
namespace {

using compact::AccuracyRegressor;
using compact::Answers;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kEgisImages = 16;
constexpr double kMargin = 2.0;  // points a good die may lose

struct EgisSizes : AskedSizes {
  int candidates, bank_dies, steps, stand_ins;
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
  StandInOptions others;
  others.images = sizes.stand_ins;
  others.sureness = kStatedAccuracy;
  others.steps = sizes.steps;
  return {{"test", synthesise(nominal, bank, shape, chip.activation_bits(), options)},
          {"stand_ins", stand_ins(nominal, shape, chip.activation_bits(), others)}};
}

// Softmax of the nominal die's logits in real units, [images][classes].
MatrixXd shares_of(const Chip& chip, const ImageCodes& images) {
  const Die nominal = Die::nominal(chip);
  const LayerPlan& last = chip.layers.back();
  const double unit =
      last.layer.weight_scale * last.layer.input_scale / lsb_per_weight_step(last, chip.config);
  MatrixXd out(static_cast<Eigen::Index>(images.size()), chip.network.classes());
  for (size_t i = 0; i < images.size(); ++i) {
    const std::vector<int32_t> logits =
        run_image(nominal, identity_tuning(chip), images[i].data()).back().values;
    Eigen::RowVectorXd row(out.cols());
    for (Eigen::Index c = 0; c < row.size(); ++c) row(c) = unit * logits[static_cast<size_t>(c)];
    row = (row.array() - row.maxCoeff()).exp();
    out.row(static_cast<Eigen::Index>(i)) = row / row.sum();
  }
  return out;
}

VectorXd expected_losses(const Chip& chip, int dies, const ImageCodes& stand_ins) {
  const MatrixXd shares = shares_of(chip, stand_ins);
  std::vector<uint8_t> codes;
  for (const auto& image : stand_ins) codes.insert(codes.end(), image.begin(), image.end());
  VectorXd out(dies);
  for (int d = 0; d < dies; ++d) {
    const Die die(chip, DieKey{kTrainingSeed, static_cast<uint32_t>(d)});
    out(d) = compact::expected_loss(shares, classify(die, identity_tuning(chip), codes.data(),
                                                     static_cast<int>(stand_ins.size())));
  }
  return out;
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
  const EgisSizes sizes = run.quick() ? EgisSizes{{100, 1000, 100, 1000}, 32, 16, 20, 100}
                                      : EgisSizes{{600, 5000, 1000, 5000}, 96, 48, 100, 600};
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
  // The test without data: neither images nor labels nor accuracies.
  const auto from_nothing = [&] {
    nlohmann::json made = make_images(chip, sizes);
    const ImageCodes images = made.at("test");
    const VectorXd loss = expected_losses(chip, sizes.training_dies, made.at("stand_ins"));
    const compact::OutlierDetector detector(ask(chip, kTrainingSeed, sizes.training_dies, images),
                                            loss, kMargin);
    made["loss"] = values(loss);
    made["left_out_rmse"] = detector.regressor().left_out_rmse();
    made["foretold"] = values(-detector.loss(ask(chip, kJudgedSeed, sizes.judged_dies, images)));
    return made;
  };
  const std::vector<nlohmann::json> tests =
      run.make("tests", {{"data", from_data}, {"no_data", from_nothing}});
  const VectorXd by_data = vector(tests[0].at("foretold"));
  const VectorXd by_nothing = vector(tests[1].at("foretold"));
  const std::vector<int> right_data = right(by_data, judged);
  const std::vector<int> right_nothing = right(by_nothing, judged);

  StudyResult result;
  result.dies_fitted = sizes.training_dies;
  result.dies_judged = sizes.judged_dies;
  result.images_judged = sizes.judged_images;
  result.rows.push_back(at_least(
      study_row("verdicts that are right, test without data minus data-driven test, points",
                gap(right_nothing, right_data), "very close"),
      -1.0));
  StudyRow own = study_row("test without data, right verdicts, %", share(right_nothing));
  own.baseline = share(right_data).value;
  result.rows.push_back(own);
  result.rows.push_back(study_row("data-driven test, right verdicts, %", share(right_data)));
  std::vector<int> all_one_way;
  for (const double accuracy : judged) all_one_way.push_back(accuracy >= -kMargin);
  const double good = share(all_one_way).value;
  result.rows.push_back(
      study_row("always the same verdict, right, %", std::max(good, 100.0 - good)));
  result.rows.push_back(
      study_row("expected loss of training dies against the true one, correlation",
                correlation(-vector(tests[1].at("loss")), training)));
  result.rows.push_back(study_row("data-driven test, RMSE of the foretold accuracy, points",
                                  compact::rmse(by_data, judged)));
  result.rows.push_back(study_row("test without data, RMSE of the foretold accuracy, points",
                                  compact::rmse(by_nothing, judged)));
  result.notes.push_back(
      "LeNet on Fashion-MNIST, population A, unrepaired dies; a good die loses at most 2 points. "
      "Both "
      "tests show 16 images. The one without data knows the network, the statistics of cells and "
      "the "
      "network's stated accuracy of 90 %, and no image, label or measured accuracy: its images are "
      "synthesised by entropy, and the limit of its outlier detector is set on stand-in images, "
      "where "
      "the nominal die's own shares of the classes take the place of labels.");
  return result;
}

}  // namespace kintsugi
