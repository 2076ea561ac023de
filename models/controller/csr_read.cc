// What a read of a register returns (docs/controller.md, section 5).
#include "models/controller/reference_impl.h"

namespace kintsugi {

using namespace regs;

// The register in this cycle, before anything changes at its end.
uint32_t ControllerReference::Impl::read_register() const {
  const RegisterInfo& info = *csr_target_.reg;
  if (info.access == Access::ReadWrite) return config_[csr_request_.address / 4U];
  switch (info.address) {
    case kIdAddress:
      return kIdReset;
    case kStatusAddress:
      return read_status();
    case kIrqStatusAddress:
      return get<ObsId::irq_status>();
    case kErrorAddress:
      return kErrorCode.put(get<ObsId::error_code>()) |
             kErrorDetail.put(get<ObsId::error_detail>());
    case kLockAddress:
      return get<ObsId::lock_program>();
    case kCycTotalAddress:
      return get<ObsId::cyc_total>();
    case kCycTestAddress:
      return get<ObsId::cyc_test>();
    case kCycRepairAddress:
      return get<ObsId::cyc_repair>();
    case kCycRetestAddress:
      return get<ObsId::cyc_retest>();
    case kCycOwnAddress:
      return get<ObsId::cyc_own>();
    case kCycAdaptAddress:
      return get<ObsId::cyc_adapt>();
    case kStrayAddress:
      return get<ObsId::stray>();
    case kLogCountAddress:
      return get<ObsId::log_count>();
    case kCycleAddress:
      return get<ObsId::cycle>();
    case kAdaptResultAddress:
      return kAdaptResultWrongFirst.put(get<ObsId::wrong_first>()) |
             kAdaptResultWrongLast.put(get<ObsId::wrong_last>()) |
             kAdaptResultEpochs.put(get<ObsId::adapt_epochs>());
    case kAdaptWrittenAddress:
      return get<ObsId::adapt_written>();
    case kMonStatusAddress:
      return kMonStatusWindows.put(get<ObsId::mon_windows>()) |
             kMonStatusCommits.put(get<ObsId::mon_commits>());
    default:
      return read_results(info.address);
  }
}

uint32_t ControllerReference::Impl::read_status() const {
  return kStatusState.put(get<ObsId::state>()) | kStatusBusy.put(busy() ? 1 : 0) |
         kStatusScrubbing.put(get<ObsId::scrubbing>()) |
         kStatusDecision.put(get<ObsId::decision>()) | kStatusDecided.put(get<ObsId::decided>()) |
         kStatusPass.put(get<ObsId::pass>()) | kStatusImage.put(get<ObsId::image>()) |
         kStatusTag.put(get<ObsId::tag>());
}

// Results of a test; 0 for a register that cannot be read.
uint32_t ControllerReference::Impl::read_results(uint32_t address) const {
  const uint32_t word = csr_target_.word;
  const auto pair = [word](const std::array<int16_t, kMaxFeatures>& features) {
    return kFeatures0Even.put(static_cast<uint16_t>(features[2 * word])) |
           kFeatures0Odd.put(static_cast<uint16_t>(features[2 * word + 1]));
  };
  switch (address) {
    case kBest0Address:
      return get<ObsId::best0>();
    case kDist0LoAddress:
      return get<ObsId::dist0>();
    case kDist0HiAddress:
      return static_cast<uint32_t>(obs_get<ObsId::dist0>(obs_.data()) >> 32);
    case kBest1Address:
      return get<ObsId::best1>();
    case kDist1LoAddress:
      return get<ObsId::dist1>();
    case kDist1HiAddress:
      return static_cast<uint32_t>(obs_get<ObsId::dist1>(obs_.data()) >> 32);
    case kFeatures0Address:
      return pair(features_[0]);
    case kFeatures1Address:
      return pair(features_[1]);
    case kAppliedAddress:
      return applied_[word];
    case kSavedAddress:
      return saved_[word];
    case kPredictedAddress:
      return kPredictedNow.put(get<ObsId::now>()) | kPredictedForecast.put(get<ObsId::forecast>());
    case kPredictedAfterAddress:
      return kPredictedAfterAfter.put(get<ObsId::after>()) |
             kPredictedAfterBest.put(get<ObsId::best_after>());
    case kOutcomeAddress:
      return kOutcomeOutcome.put(get<ObsId::outcome>()) | kOutcomeTries.put(get<ObsId::tries>()) |
             kOutcomeEntry.put(get<ObsId::entry>()) |
             kOutcomeBestEntry.put(get<ObsId::best_entry>());
    default:
      return 0;
  }
}

}  // namespace kintsugi
