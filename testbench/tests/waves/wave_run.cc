#include "testbench/tests/waves/wave_run.h"

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "systemc/platform/platform.h"
#include "testbench/checkers/die_checker.h"
#include "testbench/tests/systemc/in_child.h"
#include "testbench/tests/systemc/synthetic_bench.h"

namespace kintsugi {
namespace {

std::string told(const PlatformResult& result, const Verdict& verdict) {
  std::ostringstream text;
  text << "edges=" << result.edges << "\ncompared=" << verdict.cycles_compared
       << "\ndecision=" << static_cast<int>(result.decision) << "\nbest0=" << result.best0
       << "\ndist0=" << result.dist0 << "\ndist1=" << result.dist1
       << "\ntotal=" << result.cycles.total << "\nown=" << result.cycles.own << "\n";
  for (const LayerTuning& layer : result.active) {
    text << "gain=" << layer.gain << "\noffset=" << layer.offset << "\n";
  }
  for (const uint32_t statistic : result.statistics) text << "statistic=" << statistic << "\n";
  for (const LogEntry& entry : result.log) {
    text << "entered=" << static_cast<int>(entry.to) << "\nentered_at=" << entry.cycle << "\n";
  }
  if (verdict.evidence.divergence) {
    text << "diverged_at=" << verdict.evidence.divergence.cycle << "\n";
  }
  for (const std::string& mismatch : verdict.mismatches) text << "mismatch=" << mismatch << "\n";
  return text.str();
}

}  // namespace

WaveRun::WaveRun()
    : chip_(make_chip(network_, small_tiles())),
      program_(program_for(network_, 17)),
      die_(chip_, DieKey{3, 1}) {
  std::string name = (std::filesystem::temp_directory_path() / "kintsugi_XXXXXX").string();
  folder_ = mkdtemp(name.data());
}

WaveRun::~WaveRun() { std::filesystem::remove_all(folder_); }

std::string WaveRun::simulate(WaveOptions options, bool with_wave, ReferenceFault fault) {
  return in_child([&] {
    PlatformOptions platform;
    platform.wave = std::move(options);
    if (with_wave) platform.wave.file = fst();
    const auto rtl = make_verilated_controller(11);
    ControllerReference reference(fault);
    DieChecker checker(*rtl, reference, timing_.period_ps(), program_);
    Platform run(die_, program_, timing_, platform, *rtl, reference, checker);
    const PlatformResult result = run.run();
    return told(result, checker.finish(result));
  });
}

std::string fact(const std::string& said, const std::string& name, size_t n) {
  std::istringstream lines(said);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(name + "=", 0) == 0 && n-- == 0) return line.substr(name.size() + 1);
  }
  return "";
}

}  // namespace kintsugi
