// GTKWave save files: which signals of a wave are shown, in which groups, formats and colours.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "systemc/trace/probe.h"

namespace kintsugi {

struct GtkwSignal {
  enum class Format { Hex, Decimal, Signed, Enum, Real };
  // GTKWave's palette; Normal is its default green.
  enum class Colour { Normal, Red, Orange, Yellow, Green, Blue, Indigo, Violet };
  std::string path;  // "TOP.irq_o"
  int width = 1;
  Format format = Format::Hex;
  Colour colour = Colour::Normal;
  std::string alias{};  // shown in place of the last part of the path
};

struct GtkwGroup {
  std::string title;
  std::vector<GtkwSignal> signals;
  bool open = true;
};

// A purpose for which someone opens a wave.
struct GtkwView {
  std::string name;  // "overview", part of the file's name
  std::vector<GtkwGroup> groups;
};

// What is on the screen first.
struct GtkwWindow {
  uint64_t from_ps = 0;
  uint64_t to_ps = 0;
  uint64_t marker_ps = 0;
};

// The signal of a probe in the format that fits its kind.
GtkwSignal gtkw_signal(const Probe& probe, GtkwSignal::Colour colour);

// The save file of `view` over the FST file `fst`.
std::string gtkw_text(const GtkwView& view, const std::string& fst, const GtkwWindow& window);

// "die_7.fst" -> "die_7.overview.gtkw"
std::string gtkw_file(const std::string& fst, const std::string& view);

}  // namespace kintsugi
