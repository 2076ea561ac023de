// Activation codes of a block of images on their way through a network's graph.
#pragma once

#include <cstdint>
#include <vector>

#include "models/network/network.h"

namespace kintsugi {

// The outputs of the layers in as many buffers as there are tensors that later layers still read:
// two for a chain. The output of a layer is there until the last layer that reads it is done.
class CodeTensors {
 public:
  CodeTensors(const Network& network, int images);

  // The network's input, [images][input.size()] codes, which must outlive the use of it.
  void set_input(const uint8_t* images) { input_ = images; }

  const uint8_t* source(int layer) const { return tensor(readers_[at(layer)].source); }
  // What `layer` adds in one of the images, [conv_out.size()]; null without an addend.
  const uint8_t* addend(int layer, int image) const;
  uint8_t* output(int layer) { return buffers_[at(slots_[at(layer)])].data(); }
  uint8_t* output(int layer, int image) { return output(layer) + image * sizes_[at(layer)]; }

 private:
  struct Reader {
    int source = kInputTensor;
    int addend = kInputTensor;
    bool adds = false;
    ptrdiff_t addend_size = 0;
  };

  static size_t at(int index) { return static_cast<size_t>(index); }
  const uint8_t* tensor(int number) const {
    return number == kInputTensor ? input_ : buffers_[at(slots_[at(number)])].data();
  }

  const uint8_t* input_ = nullptr;
  std::vector<Reader> readers_;                // [layers]
  std::vector<int> slots_;                     // [layers]
  std::vector<ptrdiff_t> sizes_;               // of one image, [layers]
  std::vector<std::vector<uint8_t>> buffers_;  // [slots][images][size of a layer]
};

}  // namespace kintsugi
