// The accelerator: a die's layers, one after the other, between the stimulus and the signature
// stream.
#pragma once

#include <cstdint>
#include <memory>
#include <systemc>
#include <vector>

#include "models/accelerator/code_tensors.h"
#include "models/accelerator/die.h"
#include "systemc/accelerator/layer_engine.h"
#include "systemc/accelerator/layer_recording.h"
#include "systemc/accelerator/timing.h"
#include "systemc/accelerator/tuning_registers.h"
#include "systemc/bus/streams.h"
#include "systemc/trace/wave_options.h"

namespace kintsugi {

// One image is in work at a time; until its last beat has left, pixels of the next one wait. A
// layer begins when the one before it is over, the first at the last pixel. A layer of the
// signature is over when its last beat has entered the signature FIFO: after its crossbar time its
// values leave, one beat a cycle. Another is over after its crossbar time. An image that is too
// short is padded with 0, one that is too long is cut.
//
// No process and no event: the stream adapters call at every clock edge, and a layer's values are
// computed when it begins, with the time at which they exist.
// Between tests it takes images of another source, whose values do not leave on the signature
// stream (normal inference). Tests own the datapath: when an image of a test has arrived, an
// inference image that is still in work is dropped whole; it counts for nothing, and the boundary
// at which it would have ended is there. A test's values and times therefore never depend on it.
class Accelerator : public sc_core::sc_module, public ImageConsumer, public SignatureProducer {
 public:
  // `die` must outlive the module. `initial` is the tuning in force after power-up.
  Accelerator(sc_core::sc_module_name name, const Die& die, const Tuning& initial,
              const TimingConfig& timing);

  TuningRegisters& registers() { return registers_; }

  bool image_ready() const override { return work_ != Work::Test; }
  void take_image(uint8_t tag, const std::vector<uint8_t>& pixels) override;
  void drop_images() override;
  void reset() override;
  bool next_beat(SignatureBeat& beat) override;

  // Normal inference. take_inference() refuses an image, [input.size()] codes, while another is in
  // work. Its signature layers, and those before each, are then computed one by one:
  // next_inference_layer() is to be called when inference_ready_at() has come, unless the image was
  // dropped before, and returns whether another has begun. Inference image n (from 0, dropped ones
  // included) is the die's image number kInferenceImages + n.
  static constexpr uint32_t kInferenceImages = 1U << 25;
  bool take_inference(const std::vector<uint8_t>& pixels);
  bool next_inference_layer();
  bool inferring() const { return work_ == Work::Inference; }
  sc_core::sc_time inference_ready_at() const { return ready_at_; }
  // Values of the last layer, of the inference image that ended last.
  const std::vector<int32_t>& inference_values() const { return inference_values_; }

  // State, gains and offsets, chosen cells, and the converters of the chosen layer. The accelerator
  // must outlive the list.
  void add_probes(ProbeList& probes, const std::string& scope, const WaveOptions& options);

 private:
  enum class Work { None, Test, Inference };

  bool busy() const { return work_ != Work::None; }
  void begin_image(Work work, const std::vector<uint8_t>& pixels);
  void begin_layers(size_t layer);
  sc_core::sc_time compute(size_t layer, sc_core::sc_time delay);
  bool in_last_layer() const { return layer_ + 1 == layers_.size(); }
  void image_over();
  void add_cell_probe(ProbeList& probes, const std::string& scope, const CellAddress& cell) const;

  const Die& die_;
  const Chip& chip_;
  TuningRegisters registers_;
  std::vector<std::unique_ptr<LayerEngine>> layers_;

  Work work_ = Work::None;
  uint8_t tag_ = 0;
  uint32_t images_ = 0;         // of tests, taken so far
  uint32_t inferences_ = 0;     // begun so far
  uint32_t number_ = 0;         // of the image in work
  std::vector<uint64_t> sums_;  // of the inference image in work, as activation_sums() gives them
  std::vector<int32_t> inference_values_;
  std::vector<uint8_t> pixels_;  // of the image in work
  CodeTensors tensors_;          // of its layers
  size_t beat_layer_ = 0;        // of the signature, in work
  size_t layer_ = 0;             // in work
  LayerOutput output_;           // its values, of which
  size_t sent_ = 0;              // so many have left
  size_t beats_per_channel_ = 1;
  sc_core::sc_time ready_at_;                  // when its values exist
  std::unique_ptr<LayerRecording> recording_;  // of the layer the wave shows
};

}  // namespace kintsugi
