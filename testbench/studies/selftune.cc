// `kintsugi study selftune`: gains that follow the activations of normal inference, from a die as
// it was made, without a test.
#include <fmt/format.h>

#include "models/accelerator/setting.h"
#include "testbench/self_tuning/cosim.h"
#include "testbench/studies/populations.h"
#include "testbench/studies/studies.h"

namespace kintsugi {
namespace {

using nlohmann::json;

constexpr int kBase =
    512;  // training images whose activation sums the nominal chip's ratios are of
constexpr int kPlayed = 512;  // that follow, under the monitor
constexpr int kCosimImages = 160;
constexpr int kWindow = 64;
constexpr int kDeadShift = 4;
constexpr uint32_t kSelfTuneChunk = 5;

// What a loss must be at least before and at most after, points.
struct LossBar {
  double before;
  double after;
};
constexpr LossBar kLenetBar{15.0, 3.0};
constexpr LossBar kCifar10Bar{30.0, 8.0};

// Common spread (ln G) of tiles and of dies.
struct CommonSpread {
  const char* tile;
  const char* die;
};
// Chosen on dies 1000 to 1019, of which the slim VGG loses 37 points.
constexpr CommonSpread kTwiceA{"0.70", "0.60"};

struct Case {
  const char* key;
  const char* what;
  const char* network;
  const char* scenario;  // its population
  const LossBar* bar = nullptr;
  bool cifar10 = false;  // fewer images
  uint32_t full_dies = 100;
  const CommonSpread* spread = nullptr;  // where it is not the scenario's
  uint32_t dies(bool quick) const { return quick ? 10 : full_dies; }
};
// Population A and the wide one, whose common spread is 1.7 times as large.
constexpr Case kCases[] = {
    {"va_wide", "trained with variation, wide spread", "fashion_lenet_va", "fashion_lenet_wide"},
    {"plain_wide", "trained without, wide spread", "fashion_lenet", "fashion_lenet_wide",
     &kLenetBar},
    {"va_a", "trained with variation, population A", "fashion_lenet_va", "fashion_lenet"},
    {"plain_a", "trained without, population A", "fashion_lenet", "fashion_lenet"},
    {"slim_wide", "slim VGG on CIFAR-10, wide spread", "cifar10_vgg_slim", "fashion_lenet_wide",
     nullptr, true},
    {"slim_twice", "slim VGG on CIFAR-10, twice the common spread of population A",
     "cifar10_vgg_slim", "fashion_lenet_wide", &kCifar10Bar, true, 100, &kTwiceA},
    // 35 times the products of LeNet.
    {"vgg_wide", "VGG on CIFAR-10, two of five layers tuned, wide spread", "cifar10_vgg",
     "fashion_lenet_wide", nullptr, true, 20},
    {"vgg_va_wide", "the same trained with variation, wide spread", "cifar10_vgg_va",
     "fashion_lenet_wide", nullptr, true, 20}};

// Without a folder of data, CIFAR-10 is left out.
std::vector<Case> cases_of(const StudyRun& run) {
  std::vector<Case> cases;
  for (const Case& each : kCases) {
    if (run.quick() ? cases.size() < 2 : !each.cifar10 || !run.data().empty()) {
      cases.push_back(each);
    }
  }
  return cases;
}

Settings settings_of(const StudyRun& run, const Case& of, Settings settings) {
  settings.push_back({"network", of.network});
  if (of.spread != nullptr) {
    settings.push_back({"device.sigma_tile", of.spread->tile});
    settings.push_back({"device.sigma_die", of.spread->die});
  }
  if (of.cifar10) {
    settings.push_back({"data", "cifar10"});
    settings.push_back({"data_dir", std::filesystem::absolute(run.data() / "cifar10").string()});
  }
  return settings;
}

// Neutral gains; the ratios are those of the nominal chip.
MonitorStart blank_start(const Experiment& e, const CodedImages& images) {
  MonitorStart start;
  start.repaired = identity_tuning(e.chip);
  const Die nominal = Die::nominal(e.chip);
  std::vector<uint64_t> base(1 + start.repaired.size());
  for (int i = 0; i < kBase; ++i) {
    const std::vector<uint64_t> sums = activation_sums(
        nominal, Setting(start.repaired), image_codes(images, e.chip, i), static_cast<uint32_t>(i));
    for (size_t l = 0; l < base.size(); ++l) base[l] += sums[l];
  }
  start.options.window = kWindow;
  start.options.ratios = activation_ratios(base);
  start.options.limits = {e.program.gain_min, e.program.gain_max, kDeadShift};
  return start;
}

CodedImages played_images(const Experiment& e) {
  return load_images(e.scenario, e.chip.network, true, ImageCount{kBase + kPlayed});
}

json follow_dies(const Scenario& scenario, uint32_t first, uint32_t count) {
  const Experiment e = load_experiment(scenario);
  const CodedImages images = played_images(e);
  const MonitorStart start = blank_start(e, images);
  json followed = json::array();
  for (uint32_t number = first; number < first + count; ++number) {
    const Die die(e.chip, DieKey{scenario.seed, number});
    Follower follower(start.repaired, start.options);
    for (int i = 0; i < kPlayed; ++i) {
      const Setting setting(follower.tuning());
      follower.image_over(activation_sums(die, setting, image_codes(images, e.chip, kBase + i),
                                          static_cast<uint32_t>(i)));
    }
    followed.push_back(count_correct(die, follower.tuning(), e.judged));
  }
  return followed;
}

json cosimulate_shifts(const Scenario& scenario, uint32_t number) {
  const Experiment e = load_design(scenario);
  const CodedImages images = played_images(e);
  const MonitoredDie found = cosim_monitored(e, Die(e.chip, DieKey{scenario.seed, number}), number,
                                             blank_start(e, images), images, kBase, kCosimImages);
  return {{"commits", found.commits}, {"mismatches", found.mismatches}};
}

void add_rows(const Case& of, const JudgedPopulation& p, const std::vector<int>& followed,
              StudyResult* result) {
  const auto loss = [&](const std::vector<int>& correct) {
    std::vector<double> points;
    for (const int count : correct) {
      points.push_back(100.0 * (p.summary.facts.ideal_correct - count) / p.summary.facts.images);
    }
    return mean_of(points);
  };
  StudyRow before = study_row(fmt::format("{}: loss of untuned dies, points", of.what),
                              p.below_ideal(&DieRecord::untuned), "up to 54");
  StudyRow after = study_row(fmt::format("{}: loss of self-tuned dies, points", of.what),
                             loss(followed), "< 10");
  after.baseline = p.below_ideal(&DieRecord::mean_match).value;
  const LossBar* bar = of.bar;
  result->rows.push_back(bar != nullptr ? at_least(std::move(before), bar->before) : before);
  result->rows.push_back(bar != nullptr ? at_most(std::move(after), bar->after) : after);
  result->rows.push_back(
      study_row(fmt::format("{}: loss of dies repaired by signature, points", of.what),
                p.below_ideal(&DieRecord::repaired)));
}

}  // namespace

StudyResult selftune_study(StudyRun& run) {
  const std::vector<Case> cases = cases_of(run);
  std::vector<ProgramWish> programs;
  for (const Case& of : cases) {
    Settings settings{{"fit.dies", run.quick() ? "60" : of.cifar10 ? "60" : "400"},
                      {"fit.predict", "false"}};
    if (of.cifar10) {
      settings.push_back({"fit.images", "2"});  // more do not fit the controller's memory
      settings.push_back({"fit.judge_images", "300"});
    }
    programs.push_back(
        {of.key, study_scenario(of.scenario, settings_of(run, of, std::move(settings)))});
  }
  StudyResult result;
  const auto files = fit_programs(run, programs, &result);
  std::vector<PopulationWish> wishes;
  std::vector<StudyItem> items;
  for (size_t i = 0; i < cases.size(); ++i) {
    const Case& of = cases[i];
    const Scenario scenario = study_scenario(
        of.scenario,
        settings_of(run, of,
                    {{"dies", fmt::format("0:{}", of.dies(run.quick()))},
                     {"judge.images", run.quick() ? "500" : of.cifar10 ? "1000" : "2000"},
                     {"test_program", files[i].string()}}));
    wishes.push_back({of.key, scenario, 1});
    add_pieces(
        fmt::format("follow_{}", of.key), scenario, kSelfTuneChunk,
        [scenario](uint32_t first, uint32_t count) { return follow_dies(scenario, first, count); },
        &items);
    items.push_back({fmt::format("monitor_{}", of.key),
                     [scenario] { return cosimulate_shifts(scenario, scenario.dies.first); },
                     scenario.test_program});
  }
  std::vector<json> made;
  const auto judged = judge_populations(run, wishes, &result, items, &made);
  size_t at = 0;
  for (size_t i = 0; i < cases.size(); ++i) {
    const std::vector<int> followed = take_pieces(made, cases[i].dies(run.quick()), &at);
    const json& rtl = made[at++];
    ++result.dies_cosimulated;
    result.mismatches += static_cast<int64_t>(rtl["mismatches"].size());
    // A monitor that wrote nothing would agree with anything.
    if (rtl["commits"].get<int64_t>() == 0) ++result.mismatches;
    add_rows(cases[i], judged[i], followed, &result);
  }
  result.notes = {fmt::format(
      "A die starts with neutral gains and is never tested: the monitor of the controller holds "
      "each "
      "layer's activation sum over its input's against the nominal chip's ratio, in windows of {} "
      "images, for {} training images; dead band a gain's {}th. The baseline of self-tuned dies is "
      "mean matching. One die a population also runs in the RTL for {} images, image by image the "
      "same gains and classes.",
      kWindow, kPlayed, 1 << kDeadShift, kCosimImages)};
  if (run.data().empty()) result.notes.push_back("CIFAR-10 was left out (no --data).");
  return result;
}

}  // namespace kintsugi
