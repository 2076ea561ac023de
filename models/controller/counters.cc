// Cycle counters, event log, monitors and what START sets to 0 (docs/controller.md, sections 5, 6
// and 10).
#include "models/controller/reference_impl.h"

namespace kintsugi {

using namespace regs;

namespace {

// Sets the fields from `first` up to the one before `end` to 0.
template <ObsId first, ObsId end>
void clear_fields(std::array<uint32_t, kObsWords>& obs) {
  constexpr int from = kObsFields[static_cast<int>(first)].lsb;
  constexpr int to = kObsFields[static_cast<int>(end)].lsb;
  static_assert(from / 32 < to / 32, "the fields cross a word");
  obs[from / 32] &= (1U << (from % 32)) - 1U;
  for (size_t word = from / 32 + 1; word < to / 32; ++word) obs[word] = 0;
  obs[to / 32] &= ~0U << (to % 32);
}

}  // namespace

void ControllerReference::Impl::clear_monitors() {
  if (!monitors_shown_) return;
  monitors_shown_ = false;
  clear_fields<ObsId::stim_re, ObsId::scrubbing>(obs_);
  clear_fields<ObsId::delta_re, ObsId::mon_step>(obs_);
}

// By the state of the closing cycle.
void ControllerReference::Impl::count_cycle(const ControllerInputs& in) {
  if (!busy()) return;
  count<ObsId::cyc_total>();
  const State now = state();
  const uint32_t pass = get<ObsId::pass>();
  const bool accelerator_at_work = now == State::Play || now == State::Collect;
  if (now == State::Write || now == State::Commit) {
    count<ObsId::cyc_repair>();
  } else if (now == State::Load || now == State::Adapt || (accelerator_at_work && pass == 2)) {
    count<ObsId::cyc_adapt>();
  } else if (now != State::Flush) {
    if (pass == 0) count<ObsId::cyc_test>();
    if (pass == 1) count<ObsId::cyc_retest>();
  }
  if (!accelerator_at_work || (in.sig_valid != 0 && out_.sig_ready == 0)) {
    count<ObsId::cyc_own>();
  }
}

// Event log, at the end of the first cycle of a state.
void ControllerReference::Impl::write_log() {
  entered_ = false;
  const uint32_t count = get<ObsId::log_count>();
  const uint64_t code = state() == State::Error ? get<ObsId::error_code>() : 0;
  const uint64_t entry = get<ObsId::cycle>() | static_cast<uint64_t>(previous_state_) << 32 |
                         static_cast<uint64_t>(state()) << 37 | code << 42 |
                         uint64_t{get<ObsId::image>()} << 50 | uint64_t{get<ObsId::pass>()} << 58;
  log_.write(count % kLogEntries, entry, take_injection(Memory::Log));
  set<ObsId::log_count>(count + 1);
  set<ObsId::log_we>(1);
  set<ObsId::log_waddr>(count % kLogEntries);
  set<ObsId::log_wdata>(entry);
  monitors_shown_ = true;
}

void ControllerReference::Impl::clear_results() {
  set<ObsId::pass>(0);
  set<ObsId::image>(0);
  set<ObsId::decided>(0);
  set<ObsId::decision>(0);
  set<ObsId::error_code>(0);
  set<ObsId::error_detail>(0);
  set<ObsId::best0>(0);
  set<ObsId::best1>(0);
  set<ObsId::dist0>(0);
  set<ObsId::dist1>(0);
  set<ObsId::cyc_total>(0);
  set<ObsId::cyc_test>(0);
  set<ObsId::cyc_repair>(0);
  set<ObsId::cyc_retest>(0);
  set<ObsId::cyc_own>(0);
  set<ObsId::cyc_adapt>(0);
  set<ObsId::stray>(0);
  set<ObsId::outcome>(0);
  set<ObsId::entry>(0);
  set<ObsId::best_entry>(0);
  set<ObsId::tries>(0);
  set<ObsId::tried>(0);
  set<ObsId::again>(0);
  set<ObsId::last_write>(0);
  set<ObsId::restoring>(0);
  set<ObsId::now>(0);
  set<ObsId::forecast>(0);
  set<ObsId::after>(0);
  set<ObsId::best_after>(0);
  set<ObsId::spill>(0);
  set<ObsId::adapt_phase>(0);
  set<ObsId::adapt_epochs>(0);
  set<ObsId::wrong_first>(0);
  set<ObsId::wrong_last>(0);
  set<ObsId::adapt_written>(0);
  features_ = {};
  applied_ = {};
  saved_ = {};
}

}  // namespace kintsugi
