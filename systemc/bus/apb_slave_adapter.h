// The accelerator's side of the cfg port: turns APB4 transfers of the controller into b_transport.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>

#include <cstdint>
#include <systemc>
#include <tlm>

#include "systemc/bus/pin_adapter.h"
#include "systemc/trace/transaction_lane.h"

namespace kintsugi {

// The call is made in the first ACCESS cycle; its annotated delay, rounded up to clock cycles,
// becomes wait states. A response other than TLM_OK_RESPONSE becomes PSLVERR. When the master gives
// up (PSEL falls) or is reset, the transfer is forgotten; what the target did stays done.
class ApbSlaveAdapter : public sc_core::sc_module, public PinAdapter {
 public:
  tlm_utils::simple_initiator_socket<ApbSlaveAdapter> socket;

  // `extra_wait`, asked once a transfer and then once a cycle, adds wait states while it is true.
  ApbSlaveAdapter(sc_core::sc_module_name name, sc_core::sc_time clock_period,
                  Stall extra_wait = {});

  void edge(const ControllerOutputs& out, ControllerInputs& in) override;

  // The last b_transport, until the controller has its answer.
  const TransactionLane& lane() const { return lane_; }

 private:
  void transport(const ControllerOutputs& out);

  sc_core::sc_time clock_period_;
  Stall extra_wait_;
  uint64_t cycle_ = 0;
  tlm::tlm_generic_payload payload_;
  uint32_t data_ = 0;
  uint64_t wait_states_ = 0;
  bool transported_ = false;
  TransactionLane lane_;
};

}  // namespace kintsugi
