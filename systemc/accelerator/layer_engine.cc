#include "systemc/accelerator/layer_engine.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>

namespace kintsugi {

LayerEngine::LayerEngine(sc_core::sc_module_name name, const Die& die, int layer,
                         const TimingConfig& timing)
    : sc_module(name),
      plan_(die.chip().layers[static_cast<size_t>(layer)]),
      activation_bits_(die.chip().activation_bits()),
      planes_(plan_.input.planes(activation_bits_)),
      last_(layer == die.chip().layer_count() - 1),
      shift_add_delay_(timing.cycles(timing.shift_add_cycles)),
      rows_(static_cast<size_t>(plan_.layer.rows())),
      sums_(static_cast<size_t>(plan_.layer.conv_out.channels)),
      accumulators_(static_cast<size_t>(plan_.layer.conv_out.size())),
      sparse_(sums_.size()) {
  int most_columns = 0;
  for (size_t t = 0; t < plan_.tiles.size(); ++t) {
    const std::string index = std::to_string(t);
    tiles_.push_back(std::make_unique<CrossbarTile>(("tile_" + index).c_str(), die.tiles(layer)[t],
                                                    plan_.tiles[t], plan_, die.chip(), timing));
    sockets_.push_back(std::make_unique<TileSocket>(("to_tile_" + index).c_str()));
    sockets_.back()->bind(tiles_.back()->socket);
    most_columns = std::max(most_columns, die.tiles(layer)[t].columns());
    tile_shares_.emplace_back(static_cast<size_t>(plan_.tiles[t].outputs));
  }
  codes_.resize(static_cast<size_t>(most_columns));
}

LayerOutput LayerEngine::run(const uint8_t* in, const uint8_t* addend, uint32_t image,
                             const LayerSetting& setting, sc_core::sc_time& delay) {
  const int positions = plan_.layer.positions();
  const sc_core::sc_time before = delay;
  if (recording_ != nullptr) recording_->begin();
  sparse_shares_.assign(setting.deltas.empty() ? 0 : accumulators_.size(), 0);
  for (int position = 0; position < positions; ++position) {
    gather_window(plan_.layer, in, position, rows_.data());
    delay += read_position(setting, {image, static_cast<uint32_t>(position)});
    if (!sparse_shares_.empty()) {
      sparse_contribution(setting, rows_.data(), plan_.layer.conv_out.channels, sparse_.data());
    }
    for (size_t c = 0; c < sums_.size(); ++c) {
      const size_t at = c * static_cast<size_t>(positions) + static_cast<size_t>(position);
      accumulators_[at] = sums_[c];
      if (!sparse_shares_.empty()) sparse_shares_[at] = sparse_[c];
    }
  }
  if (recording_ != nullptr) recording_->end(sc_core::sc_time_stamp() + before, delay - before);
  return last_ ? add_bias() : activate(setting, addend);
}

sc_core::sc_time LayerEngine::read_position(const LayerSetting& setting, ReadKey key) {
  sc_core::sc_time elapsed = sc_core::SC_ZERO_TIME;
  const bool shares = !setting.tiles.empty();
  std::fill(sums_.begin(), sums_.end(), 0);
  if (shares) {
    for (std::vector<int32_t>& share : tile_shares_) std::fill(share.begin(), share.end(), 0);
  }
  for (size_t t = 0; t < tiles_.size(); ++t) load_rows(t, key);
  for (int plane = 0; plane < planes_; ++plane) {
    sc_core::sc_time slowest = sc_core::SC_ZERO_TIME;
    for (size_t t = 0; t < tiles_.size(); ++t) {
      int32_t* sums = shares ? tile_shares_[t].data() : sums_.data() + plan_.tiles[t].first_output;
      slowest = std::max(slowest, read_tile(t, plane, sums));
    }
    elapsed += slowest + shift_add_delay_;
  }
  if (shares) add_shares(setting);
  const int32_t reference = reference_share(plan_, rows_.data());
  for (int32_t& sum : sums_) sum -= reference;
  return elapsed;
}

void LayerEngine::add_shares(const LayerSetting& setting) {
  for (size_t t = 0; t < tile_shares_.size(); ++t) {
    const TilePlacement& tile = plan_.tiles[t];
    add_share(setting, t, tile, tile_shares_[t].data(), sums_.data() + tile.first_output);
  }
}

void LayerEngine::load_rows(size_t tile, ReadKey key) {
  const TilePlacement& placement = plan_.tiles[tile];
  const auto first = static_cast<size_t>(placement.first_row);
  sc_core::sc_time none = sc_core::SC_ZERO_TIME;
  transport(tile, tlm::TLM_WRITE_COMMAND, first, rows_.data() + first,
            static_cast<size_t>(placement.rows), none);
  transport(tile, tlm::TLM_WRITE_COMMAND, CrossbarTile::kReadKey, &key, sizeof key, none);
}

// Reads one plane of one tile and shift-adds its codes.
sc_core::sc_time LayerEngine::read_tile(size_t tile, int plane, int32_t* sums) {
  const TilePlacement& placement = plan_.tiles[tile];
  const auto columns = static_cast<size_t>(placement.outputs * plan_.coding.slices);
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  transport(tile, tlm::TLM_READ_COMMAND, CrossbarTile::kPlanes + static_cast<uint64_t>(plane),
            codes_.data(), columns * sizeof(int32_t), delay);
  if (recording_ != nullptr) recording_->add(codes_.data(), columns);
  shift_add(plan_, placement, plane, codes_.data(), sums);
  return delay;
}

void LayerEngine::transport(size_t tile, tlm::tlm_command command, uint64_t address, void* data,
                            size_t length, sc_core::sc_time& delay) {
  payload_.set_command(command);
  payload_.set_address(address);
  payload_.set_data_ptr(static_cast<unsigned char*>(data));
  payload_.set_data_length(static_cast<unsigned>(length));
  payload_.set_streaming_width(static_cast<unsigned>(length));
  payload_.set_byte_enable_ptr(nullptr);
  payload_.set_dmi_allowed(false);
  payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  (*sockets_[tile])->b_transport(payload_, delay);
  if (!payload_.is_response_ok()) {
    throw std::logic_error(std::string(name()) + ": tile answers " +
                           payload_.get_response_string());
  }
}

LayerOutput LayerEngine::add_bias() const {
  const auto positions = static_cast<size_t>(plan_.layer.positions());
  LayerOutput output{accumulators_};
  for (size_t i = 0; i < output.values.size(); ++i) {
    output.values[i] += plan_.digital.bias[i / positions];
    if (!sparse_shares_.empty()) output.values[i] += sparse_shares_[i];
  }
  return output;
}

LayerOutput LayerEngine::activate(const LayerSetting& setting, const uint8_t* addend) {
  const auto positions = static_cast<size_t>(plan_.layer.positions());
  std::vector<uint8_t> conv_codes(accumulators_.size());
  for (size_t i = 0; i < conv_codes.size(); ++i) {
    const auto channel = static_cast<int>(i / positions);
    int32_t relu_in = relu_input(plan_, channel, accumulators_[i],
                                 setting.channels[static_cast<size_t>(channel)]);
    if (!sparse_shares_.empty()) relu_in += sparse_shares_[i];
    if (addend != nullptr) relu_in += addend_share(plan_, addend[i]);
    conv_codes[i] = activation_code(plan_, activation_bits_, relu_in);
  }
  code_sum_ = std::accumulate(conv_codes.begin(), conv_codes.end(), uint64_t{0});
  std::vector<uint8_t> codes(static_cast<size_t>(plan_.layer.out.size()));
  pool_codes(plan_, activation_bits_, conv_codes.data(), codes.data());
  return {std::vector<int32_t>(codes.begin(), codes.end())};
}

}  // namespace kintsugi
