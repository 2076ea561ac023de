// `kintsugi wave`: opens a wave in GTKWave with the save file of a view.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "models/core/error.h"
#include "systemc/trace/gtkw.h"
#include "testbench/cli/commands.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

// The waves of a result folder, in the order of their names.
std::vector<fs::path> waves_in(const fs::path& folder) {
  std::vector<fs::path> waves;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".fst") waves.push_back(entry.path());
  }
  std::sort(waves.begin(), waves.end());
  return waves;
}

fs::path wave_of(const fs::path& given) {
  if (!fs::is_directory(given)) {
    if (fs::exists(given)) return given;
    throw UserError(fmt::format(
        "wave: found no {}; allowed an FST file or a result folder of `kintsugi run --wave`",
        given.string()));
  }
  const std::vector<fs::path> waves = waves_in(given);
  if (waves.size() == 1) return waves.front();
  if (waves.empty()) {
    throw UserError(fmt::format("wave: found no wave in {}; make one with `kintsugi run --wave`",
                                given.string()));
  }
  std::string names;
  for (const fs::path& wave : waves) names += "\n  " + wave.string();
  throw UserError(fmt::format("wave: found {} waves in {}; allowed one of them:{}", waves.size(),
                              given.string(), names));
}

}  // namespace

int wave_command(const WaveCommandOptions& options) {
  const std::string wave = wave_of(options.wave).string();
  const std::string view = gtkw_file(wave, options.view);
  if (!fs::exists(view)) {
    throw UserError(
        fmt::format("--view: found no {}; it is written with the wave, run again", view));
  }
  // GTKWave's own default font is hard to read on a large screen.
  const char* const arguments[] = {"gtkwave",
                                   "--rcvar",
                                   "fontname_signals Monospace 10",
                                   "--rcvar",
                                   "fontname_waves Monospace 10",
                                   wave.c_str(),
                                   view.c_str(),
                                   nullptr};
  execvp("gtkwave", const_cast<char* const*>(arguments));
  throw UserError(fmt::format("wave: gtkwave cannot be started ({}); install package gtkwave",
                              std::strerror(errno)));
}

}  // namespace kintsugi
