// A faulty wire: passes TLM transactions through and spoils chosen ones. For tests and
// demonstrations of what the controller does with a broken configuration bus.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <systemc>
#include <tlm>

namespace kintsugi {

struct BusFault {
  enum class Kind {
    None,
    ErrorResponse,  // the target is not reached, the response is an error
    Hang,           // the answer takes longer than anyone waits
    FlippedRead,    // bit 0 of read data is inverted
  };
  Kind kind = Kind::None;
  uint64_t address = 0;         // only transactions at this address are spoilt
  uint32_t times = UINT32_MAX;  // the first so many of them
};

class BusFaultInjector : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<BusFaultInjector> target;
  tlm_utils::simple_initiator_socket<BusFaultInjector> initiator;

  BusFaultInjector(sc_core::sc_module_name name, BusFault fault);

 private:
  bool strikes(const tlm::tlm_generic_payload& payload);
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(tlm::tlm_generic_payload& payload);

  BusFault fault_;
};

}  // namespace kintsugi
