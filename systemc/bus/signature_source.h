// Sending end of the signature stream: a FIFO of declared depth between producer and pins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "systemc/bus/pin_adapter.h"
#include "systemc/bus/streams.h"
#include "systemc/trace/transaction_lane.h"

namespace kintsugi {

// One beat a cycle enters the FIFO while it has room, and shows on the pins from the next cycle.
// The flush strobe empties the FIFO, but a beat that already stands on the pins stays until it is
// taken: valid never falls unanswered. Reset drops that one too.
class SignatureSource : public PinAdapter {
 public:
  SignatureSource(SignatureProducer& producer, int fifo_depth, Stall stall = {});

  void edge(const ControllerOutputs& out, ControllerInputs& in) override;

  // The beat on the pins: layer (31:16) and channel (15:0) as address, value as data.
  const TransactionLane& lane() const { return lane_; }
  size_t level() const { return level_; }

 private:
  void drive_head(ControllerInputs& in);
  void fill();

  SignatureProducer& producer_;
  Stall stall_;
  uint64_t cycle_ = 0;
  std::vector<SignatureBeat> ring_;
  size_t head_ = 0;
  size_t level_ = 0;
  bool waiting_ = false;  // the head stands on the pins and was not taken yet
  TransactionLane lane_;
};

}  // namespace kintsugi
