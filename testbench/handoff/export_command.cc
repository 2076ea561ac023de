// `kintsugi export`: a die as files for other tools.
#include <fmt/format.h>

#include <sstream>

#include "models/converter/fine_grid.h"
#include "models/converter/transfer_curve.h"
#include "systemc/platform/configuration.h"
#include "testbench/cli/commands.h"
#include "testbench/handoff/npy.h"
#include "testbench/population/experiment.h"
#include "testbench/population/platform_setup.h"
#include "testbench/report/atomic_file.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

std::string mapping_csv(const Chip& chip) {
  std::string text =
      "layer,tile,first_row,rows,first_output,outputs,slices,physical_columns,full_scale\n";
  for (const LayerPlan& plan : chip.layers) {
    for (const TilePlacement& tile : plan.tiles) {
      text +=
          fmt::format("{},{},{},{},{},{},{},{},{}\n", plan.layer.name, tile.index, tile.first_row,
                      tile.rows, tile.first_output, tile.outputs, plan.coding.slices,
                      plan.coding.physical_columns(tile.outputs), plan.adc_full_scale);
    }
  }
  return text;
}

std::string converters_csv(const Die& die) {
  std::string text = "tile,converter,gain,offset_lsb\n";
  for (int l = 0; l < die.chip().layer_count(); ++l) {
    for (size_t t = 0; t < die.tiles(l).size(); ++t) {
      const std::vector<Converter>& lines = die.tiles(l)[t].bank.lines;
      const int tile = die.chip().layers[static_cast<size_t>(l)].tiles[t].index;
      for (size_t i = 0; i < lines.size(); ++i) {
        text += fmt::format("{},{},{},{}\n", tile, i, lines[i].gain, lines[i].offset_lsb);
      }
    }
  }
  return text;
}

// Every converter of a tile, one under the other; none where codes lie on the line.
std::string curves_csv(const Tile& tile, int32_t full_scale) {
  std::ostringstream text;
  for (size_t i = 0; i < tile.bank.lines.size(); ++i) {
    text << "# converter " << i << '\n';
    const TransferLine line = transfer_line(tile.bank.lines[i], tile.bank.bits, full_scale);
    write_transfer_curve(
        text, transfer_curve(tile.bank.tables.data() + tile.bank.table_start(i), tile.bank.bits),
        line);
  }
  return text.str();
}

std::string registers_csv(const Experiment& e) {
  std::string text = "address,data\n";
  const auto add = [&](const std::vector<RegisterWrite>& writes) {
    for (const RegisterWrite& write : writes) {
      text += fmt::format("0x{:04x},0x{:08x}\n", write.address, write.data);
    }
  };
  add(configuration_registers(e.program, platform_options(e.scenario)));
  add(configuration_memories(e.program));
  return text;
}

void export_tiles(const Die& die, DieKey key, const fs::path& folder) {
  const Chip& chip = die.chip();
  for (int l = 0; l < chip.layer_count(); ++l) {
    const LayerPlan& plan = chip.layers[static_cast<size_t>(l)];
    for (size_t t = 0; t < plan.tiles.size(); ++t) {
      const Tile& tile = die.tiles(l)[t];
      const std::vector<int16_t> cells = programmed_cells(chip, key, l, static_cast<int>(t));
      const auto rows = static_cast<size_t>(tile.rows);
      const std::string name = fmt::format("tile_{}", plan.tiles[t].index);
      write_file_atomically(folder / (name + ".cells.npy"),
                            npy_text({rows, cells.size() / rows}, cells));
      write_file_atomically(folder / (name + ".codes.npy"),
                            npy_text({rows, static_cast<size_t>(tile.columns())}, tile.codes));
      if (!tile.bank.is_straight()) {
        write_file_atomically(folder / (name + ".curves.csv"),
                              curves_csv(tile, plan.adc_full_scale));
      }
    }
  }
}

}  // namespace

int export_command(const ExportOptions& options, std::ostream& out) {
  const Experiment e = load_design(options.scenario);
  const DieKey key{options.scenario.seed, options.die};
  const Die die(e.chip, key);
  fs::create_directories(options.out);
  export_tiles(die, key, options.out);
  write_file_atomically(options.out / "mapping.csv", mapping_csv(e.chip));
  write_file_atomically(options.out / "converters.csv", converters_csv(die));
  write_file_atomically(options.out / "registers.csv", registers_csv(e));
  if (!options.quiet) {
    out << fmt::format("die {} of seed {} of {} in {}\n", key.die, key.seed, e.scenario.name,
                       options.out.string());
  }
  return 0;
}

}  // namespace kintsugi
