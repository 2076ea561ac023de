#include "testbench/studies/populations.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/core/error.h"
#include "testbench/adaptation/adapt_die.h"
#include "testbench/population/engines.h"
#include "testbench/population/scenario_fit.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

using nlohmann::json;

constexpr uint32_t kChunk = 20;  // dies a kept piece

RunFacts facts_of(const Scenario& s, const json& die) {
  RunFacts facts;
  facts.scenario = s.name;
  facts.seed = s.seed;
  facts.engine = "fast";
  facts.images = die["record"]["images"];
  facts.ideal_correct = die["ideal"];
  facts.yield_margin = s.judge.yield_margin;
  facts.clock_mhz = s.timing.clock_mhz;
  return facts;
}

json judge_dies(const Scenario& scenario, uint32_t first, uint32_t count) {
  const Experiment e = load_experiment(scenario);
  json dies = json::array();
  for (uint32_t die = first; die < first + count; ++die) {
    dies.push_back(
        {{"ideal", count_correct(e.ideal)}, {"record", json::parse(to_text(run_fast(e, die)))}});
  }
  return dies;
}

json cosimulate(const Scenario& scenario, uint32_t die) {
  CosimOptions options;
  options.judge = false;
  return json::parse(to_text(run_cosim(load_design(scenario), die, options)));
}

// Whether the checkers held and the RTL reported what the fast engine found.
bool agree(const DieRecord& rtl, const DieRecord& fast) {
  const auto of = [](const DieRecord& r) {
    return std::tie(r.decision, r.outcome, r.entry, r.tries, r.best0, r.best1, r.dist0, r.dist1,
                    r.features0, r.features1, r.predicted_now, r.predicted_forecast,
                    r.predicted_after, r.predicted_best);
  };
  return rtl.mismatches == 0 && rtl.message.empty() && of(rtl) == of(fast) &&
         rtl.applied == fast.applied && rtl.error_code == 0;
}

}  // namespace

Estimate mean_of(const std::vector<double>& values) {
  return bootstrap(values.size(), [&](const std::vector<size_t>& drawn) {
    double sum = 0;
    for (const size_t i : drawn) sum += values[i];
    return sum / static_cast<double>(drawn.size());
  });
}

Scenario study_scenario(const std::string& name, const Settings& settings) {
  std::vector<Override> overrides;
  for (const auto& [key, value] : settings) overrides.push_back({key, value, "study"});
  return load_scenario(find_scenario(name), overrides);
}

void add_pieces(const std::string& key, const Scenario& scenario, uint32_t chunk,
                const std::function<json(uint32_t first, uint32_t count)>& work,
                std::vector<StudyItem>* items) {
  const DieRange dies = scenario.dies;
  for (uint32_t at = 0; at < dies.count; at += chunk) {
    const uint32_t first = dies.first + at;
    const uint32_t count = std::min(chunk, dies.count - at);
    items->push_back({fmt::format("{}_{}", key, first), [=] { return work(first, count); },
                      scenario.test_program});
  }
}

json take_pieces(const std::vector<json>& made, uint32_t count, size_t* at) {
  json all = json::array();
  while (all.size() < count) {
    for (const json& die : made[*at]) all.push_back(die);
    ++*at;
  }
  return all;
}

json adapted_dies(const Scenario& scenario, int labelled, uint32_t first, uint32_t count,
                  HostEffort effort) {
  const Experiment e = load_experiment(scenario);
  const AdaptationStudy study(e, {labelled}, effort);
  json dies = json::array();
  for (uint32_t die = first; die < first + count; ++die) {
    const LabelledPoint point = study.adapt_die(die).points[0];
    dies.push_back({point.channel, point.loop, point.offchip});
  }
  return dies;
}

json calibrated_dies(const Scenario& scenario, int images, uint32_t first, uint32_t count) {
  const Experiment e = load_experiment(scenario);
  const AdaptationStudy study(e, {images});
  json dies = json::array();
  for (uint32_t number = first; number < first + count; ++number) {
    const Die die(e.chip, DieKey{scenario.seed, number});
    json correct = json::array();
    for (const tuning::ChannelFit fit :
         {tuning::ChannelFit::Statistics, tuning::ChannelFit::Affine}) {
      correct.push_back(count_correct(die, study.calibrated(die, fit, images), e.judged));
    }
    dies.push_back(std::move(correct));
  }
  return dies;
}

std::vector<std::filesystem::path> fit_programs(StudyRun& run,
                                                const std::vector<ProgramWish>& wishes,
                                                StudyResult* result) {
  std::vector<StudyItem> items;
  std::vector<std::filesystem::path> files;
  for (const ProgramWish& wish : wishes) {
    const std::filesystem::path file =
        std::filesystem::absolute(run.folder() / (wish.key + ".program.json"));
    files.push_back(file);
    items.push_back({"fit_" + wish.key,
                     [wish, file] {
                       tuning::FitReport report;
                       const auto go_on = [](int, int) { return true; };
                       const tuning::TestProgram program =
                           fit_scenario(wish.scenario, load_fit_inputs(wish.scenario), wish.key, 1,
                                        go_on, &report);
                       tuning::save_program(program, file);
                       return json{{"digest", tuning::digest(program)}};
                     },
                     file});
    result->dies_fitted += wish.scenario.fit.dies;
  }
  run.prepare("programs", items);
  return files;
}

std::vector<JudgedPopulation> judge_populations(StudyRun& run,
                                                const std::vector<PopulationWish>& wishes,
                                                StudyResult* result,
                                                const std::vector<StudyItem>& more,
                                                std::vector<json>* made_beside) {
  std::vector<StudyItem> items;
  for (const PopulationWish& wish : wishes) {
    const DieRange range = wish.scenario.dies;
    add_pieces(
        "dies_" + wish.key, wish.scenario, kChunk,
        [&wish](uint32_t first, uint32_t count) { return judge_dies(wish.scenario, first, count); },
        &items);
    for (uint32_t i = 0; i < static_cast<uint32_t>(wish.cosim); ++i) {
      const uint32_t die = range.first + i;
      items.push_back({fmt::format("cosim_{}_{}", wish.key, die),
                       [&wish, die] { return cosimulate(wish.scenario, die); },
                       wish.scenario.test_program});
    }
  }
  items.insert(items.end(), more.begin(), more.end());
  const std::vector<json> made = run.make("pieces", items);
  if (made_beside != nullptr) {
    made_beside->assign(made.end() - static_cast<std::ptrdiff_t>(more.size()), made.end());
  }
  std::vector<JudgedPopulation> judged;
  size_t at = 0;
  for (const PopulationWish& wish : wishes) {
    JudgedPopulation p;
    const json dies = take_pieces(made, wish.scenario.dies.count, &at);
    for (const json& die : dies) p.dies.push_back(record_from_text(die["record"].dump()));
    for (int i = 0; i < wish.cosim; ++i, ++at) {
      p.cosim.push_back(record_from_text(made[at].dump()));
      if (!agree(p.cosim.back(), p.dies[size_t(i)])) ++result->mismatches;
    }
    p.summary = summarise(p.dies, facts_of(wish.scenario, dies[0]));
    p.required = required_correct(p.summary.facts.ideal_correct, p.summary.facts.images,
                                  p.summary.facts.yield_margin);
    result->dies_judged += static_cast<int64_t>(p.dies.size());
    result->images_judged += static_cast<int64_t>(p.dies.size()) * p.summary.facts.images;
    result->dies_cosimulated += wish.cosim;
    judged.push_back(std::move(p));
  }
  return judged;
}

std::vector<std::vector<int>> correct_images(const JudgedPopulation& judged,
                                             const std::vector<json>& made, size_t* at) {
  std::vector<std::vector<int>> correct;
  for (const RepairColumn& repair : kRepairs) {
    correct.emplace_back();
    for (const DieRecord& die : judged.dies) correct.back().push_back(die.*repair.correct);
  }
  for (int part = 0; part < 2; ++part) {  // adapted, calibrated
    const json dies = take_pieces(made, static_cast<uint32_t>(judged.dies.size()), at);
    for (size_t repair = 0; repair < dies[0].size(); ++repair) {
      correct.emplace_back();
      for (const json& die : dies) correct.back().push_back(die[repair]);
    }
  }
  return correct;
}

std::string cosim_fault(const Scenario& scenario, uint32_t die) {
  const DieRecord rtl = record_from_text(cosimulate(scenario, die).dump());
  if (agree(rtl, run_fast(load_experiment(scenario), die))) return "";
  return fmt::format(
      "Die {}: {}", die,
      rtl.message.empty() ? "the RTL reports what the fast engine does not." : rtl.message);
}

Estimate JudgedPopulation::below_ideal(int DieRecord::*correct) const {
  std::vector<double> points;
  for (const DieRecord& die : dies) {
    points.push_back(100.0 * (summary.facts.ideal_correct - die.*correct) / die.images);
  }
  return mean_of(points);
}

Estimate JudgedPopulation::accuracy(int DieRecord::*correct) const {
  std::vector<double> percent;
  for (const DieRecord& die : dies) percent.push_back(100.0 * (die.*correct) / die.images);
  return mean_of(percent);
}

Estimate JudgedPopulation::yield_gap(int DieRecord::*correct, int DieRecord::*baseline) const {
  return paired_yield_gap(*this, correct, *this, baseline);
}

Estimate JudgedPopulation::yield(Repair repair) const {
  const RepairSummary& of = summary.of(repair);
  return {of.yield, of.yield_ci};
}

Estimate JudgedPopulation::prediction_error() const {
  return bootstrap(dies.size(), [&](const std::vector<size_t>& drawn) {
    double sum = 0;
    for (const size_t i : drawn) {
      const double true_points =
          100.0 * (dies[i].untuned - summary.facts.ideal_correct) / dies[i].images;
      const double error = dies[i].predicted_now / 256.0 - true_points;
      sum += error * error;
    }
    return std::sqrt(sum / static_cast<double>(drawn.size()));
  });
}

double JudgedPopulation::accuracy_spread() const {
  double mean = 0;
  double square = 0;
  for (const DieRecord& die : dies) {
    const double percent = 100.0 * die.untuned / die.images;
    mean += percent / static_cast<double>(dies.size());
    square += percent * percent / static_cast<double>(dies.size());
  }
  return std::sqrt(std::max(0.0, square - mean * mean));
}

Estimate paired_yield_gap(const JudgedPopulation& a, int DieRecord::*of_a,
                          const JudgedPopulation& b, int DieRecord::*of_b) {
  std::vector<double> gaps;
  for (size_t i = 0; i < a.dies.size(); ++i) {
    gaps.push_back(100.0 * ((a.dies[i].*of_a >= a.required ? 1 : 0) -
                            (b.dies[i].*of_b >= b.required ? 1 : 0)));
  }
  return mean_of(gaps);
}

}  // namespace kintsugi
