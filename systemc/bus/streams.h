// What the two streams of the controller carry, and who stands behind their adapters.
#pragma once

#include <cstdint>
#include <vector>

namespace kintsugi {

struct SignatureBeat {
  uint8_t layer = 0;
  uint8_t tag = 0;
  uint16_t channel = 0;
  int32_t value = 0;  // fits 24 bits
  bool last_channel = false;
  bool last_layer = false;
  bool last_image = false;
};

// Takes the images that arrive on the stimulus stream.
class ImageConsumer {
 public:
  virtual ~ImageConsumer() = default;
  // Whether pixels of an image are welcome; held back by the stream's ready while false.
  virtual bool image_ready() const = 0;
  // All pixels [pixels] of an image have arrived at this edge.
  virtual void take_image(uint8_t tag, const std::vector<uint8_t>& pixels) = 0;
  // The controller's flush strobe: every image it has played and that is in work is to be dropped.
  virtual void drop_images() = 0;
  // At every edge in reset.
  virtual void reset() { drop_images(); }
};

// Makes the beats of the signature stream.
class SignatureProducer {
 public:
  virtual ~SignatureProducer() = default;
  // The next beat if there is one at this edge. Called only when the FIFO has room.
  virtual bool next_beat(SignatureBeat& beat) = 0;
};

}  // namespace kintsugi
