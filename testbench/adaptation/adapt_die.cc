#include "testbench/adaptation/adapt_die.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "models/core/error.h"
#include "models/tuning/flow.h"

namespace kintsugi {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LabelledPoint, images, channel, loop, offchip)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(DieCurve, die, untuned, fixed_gain, layer_gains, points)

namespace {

constexpr int kKnownImages = 1500;      // of which the host knows what the nominal chip makes
constexpr int kMostTwinImages = 40000;  // that a twin is trained on

// Of the loop, chosen on training dies (docs/adaptation.md).
constexpr int kStep = 1;
constexpr int kStepShift = 1;
constexpr int kMargin = 150;  // accumulator LSB
constexpr double kLoopSeconds = 0.5e-3;
constexpr int kWordCycles = 9;  // of a download

// As many as a training draws, where there are so many.
int twin_image_count(const HostEffort& effort) {
  return std::min(effort.steps * tuning::TwinTraining{}.batch, kMostTwinImages);
}

const Experiment& checked(const Experiment& experiment, const std::vector<int>& images) {
  const Scenario& s = experiment.scenario;
  if (s.chip.gains != GainGrain::Channel) {
    throw UserError(s.where("tuning.gains") +
                    ": `kintsugi adapt` needs a chip with gains of "
                    "channels; set tuning.gains = \"channel\"");
  }
  if (experiment.chip.layers.back().sparse.positions.empty()) {
    throw UserError(s.where("adaptation.entries") +
                    ": `kintsugi adapt` needs a sparse array with "
                    "entries in the last layer; set adaptation.fraction or adaptation.entries");
  }
  for (const int count : images) {
    if (count >= 1 && count <= regs::kMaxImages) continue;
    throw UserError(fmt::format("--labelled: found {}; allowed 1 .. {}", count, regs::kMaxImages));
  }
  return experiment;
}

}  // namespace

AdaptationStudy::AdaptationStudy(const Experiment& experiment, std::vector<int> images,
                                 HostEffort effort)
    : experiment_(checked(experiment, images)),
      images_(std::move(images)),
      effort_(effort),
      looked_at_(std::max(regs::kMaxImages, effort.looks)),
      training_(load_images(experiment.scenario, experiment.chip.network, true,
                            ImageCount{kKnownImages + looked_at_ + twin_image_count(effort)})),
      host_(experiment.chip, training_.codes.data(), kKnownImages, twin_images()) {}

tuning::LabelledCodes AdaptationStudy::twin_images() const {
  const int first = kKnownImages + looked_at_;
  return {labelled(looked_at_), training_.labels.data() + first, training_.count() - first};
}

const uint8_t* AdaptationStudy::labelled(int i) const {
  return training_.codes.data() +
         static_cast<ptrdiff_t>(kKnownImages + i) * experiment_.chip.network.input.size();
}

Setting AdaptationStudy::by_host(const Die& die, const Tuning& layers, int images, bool channels,
                                 bool deltas) const {
  tuning::OffchipOptions options;
  options.spread = std::max(experiment_.scenario.chip.device.sigma_within, 0.01);
  options.channels = channels;
  options.deltas = deltas;
  options.training.steps = effort_.steps;
  return host_.adapt(die, layers, labelled(0), effort_.looks > 0 ? effort_.looks : images, options);
}

Tuning AdaptationStudy::repaired(const Die& die) const {
  return tuning::test_and_repair(die, experiment_.program, experiment_.scenario.controller.retest)
      .applied;
}

Setting AdaptationStudy::with_channels(const Die& die, const Tuning& layers, int images) const {
  return by_host(die, layers, images, true, false);
}

Setting AdaptationStudy::with_deltas(const Die& die, const Tuning& layers, int images) const {
  return by_host(die, layers, images, true, true);
}

Setting AdaptationStudy::with_deltas_alone(const Die& die, const Tuning& layers, int images) const {
  return by_host(die, layers, images, false, true);
}

Setting AdaptationStudy::calibrated(const Die& die, tuning::ChannelFit fit, int images) const {
  return tuning::calibrate_channels(die, fit, labelled(0), images);
}

bool AdaptationStudy::has_loop() const {
  return experiment_.program.signature.end()[-2].beats == 1;
}

AdaptRequest AdaptationStudy::loop_request(int images) const {
  const Chip& chip = experiment_.chip;
  const SparseArray& last = chip.layers.back().sparse;
  AdaptRequest request;
  const int entries = std::min(static_cast<int>(last.positions.size()), regs::kDeltaWords);
  for (int e = 0; e < entries; ++e) {
    const SparsePosition at = last.positions[static_cast<size_t>(e)];
    request.words.push_back(tuning::sparse_word({at.row, at.column, 0}));
  }
  const auto before = static_cast<size_t>(sparse_entries(chip)) - last.positions.size();
  request.target = static_cast<uint16_t>(regs::kSparseEntry + 4 * before);
  request.loop = {last.shift, kStep, kStepShift, kMargin, 0};
  const auto pixels = chip.network.input.size();
  for (int i = 0; i < images; ++i) {
    request.images.emplace_back(labelled(i), labelled(i) + pixels);
    request.labels.push_back(training_.labels[static_cast<size_t>(kKnownImages + i)]);
  }
  // docs/controller.md, 7.8 and 7.10: a pass that measures, and one in which every image is
  // learned.
  const int measure = images * (2 + entries + 2 + chip.network.classes() + 2);
  const int learn = measure + images * (entries + 2);
  const double budget = kLoopSeconds * experiment_.scenario.timing.clock_mhz * 1e6;
  const auto left = static_cast<int>(budget) - 2 * measure - 2 * kWordCycles * entries - 100;
  request.loop.epochs = std::clamp(left / learn, 1, 255);
  return request;
}

tuning::AdaptResult AdaptationStudy::run_loop(const Die& die, const AdaptRequest& request,
                                              uint32_t seen, Setting* setting) const {
  std::vector<tuning::Answer> answers;
  for (size_t i = 0; i < request.images.size(); ++i) {
    const ImageOutput output = run_image(die, *setting, request.images[i].data(), seen++);
    tuning::Answer answer;
    for (const int32_t value : output[output.size() - 2].values) {
      answer.codes.push_back(tuning::stored_code(value));
    }
    answer.outputs = output.back().values;
    answer.label = request.labels[i];
    answers.push_back(std::move(answer));
  }
  const AdaptExpectation learned = expect_adaptation(request, answers);
  setting->deltas.resize(static_cast<size_t>(sparse_entries(experiment_.chip)), 0);
  for (const auto& [address, word] : learned.writes) {
    setting->deltas[(address - regs::kSparseEntry) / 4U] = tuning::sparse_entry(word).delta;
  }
  return learned.result;
}

DieCurve AdaptationStudy::adapt_die(uint32_t number) const {
  const Die die(experiment_.chip, DieKey{experiment_.scenario.seed, number});
  const CodedImages& test = experiment_.judged;
  const Tuning layers = repaired(die);
  DieCurve result;
  result.die = number;
  result.untuned = count_correct(die, identity_tuning(experiment_.chip), test);
  result.fixed_gain = count_correct(die, experiment_.program.fixed_gain, test);
  result.layer_gains = count_correct(die, layers, test);
  for (const int images : images_) {
    LabelledPoint point;
    point.images = images;
    if (!effort_.deltas_only) {
      Setting channels = with_channels(die, layers, images);
      point.channel = count_correct(die, channels, test);
      point.loop = point.channel;
      if (has_loop()) {
        run_loop(die, loop_request(images), 0, &channels);
        point.loop = count_correct(die, channels, test);
      }
    }
    point.offchip = count_correct(die, with_deltas(die, layers, images), test);
    result.points.push_back(point);
  }
  return result;
}

std::string to_text(const DieCurve& die) { return nlohmann::json(die).dump(); }

DieCurve die_curve_from_text(const std::string& text) {
  return nlohmann::json::parse(text).get<DieCurve>();
}

}  // namespace kintsugi
