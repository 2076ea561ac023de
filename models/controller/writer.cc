// The tuning writer (docs/controller.md, section 7.6); LOAD has its words from load.cc.
#include "models/controller/reference_impl.h"
#include "models/tuning/algorithm.h"

namespace kintsugi {

using namespace regs;

namespace {

using Step = WriterStep;

constexpr uint32_t kCommitDetail = 255;
constexpr uint32_t kLoadDetail = 0x2000;

bool is_setup(Step step) { return step == Step::WriteSetup || step == Step::ReadSetup; }
bool is_access(Step step) { return step == Step::WriteAccess || step == Step::ReadAccess; }
uint64_t code(Step step) { return static_cast<uint64_t>(step); }

}  // namespace

Verdict ControllerReference::Impl::writer_cycle(const ControllerInputs& in) {
  switch (writer_step()) {
    case Step::Centre:
      centre_cycle();
      return Verdict::Stays;
    case Step::Fetch:
      fetch_cycle();
      return Verdict::Stays;
    case Step::Slopes:
      slopes_cycle();
      return Verdict::Stays;
    case Step::Load:
      return load_step();
    case Step::WriteSetup:
    case Step::ReadSetup:
      begin_access();
      return Verdict::Stays;
    case Step::WriteAccess:
    case Step::ReadAccess:
      return access_cycle(in);
    case Step::Compare:
      return compare_cycle();
    case Step::None:
      break;
  }
  return Verdict::Over;  // LOAD with nothing to do
}

Verdict ControllerReference::Impl::load_step() {
  if (state() == State::Load) return latch_entry();
  tune_word_ = tune_word();
  begin_tune_write();
  return Verdict::Stays;
}

// Detail of an error of the transfer or word under way.
uint32_t ControllerReference::Impl::writer_detail() const {
  if (state() == State::Commit) return kCommitDetail;
  if (state() == State::Load) return kLoadDetail + get<ObsId::writer_index>();
  return get<ObsId::writer_layer>();
}

Verdict ControllerReference::Impl::access_cycle(const ControllerInputs& in) {
  ++access_cycles_;
  if (in.cfg_pready == 0) {
    const bool time_is_up = access_cycles_ == config(kCfgLimitsAddress, kCfgLimitsTimeout);
    return time_is_up ? fail(Error::CfgTimeout, writer_detail()) : Verdict::Stays;
  }
  const uint32_t detail = writer_detail();
  const Verdict saved = state() == State::Save ? save_word(in.cfg_prdata) : Verdict::Stays;
  if (in.cfg_pslverr != 0) return fail(Error::CfgSlverr, detail);
  if (state() == State::Save) return saved;
  if (state() == State::Commit) return Verdict::Over;
  if (writer_step() == Step::WriteAccess) {
    begin_read_back();
  } else {
    read_back_ = in.cfg_prdata;
    release_bus();
    set<ObsId::writer_step>(code(Step::Compare));
  }
  return Verdict::Stays;
}

Verdict ControllerReference::Impl::compare_cycle() {
  if (read_back_ == tune_word_) return word_written();
  const uint32_t retry = get<ObsId::writer_retry>();
  if (retry >= config(kCfgLimitsAddress, kCfgLimitsRetries)) {
    return fail(Error::Readback, writer_detail());
  }
  set<ObsId::writer_retry>(retry + 1);
  if (state() == State::Load) {
    begin_write(entry_address(), tune_word_);
  } else {
    begin_tune_write();
  }
  return Verdict::Stays;
}

// The word was read back as written.
Verdict ControllerReference::Impl::word_written() {
  set<ObsId::writer_retry>(0);
  if (state() == State::Load) {
    set<ObsId::adapt_written>(get<ObsId::adapt_written>() + 1);
    return entry_over();
  }
  const uint32_t layer = get<ObsId::writer_layer>();
  applied_[layer] = tune_word_;
  set<ObsId::applied_we>(1);
  set<ObsId::applied_layer>(layer);
  set<ObsId::applied_word>(tune_word_);
  monitors_shown_ = true;
  if (layer + 1 == sizes_.tuned_layers) return Verdict::Over;
  begin_layer(layer + 1);
  return Verdict::Stays;
}

// What a SAVE transfer read, whatever its answer; the next one follows back to back.
Verdict ControllerReference::Impl::save_word(uint32_t word) {
  const uint32_t layer = get<ObsId::writer_layer>();
  saved_[layer] = word;
  set<ObsId::saved_we>(1);
  set<ObsId::saved_layer>(layer);
  set<ObsId::saved_word>(word);
  monitors_shown_ = true;
  if (layer + 1 == sizes_.tuned_layers) return Verdict::Over;
  begin_save(layer + 1);
  return Verdict::Stays;
}

void ControllerReference::Impl::enter_write() {
  enter(State::Write);
  if (!affine() || get<ObsId::restoring>() != 0) return begin_layer(0);
  set<ObsId::writer_step>(code(Step::Centre));
  step_cycle_ = 1;
}

void ControllerReference::Impl::centre_cycle() {
  if (step_cycle_ > sizes_.centroid_words) return begin_layer(0);
  read_codebook(entry_word(get<ObsId::entry>()) + step_cycle_);
  ++step_cycle_;
}

void ControllerReference::Impl::begin_layer(uint32_t layer) {
  set<ObsId::writer_step>(code(get<ObsId::restoring>() != 0 ? Step::Load : Step::Fetch));
  set<ObsId::writer_layer>(layer);
  set<ObsId::writer_retry>(0);
}

void ControllerReference::Impl::fetch_cycle() {
  if (state() == State::Load) {
    read_delta(get<ObsId::writer_index>());
    return set<ObsId::writer_step>(code(Step::Load));
  }
  read_codebook(tune_word_address());
  set<ObsId::writer_step>(code(affine() ? Step::Slopes : Step::Load));
  step_cycle_ = 1;
}

void ControllerReference::Impl::slopes_cycle() {
  if (step_cycle_ <= sizes_.map_words) read_codebook(slope_address() + step_cycle_ - 1);
  if (step_cycle_ == sizes_.map_words + 2) set<ObsId::writer_step>(code(Step::Load));
  ++step_cycle_;
}

uint32_t ControllerReference::Impl::tune_word_address() const {
  return entry_word(get<ObsId::entry>()) + 1 + sizes_.centroid_words + get<ObsId::writer_layer>();
}

// First slope word of the layer: G words for the gain, G for the offset.
uint32_t ControllerReference::Impl::slope_address() const {
  return entry_word(get<ObsId::entry>()) + 1 + sizes_.centroid_words + sizes_.tuned_layers +
         sizes_.map_words * get<ObsId::writer_layer>();
}

// The word LOAD latches.
uint32_t ControllerReference::Impl::tune_word() const {
  if (get<ObsId::restoring>() != 0) return saved_[get<ObsId::writer_layer>()];
  int32_t gain_sum = 0;
  int32_t offset_sum = 0;
  if (affine()) {
    const std::vector<int16_t> centres = centroid(get<ObsId::entry>());
    gain_sum = slope_sum(slope_address(), 0, centres);
    offset_sum = slope_sum(slope_address() + sizes_.feature_words, 0, centres);
  }
  const auto limit = [this](uint32_t address, Field field) {
    return static_cast<uint16_t>(config(address, field));
  };
  const auto shift = [this](Field field) {
    return static_cast<int>(config(kShiftsAddress, field));
  };
  const bool free = fault_ == ReferenceFault::OffsetNotClamped;
  const auto least = static_cast<int16_t>(limit(kOffsetLimitsAddress, kOffsetLimitsMin));
  const auto most = static_cast<int16_t>(limit(kOffsetLimitsAddress, kOffsetLimitsMax));
  return tuning::affine_tune_word(
      codebook_[tune_word_address()], gain_sum, shift(kShiftsGain), offset_sum,
      shift(kShiftsOffset), limit(kGainLimitsAddress, kGainLimitsMin),
      limit(kGainLimitsAddress, kGainLimitsMax), free ? INT16_MIN : least, free ? INT16_MAX : most);
}

void ControllerReference::Impl::begin_tune_write() {
  begin_write(static_cast<uint16_t>(kTuneShadow + 4 * get<ObsId::writer_layer>()), tune_word_);
}

// The first COMMIT cycle is its SETUP.
void ControllerReference::Impl::begin_commit() {
  set<ObsId::writer_layer>(0);
  set<ObsId::writer_index>(0);
  begin_write(kTuneCommit, 1);
}

// SETUP of the read of a layer's active word; psel may be high already.
void ControllerReference::Impl::begin_save(uint32_t layer) {
  set<ObsId::writer_step>(code(Step::ReadSetup));
  set<ObsId::writer_layer>(layer);
  show_read_setup(static_cast<uint16_t>(kTuneActive + 4 * layer));
}

// Abort at the end of a cycle that began in step `before`: only a transfer that was under way and
// has not ended in this cycle goes on. `ended`: the cycle ended the state or failed.
void ControllerReference::Impl::abort_writer(Step before, bool ended) {
  const bool access_goes_on = is_access(before) && writer_step() == before && !ended;
  if (!is_setup(before) && !access_goes_on) writer_idle();
}

// FLUSH lets a transfer end; how it ends does not matter.
void ControllerReference::Impl::flush_cycle(const ControllerInputs& in) {
  if (!is_access(writer_step())) return;
  ++access_cycles_;
  const bool time_is_up = access_cycles_ == config(kCfgLimitsAddress, kCfgLimitsTimeout);
  if (in.cfg_pready != 0 || time_is_up) writer_idle();
}

}  // namespace kintsugi
