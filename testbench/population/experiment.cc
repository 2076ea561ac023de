#include "testbench/population/experiment.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "models/core/error.h"
#include "models/datasets/cifar10.h"
#include "models/tuning/flow.h"
#include "testbench/population/optima.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {

namespace {

Dataset load_split(const Scenario& scenario, Split split) {
  try {
    return load_images(scenario.data_dir, split);
  } catch (const UserError& e) {
    throw UserError(scenario.where("data_dir") + ": " + e.what());
  }
}

bool judged_alike(const Scenario& a, const Scenario& b) {
  return a.data_dir == b.data_dir && a.judge.images.limit == b.judge.images.limit &&
         network_path(a) == network_path(b);
}

template <typename Values>  // Tuning or Setting
ImageVerdicts verdicts_of(const Die& die, const Values& values, const CodedImages& images) {
  const std::vector<int> predicted = classify(die, values, images.codes.data(), images.count());
  ImageVerdicts verdicts(predicted.size());
  std::transform(predicted.begin(), predicted.end(), images.labels.begin(), verdicts.begin(),
                 [](int found, uint8_t label) { return static_cast<uint8_t>(found == label); });
  return verdicts;
}

}  // namespace

Network load_network(const Scenario& scenario) { return load_onnx(network_path(scenario)); }

CodedImages load_images(const Scenario& scenario, const Network& network, bool training,
                        ImageCount limit) {
  Dataset data = load_split(scenario, training ? Split::Train : Split::Test);
  if (data.shape.size() != network.input.size()) {
    throw UserError(fmt::format(
        "{}: images of {} have {} pixels, but network '{}' takes {}; use the data set it was "
        "trained on",
        scenario.where("data_dir"), scenario.data_dir, data.shape.size(), network.name,
        network.input.size()));
  }
  const auto count = static_cast<size_t>(limit.of(data.count));
  data.pixels.resize(count * static_cast<size_t>(data.shape.size()));
  data.labels.resize(count);
  return {activation_codes(data.pixels, network.activation_bits), std::move(data.labels)};
}

CodedImages last_images(const CodedImages& images, ImageCount wanted, const Network& network) {
  const int count = wanted.of(images.count());
  const auto pixels = static_cast<std::ptrdiff_t>(network.input.size());
  return {{images.codes.end() - count * pixels, images.codes.end()},
          {images.labels.end() - count, images.labels.end()}};
}

ImageVerdicts judge_images(const Die& die, const Tuning& tuning, const CodedImages& images) {
  return verdicts_of(die, tuning, images);
}

int count_correct(const ImageVerdicts& verdicts) {
  return static_cast<int>(std::count(verdicts.begin(), verdicts.end(), 1));
}

int count_correct(const Die& die, const Tuning& tuning, const CodedImages& images) {
  return count_correct(judge_images(die, tuning, images));
}

int count_correct(const Die& die, const Setting& setting, const CodedImages& images) {
  return count_correct(verdicts_of(die, setting, images));
}

int count_discordant(const ImageVerdicts& a, const ImageVerdicts& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0, std::plus<>(), std::not_equal_to<>());
}

Experiment load_design(const Scenario& scenario, const Experiment* like) {
  Experiment e;
  e.scenario = scenario;
  const Network network = load_network(scenario);
  const std::filesystem::path program_file = existing_test_program(scenario);
  e.program = tuning::load_program(program_file);
  tuning::require_fits(e.program, network, program_file);
  if (e.program.fit_seed == scenario.seed) {
    throw UserError(
        fmt::format("{}: seed {} made the training dies of {}; judged dies need another seed",
                    scenario.where("seed"), scenario.seed, program_file.string()));
  }
  ChipConfig config = chip_config(scenario);
  if (e.program.array != array_text(config)) {
    throw UserError(
        fmt::format("{}: array: test program was made for cells that are {}, but the scenario's "
                    "are {}; make one "
                    "for them with `kintsugi fit SCENARIO`",
                    program_file.string(), e.program.array, array_text(config)));
  }
  if (config.adc.full_scale.empty()) config.adc.full_scale = e.program.adc_full_scale;
  e.chip = make_chip(network, config);
  e.judged = like != nullptr && judged_alike(scenario, like->scenario)
                 ? like->judged
                 : load_images(scenario, network, false, scenario.judge.images);
  return e;
}

Experiment load_experiment(const Scenario& scenario) {
  Experiment e = load_design(scenario);
  e.optima = known_optima(scenario, e.chip, e.program);
  e.ideal = judge_images(Die::nominal(e.chip), identity_tuning(e.chip), e.judged);
  return e;
}

}  // namespace kintsugi
