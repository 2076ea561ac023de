// A crossbar tile with its DACs and converters as a TLM target.
#pragma once

#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <systemc>
#include <tlm>
#include <vector>

#include "models/accelerator/die.h"
#include "systemc/accelerator/timing.h"

namespace kintsugi {

//   0 + r         W   input code of row r of the layer's matrix (a byte each), held by the DACs
//   kPlanes + p   R   plane p is applied, every column converted: [columns] int32 codes
//   kReadKey      W   image and position (two uint32), which name the read noise from now on
//
// A write takes no time of its own (the latches are double-buffered); a read takes DAC, integration
// and columns_per_adc conversions. Other addresses, lengths and byte enables get an error response.
class CrossbarTile : public sc_core::sc_module {
 public:
  static constexpr uint64_t kPlanes = 0x100000;
  static constexpr uint64_t kReadKey = 0x200000;

  tlm_utils::simple_target_socket<CrossbarTile> socket;

  // `tile` and `placement` must outlive the module.
  CrossbarTile(sc_core::sc_module_name name, const Tile& tile, const TilePlacement& placement,
               const LayerPlan& plan, const Chip& chip, const TimingConfig& timing);

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(tlm::tlm_generic_payload& payload);
  tlm::tlm_response_status write(const tlm::tlm_generic_payload& payload);
  tlm::tlm_response_status write_rows(const tlm::tlm_generic_payload& payload);
  tlm::tlm_response_status read_codes(const tlm::tlm_generic_payload& payload) const;

  const Tile& tile_;
  const TilePlacement& placement_;
  int planes_;
  sc_core::sc_time read_delay_;
  ReadKey key_;
  std::vector<uint8_t> rows_;  // [rows of the layer's matrix]; only this tile's are ever read
};

}  // namespace kintsugi
