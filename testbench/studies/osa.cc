// `kintsugi study osa`: few digital deltas beside frozen cells, against their area.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "models/accelerator/sparse_array.h"
#include "models/tuning/sparse_plan.h"
#include "testbench/adaptation/adapt_die.h"
#include "testbench/adaptation/cosim_die.h"
#include "testbench/studies/chip_area.h"
#include "testbench/studies/populations.h"
#include "testbench/studies/studies.h"

namespace kintsugi {
namespace {

using nlohmann::json;

constexpr int kOsaLabelled = 128;  // training images of the last-layer loop
constexpr int kOsaSensitivityImages = 1000;
constexpr double kPublishedArea = 7.86;       // per cent of arrays with converters
constexpr const char* kTotalSigma = "0.472";  // of each cell: the published total spread
// Where a single-ended LeNet on MNIST has, on training images, about the 31.76 % that the published
// chip starts from; the total leaves such a net at chance.
constexpr const char* kOsaSigma = "0.22";

struct Array {
  std::string key;
  int entries = 0;
  std::string selection = "importance";
  std::optional<double> bar = {};  // points below ideal, at most
  const char* published = "";
  const char* sigma = nullptr;  // of each cell, where it is not the chip's
};

// A network on cells that spread each on its own, and the arrays that are put beside it.
struct FrozenChip {
  std::string key;   // before the names of its pieces
  std::string what;  // its data set
  Settings settings;
  uint32_t dies = 0;
  uint32_t chunk = 0;  // of them, in one piece
  std::string fit_dies;
  std::string judged_images;
  double untuned_bar = 0.0;  // accuracy, %, at most
  const char* published = "";
  Network network;
  std::optional<tuning::SparsePlan> plan;
  std::vector<Array> arrays;
};

int weights_of(const Network& network) {
  size_t weights = 0;
  for (const Layer& layer : network.layers) weights += layer.weights.size();
  return static_cast<int>(weights);
}

// What is said last of a key holds.
Scenario frozen_scenario(const FrozenChip& chip, const Settings& more) {
  Settings settings = chip.settings;
  settings.insert(settings.end(), more.begin(), more.end());
  return study_scenario("fashion_lenet_b_sparse", settings);
}

// At random every weight of the network is alike; otherwise layers have what the plan gives them.
Scenario with_array(const FrozenChip& chip, const Array& array, Settings more) {
  std::vector<int32_t> each;
  if (array.selection != "random") {
    each = chip.plan->entries(array.entries);
  } else {
    for (const Layer& layer : chip.network.layers) {
      each.push_back(static_cast<int32_t>(static_cast<int64_t>(layer.weights.size()) *
                                          array.entries / weights_of(chip.network)));
    }
  }
  more.push_back({"adaptation.entries", fmt::format("[{}]", fmt::join(each, ", "))});
  more.push_back({"adaptation.selection", array.selection});
  if (array.sigma != nullptr) more.push_back({"device.sigma_within", array.sigma});
  return frozen_scenario(chip, more);
}

// `indexed`: with the bits that say where the entries are.
Array at_published_area(const FrozenChip& chip, std::string key, bool indexed,
                        std::string selection = "importance") {
  Array array{std::move(key), 0, std::move(selection)};
  array.entries = entries_at_area(kPublishedArea, indexed, kMostSparseEntries, [&](int entries) {
    return with_array(chip, {"", entries, array.selection}, {});
  });
  return array;
}

// Its first array is that of the published area, by importance.
FrozenChip frozen_chip(FrozenChip chip, const char* mapping, const char* sigma) {
  for (const auto& setting : Settings{{"adaptation.entries", "[]"},  // until there is an array
                                      {"crossbar.mapping", mapping},
                                      {"device.sigma_within", sigma},
                                      {"device.sigma_tile", "0"},
                                      {"device.sigma_die", "0"}}) {
    chip.settings.push_back(setting);
  }
  const Scenario scenario = frozen_scenario(chip, {});
  chip.network = load_network(scenario);
  const CodedImages known =
      load_images(scenario, chip.network, true, ImageCount{kOsaSensitivityImages});
  chip.plan.emplace(make_chip(chip.network, scenario.chip), known.codes.data(), known.count());
  chip.arrays = {at_published_area(chip, "indexed", true)};
  chip.arrays[0].published = "0 at 7.86 %";
  return chip;
}

// Single cells against a reference column: the published starting point.
FrozenChip small_chip(const StudyRun& run) {
  FrozenChip chip;
  chip.what = "Fashion-MNIST";
  chip.dies = run.quick() ? 4 : 15;
  chip.chunk = 5;
  chip.fit_dies = run.quick() ? "40" : "200";
  chip.judged_images = run.quick() ? "500" : "2000";
  chip.untuned_bar = 40.0;
  chip.published = "31.76 (MNIST)";
  if (!run.data().empty()) {
    chip.what = "MNIST";
    chip.settings = {{"network", "mnist_lenet"},
                     {"data_dir", std::filesystem::absolute(run.data() / "mnist").string()}};
  }
  chip = frozen_chip(std::move(chip), "single-ended", kOsaSigma);
  chip.arrays[0].bar = 1.0;
  chip.arrays.push_back(at_published_area(chip, "indexed_random", true, "random"));
  if (run.quick()) return chip;
  const Array indexed = chip.arrays[0];
  chip.arrays.push_back({"indexed_magnitude", indexed.entries, "magnitude"});
  for (const double share : {0.01, 0.03}) {
    chip.arrays.push_back(
        {fmt::format("share_{}", share), static_cast<int>(share * weights_of(chip.network))});
  }
  chip.arrays.push_back(at_published_area(chip, "wired", false));
  chip.arrays.back().bar = 0.5;
  chip.arrays.push_back({"total", indexed.entries});
  chip.arrays.back().sigma = kTotalSigma;
  return chip;
}

// Pairs of cells; all layers of this VGG are in the signature, so a host sees them.
FrozenChip cifar10_chip(const StudyRun& run) {
  FrozenChip chip;
  chip.key = "cifar10_";
  chip.what = "CIFAR-10";
  chip.settings = {{"network", "cifar10_vgg_slim"},
                   {"data", "cifar10"},
                   {"data_dir", std::filesystem::absolute(run.data() / "cifar10").string()},
                   {"fit.images", "2"},  // more do not fit the controller's memory
                   {"fit.judge_images", "300"}};
  chip.dies = 4;  // 11 times the products of LeNet
  chip.chunk = 1;
  chip.fit_dies = "40";
  chip.judged_images = "2000";
  chip.untuned_bar = 20.0;
  chip.published = "10.49 (CIFAR-10)";
  chip = frozen_chip(std::move(chip), "differential", kTotalSigma);
  chip.arrays.push_back(at_published_area(chip, "wired", false));
  chip.arrays.back().bar = 2.0;
  return chip;
}

std::string array_name(const FrozenChip& chip, const Array& array, const cost::AreaOverhead& area) {
  return fmt::format(
      "{}{}: {:.1f} % of weights {}, {:.1f} % of arrays ({:.1f} % wired), {:.0f} % of cells: below "
      "ideal, points",
      chip.what, array.sigma != nullptr ? fmt::format(", sigma {}", array.sigma) : "",
      100.0 * array.entries / weights_of(chip.network),
      array.selection == "random" ? "at random" : "by " + array.selection,
      area.sparse_sram.of_arrays_percent, area.sparse_without_indices.of_arrays_percent,
      area.sparse_sram.of_cells_percent);
}

// `made` from `at` on is what the dies of its arrays gave.
void add_chip(const FrozenChip& chip, const JudgedPopulation& frozen, const std::vector<json>& made,
              size_t* at, StudyResult* result) {
  const double ideal = frozen.summary.ideal_accuracy;
  const auto percent = [&](const json& dies, size_t column) {
    std::vector<double> values;
    for (const json& die : dies) {
      values.push_back(100.0 * die[column].get<int>() / frozen.summary.facts.images);
    }
    return values;
  };
  result->rows.push_back(at_most(study_row(chip.what + ": untuned, accuracy, %",
                                           frozen.accuracy(&DieRecord::untuned), chip.published),
                                 chip.untuned_bar));
  result->rows.back().baseline = ideal;
  StudyCurve curve{
      chip.key + "area",
      "Accuracy against the area of the sparse array (" + chip.what + ")",
      "share of arrays with converters, %, indices counted",
      "mean accuracy, %",
      {{"importance", {}}, {"channel gains alone", {}}, {"ideal chip", {}}, {"random", {}}}};
  double channel = 0;
  std::vector<double> by_importance;
  for (const Array& array : chip.arrays) {
    const json dies = take_pieces(made, chip.dies, at);
    const std::vector<double> deltas = percent(dies, 2);
    const Estimate accuracy = mean_of(deltas);
    const cost::AreaOverhead area = chip_cost(with_array(chip, array, {})).overhead;
    if (&array == &chip.arrays.front()) {
      by_importance = deltas;
      const Estimate channels = mean_of(percent(dies, 0));
      channel = channels.value;
      StudyRow row =
          study_row(chip.what + ": channel gains and offsets alone, accuracy, %", channels);
      row.baseline = frozen.accuracy(&DieRecord::repaired).value;
      result->rows.push_back(std::move(row));
    }
    if (array.sigma == nullptr && array.selection != "magnitude") {
      curve.series[array.selection == "random" ? 3 : 0].points.push_back(
          {area.sparse_sram.of_arrays_percent, accuracy});
    }
    StudyRow row =
        study_row(array_name(chip, array, area),
                  Estimate{ideal - accuracy.value,
                           {ideal - accuracy.interval.high, ideal - accuracy.interval.low}},
                  array.published);
    if (array.sigma == nullptr) row.baseline = ideal - channel;
    result->rows.push_back(array.bar ? at_most(std::move(row), *array.bar) : row);
    if (array.selection != "random") continue;
    std::vector<double> gaps;
    for (size_t die = 0; die < deltas.size(); ++die) {
      gaps.push_back(by_importance[die] - deltas[die]);
    }
    result->rows.push_back(at_least(
        study_row(chip.what + ": importance over random at equal area, points", mean_of(gaps)),
        0.0));
  }
  auto& by_area = curve.series[0].points;
  std::sort(by_area.begin(), by_area.end(),
            [](const StudyPoint& a, const StudyPoint& b) { return a.x < b.x; });
  for (const double x : {by_area.front().x, by_area.back().x}) {
    curve.series[1].points.push_back({x, {channel, {channel, channel}}});
    curve.series[2].points.push_back({x, {ideal, {ideal, ideal}}});
  }
  if (curve.series.back().points.empty()) curve.series.pop_back();
  result->curves.push_back(std::move(curve));
}

}  // namespace

StudyResult osa_study(StudyRun& run) {
  std::vector<FrozenChip> chips{small_chip(run)};
  if (!run.quick() && !run.data().empty()) chips.push_back(cifar10_chip(run));
  const HostEffort effort{512, run.quick() ? 200 : 1000};

  StudyResult result;
  std::vector<ProgramWish> programs;
  for (const FrozenChip& chip : chips) {
    programs.push_back({chip.key + "frozen", frozen_scenario(chip, {{"fit.dies", chip.fit_dies},
                                                                    {"fit.predict", "false"}})});
  }
  const auto files = fit_programs(run, programs, &result);
  std::vector<PopulationWish> wishes;
  std::vector<StudyItem> items;
  for (size_t i = 0; i < chips.size(); ++i) {
    const FrozenChip& chip = chips[i];
    for (const Array& array : chip.arrays) {
      const bool first = &array == &chip.arrays.front();
      const Scenario scenario = with_array(chip, array,
                                           {{"dies", fmt::format("0:{}", chip.dies)},
                                            {"judge.images", chip.judged_images},
                                            {"test_program", files[i].string()}});
      if (first) wishes.push_back({chip.key + "frozen", scenario, 1});
      add_pieces(
          chip.key + array.key, scenario, chip.chunk,
          [scenario, effort = HostEffort{effort.looks, effort.steps, !first}](uint32_t from,
                                                                              uint32_t count) {
            return adapted_dies(scenario, kOsaLabelled, from, count, effort);
          },
          &items);
    }
  }
  for (size_t i = 0; i < chips.size(); ++i) {
    items.push_back({chips[i].key + "cosim_adapt",
                     [effort, scenario = with_array(chips[i], chips[i].arrays.front(),
                                                    {{"test_program", files[i].string()}})] {
                       const Experiment e = load_experiment(scenario);
                       const AdaptationStudy study(e, {kOsaLabelled}, effort);
                       return json(cosim_die(study, 0).mismatches);
                     },
                     files[i]});
  }
  std::vector<json> made;
  const auto frozen = judge_populations(run, wishes, &result, items, &made);
  size_t at = 0;
  for (size_t i = 0; i < chips.size(); ++i) add_chip(chips[i], frozen[i], made, &at, &result);
  for (; at < made.size(); ++at) {
    result.mismatches += made[at].get<int64_t>();
    ++result.dies_cosimulated;
  }
  result.notes = {fmt::format(
      "Each cell has its own spread (ln G): sigma {} brings the small chip, single cells against a "
      "reference column, to the accuracy that the published one starts from. A host looks at {} "
      "training images a die and trains gains, offsets and deltas on a twin of it, {} steps with "
      "the nominal chip as teacher (docs/adaptation.md); the cells stay as programmed. The ideal "
      "chip has the same mapping. The baseline of a delta row is channel gains alone, trained "
      "alike, that of these the gains of layers. By importance, layers get entries where the "
      "spread of cells is expected to cost most (squared gradients of {} training images), weights "
      "of a layer drawn in proportion to their size; by magnitude the same layers get their "
      "largest weights; at random, all weights of the network are alike.",
      kOsaSigma, effort.looks, effort.steps, kOsaSensitivityImages)};
  if (chips.size() > 1) {
    result.notes.push_back(fmt::format(
        "On CIFAR-10 it is the slim VGG in pairs of cells with the published total spread, {}, in "
        "each; the last of its arrays has the {} entries that the controller addresses.",
        kTotalSigma, kMostSparseEntries));
  } else {
    result.notes.push_back(run.data().empty()
                               ? "MNIST and CIFAR-10 were left out (no --data): Fashion-MNIST in "
                                 "their place."
                               : "CIFAR-10 is in the full form alone.");
  }
  return result;
}

}  // namespace kintsugi
