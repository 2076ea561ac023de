#include "systemc/bus/bus_fault_injector.h"

namespace kintsugi {

BusFaultInjector::BusFaultInjector(sc_core::sc_module_name name, BusFault fault)
    : sc_module(name), target("target"), initiator("initiator"), fault_(fault) {
  target.register_b_transport(this, &BusFaultInjector::b_transport);
  target.register_transport_dbg(this, &BusFaultInjector::transport_dbg);
}

bool BusFaultInjector::strikes(const tlm::tlm_generic_payload& payload) {
  if (fault_.kind == BusFault::Kind::None || payload.get_address() != fault_.address) return false;
  if (fault_.kind == BusFault::Kind::FlippedRead && !payload.is_read()) return false;
  if (fault_.times == 0) return false;
  --fault_.times;
  return true;
}

void BusFaultInjector::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  const bool spoilt = strikes(payload);
  if (spoilt && fault_.kind == BusFault::Kind::ErrorResponse) {
    payload.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
    return;
  }
  initiator->b_transport(payload, delay);
  if (spoilt && fault_.kind == BusFault::Kind::FlippedRead) payload.get_data_ptr()[0] ^= 1U;
  if (spoilt && fault_.kind == BusFault::Kind::Hang) delay += sc_core::sc_time(1, sc_core::SC_SEC);
}

unsigned BusFaultInjector::transport_dbg(tlm::tlm_generic_payload& payload) {
  return initiator->transport_dbg(payload);
}

}  // namespace kintsugi
