// The order of the self-tuning monitor's transfers (docs/controller.md, section 7.11), and the
// gains it writes, which follow from the sums it reads.
//
//   write MonWindow, then again and again: read MonSequence until it changes; MonSum of the input;
//   of each tuned layer MonSum, the active word, the shadow written and read back; MonSequence;
//   a commit if a gain moved and the sequence is still the same
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "testbench/checkers/cfg_order.h"
#include "testbench/checkers/told.h"

namespace kintsugi {

class MonitorOrder {
 public:
  // What is wrong with a transfer that begins, one sentence; empty for nothing.
  std::string begins(const Told& told, const ControllerOutputs& setup) const;
  // The transfer under way has ended well; retries may be used up by it.
  std::optional<ErrorCause> ends(const Told& told, const ControllerOutputs& out,
                                 const ControllerInputs& in);
  int detail() const;  // of an error of the transfer under way
  // The monitor may not work: what it was at is dropped.
  void stop();

  uint16_t windows() const { return windows_; }  // looked at from end to end, wraps
  uint16_t commits() const { return commits_; }

 private:
  enum class Want { Window, Poll, Input, Sum, Gain, Store, Confirm, Apply };

  uint32_t address() const;
  uint32_t setting(const Told& told) const;
  bool due(const ControllerOutputs& setup) const;
  std::string due_text() const;

  Want want_ = Want::Window;
  uint32_t layer_ = 0;
  uint32_t sequence_ = 0;
  uint32_t next_sequence_ = 0;
  uint32_t input_sum_ = 0;
  uint32_t sum_ = 0;
  uint32_t found_ = 0;  // the layer's active word
  bool moved_ = false;
  WordWriting store_;
  uint16_t windows_ = 0;
  uint16_t commits_ = 0;
};

}  // namespace kintsugi
