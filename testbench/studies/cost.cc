// `kintsugi study cost`: what each repair, and each combination, buys for its area and test time.
#include <fmt/format.h>

#include <algorithm>

#include "models/tuning/flow.h"
#include "testbench/adaptation/adapt_die.h"
#include "testbench/adaptation/cosim_die.h"
#include "testbench/cost/chip_description.h"
#include "testbench/studies/chip_area.h"
#include "testbench/studies/populations.h"
#include "testbench/studies/studies.h"

namespace kintsugi {
namespace {

using nlohmann::json;

constexpr int kCostLabelled = 20;  // training images for channels, loop and deltas
constexpr int kReads = 4;          // plays of each of them a layer (models/tuning/offchip.h)
constexpr int kWordCycles = 9;     // of a download
constexpr uint32_t kCostChunk = 5;

// What is done to a die, and what it takes.
struct Way {
  const char* name;
  bool combined;  // of several repairs
  double area_mm2 = 0;
  double test_ms = 0;
  std::vector<int> correct = {};  // [die]
};

// Correct images with channels, the loop and deltas alone, channels and deltas, layer gains and
// channels, those and the loop, those and deltas.
json adapt_dies(const Scenario& scenario, uint32_t first, uint32_t count) {
  const Experiment e = load_experiment(scenario);
  const AdaptationStudy study(e, {kCostLabelled});
  json dies = json::array();
  for (uint32_t number = first; number < first + count; ++number) {
    const Die die(e.chip, DieKey{scenario.seed, number});
    const Tuning neutral = identity_tuning(e.chip);
    const Setting channels = study.with_channels(die, neutral, kCostLabelled);
    Setting looped(neutral);
    study.run_loop(die, study.loop_request(kCostLabelled), 0, &looped);
    const Setting deltas = study.with_deltas_alone(die, neutral, kCostLabelled);
    const Setting both = study.with_deltas(die, neutral, kCostLabelled);
    const LabelledPoint point = study.adapt_die(number).points[0];
    dies.push_back({count_correct(die, channels, e.judged), count_correct(die, looped, e.judged),
                    count_correct(die, deltas, e.judged), count_correct(die, both, e.judged),
                    point.channel, point.loop, point.offchip});
  }
  return dies;
}

std::vector<Way> ways(const Scenario& scenario) {
  const Experiment e = load_design(scenario);
  const cost::CostReport chip = chip_cost(scenario, 0.0);
  const double cycle_ms = 1e-3 / scenario.timing.clock_mhz;
  const double image_ms = static_cast<double>(chip.image_cycles) * cycle_ms;
  const double signature_ms = e.program.images() * image_ms;
  const auto tuned = static_cast<double>(e.chip.tuned_layers());
  // Controller and its memories; registers of channels; the sparse array, positions wired.
  const double controller =
      (chip.overhead.controller_logic.area_um2 + chip.overhead.test_memories.area_um2) * 1e-6;
  const double channels = channel_registers_um2(scenario) * 1e-6;
  double weights = 0;
  for (const LayerPlan& plan : e.chip.layers) {
    weights += static_cast<double>(plan.layer.weights.size());
  }
  const double share = sparse_entries(e.chip) / weights;
  const double sparse = chip_cost(scenario, share).overhead.sparse_without_indices.area_um2 * 1e-6;
  // A host looks at every layer in turn.
  const double look_ms = kCostLabelled * kReads * (tuned + 1) * image_ms;
  const double channel_ms = look_ms + kWordCycles * tuned_channels(e.chip) * cycle_ms;
  const double repair_ms = 2 * signature_ms;
  const double deltas_ms = kWordCycles * sparse_entries(e.chip) * cycle_ms;
  const double loop_ms = kCostLabelled * image_ms + 0.5;
  return {{"untuned", false, 0, 0},
          {"fixed gain", false, 0, 0},
          {"mean match", false, controller, tuned * signature_ms},
          {"layer gains", false, controller, repair_ms},
          {"channel gains", false, channels, channel_ms},
          {"last-layer loop", false, controller + sparse, loop_ms},
          {"deltas", false, sparse, look_ms + deltas_ms},
          {"channel gains + deltas", true, channels + sparse, channel_ms + deltas_ms},
          {"layer + channel gains", true, controller + channels, repair_ms + channel_ms},
          {"layer + channel gains + loop", true, controller + channels + sparse,
           repair_ms + channel_ms + loop_ms},
          {"layer + channel gains + deltas", true, controller + channels + sparse,
           repair_ms + channel_ms + deltas_ms},
          {kCalibrations[0], false, channels, channel_ms},
          {kCalibrations[1], false, channels, channel_ms}};
}

// Whether no other way is at least as good in yield, area and time and better in one of them.
bool on_front(const Way& way, const std::vector<Way>& all, int required) {
  const auto good = [&](const Way& w) {
    return std::count_if(w.correct.begin(), w.correct.end(),
                         [&](int correct) { return correct >= required; });
  };
  return std::none_of(all.begin(), all.end(), [&](const Way& other) {
    const bool no_worse =
        good(other) >= good(way) && other.area_mm2 <= way.area_mm2 && other.test_ms <= way.test_ms;
    return no_worse && (good(other) > good(way) || other.area_mm2 < way.area_mm2 ||
                        other.test_ms < way.test_ms);
  });
}

}  // namespace

StudyResult cost_study(StudyRun& run) {
  const uint32_t dies = run.quick() ? 10 : 100;
  // Between A and B: neither gains nor deltas alone suffice.
  const auto scenario_of = [](Settings settings) {
    for (const auto& [key, value] : Settings{{"device.sigma_within", "0.20"},
                                             {"device.sigma_tile", "0.305"},
                                             {"device.sigma_die", "0.30"}}) {
      settings.push_back({key, value});
    }
    return study_scenario("fashion_lenet_b_sparse", settings);
  };
  StudyResult result;
  const auto files = fit_programs(run,
                                  {{"mixed", scenario_of({{"fit.dies", run.quick() ? "80" : "400"},
                                                          {"fit.predict", "false"}})}},
                                  &result);
  const Scenario scenario = scenario_of({{"dies", fmt::format("0:{}", dies)},
                                         {"judge.images", run.quick() ? "500" : "2000"},
                                         {"test_program", files[0].string()}});
  std::vector<StudyItem> items;
  add_pieces(
      "adapt", scenario, kCostChunk,
      [scenario](uint32_t first, uint32_t count) { return adapt_dies(scenario, first, count); },
      &items);
  add_pieces(
      "calibrate", scenario, kCostChunk,
      [scenario](uint32_t first, uint32_t count) {
        return calibrated_dies(scenario, kCostLabelled, first, count);
      },
      &items);
  items.push_back({"cosim_adapt",
                   [scenario] {
                     const Experiment e = load_experiment(scenario);
                     return json(cosim_die(AdaptationStudy(e, {kCostLabelled}), 0).mismatches);
                   },
                   scenario.test_program});
  std::vector<json> made;
  const JudgedPopulation p =
      judge_populations(run, {{"mixed", scenario, 1}}, &result, items, &made)[0];
  result.mismatches += made.back().get<int64_t>();
  ++result.dies_cosimulated;

  std::vector<Way> all = ways(scenario);
  size_t at = 0;
  const std::vector<std::vector<int>> correct = correct_images(p, made, &at);
  for (size_t way = 0; way < all.size(); ++way) all[way].correct = correct.at(way);
  StudyCurve area{"area",
                  "Yield against added area",
                  "controller, registers and sparse array, mm2",
                  "yield, %",
                  {}};
  StudyCurve time{"time", "Yield against test time", "test and repair, ms", "yield, %", {}};
  const Way* best_single = nullptr;
  const Way* best_combined = nullptr;
  std::vector<double> best(2, -1.0);
  for (const Way& way : all) {
    const auto good = std::count_if(way.correct.begin(), way.correct.end(),
                                    [&](int correct) { return correct >= p.required; });
    const Interval wilson = wilson_interval(good, dies);
    const Estimate yield{100.0 * static_cast<double>(good) / dies,
                         {100 * wilson.low, 100 * wilson.high}};
    area.series.push_back({way.name, {{way.area_mm2, yield}}});
    time.series.push_back({way.name, {{way.test_ms, yield}}});
    StudyRow row =
        study_row(fmt::format("{} ({:.3f} mm2, {:.1f} ms{}): yield, %", way.name, way.area_mm2,
                              way.test_ms, on_front(way, all, p.required) ? ", on the front" : ""),
                  yield);
    row.baseline = p.summary.of(Repair::FixedGain).yield;
    result.rows.push_back(std::move(row));
    if (yield.value > best[way.combined ? 1 : 0]) {
      best[way.combined ? 1 : 0] = yield.value;
      (way.combined ? best_combined : best_single) = &way;
    }
  }
  std::vector<double> gaps;
  for (size_t die = 0; die < dies; ++die) {
    gaps.push_back(100.0 * ((best_combined->correct[die] >= p.required ? 1 : 0) -
                            (best_single->correct[die] >= p.required ? 1 : 0)));
  }
  StudyRow over =
      study_row(fmt::format("best combination ({}) over best single repair ({}), points",
                            best_combined->name, best_single->name),
                mean_of(gaps));
  over.baseline = best[0];
  result.rows.push_back(at_least(std::move(over), 1.0));
  result.curves = {area, time};
  result.notes = {fmt::format(
      "Dies between populations A and B: sigma 0.20 in the cells, 0.305 a tile, 0.30 a die. "
      "Area by the 65 nm table, positions of the sparse array wired. Images that channels, loop "
      "and deltas "
      "are computed from: {}, each played {} times a layer. The arrays with converters take {:.3f} "
      "mm2.",
      kCostLabelled, kReads, arrays_um2(chip_cost(scenario, 0.0)) * 1e-6)};
  return result;
}

}  // namespace kintsugi
