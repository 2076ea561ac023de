// A TLM initiator that is driven by hand.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>

#include <cstdint>
#include <string>
#include <systemc>
#include <tlm>

namespace kintsugi {

class Initiator : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<Initiator> socket;
  explicit Initiator(sc_core::sc_module_name name) : sc_module(name), socket("socket") {}

  tlm::tlm_response_status access(tlm::tlm_command command, uint64_t address, void* data,
                                  unsigned length) {
    prepare(command, address, data, length);
    delay = sc_core::SC_ZERO_TIME;
    socket->b_transport(payload, delay);
    return payload.get_response_status();
  }
  unsigned debug(tlm::tlm_command command, uint64_t address, void* data, unsigned length) {
    prepare(command, address, data, length);
    return socket->transport_dbg(payload);
  }
  tlm::tlm_response_status write(uint64_t address, uint32_t word) {
    return access(tlm::TLM_WRITE_COMMAND, address, &word, 4);
  }
  uint32_t read(uint64_t address) {
    uint32_t word = 0;
    access(tlm::TLM_READ_COMMAND, address, &word, 4);
    return word;
  }

  sc_core::sc_time delay;
  tlm::tlm_generic_payload payload;

 private:
  void prepare(tlm::tlm_command command, uint64_t address, void* data, unsigned length) {
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(static_cast<unsigned char*>(data));
    payload.set_data_length(length);
    payload.set_streaming_width(length);
    payload.set_byte_enable_ptr(nullptr);
    payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  }
};

// The sentence if it does not hold.
inline std::string expect(bool holds, const std::string& sentence) {
  return holds ? "" : sentence + "\n";
}

}  // namespace kintsugi
