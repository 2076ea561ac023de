#include "testbench/checkers/lock_step.h"

#include <cstring>

namespace kintsugi {
namespace {

// Field by field and without branches; the padding of the struct is nobody's business.
bool same(const ControllerOutputs& a, const ControllerOutputs& b) {
  const uint32_t difference =
      static_cast<uint32_t>((a.csr_pready ^ b.csr_pready) | (a.csr_pslverr ^ b.csr_pslverr) |
                            (a.stim_valid ^ b.stim_valid) | (a.stim_data ^ b.stim_data) |
                            (a.stim_tag ^ b.stim_tag) | (a.stim_last ^ b.stim_last) |
                            (a.sig_ready ^ b.sig_ready) | (a.cfg_psel ^ b.cfg_psel) |
                            (a.cfg_penable ^ b.cfg_penable) | (a.cfg_pwrite ^ b.cfg_pwrite) |
                            (a.cfg_pstrb ^ b.cfg_pstrb) | (a.irq ^ b.irq) | (a.flush ^ b.flush) |
                            (a.cfg_paddr ^ b.cfg_paddr)) |
      (a.csr_prdata ^ b.csr_prdata) | (a.cfg_pwdata ^ b.cfg_pwdata);
  return difference == 0;
}

std::string state_name(const uint32_t* obs) {
  return regs::obs_value_name(regs::ObsId::state, regs::obs_get<regs::ObsId::state>(obs));
}

}  // namespace

LockStep::LockStep(const ControllerModel& rtl, const ReferenceModel& reference,
                   uint64_t period_ps)
    : rtl_(rtl), reference_(reference), period_ps_(period_ps), sweep_(reference.sizes()) {}

bool LockStep::on_cycle(const Cycle& cycle) {
  if (divergence_) return watch_aftermath(cycle);
  if (!agrees(cycle)) {
    diverged(cycle);
    return watch_aftermath(cycle);
  }
  if (rtl_.assertion_failed()) {
    assertion_failed(cycle);
    return watch_aftermath(cycle);
  }
  ++cycles_compared_;
  record(cycle);
  sweep_.note_writes(cycle.rtl_obs);

  const uint64_t before = state_;
  state_ = regs::obs_get<regs::ObsId::state>(cycle.rtl_obs);
  constexpr auto kCollect = static_cast<uint64_t>(regs::State::Collect);
  if (before == kCollect && state_ != kCollect) sweep_fails(cycle.number);
  return true;
}

bool LockStep::agrees(const Cycle& cycle) const {
  return same(cycle.rtl, cycle.reference) &&
         std::memcmp(cycle.rtl_obs, cycle.reference_obs, 4 * regs::kObsWords) == 0;
}

void LockStep::record(const Cycle& cycle) {
  RecordedCycle& entry = history_[cycle.number % kHistory];
  entry.number = cycle.number;
  entry.in = cycle.in;
  entry.both.out = cycle.rtl;
  std::memcpy(entry.both.obs.data(), cycle.rtl_obs, 4 * regs::kObsWords);
}

void LockStep::diverged(const Cycle& cycle) {
  begin_report(cycle.number, cycle.rtl_obs, cycle.reference_obs);
  collect_state(cycle);
  collect_outputs(cycle);
  if (rtl_.assertion_failed()) {
    divergence_.also.push_back("RTL assertion failed: " + rtl_.failed_assertion());
  }
}

void LockStep::assertion_failed(const Cycle& cycle) {
  begin_report(cycle.number, cycle.rtl_obs, cycle.reference_obs);
  divergence_.kind = Divergence::Kind::Assertion;
  divergence_.assertion = rtl_.failed_assertion();
}

bool LockStep::watch_aftermath(const Cycle& cycle) {
  DivergedCycle entry{cycle.number, cycle.in, {cycle.rtl, {}}, {cycle.reference, {}}};
  std::memcpy(entry.rtl.obs.data(), cycle.rtl_obs, 4 * regs::kObsWords);
  std::memcpy(entry.reference.obs.data(), cycle.reference_obs, 4 * regs::kObsWords);
  divergence_.after.push_back(entry);
  return cycle.number < divergence_.cycle + kAftermath;
}

bool LockStep::sweep_fails(uint64_t cycle) {
  if (!rtl_.has_memories() || !reference_.has_memories()) return false;
  MemorySweep::Difference found{};
  if (!sweep_.find_difference(rtl_, reference_, &found)) {
    swept_at_ = cycle;
    return false;
  }
  begin_report(cycle, rtl_.obs(), reference_.declared_state());
  divergence_.last_agreed = swept_at_;
  const std::string word = std::string(regs::kMemories[static_cast<size_t>(found.memory)].name) +
                           "[" + std::to_string(found.word) + "]";
  add(Divergence::Kind::Memory, word, found.expected, found.actual, "", "");
  return true;
}

void LockStep::collect_outputs(const Cycle& cycle) {
  for (const OutputPin& pin : output_pins()) {
    add(Divergence::Kind::Output, pin.name, pin.get(cycle.reference), pin.get(cycle.rtl), "", "");
  }
}

void LockStep::collect_state(const Cycle& cycle) {
  for (int i = 0; i < regs::kObsFieldCount; ++i) {
    const auto id = static_cast<regs::ObsId>(i);
    const uint64_t expected = regs::obs_get(cycle.reference_obs, id);
    const uint64_t actual = regs::obs_get(cycle.rtl_obs, id);
    const bool named = regs::kObsFields[i].value_count > 0;
    add(Divergence::Kind::State, std::string("obs.") + regs::kObsFields[i].name, expected, actual,
        named ? regs::obs_value_name(id, expected) : "",
        named ? regs::obs_value_name(id, actual) : "");
  }
}

// The first difference is the report; others of the same cycle are listed behind it.
void LockStep::add(Divergence::Kind kind, const std::string& signal, uint64_t expected,
                   uint64_t actual, const std::string& expected_name,
                   const std::string& actual_name) {
  if (expected == actual) return;
  Divergence found = divergence_;
  found.kind = kind;
  found.signal = signal;
  found.expected = expected;
  found.actual = actual;
  found.expected_name = expected_name;
  found.actual_name = actual_name;
  if (divergence_) {
    const std::string sentence = summary(found);
    divergence_.also.push_back(sentence.substr(sentence.find(signal)));
  } else {
    divergence_ = found;
  }
}

void LockStep::begin_report(uint64_t cycle, const uint32_t* rtl_obs,
                            const uint32_t* reference_obs) {
  divergence_.cycle = cycle;
  divergence_.time_ps = cycle * period_ps_;
  divergence_.rtl_state = state_name(rtl_obs);
  divergence_.reference_state = state_name(reference_obs);
  const uint64_t kept = cycles_compared_ < kHistory ? cycles_compared_ : kHistory;
  for (uint64_t i = cycles_compared_ - kept; i < cycles_compared_; ++i) {
    divergence_.history.push_back(history_[i % kHistory]);
  }
  if (kept > 0) divergence_.last_agreed = divergence_.history.back().number;
}

bool LockStep::finish() {
  finished_ = true;
  if (!divergence_ && cycles_compared_ > 0) sweep_fails(cycles_compared_ - 1);
  return !divergence_ && cycles_compared_ > 0 && all_assertions_live();
}

bool LockStep::all_assertions_live() const {
  const ControllerModel::Assertions assertions = rtl_.assertions();
  return assertions.live == assertions.listed;
}

std::string LockStep::message() const {
  if (divergence_) return summary(divergence_);
  if (!finished_) return "The lock-step was never finished.";
  if (cycles_compared_ == 0) return "The lock-step compared no cycle.";
  if (all_assertions_live()) return "";
  return std::to_string(rtl_.assertions().live) + " assertions of the RTL are alive, " +
         std::to_string(rtl_.assertions().listed) + " are listed (rtl/tuning_ctrl.assertions).";
}

}  // namespace kintsugi
