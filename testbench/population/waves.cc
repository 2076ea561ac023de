#include "testbench/population/waves.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>

#include "models/core/error.h"
#include "testbench/population/fork_pool.h"
#include "testbench/population/rerun_line.h"
#include "testbench/report/interrupt.h"
#include "testbench/report/summary.h"

namespace kintsugi {
namespace {

constexpr uint64_t kWaveBefore = 200;  // cycles
constexpr uint64_t kWaveAfter = 20;
constexpr size_t kMostFailures = 8;  // whose waves are worth the disk

void check_cell(const CellAddress& cell, const Chip& chip) {
  const std::string found = fmt::format("{}:{}:{}", cell.layer, cell.row, cell.column);
  if (cell.layer >= chip.layer_count()) {
    throw UserError(fmt::format("--wave-cells: found {}; allowed layers 0 .. {} of network {}",
                                found, chip.layer_count() - 1, chip.network.name));
  }
  const Layer& layer = chip.layers[static_cast<size_t>(cell.layer)].layer;
  if (cell.row >= layer.rows() || cell.column >= layer.conv_out.channels) {
    throw UserError(
        fmt::format("--wave-cells: found {}; allowed rows 0 .. {} and columns 0 .. {} of layer {}",
                    found, layer.rows() - 1, layer.conv_out.channels - 1, cell.layer));
  }
}

// The cycle in the message of a die that diverged, "Cycle 313 (1565000 ps), ...".
std::optional<uint64_t> diverged_at(const DieRecord& record) {
  unsigned long long cycle = 0;
  if (std::sscanf(record.message.c_str(), "Cycle %llu (", &cycle) != 1) return std::nullopt;
  return cycle;
}

// Everything of a record that the simulation decides.
bool same_course(const DieRecord& a, const DieRecord& b) {
  return a.decision == b.decision && a.error_code == b.error_code &&
         a.error_detail == b.error_detail && a.best0 == b.best0 && a.best1 == b.best1 &&
         a.dist0 == b.dist0 && a.dist1 == b.dist1 && a.features0 == b.features0 &&
         a.features1 == b.features1 && a.applied == b.applied && a.cycles_total == b.cycles_total &&
         a.cycles_own == b.cycles_own && a.stray == b.stray &&
         a.cycles_compared == b.cycles_compared && a.message == b.message;
}

std::vector<DieRecord> dies_to_run(const RunOptions& options, const std::vector<DieRecord>& records,
                                   const std::vector<uint32_t>& fresh) {
  std::vector<DieRecord> dies;
  for (const DieRecord& record : without_lost(records)) {
    const bool is_fresh = std::find(fresh.begin(), fresh.end(), record.die) != fresh.end();
    const bool wanted = options.wave ? !is_fresh : options.wave_on_failure && failed(record);
    if (wanted) dies.push_back(record);
  }
  if (!options.wave && dies.size() > kMostFailures) {
    fmt::print(stderr, "kintsugi: {} dies failed; the first {} get waves\n", dies.size(),
               kMostFailures);
    dies.resize(kMostFailures);
  }
  return dies;
}

WaveOptions wave_of_rerun(const RunOptions& options, const DieRecord& record) {
  WaveOptions wave = options.wave_options;
  wave.file = wave_file(options, record.die);
  if (const auto cycle = diverged_at(record); cycle && !options.wave) {
    const WaveWindow window = wave_window(*cycle);
    wave.from_cycle = window.from;
    wave.to_cycle = window.to;
  }
  return wave;
}

void note_in_report(const RunOptions& options, uint32_t die, const std::string& sentence) {
  const std::filesystem::path report = options.out / fmt::format("mismatch_die_{}.txt", die);
  if (std::filesystem::exists(report)) std::ofstream(report, std::ios::app) << '\n' << sentence;
}

// Judges the second run of a die against its first.
bool tell(const RunOptions& options, const DieRecord& first, const ForkResult& result) {
  const std::string die = fmt::format("die {}: run again with waves", first.die);
  if (!result.ok) {
    fmt::print(stderr, "kintsugi: {}: {}\n", die, result.text);
    return false;
  }
  const DieRecord second = record_from_text(result.text);
  if (!same_course(first, second)) {
    fmt::print(stderr, "kintsugi: {}, it took another course: first \"{}\", then \"{}\"\n", die,
               first.message, second.message);
    return false;
  }
  const auto cycle = diverged_at(first);
  const std::string file = wave_file(options, first.die);
  const std::string course = cycle ? fmt::format("diverged again at cycle {}", *cycle)
                                   : std::string("took the same course");
  const std::string sentence =
      fmt::format("{}, {}; {}, open it with: ./kintsugi wave {}{}\n", die, course, file,
                  shell_word(file), cycle ? " --view bus" : "");
  if (cycle) note_in_report(options, first.die, sentence);
  if (cycle || !options.quiet) fmt::print(stderr, "kintsugi: {}", sentence);
  return true;
}

}  // namespace

void check_waves(const RunOptions& options, const Chip& chip) {
  if (!options.wave && !options.wave_on_failure) return;
  if (options.rtl.empty() && !verilated_controller_has_waves()) {
    throw UserError(
        "--wave: this build has no tracing; allowed in preset debug, which ./kintsugi chooses by "
        "itself");
  }
  if (options.wave_options.layer < 0 || options.wave_options.layer >= chip.layer_count()) {
    throw UserError(fmt::format("--wave-layer: found {}; allowed 0 .. {} of network {}",
                                options.wave_options.layer, chip.layer_count() - 1,
                                chip.network.name));
  }
  for (const CellAddress& cell : options.wave_options.cells) check_cell(cell, chip);
}

std::string wave_file(const RunOptions& options, uint32_t die) {
  return (options.out / fmt::format("die_{}.fst", die)).string();
}

WaveOptions wave_of_die(const RunOptions& options, uint32_t die) {
  if (!options.wave) return {};
  WaveOptions wave = options.wave_options;
  wave.file = wave_file(options, die);
  return wave;
}

WaveWindow wave_window(uint64_t cycle) {
  return {cycle - std::min(cycle, kWaveBefore), cycle + kWaveAfter};
}

bool run_again_with_waves(const Experiment& experiment, const RunOptions& options,
                          const BenchController& controller, const std::vector<DieRecord>& records,
                          const std::vector<uint32_t>& fresh) {
  const std::vector<DieRecord> dies = dies_to_run(options, records, fresh);
  const auto record_of = [&](uint32_t die) -> const DieRecord& {
    return *std::find_if(dies.begin(), dies.end(),
                         [=](const DieRecord& record) { return record.die == die; });
  };
  std::vector<uint32_t> numbers;
  for (const DieRecord& record : dies) numbers.push_back(record.die);
  const auto run = [&](uint32_t die) {
    CosimOptions cosim;
    cosim.wave = wave_of_rerun(options, record_of(die));
    cosim.check = options.check;
    cosim.controller = controller.make;
    cosim.reference = controller.reference;
    cosim.judge = false;
    return to_text(run_cosim(experiment, die, cosim));
  };
  bool held = true;
  const bool finished = run_forked(
      numbers, options.jobs, run,
      [&](const ForkResult& result) {
        held = tell(options, record_of(result.item), result) && held;
      },
      [] { return interrupted(); });
  return finished && held;
}

}  // namespace kintsugi
