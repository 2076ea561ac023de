// Control of one layer: windows in, tiles read plane by plane, digital end, values out.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>

#include <cstdint>
#include <memory>
#include <systemc>
#include <tlm>
#include <vector>

#include "models/accelerator/setting.h"
#include "systemc/accelerator/crossbar_tile.h"
#include "systemc/accelerator/layer_recording.h"
#include "systemc/accelerator/timing.h"

namespace kintsugi {

// Owns the tiles of the layer and reaches them through TLM sockets. Tiles work in parallel: a plane
// takes as long as its slowest tile, plus the shift-add.
class LayerEngine : public sc_core::sc_module {
 public:
  LayerEngine(sc_core::sc_module_name name, const Die& die, int layer, const TimingConfig& timing);

  // Output values of the layer for the input codes `in` [in.size()] of the die's image number
  // `image`, channel-major: activation codes after pooling (bytes of signed ones), or accumulators
  // + bias in the last layer. `addend` [conv_out.size()] are the codes it adds, null without.
  // `delay` grows by the time it takes.
  LayerOutput run(const uint8_t* in, const uint8_t* addend, uint32_t image,
                  const LayerSetting& setting, sc_core::sc_time& delay);

  // Sum of the activation codes of the last run before pooling; 0 in the last layer.
  uint64_t code_sum() const { return code_sum_; }

  // From now on every run is written into `recording`, which must outlive the engine.
  void record(LayerRecording& recording) { recording_ = &recording; }

 private:
  using TileSocket = tlm_utils::simple_initiator_socket<LayerEngine>;

  void load_rows(size_t tile, ReadKey key);
  sc_core::sc_time read_tile(size_t tile, int plane, int32_t* sums);
  sc_core::sc_time read_position(const LayerSetting& setting, ReadKey key);
  void add_shares(const LayerSetting& setting);
  void transport(size_t tile, tlm::tlm_command command, uint64_t address, void* data, size_t length,
                 sc_core::sc_time& delay);
  LayerOutput add_bias() const;
  LayerOutput activate(const LayerSetting& setting, const uint8_t* addend);

  const LayerPlan& plan_;
  int activation_bits_;
  int planes_;
  bool last_;
  sc_core::sc_time shift_add_delay_;
  std::vector<std::unique_ptr<CrossbarTile>> tiles_;
  std::vector<std::unique_ptr<TileSocket>> sockets_;
  tlm::tlm_generic_payload payload_;
  LayerRecording* recording_ = nullptr;
  std::vector<uint8_t> rows_;                      // [rows] of the window in work
  std::vector<int32_t> codes_;                     // [columns] of one tile and plane
  std::vector<int32_t> sums_;                      // [conv_out.channels] of the position in work
  std::vector<int32_t> accumulators_;              // [conv_out.size()], channel-major
  std::vector<int32_t> sparse_;                    // [conv_out.channels] of the position in work
  std::vector<int32_t> sparse_shares_;             // as accumulators_; empty without deltas
  std::vector<std::vector<int32_t>> tile_shares_;  // [tiles][outputs], with tile gains
  uint64_t code_sum_ = 0;
};

}  // namespace kintsugi
