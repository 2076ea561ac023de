// The GTKWave save files that come with a wave.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "systemc/platform/platform_options.h"
#include "systemc/trace/gtkw.h"

namespace kintsugi {

// overview, repair and bus; signals of `probes` and of the controller's RTL.
std::vector<GtkwView> wave_views(const ProbeList& probes);

// What the wave covers and what happened in it.
struct WaveStory {
  uint64_t period_ps = 0;
  uint64_t first_cycle = 0;  // in the file
  uint64_t last_cycle = 0;
  std::optional<uint64_t> mismatch;  // first cycle in which RTL and reference differed
  std::vector<LogEntry> log;         // of the controller
};

// Writes one save file a view beside the FST file: the overview shows everything, the others where
// something of theirs happens, or a mismatch with the marker on it.
void write_wave_views(const std::string& fst, const ProbeList& probes, const WaveStory& story);

}  // namespace kintsugi
