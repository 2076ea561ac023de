#include "testbench/checkers/monitor_order.h"

namespace kintsugi {
namespace {

constexpr int kOfLayer = 0x100;
constexpr int kOfNoLayer = 0x1FE;
constexpr int kOfCommit = 0x1FF;
constexpr uint32_t kSequenceMask = 0xFFFF;

}  // namespace

void MonitorOrder::stop() {
  const MonitorOrder was = *this;
  *this = {};
  windows_ = was.windows_;
  commits_ = was.commits_;
}

uint32_t MonitorOrder::address() const {
  switch (want_) {
    case Want::Window:
      return regs::kMonWindow;
    case Want::Poll:
    case Want::Confirm:
      return regs::kMonSequence;
    case Want::Input:
      return regs::kMonSum;
    case Want::Sum:
      return regs::kMonSum + 4 * (layer_ + 1);
    case Want::Gain:
      return regs::kTuneActive + 4 * layer_;
    case Want::Store:
      return regs::kTuneShadow + 4 * layer_;
    case Want::Apply:
      break;
  }
  return regs::kTuneCommit;
}

bool MonitorOrder::due(const ControllerOutputs& setup) const {
  if (want_ == Want::Store) return store_.due(setup, address());
  const bool write = want_ == Want::Window || want_ == Want::Apply;
  return write ? writes(setup, address()) : reads(setup, address());
}

std::string MonitorOrder::due_text() const {
  const bool write = want_ == Want::Window || want_ == Want::Apply;
  const char* what = want_ == Want::Store ? store_.due_text() : write ? "writing" : "reading";
  return std::string("the ") + what + " of " + cfg_name(address()) + " comes next";
}

// {offset as found, the gain that follows}.
uint32_t MonitorOrder::setting(const Told& told) const {
  const auto gain = static_cast<uint16_t>(regs::kAppliedGain.get(found_));
  const uint16_t next =
      tuning::next_gain(gain, input_sum_, sum_, told.ratio(layer_), told.gain_limits());
  return (found_ & ~regs::kAppliedGain.put(~0U)) | regs::kAppliedGain.put(next);
}

std::string MonitorOrder::begins(const Told& told, const ControllerOutputs& setup) const {
  const std::string text = transfer_text(setup);
  if (!due(setup)) return text + " outside a test; of the monitor " + due_text();
  if (setup.cfg_pwrite == 0) return "";
  const uint32_t word = want_ == Want::Window  ? told.window()
                        : want_ == Want::Apply ? 1
                                               : setting(told);
  if (setup.cfg_pwdata == word) return "";
  return text + " for the monitor with " + std::to_string(setup.cfg_pwdata) + "; recomputed is " +
         std::to_string(word);
}

std::optional<ErrorCause> MonitorOrder::ends(const Told& told, const ControllerOutputs& out,
                                             const ControllerInputs& in) {
  const uint32_t data = in.cfg_prdata;
  switch (want_) {
    case Want::Window:
      sequence_ = 0;
      want_ = Want::Poll;
      break;
    case Want::Poll:
      next_sequence_ = data & kSequenceMask;
      if (next_sequence_ != sequence_) want_ = Want::Input;
      break;
    case Want::Input:
      input_sum_ = data;
      layer_ = 0;
      moved_ = false;
      want_ = Want::Sum;
      break;
    case Want::Sum:
      sum_ = data;
      want_ = Want::Gain;
      break;
    case Want::Gain:
      found_ = data;
      want_ = Want::Store;
      break;
    case Want::Store: {
      if (out.cfg_pwrite != 0 && out.cfg_pwdata != found_) moved_ = true;
      const auto after = store_.ends(out, in, told.retries());
      if (after == WordWriting::After::GivenUp) return ErrorCause{regs::Error::Readback, detail()};
      if (after != WordWriting::After::Equal) break;
      const bool last = layer_ + 1 >= told.tuned();
      layer_ = last ? 0 : layer_ + 1;
      want_ = last ? Want::Confirm : Want::Sum;
      input_sum_ = sum_;
      break;
    }
    case Want::Confirm: {
      const bool same = (data & kSequenceMask) == next_sequence_;
      if (same) sequence_ = next_sequence_;
      if (same) ++windows_;
      want_ = same && moved_ ? Want::Apply : Want::Poll;
      break;
    }
    case Want::Apply:
      ++commits_;
      want_ = Want::Poll;
      break;
  }
  return std::nullopt;
}

int MonitorOrder::detail() const {
  switch (want_) {
    case Want::Sum:
    case Want::Gain:
    case Want::Store:
      return kOfLayer + static_cast<int>(layer_);
    case Want::Apply:
      return kOfCommit;
    default:
      return kOfNoLayer;
  }
}

}  // namespace kintsugi
