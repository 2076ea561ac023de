#include "testbench/self_tuning/study.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "models/accelerator/setting.h"
#include "models/core/error.h"
#include "models/tuning/flow.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

double largest_steps(const Tuning& from, const Tuning& to, int dead_shift) {
  double most = 0;
  for (size_t l = 0; l < from.size(); ++l) {
    const int step = std::max(1, from[l].gain >> dead_shift);
    most = std::max(most, std::abs(to[l].gain - from[l].gain) / static_cast<double>(step));
  }
  return most;
}

std::vector<double> factors(const Tuning& tuning) {
  std::vector<double> result;
  for (const LayerTuning& layer : tuning) result.push_back(layer.gain / 4096.0);
  return result;
}

}  // namespace

int SelfTunedDie::settled() const {
  int last = 0;
  for (const GainMove& move : moves) {
    if (move.image > 0 && move.steps > 1.0) last = std::max(last, move.image);
  }
  return last;
}

int SelfTunedDie::late_moves(int images) const {
  return static_cast<int>(std::count_if(moves.begin(), moves.end(), [&](const GainMove& move) {
    return move.steps > 1.0 && (move.image <= 0 || move.image > images);
  }));
}

const uint8_t* image_codes(const CodedImages& images, const Chip& chip, int number) {
  return images.codes.data() + size_t(chip.network.input.size()) * size_t(number);
}

Die shifted_die(const Experiment& experiment, const Chip& aged, uint32_t number) {
  Die die(aged, DieKey{experiment.scenario.seed, number});
  die.move_to(experiment.chip);
  return die;
}

Chip shifted_chip(const Experiment& experiment, double shift) {
  ChipConfig config = chip_config(experiment.scenario);
  if (config.device.age_s != 0.0) {
    throw UserError(experiment.scenario.where("device.age_s") +
                    ": found a device that ages by itself; allowed 0, for the shift is the only "
                    "ageing of this study");
  }
  // Power law with exponent 1: G -> G (t / t0)^-1.
  config.device.drift = DriftLaw::Power;
  config.device.drift_nu = shift < 0 ? 1.0 : -1.0;
  config.device.drift_sigma_nu = 0.0;
  config.device.age_s = config.device.drift_t0_s * (shift < 0 ? 1.0 / (1.0 + shift) : 1.0 + shift);
  if (config.adc.full_scale.empty()) config.adc.full_scale = experiment.program.adc_full_scale;
  return make_chip(experiment.chip.network, config);
}

MonitorStart monitor_start(const Experiment& experiment, const Die& fresh,
                           const CodedImages& images, const SelfTuneStudy& study) {
  MonitorStart start;
  start.repaired =
      tuning::test_and_repair(fresh, experiment.program, experiment.scenario.controller.retest)
          .applied;
  std::vector<uint64_t> base(1 + start.repaired.size());
  for (int i = 0; i < study.base; ++i) {
    const std::vector<uint64_t> sums =
        activation_sums(fresh, Setting(start.repaired), image_codes(images, experiment.chip, i),
                        static_cast<uint32_t>(i));
    for (size_t l = 0; l < base.size(); ++l) base[l] += sums[l];
  }
  start.options.window = static_cast<uint16_t>(study.window);
  start.options.ratios = activation_ratios(base);
  start.options.limits = {experiment.program.gain_min, experiment.program.gain_max,
                          study.dead_shift};
  return start;
}

SelfTunedDie self_tune(const Experiment& experiment, const Chip& aged, uint32_t number,
                       const CodedImages& images, const SelfTuneStudy& study) {
  const DieKey key{experiment.scenario.seed, number};
  const Die fresh(experiment.chip, key);
  const Die shifted = shifted_die(experiment, aged, number);
  const MonitorStart start = monitor_start(experiment, fresh, images, study);
  const Tuning& repaired = start.repaired;
  Follower follower(repaired, start.options);

  SelfTunedDie result;
  result.die = number;
  for (int i = -study.before; i < study.after; ++i) {
    const Die& die = i < 0 ? fresh : shifted;
    result.gains.push_back(factors(follower.tuning()));
    const Tuning before = follower.tuning();
    const int image = study.base + study.before + i;
    if (follower.image_over(activation_sums(die, Setting(before),
                                            image_codes(images, experiment.chip, image),
                                            static_cast<uint32_t>(image)))) {
      result.moves.push_back({i + 1, largest_steps(before, follower.tuning(), study.dead_shift)});
    }
  }
  result.fresh = count_correct(fresh, repaired, experiment.judged);
  result.shifted = count_correct(shifted, repaired, experiment.judged);
  result.followed = count_correct(shifted, follower.tuning(), experiment.judged);
  return result;
}

}  // namespace kintsugi
