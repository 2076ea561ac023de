// `kintsugi study images`: what a longer test buys.
#include <fmt/format.h>

#include "testbench/studies/populations.h"
#include "testbench/studies/studies.h"

namespace kintsugi {

StudyResult images_study(StudyRun& run) {
  const std::vector<int> counts =
      run.quick() ? std::vector<int>{1, 4, 10} : std::vector<int>{1, 2, 4, 6, 10, 16};
  const char* const name = "fashion_lenet";
  std::vector<ProgramWish> programs;
  for (const int count : counts) {
    programs.push_back({fmt::format("images_{}", count),
                        study_scenario(name, {{"fit.dies", run.quick() ? "80" : "400"},
                                              {"fit.judge_images", run.quick() ? "500" : "2000"},
                                              {"fit.images", std::to_string(count)}})});
  }
  StudyResult result;
  const auto files = fit_programs(run, programs, &result);
  std::vector<PopulationWish> wishes;
  for (size_t i = 0; i < counts.size(); ++i) {
    wishes.push_back({programs[i].key,
                      study_scenario(name, {{"dies", run.quick() ? "0:40" : "0:200"},
                                            {"judge.images", run.quick() ? "500" : "2000"},
                                            {"test_program", files[i].string()}}),
                      1});
  }
  const auto judged = judge_populations(run, wishes, &result);

  Curve yield{"yield",
              "Yield against images of the test",
              "images",
              "yield, %",
              {{"repaired", {}}, {"mean match", {}}, {"fixed gain", {}}}};
  Curve error{"prediction",
              "Error of the predicted accuracy",
              "images",
              "RMS error, points",
              {{"predicted", {}}, {"spread of the dies", {}}}};
  for (size_t i = 0; i < counts.size(); ++i) {
    const JudgedPopulation& p = judged[i];
    const auto x = static_cast<double>(counts[i]);
    yield.series[0].points.push_back({x, p.yield(Repair::Repaired)});
    yield.series[1].points.push_back({x, p.yield(Repair::MeanMatch)});
    yield.series[2].points.push_back({x, p.yield(Repair::FixedGain)});
    const double spread = p.accuracy_spread();
    error.series[0].points.push_back({x, p.prediction_error()});
    error.series[1].points.push_back({x, {spread, {spread, spread}}});
    StudyRow row = study_row(fmt::format("{} images: yield repaired, %", counts[i]),
                             p.yield(Repair::Repaired));
    row.baseline = p.summary.of(Repair::MeanMatch).yield;
    result.rows.push_back(std::move(row));
    StudyRow predicted =
        study_row(fmt::format("{} images: RMS error of the prediction, points", counts[i]),
                  p.prediction_error(), counts[i] <= 4 ? "2 to 4 images suffice" : "");
    predicted.baseline = spread;
    result.rows.push_back(std::move(predicted));
  }
  // A prediction that says no more than the mean of all dies is none.
  StudyRow last =
      study_row("longest test: prediction error over the spread of the dies",
                judged.back().prediction_error().value / judged.back().accuracy_spread());
  result.rows.push_back(at_most(std::move(last), 0.5));
  result.curves = {yield, error};
  result.notes = {
      "The baseline of a yield is mean matching with the same images, that of a "
      "prediction the spread of the dies: what predicting their mean leaves."};
  return result;
}

}  // namespace kintsugi
