// One clock edge and the main state machine (docs/controller.md, sections 1 and 6). Handlers see
// register values of the closing cycle; whoever reads a register runs before whoever changes it.
#include "models/controller/reference.h"

#include "models/controller/reference_impl.h"

namespace kintsugi {

using namespace regs;

void ControllerReference::Impl::step(const ControllerInputs& in) {
  if (in.rst_n == 0) {
    reset();
    return;
  }
  clear_monitors();
  out_.flush = 0;
  out_.irq = (get<ObsId::irq_status>() & config(kIrqMaskAddress, kIrqMaskMask)) != 0 ? 1 : 0;
  const Command command = csr_cycle();
  count_cycle(in);
  if (entered_) write_log();

  const bool abort = command == Command::Abort;
  const WriterStep writer_before = writer_step();
  const Verdict verdict = engine_cycle(in, abort);
  if (abort) {
    abort_writer(writer_before, verdict != Verdict::Stays);
    enter(State::Flush);
  } else if (command == Command::Start) {
    start_test();
  } else if (command == Command::Clear) {
    enter(State::Idle);
  } else if (verdict == Verdict::Fails) {
    fail_over();
  } else if (verdict == Verdict::Over) {
    state_over();
  }
  if (command == Command::RejectedStart) raise(kIrqStatusStartRejected);

  take_beat(in);
  csr_entry_ = {in.csr_psel != 0, in.csr_penable != 0, in.csr_pwrite != 0,
                in.csr_pstrb,     in.csr_paddr,        in.csr_pwdata};
  ++state_cycle_;
  set<ObsId::cycle>(get<ObsId::cycle>() + 1);
}

void ControllerReference::Impl::reset() {
  out_ = {};
  obs_ = {};
  state_cycle_ = 1;
  entered_ = false;
  monitors_shown_ = false;
  csr_entry_ = {};
  for (const RegisterInfo& info : kRegisters) {
    if (info.access != Access::ReadWrite) continue;
    for (int i = 0; i < info.count; ++i) {
      config_[info.address / 4U + static_cast<uint32_t>(i)] = info.reset;
    }
  }
  features_ = {};
  applied_ = {};
  saved_ = {};
}

// All monitors stand behind `cycle` in the packed state.
void ControllerReference::Impl::clear_monitors() {
  if (!monitors_shown_) return;
  monitors_shown_ = false;
  constexpr int first_bit = kObsFields[static_cast<int>(ObsId::stim_re)].lsb;
  obs_[first_bit / 32] &= (1U << (first_bit % 32)) - 1U;
  for (size_t word = first_bit / 32 + 1; word < obs_.size(); ++word) obs_[word] = 0;
}

// What the engine of the present state does in this cycle, and image_cycles.
ControllerReference::Impl::Verdict ControllerReference::Impl::engine_cycle(
    const ControllerInputs& in, bool abort) {
  const State now = state();
  if (now != State::Collect) discard_beat();
  switch (now) {
    case State::Play:
    case State::Collect: {
      const uint32_t image_cycles = get<ObsId::image_cycles>();
      const bool time_is_up = image_cycles + 1 == config(kImageTimeoutAddress, kImageTimeoutCycles);
      Verdict verdict = now == State::Play ? play_cycle(in, abort || time_is_up) : collect_cycle();
      const bool image_over = now == State::Collect && verdict == Verdict::Over;
      if (time_is_up && !image_over && verdict != Verdict::Fails) {
        verdict = fail(Error::ImageTimeout, get<ObsId::image>());
      }
      set<ObsId::image_cycles>(image_cycles + 1);
      return verdict;
    }
    case State::Check:
      return check_cycle();
    case State::Project:
      return project_cycle();
    case State::Finalise:
      return finalise_cycle();
    case State::Cluster:
      return cluster_cycle();
    case State::Predict:
      return predict_cycle();
    case State::Decide:
      return decide_cycle();
    case State::Judge:
      return Verdict::Over;
    case State::Save:
    case State::Write:
    case State::Commit:
      return writer_cycle(in);
    case State::Flush: {
      const bool free = out_.cfg_psel == 0;
      flush_cycle(in);
      return free ? Verdict::Over : Verdict::Stays;
    }
    case State::Idle:
    case State::Done:
    case State::Error:
      break;
  }
  return Verdict::Stays;
}

// The table of section 6 for a state that came to its end.
void ControllerReference::Impl::state_over() {
  const uint32_t image = get<ObsId::image>();
  switch (state()) {
    case State::Check:
      if (!judging()) return start_image(0, 0);
      enter(State::Save);
      return begin_save(0);
    case State::Save:
      return start_image(0, 0);
    case State::Play:
      return enter_collect();
    case State::Collect:
      if (image + 1 < sizes_.images) return start_image(get<ObsId::pass>(), image + 1);
      return enter(State::Project);
    case State::Project:
      return enter(State::Finalise);
    case State::Finalise:
      return enter(State::Cluster);
    case State::Cluster:
      return cluster_over();
    case State::Predict:
      return predict_over();
    case State::Decide:
      return decide_over();
    case State::Judge:
      return judge_over();
    case State::Write:
      enter(State::Commit);
      return begin_commit();
    case State::Commit:
      return commit_over();
    case State::Flush:
      raise(kIrqStatusAborted);
      return enter(State::Idle);
    case State::Idle:
    case State::Done:
    case State::Error:
      return;
  }
}

void ControllerReference::Impl::enter(State next) {
  previous_state_ = state();
  entered_ = true;
  state_cycle_ = 0;
  set<ObsId::state>(static_cast<uint64_t>(next));
  if (next != State::Collect) set<ObsId::image_cycles>(0);
  if (previous_state_ == State::Play) {
    out_.stim_valid = out_.stim_data = out_.stim_tag = out_.stim_last = 0;
  }
  const bool writing =
      next == State::Save || next == State::Write || next == State::Commit || next == State::Flush;
  if (!writing) writer_idle();
  if (next == State::Error || next == State::Flush) out_.flush = 1;
  if (next == State::Done) raise(kIrqStatusDone);
  if (next == State::Error) raise(kIrqStatusError);
}

void ControllerReference::Impl::fail_over() {
  set<ObsId::error_code>(static_cast<uint64_t>(failure_.code));
  set<ObsId::error_detail>(failure_.detail);
  enter(State::Error);
}

void ControllerReference::Impl::start_image(uint32_t pass, uint32_t image) {
  set<ObsId::pass>(pass);
  set<ObsId::image>(image);
  set<ObsId::tag>(get<ObsId::tag>() + 1);
  enter(State::Play);
}

// START (section 5): results of the last test go.
void ControllerReference::Impl::start_test() {
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
  features_ = {};
  applied_ = {};
  saved_ = {};
  enter(State::Check);
}

void ControllerReference::Impl::raise(Field cause) {
  set<ObsId::irq_status>(get<ObsId::irq_status>() | cause.put(1));
}

// Cycle counters (section 6), by the state of the closing cycle.
void ControllerReference::Impl::count_cycle(const ControllerInputs& in) {
  if (!busy()) return;
  count<ObsId::cyc_total>();
  const State now = state();
  if (now == State::Write || now == State::Commit) {
    count<ObsId::cyc_repair>();
  } else if (now != State::Flush) {
    if (get<ObsId::pass>() == 0) {
      count<ObsId::cyc_test>();
    } else {
      count<ObsId::cyc_retest>();
    }
  }
  const bool accelerator_at_work = now == State::Play || now == State::Collect;
  if (!accelerator_at_work || (in.sig_valid != 0 && out_.sig_ready == 0)) {
    count<ObsId::cyc_own>();
  }
}

// Event log (section 6), at the end of the first cycle of a state.
void ControllerReference::Impl::write_log() {
  entered_ = false;
  const uint32_t count = get<ObsId::log_count>();
  const uint64_t code = state() == State::Error ? get<ObsId::error_code>() : 0;
  const uint64_t entry = get<ObsId::cycle>() | static_cast<uint64_t>(previous_state_) << 32 |
                         static_cast<uint64_t>(state()) << 36 | code << 40 |
                         uint64_t{get<ObsId::image>()} << 48 | uint64_t{get<ObsId::pass>()} << 53;
  log_[count % kLogEntries] = entry;
  set<ObsId::log_count>(count + 1);
  set<ObsId::log_we>(1);
  set<ObsId::log_waddr>(count % kLogEntries);
  set<ObsId::log_wdata>(entry);
  monitors_shown_ = true;
}

ControllerReference::ControllerReference(ReferenceFault fault)
    : impl_(std::make_unique<Impl>(fault)) {}
ControllerReference::~ControllerReference() = default;

void ControllerReference::step(const ControllerInputs& in) { impl_->step(in); }

const ControllerOutputs& ControllerReference::outputs() const { return impl_->out_; }

const std::array<uint32_t, kObsWords>& ControllerReference::obs() const { return impl_->obs_; }

uint64_t ControllerReference::memory_word(Memory memory, int word) const {
  const auto index = static_cast<size_t>(word);
  switch (memory) {
    case Memory::Stim:
      return impl_->stim_.at(index);
    case Memory::Stat:
      return impl_->stat_.at(index);
    case Memory::Proj:
      return impl_->proj_.at(index);
    case Memory::Codebook:
      return impl_->codebook_.at(index);
    case Memory::Log:
      return impl_->log_.at(index);
  }
  return 0;
}

}  // namespace kintsugi
