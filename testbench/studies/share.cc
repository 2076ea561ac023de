// `kintsugi study share`: yield of every repair against the share of the spread that is common.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "testbench/adaptation/adapt_die.h"
#include "testbench/adaptation/cosim_die.h"
#include "testbench/population/optima.h"
#include "testbench/studies/populations.h"
#include "testbench/studies/studies.h"

namespace kintsugi {
namespace {

using nlohmann::json;

constexpr double kSigma = 0.472;    // in all, of the 65 nm chip
constexpr int kShareLabelled = 50;  // training images for channels, loop and deltas
constexpr uint32_t kShareChunk = 5;

// The common part is split between tile and die as in population A.
Settings spread(double share) {
  const double common = kSigma * std::sqrt(share);
  const double whole = std::hypot(0.35, 0.30);
  return {{"device.sigma_within", fmt::format("{:.6f}", kSigma * std::sqrt(1 - share))},
          {"device.sigma_tile", fmt::format("{:.6f}", common * 0.35 / whole)},
          {"device.sigma_die", fmt::format("{:.6f}", common * 0.30 / whole)}};
}

// Correct images of each die under the gains and offsets that suit it best, [count].
json optimum_dies(const Scenario& scenario, uint32_t first, uint32_t count) {
  const Experiment e = load_experiment(scenario);
  const CodedImages coded = fitting_images(scenario, e.chip.network);
  const tuning::TrainingImages images{coded.codes.data(), coded.labels.data(), coded.count()};
  json dies = json::array();
  for (uint32_t number = first; number < first + count; ++number) {
    const Die die(e.chip, DieKey{scenario.seed, number});
    const tuning::Optimum best =
        tuning::find_optimum(die, e.program, tuning::optimum_starts(die, e.program), images);
    dies.push_back(count_correct(die, best.tuning, e.judged));
  }
  return dies;
}

// One die through the RTL with downloads and loop.
StudyItem cosim_item(const std::string& key, const Scenario& scenario) {
  return {"adapt_cosim_" + key,
          [scenario] {
            const Experiment e = load_experiment(scenario);
            const AdaptationStudy study(e, {kShareLabelled});
            return json(cosim_die(study, scenario.dies.first).mismatches);
          },
          scenario.test_program};
}

}  // namespace

StudyResult share_study(StudyRun& run) {
  const std::vector<double> shares = run.quick() ? std::vector<double>{0, 0.5, 1}
                                                 : std::vector<double>{0, 0.25, 0.5, 0.75, 0.9, 1};
  const uint32_t dies = run.quick() ? 10 : 100;
  const auto scenario_of = [](double share, Settings settings) {
    const Settings common = spread(share);
    settings.insert(settings.end(), common.begin(), common.end());
    return study_scenario("fashion_lenet_b_sparse", settings);
  };
  std::vector<ProgramWish> programs;
  for (const double share : shares) {
    programs.push_back(
        {fmt::format("share_{}", share),
         scenario_of(share, {{"fit.dies", run.quick() ? "80" : "400"}, {"fit.predict", "false"}})});
  }
  StudyResult result;
  const auto files = fit_programs(run, programs, &result);
  std::vector<PopulationWish> wishes;
  std::vector<StudyItem> items;
  for (size_t i = 0; i < shares.size(); ++i) {
    const Scenario scenario =
        scenario_of(shares[i], {{"dies", fmt::format("0:{}", dies)},
                                {"judge.images", run.quick() ? "500" : "1000"},
                                {"fit.optimum_images", run.quick() ? "300" : "500"},
                                {"test_program", files[i].string()}});
    wishes.push_back({programs[i].key, scenario, 1});
    add_pieces(
        "adapt_" + programs[i].key, scenario, kShareChunk,
        [scenario](uint32_t first, uint32_t count) {
          return adapted_dies(scenario, kShareLabelled, first, count);
        },
        &items);
    add_pieces(
        "calibrate_" + programs[i].key, scenario, kShareChunk,
        [scenario](uint32_t first, uint32_t count) {
          return calibrated_dies(scenario, kShareLabelled, first, count);
        },
        &items);
    add_pieces(
        "optimum_" + programs[i].key, scenario, kShareChunk,
        [scenario](uint32_t first, uint32_t count) { return optimum_dies(scenario, first, count); },
        &items);
  }
  items.push_back(cosim_item(programs.front().key, wishes.front().scenario));
  std::vector<json> made;
  const auto judged = judge_populations(run, wishes, &result, items, &made);
  result.mismatches += made.back().get<int64_t>();
  ++result.dies_cosimulated;

  StudyCurve yield{"yield",
                   "Yield against the common share",
                   "share of the variance that is common",
                   "yield, %",
                   {}};
  StudyCurve accuracy{"accuracy",
                      "Accuracy against the common share",
                      "share of the variance that is common",
                      "mean accuracy, %",
                      {}};
  const std::vector<std::string> names = {"untuned",           "fixed gain",
                                          "mean match",        "layer gains",
                                          "channel gains",     "channels + loop",
                                          "channels + deltas", kCalibrations[0],
                                          kCalibrations[1],    "per-die optimum of layer gains"};
  for (const std::string& name : names) {
    yield.series.push_back({name, {}});
    accuracy.series.push_back({name, {}});
  }
  size_t at = 0;
  for (size_t i = 0; i < shares.size(); ++i) {
    const JudgedPopulation& p = judged[i];
    std::vector<std::vector<int>> correct = correct_images(p, made, &at);
    correct.push_back(take_pieces(made, dies, &at));
    for (size_t r = 0; r < names.size(); ++r) {
      std::vector<double> percent;
      int good = 0;
      for (const int count : correct[r]) {
        percent.push_back(100.0 * count / p.summary.facts.images);
        good += count >= p.required ? 1 : 0;
      }
      const Interval wilson = wilson_interval(good, dies);
      const Estimate of_yield{100.0 * good / dies, {100 * wilson.low, 100 * wilson.high}};
      yield.series[r].points.push_back({shares[i], of_yield});
      accuracy.series[r].points.push_back({shares[i], mean_of(percent)});
      StudyRow row =
          study_row(fmt::format("common share {}: yield {}, %", shares[i], names[r]), of_yield);
      row.baseline = yield.series[1].points.empty() ? 0 : yield.series[1].points.back().y.value;
      if (r >= 2) result.rows.push_back(std::move(row));
    }
  }
  result.curves = {yield, accuracy};
  result.notes = {fmt::format(
      "Log-normal sigma {} in all; the common part is split between tile and die as in population "
      "A. The baseline is the fixed gain. Channels, loop and deltas use {} labelled training "
      "images "
      "a die; the sparse array holds 3.1 % of the weights. The per-die optimum is the best that "
      "gains "
      "and offsets of layers give, searched with the labels of {} training images: no repair, but "
      "what layer gains are to be held against, up to the luck of those images.",
      kSigma, kShareLabelled, wishes.front().scenario.fit.optimum_images.limit)};
  return result;
}

}  // namespace kintsugi
