#include "systemc/accelerator/crossbar_tile.h"

#include <algorithm>
#include <cstring>

namespace kintsugi {

CrossbarTile::CrossbarTile(sc_core::sc_module_name name, const Tile& tile,
                           const TilePlacement& placement, const LayerPlan& plan, const Chip& chip,
                           const TimingConfig& timing)
    : sc_module(name),
      socket("socket"),
      tile_(tile),
      placement_(placement),
      planes_(plan.input.planes(chip.activation_bits())),
      read_delay_(timing.cycles(plane_cycles(timing, chip.config) - timing.shift_add_cycles)),
      rows_(static_cast<size_t>(plan.layer.rows())) {
  socket.register_b_transport(this, &CrossbarTile::b_transport);
  socket.register_transport_dbg(this, &CrossbarTile::transport_dbg);
}

void CrossbarTile::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  if (payload.get_byte_enable_ptr() != nullptr) {
    payload.set_response_status(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
  } else if (payload.is_write()) {
    payload.set_response_status(write(payload));
  } else if (payload.is_read()) {
    payload.set_response_status(read_codes(payload));
    delay += read_delay_;
  } else {
    payload.set_response_status(tlm::TLM_COMMAND_ERROR_RESPONSE);
  }
}

unsigned CrossbarTile::transport_dbg(tlm::tlm_generic_payload& payload) {
  const bool done = payload.is_read() && read_codes(payload) == tlm::TLM_OK_RESPONSE;
  return done ? payload.get_data_length() : 0;
}

tlm::tlm_response_status CrossbarTile::write(const tlm::tlm_generic_payload& payload) {
  if (payload.get_address() != kReadKey) return write_rows(payload);
  if (payload.get_data_length() != sizeof key_) return tlm::TLM_BURST_ERROR_RESPONSE;
  std::memcpy(&key_, payload.get_data_ptr(), sizeof key_);
  return tlm::TLM_OK_RESPONSE;
}

tlm::tlm_response_status CrossbarTile::write_rows(const tlm::tlm_generic_payload& payload) {
  const uint64_t first = payload.get_address();
  const uint64_t count = payload.get_data_length();
  if (first >= rows_.size() || count > rows_.size() - first) {
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  }
  std::copy_n(payload.get_data_ptr(), count, rows_.begin() + static_cast<ptrdiff_t>(first));
  return tlm::TLM_OK_RESPONSE;
}

tlm::tlm_response_status CrossbarTile::read_codes(const tlm::tlm_generic_payload& payload) const {
  const uint64_t address = payload.get_address();
  if (address < kPlanes || address - kPlanes >= static_cast<uint64_t>(planes_)) {
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  }
  if (payload.get_data_length() != static_cast<size_t>(tile_.columns()) * sizeof(int32_t)) {
    return tlm::TLM_BURST_ERROR_RESPONSE;
  }
  read_plane(tile_, rows_.data() + placement_.first_row, static_cast<int>(address - kPlanes), key_,
             reinterpret_cast<int32_t*>(payload.get_data_ptr()));
  return tlm::TLM_OK_RESPONSE;
}

}  // namespace kintsugi
