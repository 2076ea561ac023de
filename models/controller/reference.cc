// One clock edge and the main state machine (docs/controller.md, sections 1 and 6). Handlers see
// register values of the closing cycle; whoever reads a register runs before whoever changes it.
#include "models/controller/reference.h"

#include "models/controller/reference_impl.h"

namespace kintsugi {

using namespace regs;

ControllerReference::Impl::Impl(ReferenceFault fault, const ControllerSizes& sizes)
    : fault_(fault),
      built_(sizes),
      stim_(sizes.stim_words),
      stat_(sizes.stat_slots),
      proj_(sizes.proj_words),
      codebook_(sizes.codebook_words),
      delta_(sizes.delta_words),
      store_(sizes.store_words),
      log_(kLogEntries) {
  reset();
}

void ControllerReference::Impl::step(const ControllerInputs& in) {
  if (in.rst_n == 0) {
    reset();
    return;
  }
  clear_monitors();
  out_.flush = 0;
  out_.irq = (get<ObsId::irq_status>() & config(kIrqMaskAddress, kIrqMaskMask)) != 0 ? 1 : 0;
  const uint32_t bad_words = state() == State::Error ? 0 : bad_reads_;
  bad_reads_ = 0;
  const Command command = csr_cycle();
  count_cycle(in);
  if (entered_) write_log();

  const bool abort = command == Command::Abort;
  const WriterStep writer_before = writer_step();
  const Verdict engine = engine_cycle(in, abort || bad_words != 0);
  const Verdict monitor = monitor_cycle(in);
  Verdict verdict = monitor == Verdict::Fails ? monitor : engine;
  if (bad_words != 0)
    verdict = fail(Error::Parity, static_cast<uint32_t>(__builtin_ctz(bad_words)));

  const bool starts = command == Command::Start || command == Command::Adapt;
  if (abort) {
    abort_writer(writer_before, engine != Verdict::Stays);
    enter(State::Flush);
  } else if (verdict == Verdict::Fails) {
    fail_over();
  } else if (starts) {
    start_test(command == Command::Adapt);
  } else if (command == Command::Clear) {
    enter(State::Idle);
  } else if (verdict == Verdict::Over) {
    state_over();
  }
  if (command == Command::Rejected || (starts && verdict == Verdict::Fails)) {
    raise(kIrqStatusStartRejected);
  }

  take_beat(in);
  if (get<ObsId::scrubbing>() != 0) scrub_cycle();
  end_register_writes();
  csr_entry_ = {in.csr_psel != 0, in.csr_penable != 0, in.csr_pwrite != 0,
                in.csr_pstrb,     in.csr_paddr,        in.csr_pwdata};
  ++state_cycle_;
  set<ObsId::cycle>(get<ObsId::cycle>() + 1);
}

void ControllerReference::Impl::reset() {
  out_ = {};
  obs_ = {};
  set<ObsId::scrubbing>(1);
  state_cycle_ = 1;
  entered_ = false;
  monitors_shown_ = false;
  bad_reads_ = 0;
  csr_entry_ = {};
  config_write_ = {};
  inject_write_ = {};
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

// What the engine of the present state does in this cycle. `abandoned`: whatever it does, the
// state is left at its end by an abort or by bad parity.
Verdict ControllerReference::Impl::engine_cycle(const ControllerInputs& in, bool abandoned) {
  const State now = state();
  if (now != State::Collect) discard_beat();
  switch (now) {
    case State::Play:
    case State::Collect:
      return image_cycle(in, abandoned);
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
    case State::Load:
      return writer_cycle(in);
    case State::Adapt:
      return adapt_cycle();
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

// A cycle of PLAY or COLLECT, image_cycles and the timeout.
Verdict ControllerReference::Impl::image_cycle(const ControllerInputs& in, bool abandoned) {
  const bool play = state() == State::Play;
  const uint32_t image_cycles = get<ObsId::image_cycles>();
  const bool time_is_up = image_cycles + 1 == config(kImageTimeoutAddress, kImageTimeoutCycles);
  Verdict verdict = play ? play_cycle(in, abandoned || time_is_up) : collect_cycle();
  const bool image_over = !play && verdict == Verdict::Over;
  if (time_is_up && !image_over && verdict != Verdict::Fails) {
    verdict = fail(Error::ImageTimeout, get<ObsId::image>());
  }
  set<ObsId::image_cycles>(image_cycles + 1);
  return verdict;
}

// The table of section 6 for a state that came to its end.
void ControllerReference::Impl::state_over() {
  const uint32_t pass = get<ObsId::pass>();
  const uint32_t image = get<ObsId::image>();
  switch (state()) {
    case State::Check:
      if (get<ObsId::adapting>() != 0) return enter_load();
      if (!judging()) return start_image(0, 0);
      enter(State::Save);
      return begin_save(0);
    case State::Save:
      return start_image(0, 0);
    case State::Play:
      return enter_collect();
    case State::Collect: {
      const uint32_t images =
          pass == 2 ? config(kAdaptImagesAddress, kAdaptImagesCount) : sizes_.images;
      if (image + 1 < images) return start_image(pass, image + 1);
      return pass == 2 ? enter_adapt() : enter(State::Project);
    }
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
    case State::Load:
      return load_over();
    case State::Adapt:
      return adapt_over();
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
  if (previous_state_ == State::Adapt) {
    set<ObsId::adapt_step>(0);
    set<ObsId::adapt_image>(0);
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

// START and ADAPT (section 5): results of the last test go.
void ControllerReference::Impl::start_test(bool adapting) {
  clear_results();
  set<ObsId::adapting>(adapting ? 1 : 0);
  enter(State::Check);
}

void ControllerReference::Impl::raise(Field cause) {
  set<ObsId::irq_status>(get<ObsId::irq_status>() | cause.put(1));
}

ControllerReference::ControllerReference(ReferenceFault fault, const ControllerSizes& sizes)
    : impl_(std::make_unique<Impl>(fault, sizes)) {}
ControllerReference::~ControllerReference() = default;

void ControllerReference::step(const ControllerInputs& in) { impl_->step(in); }

const ControllerOutputs& ControllerReference::outputs() const { return impl_->out_; }

const std::array<uint32_t, kObsWords>& ControllerReference::obs() const { return impl_->obs_; }

ControllerSizes ControllerReference::sizes() const { return impl_->built_; }

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
    case Memory::Delta:
      return impl_->delta_.at(index);
    case Memory::Store:
      return impl_->store_.at(index);
    case Memory::Log:
      return impl_->log_.at(index);
  }
  return 0;
}

}  // namespace kintsugi
