#include "models/accelerator/code_tensors.h"

#include <algorithm>

namespace kintsugi {

CodeTensors::CodeTensors(const Network& network, int images) {
  const int layers = static_cast<int>(network.layers.size());
  std::vector<int> last_reader(at(layers), -1);
  const auto reads = [&](int layer, int tensor) {
    if (tensor != kInputTensor) last_reader[at(tensor)] = layer;
  };
  for (int l = 0; l < layers; ++l) {
    const Layer& layer = network.layers[at(l)];
    Reader reader;
    reader.source = source_of(network, l);
    reader.adds = layer.addend != 0;
    if (reader.adds) reader.addend = addend_of(network, l);
    reader.addend_size = layer.conv_out.size();
    reads(l, reader.source);
    if (reader.adds) reads(l, reader.addend);
    readers_.push_back(reader);
    sizes_.push_back(layer.out.size());
  }
  for (int l = 0; l < layers; ++l) {
    std::vector<bool> taken(buffers_.size() + 1, false);
    for (int before = 0; before < l; ++before) {
      if (last_reader[at(before)] >= l) taken[at(slots_[at(before)])] = true;
    }
    const auto free = std::find(taken.begin(), taken.end(), false) - taken.begin();
    slots_.push_back(static_cast<int>(free));
    if (at(slots_.back()) == buffers_.size()) buffers_.emplace_back();
    std::vector<uint8_t>& buffer = buffers_[at(slots_.back())];
    buffer.resize(std::max(buffer.size(), static_cast<size_t>(sizes_[at(l)] * images)));
  }
}

const uint8_t* CodeTensors::addend(int layer, int image) const {
  const Reader& reader = readers_[at(layer)];
  return reader.adds ? tensor(reader.addend) + image * reader.addend_size : nullptr;
}

}  // namespace kintsugi
