// The accelerator: a die's layers in a row, between the stimulus and the signature stream.
#pragma once

#include <cstdint>
#include <memory>
#include <systemc>
#include <vector>

#include "models/accelerator/die.h"
#include "systemc/accelerator/layer_engine.h"
#include "systemc/accelerator/layer_recording.h"
#include "systemc/accelerator/timing.h"
#include "systemc/accelerator/tuning_registers.h"
#include "systemc/bus/streams.h"
#include "systemc/trace/wave_options.h"

namespace kintsugi {

// One image is in work at a time; until its last beat has left, pixels of the next one wait. A
// layer begins when its input is complete: at the last pixel, or when the last beat of the layer
// before has entered the signature FIFO. After the layer's crossbar time its values leave, one
// beat a cycle. An image that is too short is padded with 0, one that is too long is cut.
//
// No process and no event: the stream adapters call at every clock edge, and a layer's values are
// computed when it begins, with the time at which they exist.
class Accelerator : public sc_core::sc_module, public ImageConsumer, public SignatureProducer {
 public:
  // `die` must outlive the module. `initial` is the tuning in force after power-up.
  Accelerator(sc_core::sc_module_name name, const Die& die, const Tuning& initial,
              const TimingConfig& timing);

  TuningRegisters& registers() { return registers_; }

  bool image_ready() const override { return !busy_; }
  void take_image(uint8_t tag, const std::vector<uint8_t>& pixels) override;
  void drop_images() override;
  bool next_beat(SignatureBeat& beat) override;

  // State, gains and offsets, chosen cells, and the converters of the chosen layer. The accelerator
  // must outlive the list.
  void add_probes(ProbeList& probes, const std::string& scope, const WaveOptions& options);

 private:
  void begin_layer(size_t layer);
  void layer_drained();
  void image_over();
  void add_cell_probe(ProbeList& probes, const std::string& scope, const CellAddress& cell) const;

  const Die& die_;
  const Chip& chip_;
  TuningRegisters registers_;
  std::vector<std::unique_ptr<LayerEngine>> layers_;

  bool busy_ = false;
  uint8_t tag_ = 0;
  uint32_t images_ = 0;         // taken so far
  size_t layer_ = 0;            // in work
  std::vector<uint8_t> codes_;  // its input
  LayerOutput output_;          // its values, of which
  size_t sent_ = 0;             // so many have left
  size_t beats_per_channel_ = 1;
  sc_core::sc_time ready_at_;                  // when its values exist
  std::unique_ptr<LayerRecording> recording_;  // of the layer the wave shows
};

}  // namespace kintsugi
