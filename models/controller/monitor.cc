// The self-tuning monitor (docs/controller.md, section 7.11). It runs in IDLE and DONE, where the
// host may change registers: all it reads are values of the closing cycle.
#include "models/controller/reference_impl.h"
#include "models/tuning/self_tuning.h"

namespace kintsugi {

using namespace regs;

namespace {

constexpr uint32_t kDivideCycles = 89;
constexpr uint32_t kLayerDetail = 0x100;
constexpr uint32_t kReadDetail = 0x1FE;
constexpr uint32_t kApplyDetail = 0x1FF;

uint32_t sequence_of(uint32_t read) { return read & 0xFFFFU; }

}  // namespace

bool ControllerReference::Impl::monitor_may_work() const {
  const uint32_t layers = config(kCountsAddress, kCountsLayers);
  return config(kMonitorAddress, kMonitorEn) != 0 && get<ObsId::scrubbing>() == 0 && layers >= 2 &&
         layers <= static_cast<uint32_t>(built_.layers) &&
         config(kCfgLimitsAddress, kCfgLimitsTimeout) >= 1 &&
         (state() == State::Idle || state() == State::Done);
}

Verdict ControllerReference::Impl::monitor_cycle(const ControllerInputs& in) {
  const MonStep step = mon_step();
  if (step == MonStep::Off && config(kMonitorAddress, kMonitorEn) == 0) return Verdict::Stays;
  const bool may_work = monitor_may_work();
  switch (step) {
    case MonStep::Off:
      if (may_work) begin_monitor_step(MonStep::Window);
      return Verdict::Stays;
    case MonStep::Wait:
      ++mon_cycle_;
      if (mon_cycle_ == 1) {
        monitor_.ratio = config_[kMonRatioAddress / 4U + get<ObsId::mon_layer>()];
      }
      if (!may_work) {
        monitor_off();
      } else if (mon_cycle_ >= config(kMonPeriodAddress, kMonPeriodCycles)) {
        begin_monitor_step(MonStep::Poll);
      }
      return Verdict::Stays;
    case MonStep::Divide:
      ++mon_cycle_;
      if (mon_cycle_ == 1) {
        monitor_.ratio = config_[kMonRatioAddress / 4U + get<ObsId::mon_layer>()];
      }
      if (!may_work) {
        monitor_off();
      } else if (mon_cycle_ == kDivideCycles) {
        divide_over();
      }
      return Verdict::Stays;
    default:
      return monitor_transfer(in, may_work);
  }
}

// A cycle of a step that is a transfer.
Verdict ControllerReference::Impl::monitor_transfer(const ControllerInputs& in, bool may_work) {
  mon_dropped_ = mon_dropped_ || !may_work;
  if (out_.cfg_penable == 0) {
    out_.cfg_penable = 1;
    mon_cycle_ = 0;
    return Verdict::Stays;
  }
  ++mon_cycle_;
  const bool time_is_up = mon_cycle_ >= config(kCfgLimitsAddress, kCfgLimitsTimeout);
  if (in.cfg_pready == 0 && !time_is_up) return Verdict::Stays;
  release_bus();
  if (mon_dropped_) {
    monitor_off();
    return Verdict::Stays;
  }
  if (in.cfg_pready == 0) return monitor_fails(Error::CfgTimeout);
  if (in.cfg_pslverr != 0) return monitor_fails(Error::CfgSlverr);
  return monitor_step_over(in.cfg_prdata);
}

// A transfer ended well; `read` is its read data.
Verdict ControllerReference::Impl::monitor_step_over(uint32_t read) {
  switch (mon_step()) {
    case MonStep::Window:
      set<ObsId::mon_sequence>(0);
      begin_monitor_step(MonStep::Wait);
      break;
    case MonStep::Poll: {
      const uint32_t sequence = sequence_of(read);
      const bool same = sequence == get<ObsId::mon_sequence>();
      if (!same) set<ObsId::mon_next>(sequence);
      begin_monitor_step(same ? MonStep::Wait : MonStep::Input);
      break;
    }
    case MonStep::Input:
      monitor_.sum = read;
      set<ObsId::mon_moved>(0);
      set<ObsId::mon_layer>(0);
      begin_monitor_step(MonStep::Sum);
      break;
    case MonStep::Sum:
      monitor_.input_sum = monitor_.sum;
      monitor_.sum = read;
      begin_monitor_step(MonStep::Gain);
      break;
    case MonStep::Gain:
      monitor_.active = read;
      begin_monitor_step(MonStep::Divide);
      break;
    case MonStep::Store:
      begin_monitor_step(MonStep::Back);
      break;
    case MonStep::Back:
      return monitor_compare(read);
    case MonStep::Confirm:
      monitor_confirmed(sequence_of(read));
      break;
    case MonStep::Apply:
      set<ObsId::mon_commits>(get<ObsId::mon_commits>() + 1);
      begin_monitor_step(MonStep::Wait);
      break;
    case MonStep::Off:
    case MonStep::Wait:
    case MonStep::Divide:
      break;
  }
  return Verdict::Stays;
}

void ControllerReference::Impl::begin_monitor_step(MonStep step) {
  set<ObsId::mon_step>(static_cast<uint64_t>(step));
  mon_cycle_ = 0;
  mon_dropped_ = false;
  show_monitor_transfer(step);
}

// SETUP of the step's transfer, if it has one.
void ControllerReference::Impl::show_monitor_transfer(MonStep step) {
  const uint32_t layer = get<ObsId::mon_layer>();
  const auto at = [](uint32_t address) { return static_cast<uint16_t>(address); };
  switch (step) {
    case MonStep::Window:
      return show_write(kMonWindow, config(kMonitorAddress, kMonitorWindow));
    case MonStep::Poll:
    case MonStep::Confirm:
      return show_read_setup(kMonSequence);
    case MonStep::Input:
      return show_read_setup(kMonSum);
    case MonStep::Sum:
      return show_read_setup(at(kMonSum + 4 * (layer + 1)));
    case MonStep::Gain:
      return show_read_setup(at(kTuneActive + 4 * layer));
    case MonStep::Store:
      return show_write(at(kTuneShadow + 4 * layer), monitor_.word);
    case MonStep::Back:
      return show_read_setup(at(kTuneShadow + 4 * layer));
    case MonStep::Apply:
      return show_write(kTuneCommit, 1);
    case MonStep::Off:
    case MonStep::Wait:
    case MonStep::Divide:
      return;
  }
}

void ControllerReference::Impl::divide_over() {
  tuning::SelfTuningLimits limits;
  limits.gain_min = static_cast<uint16_t>(config(kGainLimitsAddress, kGainLimitsMin));
  limits.gain_max = static_cast<uint16_t>(config(kGainLimitsAddress, kGainLimitsMax));
  limits.dead_shift = static_cast<int>(config(kMonitorAddress, kMonitorDeadShift));
  if (fault_ == ReferenceFault::DeadBandIgnored) limits.dead_shift = 16;
  const auto gain = static_cast<uint16_t>(monitor_.active);
  const uint16_t next =
      tuning::next_gain(gain, monitor_.input_sum, monitor_.sum, monitor_.ratio, limits);
  if (next != gain) set<ObsId::mon_moved>(1);
  monitor_.word = (monitor_.active & 0xFFFF0000U) | next;
  begin_monitor_step(MonStep::Store);
}

// The end of BACK: the word read back against the one written.
Verdict ControllerReference::Impl::monitor_compare(uint32_t read) {
  const uint32_t layer = get<ObsId::mon_layer>();
  const uint32_t retry = get<ObsId::mon_retry>();
  if (read != monitor_.word) {
    if (retry >= config(kCfgLimitsAddress, kCfgLimitsRetries)) {
      return monitor_fails(Error::Readback);
    }
    set<ObsId::mon_retry>(retry + 1);
    begin_monitor_step(MonStep::Store);
    return Verdict::Stays;
  }
  set<ObsId::mon_retry>(0);
  const bool last = layer + 2 >= config(kCountsAddress, kCountsLayers);
  set<ObsId::mon_layer>(last ? 0 : layer + 1);
  begin_monitor_step(last ? MonStep::Confirm : MonStep::Sum);
  return Verdict::Stays;
}

// The end of CONFIRM: sums of another window than the one polled are not used.
void ControllerReference::Impl::monitor_confirmed(uint32_t sequence) {
  if (sequence != get<ObsId::mon_next>()) return begin_monitor_step(MonStep::Wait);
  set<ObsId::mon_sequence>(sequence);
  set<ObsId::mon_windows>(get<ObsId::mon_windows>() + 1);
  begin_monitor_step(get<ObsId::mon_moved>() != 0 ? MonStep::Apply : MonStep::Wait);
}

void ControllerReference::Impl::monitor_off() {
  set<ObsId::mon_step>(static_cast<uint64_t>(MonStep::Off));
  set<ObsId::mon_layer>(0);
  set<ObsId::mon_retry>(0);
  set<ObsId::mon_moved>(0);
  set<ObsId::mon_next>(0);
}

Verdict ControllerReference::Impl::monitor_fails(Error code) {
  const MonStep step = mon_step();
  uint32_t detail = kReadDetail;
  if (step == MonStep::Apply) detail = kApplyDetail;
  if (step == MonStep::Sum || step == MonStep::Gain || step == MonStep::Store ||
      step == MonStep::Back) {
    detail = kLayerDetail + get<ObsId::mon_layer>();
  }
  monitor_off();
  return fail(code, detail);
}

}  // namespace kintsugi
