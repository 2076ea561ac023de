// Receiving end of the stimulus stream: collects the pixels of an image and hands it on.
#pragma once

#include <cstdint>
#include <vector>

#include "systemc/bus/pin_adapter.h"
#include "systemc/bus/streams.h"

namespace kintsugi {

class StimulusSink : public PinAdapter {
 public:
  explicit StimulusSink(ImageConsumer& consumer, Stall stall = {})
      : consumer_(consumer), stall_(std::move(stall)) {}

  void edge(const ControllerOutputs& out, ControllerInputs& in) override;

 private:
  ImageConsumer& consumer_;
  Stall stall_;
  uint64_t cycle_ = 0;
  std::vector<uint8_t> pixels_;
};

}  // namespace kintsugi
