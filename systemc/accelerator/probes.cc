// What the wave shows of the accelerator.
#include <string>

#include "models/device/cell.h"
#include "systemc/accelerator/accelerator.h"
#include "systemc/accelerator/tuning_registers.h"

namespace kintsugi {
namespace {

constexpr double kGainOne = 4096.0;  // UQ4.12

void add_tuning(ProbeList& probes, const std::string& prefix, const Tuning& tuning) {
  for (size_t l = 0; l < tuning.size(); ++l) {
    const std::string index = std::to_string(l);
    probes.real(prefix + "gain_" + index, [&tuning, l] { return tuning[l].gain / kGainOne; });
    probes.signed_bits(prefix + "offset_" + index, 16, [&tuning, l] { return tuning[l].offset; });
  }
}

}  // namespace

void TuningRegisters::add_probes(ProbeList& probes, const std::string& scope) const {
  add_tuning(probes, scope + ".", active_.layers);
  add_tuning(probes, scope + ".shadow_", shadow_.layers);
  probes.bits(scope + ".commits", 32, [this] { return commits_; });
  probes.bits(scope + ".commit_waits", 1, [this] { return committed_ ? 1U : 0U; });
  probes.bits(scope + ".windows", 16, [this] { return window_.sequence(); });
}

void Accelerator::add_probes(ProbeList& probes, const std::string& scope,
                             const WaveOptions& options) {
  probes.bits(scope + ".busy", 1, [this] { return busy() ? 1U : 0U; });
  probes.bits(scope + ".computing", 1,
              [this] { return busy() && sc_core::sc_time_stamp() < ready_at_ ? 1U : 0U; });
  probes.bits(scope + ".inferring", 1, [this] { return inferring() ? 1U : 0U; });
  probes.bits(scope + ".tag", 8, [this] { return tag_; });
  probes.bits(scope + ".layer", layers_.size() > 16 ? 16 : 4, [this] { return layer_; });
  probes.bits(scope + ".beats_sent", 32, [this] { return sent_; });
  registers_.add_probes(probes, scope + ".tuning");
  for (const CellAddress& cell : options.cells) add_cell_probe(probes, scope, cell);

  recording_ = std::make_unique<LayerRecording>(chip_, options.layer);
  layers_[static_cast<size_t>(options.layer)]->record(*recording_);
  recording_->add_probes(probes, scope + ".layer_" + std::to_string(options.layer));
}

// A weight is a pair of cells, or a cell and its reference: their difference is what is read.
void Accelerator::add_cell_probe(ProbeList& probes, const std::string& scope,
                                 const CellAddress& cell) const {
  const LayerPlan& plan = chip_.layers[static_cast<size_t>(cell.layer)];
  for (size_t t = 0; t < plan.tiles.size(); ++t) {
    const TilePlacement& tile = plan.tiles[t];
    const int row = cell.row - tile.first_row;
    const int output = cell.column - tile.first_output;
    if (row < 0 || row >= tile.rows || output < 0 || output >= tile.outputs) continue;
    const int slices = plan.coding.slices;  // the least significant is shown
    const auto at = static_cast<size_t>((row * tile.outputs + output) * slices);
    const int16_t* const code = &die_.tiles(cell.layer)[t].codes[at];
    probes.real(scope + ".cell.layer_" + std::to_string(cell.layer) + "_row_" +
                    std::to_string(cell.row) + "_column_" + std::to_string(cell.column),
                [code] { return *code / kCodesPerGmax; });
  }
}

}  // namespace kintsugi
