// Random small test programs and an accelerator that answers with random signatures: everything a
// controller can be shown without a network.
#pragma once

#include <cstdint>
#include <systemc>
#include <vector>

#include "models/tuning/program.h"
#include "systemc/accelerator/timing.h"
#include "systemc/accelerator/tuning_registers.h"
#include "systemc/bus/pin_adapter.h"
#include "systemc/bus/streams.h"

namespace kintsugi {

// Draws that depend on nothing but (seed, stream, index).
uint32_t draw(uint64_t seed, uint32_t stream, uint64_t index);

// True in `percent` of the cycles.
Stall random_stall(uint64_t seed, uint32_t stream, uint32_t percent);

// 1 to 3 images, 2 or 3 layers, everything else random as well: with and without affine maps,
// predictors and scatter.
tuning::TestProgram random_program(uint64_t seed);

// A random program that repairs every die.
tuning::TestProgram every_die_repaired(uint64_t seed);

// One that judges its repairs as well, and finds every die to be worth 0 before a repair and
// `after` after it; 100 is enough to ship.
tuning::TestProgram judging_program(uint64_t seed, int16_t after, int fallbacks);

// The first seed whose random program has this many codebook entries, 1 to 5.
uint64_t seed_with_entries(size_t entries);

class SyntheticAccelerator : public sc_core::sc_module,
                             public ImageConsumer,
                             public SignatureProducer {
 public:
  // With `window_cycles` a window of activations is over whenever so many cycles have passed in
  // which no image was in work; `sparse` are the entries of its sparse array.
  SyntheticAccelerator(sc_core::sc_module_name name, const tuning::TestProgram& program,
                       uint64_t seed, const TimingConfig& timing, uint32_t window_cycles = 0,
                       const std::vector<SparsePosition>& sparse = {});

  TuningRegisters& registers() { return registers_; }

  // Images, counted from 0 over everything played, whose last beat is never sent, and those whose
  // first beat carries a wrong channel. Empty: none.
  Stall silent;
  Stall misframed;

  bool image_ready() const override { return next_ == beats_.size(); }
  void take_image(uint8_t tag, const std::vector<uint8_t>& pixels) override;
  void drop_images() override;
  bool next_beat(SignatureBeat& beat) override;

 private:
  void append_layer(size_t layer, uint8_t tag);
  void end_window();

  const tuning::TestProgram& program_;
  uint64_t seed_;
  sc_core::sc_time period_;
  TuningRegisters registers_;
  std::vector<SignatureBeat> beats_;
  size_t next_ = 0;
  uint64_t images_ = 0;
  uint64_t values_ = 0;
  uint64_t windows_ = 0;
  sc_core::sc_time ready_at_;
};

}  // namespace kintsugi
