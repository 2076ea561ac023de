// The download of DELTA by the writer (docs/controller.md, section 7.8).
#include "models/controller/reference_impl.h"

namespace kintsugi {

using namespace regs;

void ControllerReference::Impl::enter_load() {
  enter(State::Load);
  const uint32_t first = get<ObsId::spill>() != 0 ? sizes_.loop_first : 0;
  if (first < config(kAdaptCountAddress, kAdaptCountCount)) begin_entry(first);
}

void ControllerReference::Impl::begin_entry(uint32_t entry) {
  set<ObsId::writer_step>(static_cast<uint64_t>(WriterStep::Fetch));
  set<ObsId::writer_layer>(0);
  set<ObsId::writer_index>(entry);
  set<ObsId::writer_retry>(0);
}

// The next entry, if there is one.
Verdict ControllerReference::Impl::entry_over() {
  const uint32_t next = get<ObsId::writer_index>() + 1;
  if (next == config(kAdaptCountAddress, kAdaptCountCount)) return Verdict::Over;
  begin_entry(next);
  return Verdict::Stays;
}

// Step LOAD: what the loop will learn begins at 0, what it learned is written where it is not 0.
Verdict ControllerReference::Impl::latch_entry() {
  const uint32_t entry = get<ObsId::writer_index>();
  const bool learned = loops() && entry >= sizes_.loop_first;
  tune_word_ = delta_[entry];
  if (get<ObsId::spill>() != 0) {
    if ((tune_word_ & 0xFFU) == 0) return entry_over();
  } else if (learned) {
    tune_word_ &= ~0xFFU;
    write_delta(entry, tune_word_);
  }
  begin_write(entry_address(), tune_word_);
  return Verdict::Stays;
}

uint16_t ControllerReference::Impl::entry_address() const {
  return static_cast<uint16_t>(config(kAdaptTargetAddress, kAdaptTargetBase) +
                               4 * get<ObsId::writer_index>());
}

void ControllerReference::Impl::load_over() {
  if (get<ObsId::spill>() != 0) return finish(Outcome::Adapted);
  if (config(kAdaptAddress, kAdaptCommitEn) != 0) {
    enter(State::Commit);
    return begin_commit();
  }
  loops() ? start_image(2, 0) : finish(Outcome::Loaded);
}

}  // namespace kintsugi
