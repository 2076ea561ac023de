#include "systemc/platform/configuration.h"

#include "models/registers/tuning_ctrl.h"

namespace kintsugi {
namespace {

uint32_t low16(int16_t value) { return static_cast<uint16_t>(value); }

uint32_t counts(const tuning::TestProgram& program) {
  return regs::kCountsImages.put(static_cast<uint32_t>(program.images())) |
         regs::kCountsLayers.put(static_cast<uint32_t>(program.layers())) |
         regs::kCountsFeatures.put(static_cast<uint32_t>(program.features)) |
         regs::kCountsClusters.put(static_cast<uint32_t>(program.clusters()));
}

uint32_t mode(const tuning::TestProgram& program, bool retest) {
  return regs::kModeLog2En.put(program.log2_enabled ? 1 : 0) |
         regs::kModeL1En.put(program.l1_distance ? 1 : 0) |
         regs::kModeRetestEn.put(retest ? 1 : 0) |
         regs::kModePredictEn.put(program.predict ? 1 : 0) |
         regs::kModeAffineEn.put(program.affine ? 1 : 0) |
         regs::kModeScatterEn.put(program.scatter ? 1 : 0) |
         regs::kModeLinearShift.put(static_cast<uint32_t>(program.linear_shift)) |
         regs::kModeProjectShift.put(static_cast<uint32_t>(program.project_shift)) |
         regs::kModeScatterShift.put(static_cast<uint32_t>(program.scatter_shift));
}

uint32_t shifts(const tuning::TestProgram& program) {
  return regs::kShiftsGain.put(static_cast<uint32_t>(program.gain_shift)) |
         regs::kShiftsOffset.put(static_cast<uint32_t>(program.offset_shift)) |
         regs::kShiftsPredict.put(static_cast<uint32_t>(program.predict_shift));
}

void append(std::vector<RegisterWrite>& writes, uint32_t window,
            const std::vector<uint32_t>& words) {
  for (size_t i = 0; i < words.size(); ++i) {
    writes.push_back({window + 4 * static_cast<uint32_t>(i), words[i]});
  }
}

uint32_t first_image(const tuning::TestProgram& program, bool behind) {
  return behind ? static_cast<uint32_t>(program.images()) : 0;
}

uint32_t words_of(int codes) { return (static_cast<uint32_t>(codes) + 7) / 8; }

}  // namespace

std::vector<RegisterWrite> configuration_registers(const tuning::TestProgram& program,
                                                   const PlatformOptions& options) {
  const auto pixels =
      program.stimuli.empty() ? 0U : static_cast<uint32_t>(program.stimuli.front().size());
  std::vector<RegisterWrite> writes = {
      {regs::kIrqMaskAddress, regs::kIrqMaskMask.ones()},
      {regs::kCountsAddress, counts(program)},
      {regs::kModeAddress, mode(program, options.retest)},
      {regs::kPixelsAddress, regs::kPixelsCount.put(pixels)},
      {regs::kCbStrideAddress,
       regs::kCbStrideWords.put(static_cast<uint32_t>(program.entry_stride()))},
      {regs::kImageTimeoutAddress, regs::kImageTimeoutCycles.put(options.image_timeout)},
      {regs::kCfgLimitsAddress, regs::kCfgLimitsTimeout.put(options.cfg_timeout) |
                                    regs::kCfgLimitsRetries.put(options.cfg_retries)},
      {regs::kGainLimitsAddress,
       regs::kGainLimitsMin.put(program.gain_min) | regs::kGainLimitsMax.put(program.gain_max)},
      {regs::kOffsetLimitsAddress, regs::kOffsetLimitsMin.put(low16(program.offset_min)) |
                                       regs::kOffsetLimitsMax.put(low16(program.offset_max))},
      {regs::kRejectLoAddress, static_cast<uint32_t>(program.reject_distance)},
      {regs::kRejectHiAddress,
       regs::kRejectHiLimit.put(static_cast<uint32_t>(program.reject_distance >> 32))},
      {regs::kShiftsAddress, shifts(program)},
      {regs::kLimitsTestAddress, regs::kLimitsTestPass.put(low16(program.pass_limit)) |
                                     regs::kLimitsTestRepair.put(low16(program.repair_limit))},
      {regs::kLimitsJudgeAddress, regs::kLimitsJudgeAdapt.put(low16(program.adapt_limit)) |
                                      regs::kLimitsJudgeShip.put(low16(program.ship_limit))},
      {regs::kFallbacksAddress,
       regs::kFallbacksCount.put(static_cast<uint32_t>(program.fallbacks))},
  };
  for (size_t l = 0; l < program.signature.size(); ++l) {
    const tuning::SignatureShape& shape = program.signature[l];
    writes.push_back({regs::kLayerShapeAddress + 4 * static_cast<uint32_t>(l),
                      regs::kLayerShapeChannels.put(static_cast<uint32_t>(shape.channels)) |
                          regs::kLayerShapeBeats.put(static_cast<uint32_t>(shape.beats))});
  }
  return writes;
}

std::vector<RegisterWrite> monitor_registers(const MonitorOptions& monitor) {
  if (!monitor.on) return {};
  std::vector<RegisterWrite> writes = {{regs::kMonPeriodAddress, monitor.period}};
  append(writes, regs::kMonRatioAddress, monitor.ratios);
  writes.push_back({regs::kMonitorAddress,
                    regs::kMonitorEn.put(1) | regs::kMonitorWindow.put(monitor.window) |
                        regs::kMonitorDeadShift.put(static_cast<uint32_t>(monitor.dead_shift))});
  return writes;
}

std::vector<RegisterWrite> configuration_memories(const tuning::TestProgram& program) {
  std::vector<RegisterWrite> writes;
  append(writes, regs::kStimWindow, tuning::stimulus_words(program));
  append(writes, regs::kProjWindow, tuning::projection_words(program));
  append(writes, regs::kCodebookWindow, tuning::codebook_words(program));
  return writes;
}

std::vector<RegisterWrite> adaptation_registers(const tuning::TestProgram& program,
                                                const AdaptRequest& request, bool behind) {
  const auto count = static_cast<uint32_t>(request.words.size());
  const auto images = static_cast<uint32_t>(request.images.size());
  const auto number = [](int value) { return static_cast<uint32_t>(value); };
  const tuning::AdaptOptions& loop = request.loop;
  return {
      {regs::kAdaptAddress,
       regs::kAdaptAuto.put(behind ? 1 : 0) | regs::kAdaptLoopEn.put(images > 0 ? 1 : 0) |
           regs::kAdaptCommitEn.put(request.commit ? 1 : 0) |
           regs::kAdaptShift.put(number(loop.shift)) | regs::kAdaptStep.put(number(loop.step)) |
           regs::kAdaptStepShift.put(number(loop.step_shift))},
      {regs::kAdaptCountAddress,
       regs::kAdaptCountCount.put(count) |
           regs::kAdaptCountLoopFirst.put(images > 0 ? number(request.loop_first) : count)},
      {regs::kAdaptTargetAddress, regs::kAdaptTargetBase.put(request.target)},
      {regs::kAdaptImagesAddress, regs::kAdaptImagesFirst.put(first_image(program, behind)) |
                                      regs::kAdaptImagesCount.put(images) |
                                      regs::kAdaptImagesEpochs.put(number(loop.epochs))},
      {regs::kAdaptMarginAddress, regs::kAdaptMarginMargin.put(number(loop.margin))},
  };
}

std::vector<RegisterWrite> adaptation_memories(const tuning::TestProgram& program,
                                               const AdaptRequest& request, bool behind) {
  std::vector<RegisterWrite> writes;
  append(writes, regs::kDeltaWindow, request.words);
  if (request.images.empty()) return writes;
  tuning::TestProgram images;
  images.stimuli = request.images;
  const uint32_t words = words_of(static_cast<int>(request.images.front().size()));
  append(writes, regs::kStimWindow + 4 * words * first_image(program, behind),
         tuning::stimulus_words(images));
  const auto layers = static_cast<size_t>(program.layers());
  const uint32_t label = words_of(program.signature[layers - 2].channels) +
                         static_cast<uint32_t>(program.signature[layers - 1].channels);
  for (uint32_t n = 0; n < request.labels.size(); ++n) {
    writes.push_back({regs::kStoreWindow + 4 * (n * (label + 1) + label), request.labels[n]});
  }
  return writes;
}

AdaptExpectation expect_adaptation(const AdaptRequest& request,
                                   const std::vector<tuning::Answer>& answers) {
  AdaptExpectation expected;
  expected.words = request.words;
  const auto address = [&](size_t e) { return static_cast<uint16_t>(request.target + 4 * e); };
  const bool loop = !request.images.empty();
  const size_t first = loop ? static_cast<size_t>(request.loop_first) : request.words.size();
  std::vector<tuning::SparseEntry> learned;
  for (size_t e = 0; e < expected.words.size(); ++e) {
    if (e >= first) {
      expected.words[e] &= ~0xFFU;
      learned.push_back(tuning::sparse_entry(expected.words[e]));
    }
    expected.writes.emplace_back(address(e), expected.words[e]);
  }
  if (!loop) return expected;
  expected.result = tuning::adapt_last_layer(answers, request.loop, learned);
  for (size_t i = 0; i < learned.size(); ++i) {
    expected.words[first + i] = tuning::sparse_word(learned[i]);
    if (expected.result.helped() && learned[i].delta != 0) {
      expected.writes.emplace_back(address(first + i), expected.words[first + i]);
    }
  }
  return expected;
}

}  // namespace kintsugi
