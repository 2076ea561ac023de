#include "systemc/bus/apb_master_adapter.h"

#include <cstring>
#include <utility>

namespace kintsugi {
namespace {

// What a payload asks for that APB4 with 32-bit data and 20-bit addresses cannot carry.
tlm::tlm_response_status refusal(const tlm::tlm_generic_payload& payload) {
  if (payload.is_read() == payload.is_write()) return tlm::TLM_COMMAND_ERROR_RESPONSE;
  if (payload.get_address() >= uint64_t{1} << 20) return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  if (payload.get_data_length() != 4 || payload.get_streaming_width() < 4) {
    return tlm::TLM_BURST_ERROR_RESPONSE;
  }
  if (payload.get_byte_enable_ptr() != nullptr && payload.get_byte_enable_length() != 4) {
    return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
  }
  return tlm::TLM_OK_RESPONSE;
}

uint8_t strobes(const tlm::tlm_generic_payload& payload) {
  if (payload.is_read()) return 0;
  const unsigned char* enable = payload.get_byte_enable_ptr();
  if (enable == nullptr) return 0xF;
  unsigned mask = 0;
  for (unsigned i = 0; i < 4; ++i) {
    if (enable[i] == TLM_BYTE_ENABLED) mask |= 1U << i;
  }
  return static_cast<uint8_t>(mask);
}

void release(ControllerInputs& in) {
  in.csr_psel = 0;
  in.csr_penable = 0;
  in.csr_pwrite = 0;
  in.csr_pstrb = 0;
  in.csr_paddr = 0;
  in.csr_pwdata = 0;
}

}  // namespace

void ApbMasterAdapter::issue(tlm::tlm_generic_payload& payload, Done done) {
  queue_.push_back({&payload, std::move(done)});
}

void ApbMasterAdapter::edge(const ControllerOutputs& out, ControllerInputs& in) {
  lane_.edge();
  if (in.rst_n == 0) {
    reset(in);
    return;
  }
  in_reset_ = false;
  switch (phase_) {
    case Phase::Idle:
      if (in.csr_psel != 0) release(in);
      if (!queue_.empty() && !(gap_ && gap_(cycle_++))) begin(in);
      break;
    case Phase::Setup:
      in.csr_penable = 1;
      phase_ = Phase::Access;
      waited_ = 0;
      access(out);
      break;
    case Phase::Access:
      access(out);
      break;
  }
}

void ApbMasterAdapter::begin(ControllerInputs& in) {
  const tlm::tlm_generic_payload& payload = *queue_.front().payload;
  const tlm::tlm_response_status status = refusal(payload);
  if (status != tlm::TLM_OK_RESPONSE) {
    complete(status);
    return;
  }
  in.csr_psel = 1;
  in.csr_pwrite = payload.is_write() ? 1 : 0;
  in.csr_pstrb = strobes(payload);
  in.csr_paddr = static_cast<uint32_t>(payload.get_address());
  if (payload.is_write()) std::memcpy(&in.csr_pwdata, payload.get_data_ptr(), 4);
  lane_.begin(payload.is_write() ? TransactionLane::Kind::Write : TransactionLane::Kind::Read,
              in.csr_paddr, in.csr_pwdata);
  phase_ = Phase::Setup;
}

void ApbMasterAdapter::access(const ControllerOutputs& out) {
  if (out.csr_pready != 0) {
    tlm::tlm_generic_payload& payload = *queue_.front().payload;
    if (payload.is_read()) {
      std::memcpy(payload.get_data_ptr(), &out.csr_prdata, 4);
      lane_.data(out.csr_prdata);
    }
    complete(out.csr_pslverr != 0 ? tlm::TLM_GENERIC_ERROR_RESPONSE : tlm::TLM_OK_RESPONSE);
  } else if (++waited_ >= timeout_cycles_) {
    complete(tlm::TLM_GENERIC_ERROR_RESPONSE);
  }
}

// The callback may issue the next payload, so the request leaves the queue first.
void ApbMasterAdapter::complete(tlm::tlm_response_status status) {
  phase_ = Phase::Idle;
  lane_.end(status == tlm::TLM_OK_RESPONSE ? TransactionLane::Status::Ok
                                           : TransactionLane::Status::Error);
  Request request = std::move(queue_.front());
  queue_.pop_front();
  request.payload->set_response_status(status);
  if (request.done) request.done(*request.payload);
}

// A callback may issue again at once; what it issues waits for the end of the reset.
void ApbMasterAdapter::reset(ControllerInputs& in) {
  release(in);
  phase_ = Phase::Idle;
  if (!in_reset_) {
    for (size_t waiting = queue_.size(); waiting > 0; --waiting) {
      complete(tlm::TLM_GENERIC_ERROR_RESPONSE);
    }
  }
  in_reset_ = true;
}

}  // namespace kintsugi
