// Receiving end of the stimulus stream: collects the pixels of an image and hands it on.
#pragma once

#include <cstdint>
#include <vector>

#include "systemc/bus/pin_adapter.h"
#include "systemc/bus/streams.h"
#include "systemc/trace/transaction_lane.h"

namespace kintsugi {

class StimulusSink : public PinAdapter {
 public:
  explicit StimulusSink(ImageConsumer& consumer, Stall stall = {})
      : consumer_(consumer), stall_(std::move(stall)) {}

  void edge(const ControllerOutputs& out, ControllerInputs& in) override;

  // The image that arrives: its tag as address, pixels so far as data.
  const TransactionLane& lane() const { return lane_; }

 private:
  ImageConsumer& consumer_;
  Stall stall_;
  uint64_t cycle_ = 0;
  std::vector<uint8_t> pixels_;
  TransactionLane lane_;
};

}  // namespace kintsugi
