// The tester's side of the csr port: plays TLM payloads as APB4 transfers, one after the other.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <tlm>
#include <utility>

#include "systemc/bus/pin_adapter.h"
#include "systemc/trace/transaction_lane.h"

namespace kintsugi {

// Payloads are 32-bit reads and writes at addresses below 2^16; an array of four byte enables, if
// given, becomes PSTRB of a write. Callers are served in order.
class ApbMasterAdapter : public PinAdapter {
 public:
  // Called once a payload, with its response status set: TLM_OK_RESPONSE;
  // TLM_GENERIC_ERROR_RESPONSE for PSLVERR, a transfer without PREADY for `timeout_cycles`, or a
  // reset in between; TLM_BURST_ERROR_RESPONSE or TLM_ADDRESS_ERROR_RESPONSE for what APB cannot
  // carry.
  using Done = std::function<void(tlm::tlm_generic_payload&)>;

  explicit ApbMasterAdapter(uint32_t timeout_cycles, Stall gap = {})
      : timeout_cycles_(timeout_cycles), gap_(std::move(gap)) {}

  // `payload` must live until `done` has been called, which happens inside a later edge().
  void issue(tlm::tlm_generic_payload& payload, Done done);
  bool idle() const { return queue_.empty(); }

  // The payload on the wires.
  const TransactionLane& lane() const { return lane_; }

  void edge(const ControllerOutputs& out, ControllerInputs& in) override;

 private:
  struct Request {
    tlm::tlm_generic_payload* payload;
    Done done;
  };
  enum class Phase { Idle, Setup, Access };

  void begin(ControllerInputs& in);
  void access(const ControllerOutputs& out);
  void complete(tlm::tlm_response_status status);
  void reset(ControllerInputs& in);

  uint32_t timeout_cycles_;
  Stall gap_;
  uint64_t cycle_ = 0;
  std::deque<Request> queue_;
  Phase phase_ = Phase::Idle;
  bool in_reset_ = false;  // what was waiting when the reset began has been answered
  uint32_t waited_ = 0;
  TransactionLane lane_;
};

}  // namespace kintsugi
