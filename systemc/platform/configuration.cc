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

std::vector<RegisterWrite> configuration_memories(const tuning::TestProgram& program) {
  std::vector<RegisterWrite> writes;
  append(writes, regs::kStimWindow, tuning::stimulus_words(program));
  append(writes, regs::kProjWindow, tuning::projection_words(program));
  append(writes, regs::kCodebookWindow, tuning::codebook_words(program));
  return writes;
}

}  // namespace kintsugi
