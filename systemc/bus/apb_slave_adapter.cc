#include "systemc/bus/apb_slave_adapter.h"

#include <utility>

namespace kintsugi {
namespace {

uint64_t cycles_rounded_up(const sc_core::sc_time& delay, const sc_core::sc_time& period) {
  return (delay.value() + period.value() - 1) / period.value();
}

}  // namespace

ApbSlaveAdapter::ApbSlaveAdapter(sc_core::sc_module_name name, sc_core::sc_time clock_period,
                                 Stall extra_wait)
    : sc_module(name),
      socket("socket"),
      clock_period_(clock_period),
      extra_wait_(std::move(extra_wait)) {}

void ApbSlaveAdapter::edge(const ControllerOutputs& out, ControllerInputs& in) {
  lane_.edge();
  if (in.cfg_pready != 0) {
    in.cfg_pready = 0;
    in.cfg_pslverr = 0;
    in.cfg_prdata = 0;
  }
  if (in.rst_n == 0 || out.cfg_psel == 0 || out.cfg_penable == 0) {
    lane_.end(TransactionLane::Status::Dropped);
    transported_ = false;
    return;
  }
  if (!transported_) transport(out);
  if (wait_states_ > 0) {
    --wait_states_;
    return;
  }
  if (extra_wait_ && extra_wait_(cycle_++)) return;

  in.cfg_pready = 1;
  in.cfg_pslverr = payload_.is_response_ok() ? 0 : 1;
  in.cfg_prdata = payload_.is_response_ok() && out.cfg_pwrite == 0 ? data_ : 0;
  lane_.data(data_);
  lane_.end(payload_.is_response_ok() ? TransactionLane::Status::Ok
                                      : TransactionLane::Status::Error);
  transported_ = false;
}

void ApbSlaveAdapter::transport(const ControllerOutputs& out) {
  data_ = out.cfg_pwdata;
  payload_.set_command(out.cfg_pwrite != 0 ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
  payload_.set_address(out.cfg_paddr);
  payload_.set_data_ptr(reinterpret_cast<unsigned char*>(&data_));
  payload_.set_data_length(4);
  payload_.set_streaming_width(4);
  payload_.set_byte_enable_ptr(nullptr);
  payload_.set_dmi_allowed(false);
  payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  lane_.begin(out.cfg_pwrite != 0 ? TransactionLane::Kind::Write : TransactionLane::Kind::Read,
              out.cfg_paddr, out.cfg_pwdata);
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  socket->b_transport(payload_, delay);
  wait_states_ = cycles_rounded_up(delay, clock_period_);
  transported_ = true;
}

}  // namespace kintsugi
