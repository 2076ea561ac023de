// What the tester read, in the terms of PlatformResult.
#include <algorithm>
#include <cstdio>

#include "models/registers/tuning_ctrl.h"
#include "systemc/platform/host_script.h"

namespace kintsugi {
namespace {

int16_t as_int16(uint32_t bits) { return static_cast<int16_t>(static_cast<uint16_t>(bits)); }

// Cycle counters as `at(address)` has them.
template <typename At>
CycleCounters counters(const At& at) {
  return {at(regs::kCycTotalAddress),  at(regs::kCycTestAddress), at(regs::kCycRepairAddress),
          at(regs::kCycRetestAddress), at(regs::kCycOwnAddress),  at(regs::kCycAdaptAddress)};
}

uint64_t joined(uint32_t high, uint32_t low) { return uint64_t{high} << 32 | low; }

}  // namespace

uint32_t HostScript::word(uint32_t address, int index) const {
  const auto found = words_.find(address + 4 * static_cast<uint32_t>(index));
  return found == words_.end() ? 0 : found->second;
}

std::vector<int16_t> HostScript::features(uint32_t address) const {
  std::vector<int16_t> values;
  for (int d = 0; d < program_.features; ++d) {
    const uint32_t pair = word(address, d / 2);
    values.push_back(
        as_int16(d % 2 == 0 ? regs::kFeatures0Even.get(pair) : regs::kFeatures0Odd.get(pair)));
  }
  return values;
}

// Of the tuned layers, at APPLIED or SAVED.
Tuning HostScript::tuning(uint32_t address) const {
  Tuning layers;
  for (int l = 0; l + 1 < program_.layers(); ++l) {
    const uint32_t setting = word(address, l);
    layers.push_back({static_cast<uint16_t>(regs::kAppliedGain.get(setting)),
                      as_int16(regs::kAppliedOffset.get(setting))});
  }
  return layers;
}

void HostScript::report_verdict(PlatformResult& result) const {
  const uint32_t outcome = word(regs::kOutcomeAddress);
  result.outcome = static_cast<regs::Outcome>(regs::kOutcomeOutcome.get(outcome));
  result.tries = static_cast<int>(regs::kOutcomeTries.get(outcome));
  result.entry = static_cast<int>(regs::kOutcomeEntry.get(outcome));
  result.best_entry = static_cast<int>(regs::kOutcomeBestEntry.get(outcome));
  const uint32_t predicted = word(regs::kPredictedAddress);
  result.now = as_int16(regs::kPredictedNow.get(predicted));
  result.forecast = as_int16(regs::kPredictedForecast.get(predicted));
  const uint32_t after = word(regs::kPredictedAfterAddress);
  result.after = as_int16(regs::kPredictedAfterAfter.get(after));
  result.best_after = as_int16(regs::kPredictedAfterBest.get(after));
}

void HostScript::report(PlatformResult& result) const {
  result.finished = stage_ == Stage::Finished && failure_.empty();
  if (!result.finished) {
    result.stop_reason = failure_.empty() ? "The checkers stopped the simulation." : failure_;
  }
  const uint32_t status = word(regs::kStatusAddress);
  const uint32_t error = word(regs::kErrorAddress);
  result.state = static_cast<regs::State>(regs::kStatusState.get(status));
  result.decided = regs::kStatusDecided.get(status) != 0;
  result.decision = static_cast<regs::Decision>(regs::kStatusDecision.get(status));
  const uint32_t pass = regs::kStatusPass.get(status);  // 2 behind a loop that began by itself
  result.retested = result.state == regs::State::Done && (pass == 1 || (pass == 2 && retest_));
  result.error = static_cast<regs::Error>(regs::kErrorCode.get(error));
  result.error_detail = static_cast<int>(regs::kErrorDetail.get(error));
  result.best0 = static_cast<int>(word(regs::kBest0Address));
  result.best1 = static_cast<int>(word(regs::kBest1Address));
  result.dist0 = joined(word(regs::kDist0HiAddress), word(regs::kDist0LoAddress));
  result.dist1 = joined(word(regs::kDist1HiAddress), word(regs::kDist1LoAddress));
  result.features0 = features(regs::kFeatures0Address);
  result.features1 = features(regs::kFeatures1Address);
  result.applied = tuning(regs::kAppliedAddress);
  result.saved = tuning(regs::kSavedAddress);
  report_verdict(result);
  result.cycles = counters([&](uint32_t address) { return word(address); });
  result.stray = word(regs::kStrayAddress);
  if (result.state == regs::State::Done) {
    for (int i = 0; i < program_.statistics(); ++i) {
      result.statistics.push_back(word(regs::kStatWindow, i));
    }
  }
  report_log(result);
  if (result.finished) report_readback(result);
  if (adapt_auto_) {
    const bool adapted = result.outcome == regs::Outcome::Loaded ||
                         result.outcome == regs::Outcome::Adapted ||
                         (result.outcome == regs::Outcome::NeedsAdapt && pass == 2);
    if (adapted) result.adapted.push_back(report_adaptation(adapt_.front(), words_));
  }
  for (size_t i = 0; i < adapted_.size(); ++i) {
    result.adapted.push_back(report_adaptation(adapt_[i], adapted_[i]));
    result.adapted.back().run = i + 1;
  }
  report_monitor(result);
}

AdaptReport HostScript::report_adaptation(const AdaptRequest& request, const Words& words) const {
  const auto at = [&](uint32_t address) {
    const auto found = words.find(address);
    return found == words.end() ? 0 : found->second;
  };
  AdaptReport report;
  report.state = static_cast<regs::State>(regs::kStatusState.get(at(regs::kStatusAddress)));
  report.error = static_cast<regs::Error>(regs::kErrorCode.get(at(regs::kErrorAddress)));
  report.error_detail = static_cast<int>(regs::kErrorDetail.get(at(regs::kErrorAddress)));
  report.outcome = static_cast<regs::Outcome>(regs::kOutcomeOutcome.get(at(regs::kOutcomeAddress)));
  const uint32_t result = at(regs::kAdaptResultAddress);
  report.result = {static_cast<int>(regs::kAdaptResultWrongFirst.get(result)),
                   static_cast<int>(regs::kAdaptResultWrongLast.get(result)),
                   static_cast<int>(regs::kAdaptResultEpochs.get(result))};
  report.written = at(regs::kAdaptWrittenAddress);
  report.cycles = counters(at);
  for (uint32_t e = 0; e < request.words.size(); ++e) {
    report.words.push_back(at(regs::kDeltaWindow + 4 * e));
  }
  return report;
}

void HostScript::report_monitor(PlatformResult& result) const {
  if (stopped_.empty()) return;
  const uint32_t status = stopped_.at(regs::kMonStatusAddress);
  result.monitor.windows = regs::kMonStatusWindows.get(status);
  result.monitor.commits = regs::kMonStatusCommits.get(status);
  const uint32_t state = regs::kStatusState.get(stopped_.at(regs::kStatusAddress));
  if (static_cast<regs::State>(state) != regs::State::Error) return;
  const uint32_t error = stopped_.at(regs::kErrorAddress);
  result.monitor.error = static_cast<regs::Error>(regs::kErrorCode.get(error));
  result.monitor.error_detail = static_cast<int>(regs::kErrorDetail.get(error));
}

void HostScript::add_probes(ProbeList& probes, const std::string& scope) const {
  probes.enumeration(
      scope + ".stage", 4,
      {"RESET", "SCRUB", "LOAD", "RUN", "WATCH", "READ_REGISTERS", "READ_MEMORIES", "ACKNOWLEDGE",
       "QUIET", "ADAPT", "READ_ADAPT", "REST", "STOP_MONITOR", "FINISHED"},
      [this] { return static_cast<uint64_t>(stage_); });
  probes.bits(scope + ".commands_left", 16, [this] { return commands_.size(); });
}

void HostScript::report_log(PlatformResult& result) const {
  result.log_count = word(regs::kLogCountAddress);
  const auto kept = std::min<uint32_t>(result.log_count, regs::kLogEntries);
  for (uint32_t i = result.log_count - kept; i != result.log_count; ++i) {
    const auto slot = static_cast<int>(i % regs::kLogEntries);
    result.log.push_back(
        log_entry(joined(word(regs::kLogWindow, 2 * slot + 1), word(regs::kLogWindow, 2 * slot))));
  }
}

void HostScript::report_readback(PlatformResult& result) const {
  for (const RegisterWrite& written : registers_) {
    const uint32_t found = word(written.address);
    if (found == written.data) continue;
    char text[96];
    std::snprintf(text, sizeof text,
                  "Configuration register 0x%03x reads 0x%08x, written was 0x%08x.",
                  written.address, found, written.data);
    result.readback_errors.push_back(text);
  }
}

}  // namespace kintsugi
