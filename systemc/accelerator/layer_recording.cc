#include "systemc/accelerator/layer_recording.h"

#include <algorithm>

#include "systemc/accelerator/crossbar_tile.h"
#include "systemc/trace/transaction_lane.h"

namespace kintsugi {

LayerRecording::LayerRecording(const Chip& chip, int layer)
    : plan_(chip.layers[static_cast<size_t>(layer)]),
      adc_bits_(chip.config.adc.bits),
      planes_(static_cast<size_t>(plan_.input.planes(chip.activation_bits()))),
      positions_(static_cast<size_t>(plan_.layer.positions())),
      accumulators_(static_cast<size_t>(plan_.layer.conv_out.channels)) {
  for (const TilePlacement& tile : plan_.tiles) {
    columns_ += static_cast<size_t>(tile.outputs * plan_.coding.slices);
  }
  adc_.resize(columns_);
}

void LayerRecording::end(const sc_core::sc_time& start, const sc_core::sc_time& duration) {
  start_ = start;
  read_ps_ = std::max<uint64_t>(1, duration.value() / reads());
  running_ = true;
  done_ = 0;
}

void LayerRecording::show(const sc_core::sc_time& now) {
  if (!running_) return;
  const uint64_t elapsed = now.value() - std::min(now.value(), start_.value());
  const auto converted = static_cast<size_t>(std::min<uint64_t>(elapsed / read_ps_, reads()));
  while (done_ < converted) convert();
  if (done_ < reads()) return;
  running_ = false;
  reads_before_ += static_cast<uint32_t>(reads());
}

// The end of a read: its codes stand at the converters and are added to the accumulators.
void LayerRecording::convert() {
  const size_t plane = done_ % planes_;
  if (plane == 0) std::fill(accumulators_.begin(), accumulators_.end(), 0);
  std::copy_n(codes_.begin() + static_cast<ptrdiff_t>(done_ * columns_), columns_, adc_.begin());
  const int32_t* codes = adc_.data();
  for (const TilePlacement& tile : plan_.tiles) {
    shift_add(plan_, tile, static_cast<int>(plane), codes,
              accumulators_.data() + tile.first_output);
    codes += tile.outputs * plan_.coding.slices;
  }
  ++done_;
}

void LayerRecording::add_lane(ProbeList& probes, const std::string& scope) const {
  constexpr int kAddressBits = 24;
  using Kind = TransactionLane::Kind;
  using Status = TransactionLane::Status;
  TransactionLane::Reads lane;
  lane.id = [this] { return reads_before_ + (running_ ? static_cast<uint32_t>(done_) + 1 : 0); };
  lane.kind = [this] { return running_ ? Kind::Read : Kind::None; };
  lane.address = [this] {
    return running_ ? static_cast<uint32_t>(CrossbarTile::kPlanes + done_ % planes_) : 0;
  };
  lane.data = [this] { return running_ ? static_cast<uint32_t>(done_ / planes_) : 0; };
  lane.status = [this] { return running_ ? Status::Busy : Status::Idle; };
  TransactionLane::add_probes(probes, scope, kAddressBits, lane);
}

void LayerRecording::add_probes(ProbeList& probes, const std::string& scope) {
  constexpr int kAccumulatorBits = 32;
  probes.before_sample([this] { show(sc_core::sc_time_stamp()); });
  add_lane(probes, scope + ".tiles");
  size_t at = 0;
  for (size_t t = 0; t < plan_.tiles.size(); ++t) {
    const int slices = plan_.coding.slices;
    for (int k = 0; k < plan_.tiles[t].outputs * slices; ++k) {
      const int32_t* code = &adc_[at++];
      std::string name = ".adc.tile_" + std::to_string(t) + "_output_" + std::to_string(k / slices);
      if (slices > 1) name += "_slice_" + std::to_string(k % slices);
      probes.signed_bits(scope + name, adc_bits_, [code] { return *code; });
    }
  }
  for (size_t c = 0; c < accumulators_.size(); ++c) {
    const int32_t* sum = &accumulators_[c];
    probes.signed_bits(scope + ".accumulator.channel_" + std::to_string(c), kAccumulatorBits,
                       [sum] { return *sum; });
  }
}

}  // namespace kintsugi
