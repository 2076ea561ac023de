#include "testbench/cli/wave_options.h"

#include <charconv>

#include "models/core/error.h"
#include "testbench/cli/command_table.h"

namespace kintsugi {
namespace {

// Reads a number at `*at` and the character `end` behind it (0: the end of the text).
bool take_number(const std::string& text, size_t* at, char end, int* number) {
  const char* const last = text.data() + text.size();
  const auto [behind, error] = std::from_chars(text.data() + *at, last, *number);
  if (error != std::errc() || *number < 0) return false;
  *at = static_cast<size_t>(behind - text.data()) + (end != 0 ? 1 : 0);
  return end == 0 ? behind == last : behind != last && *behind == end;
}

std::vector<CellAddress> cells_of(const std::string& text) {
  std::vector<CellAddress> cells;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t comma = std::min(text.find(',', begin), text.size());
    const std::string part = text.substr(begin, comma - begin);
    begin = comma + 1;
    CellAddress cell;
    size_t at = 0;
    if (!take_number(part, &at, ':', &cell.layer) || !take_number(part, &at, ':', &cell.row) ||
        !take_number(part, &at, 0, &cell.column)) {
      throw UserError(
          "--wave-cells: found " + text +
          "; allowed LAYER:ROW:COLUMN, several with commas between, as in 0:3:1,2:40:7");
    }
    cells.push_back(cell);
  }
  return cells;
}

}  // namespace

void add_wave_options(CommandSyntax& syntax) {
  syntax.options.add_options()                                                    //
      ("wave", po::bool_switch(), "write an FST waveform a die (docs/waves.md)")  //
      ("wave-from", option<uint64_t>("CYCLE"), "first clock edge in it")          //
      ("wave-to", option<uint64_t>("CYCLE"), "last clock edge in it")             //
      ("wave-layer", option<int>("N")->default_value(0),
       "layer whose ADC codes and accumulators it shows")  //
      ("wave-cells", option<std::string>("L:R:C,..."),
       "weights (layer, row, column) whose conductance it shows")  //
      ("wave-on-failure", po::bool_switch(),
       "run a die that diverges again, with waves around the divergence");
}

WaveOptions wave_options(const po::variables_map& values) {
  const bool asked = get<bool>(values, "wave") || get<bool>(values, "wave-on-failure");
  for (const char* name : {"wave-from", "wave-to", "wave-layer", "wave-cells"}) {
    if (asked || values.count(name) == 0 || values[name].defaulted()) continue;
    throw UserError(std::string("--") + name +
                    ": found no --wave beside it; allowed with --wave or --wave-on-failure");
  }
  WaveOptions options;
  if (values.count("wave-from") != 0) options.from_cycle = get<uint64_t>(values, "wave-from");
  if (values.count("wave-to") != 0) options.to_cycle = get<uint64_t>(values, "wave-to");
  options.layer = get<int>(values, "wave-layer");
  if (values.count("wave-cells") != 0) {
    options.cells = cells_of(get<std::string>(values, "wave-cells"));
  }
  if (options.from_cycle > options.to_cycle) {
    throw UserError("--wave-to: found " + std::to_string(options.to_cycle) +
                    "; allowed --wave-from " + std::to_string(options.from_cycle) + " or later");
  }
  return options;
}

}  // namespace kintsugi
