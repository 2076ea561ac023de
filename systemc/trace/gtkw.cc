#include "systemc/trace/gtkw.h"

#include <cmath>
#include <cstdio>
#include <filesystem>

namespace kintsugi {
namespace {

// Bits of a trace's flags in a save file, as in GTKWave's analyzer.h.
constexpr uint64_t bit(int number) { return uint64_t{1} << number; }
constexpr uint64_t kHex = bit(1);
constexpr uint64_t kDecimal = bit(2);
constexpr uint64_t kBinary = bit(3);
constexpr uint64_t kRightJustified = bit(5);
constexpr uint64_t kBlank = bit(9);
constexpr uint64_t kSigned = bit(10);
constexpr uint64_t kClosed = bit(22);
constexpr uint64_t kGroupBegin = bit(23);
constexpr uint64_t kGroupEnd = bit(24);
constexpr uint64_t kEnum = bit(32);

constexpr double kPixels = 850;      // width of the wave's part of the window
constexpr double kZoomPixels = 200;  // GTKWave's zoom z shows 2^-z time units in so many

std::string flags(uint64_t bits) {
  char text[24];
  std::snprintf(text, sizeof text, "@%llx\n", static_cast<unsigned long long>(bits));
  return text;
}

uint64_t flags_of(const GtkwSignal& signal) {
  switch (signal.format) {
    case GtkwSignal::Format::Decimal:
    case GtkwSignal::Format::Real:
      return kDecimal | kRightJustified;
    case GtkwSignal::Format::Signed:
      return kSigned | kRightJustified;
    case GtkwSignal::Format::Enum:
      return kBinary | kRightJustified | kEnum;
    case GtkwSignal::Format::Hex:
      break;
  }
  return (signal.width == 1 ? kBinary : kHex) | kRightJustified;
}

std::string colour_line(const GtkwSignal& signal) {
  if (signal.colour == GtkwSignal::Colour::Normal) return "";
  return "[color] " + std::to_string(static_cast<int>(signal.colour)) + "\n";
}

std::string signal_lines(const GtkwSignal& signal) {
  const bool one_value = signal.format == GtkwSignal::Format::Real || signal.width == 1;
  const std::string range = one_value ? "" : "[" + std::to_string(signal.width - 1) + ":0]";
  const std::string alias = signal.alias.empty() ? "" : "+{" + signal.alias + "} ";
  return flags(flags_of(signal)) + colour_line(signal) + alias + signal.path + range + "\n";
}

std::string group_lines(const GtkwGroup& group) {
  const uint64_t closed = group.open ? 0 : kClosed;
  std::string text = flags(kBlank | kGroupBegin | closed) + "-" + group.title + "\n";
  for (const GtkwSignal& signal : group.signals) text += signal_lines(signal);
  return text + flags(kBlank | kGroupEnd | closed) + "-" + group.title + "\n";
}

}  // namespace

GtkwSignal gtkw_signal(const Probe& probe, GtkwSignal::Colour colour) {
  using Format = GtkwSignal::Format;
  switch (probe.kind) {
    case Probe::Kind::Signed:
      return {probe.path, probe.width, Format::Signed, colour};
    case Probe::Kind::Enum:
      return {probe.path, probe.width, Format::Enum, colour};
    case Probe::Kind::Real:
      return {probe.path, probe.width, Format::Real, colour};
    case Probe::Kind::Bits:
      break;
  }
  return {probe.path, probe.width, Format::Hex, colour};
}

std::string gtkw_text(const GtkwView& view, const std::string& fst, const GtkwWindow& window) {
  const uint64_t span = window.to_ps > window.from_ps ? window.to_ps - window.from_ps : 1;
  const double zoom = -std::log2(static_cast<double>(span) / kPixels * kZoomPixels);
  char view_line[96];
  std::snprintf(view_line, sizeof view_line, "[timestart] %llu\n[size] 1400 900\n*%.6f %llu\n",
                static_cast<unsigned long long>(window.from_ps), zoom,
                static_cast<unsigned long long>(window.marker_ps));
  std::string text = "[*] Kintsugi, view " + view.name + "\n[dumpfile] \"" + fst + "\"\n" +
                     view_line + "[treeopen] platform.\n[sst_width] 150\n[signals_width] 360\n" +
                     "[sst_expanded] 0\n";
  for (const GtkwGroup& group : view.groups) text += group_lines(group);
  return text;
}

std::string gtkw_file(const std::string& fst, const std::string& view) {
  return std::filesystem::path(fst).replace_extension(view + ".gtkw").string();
}

}  // namespace kintsugi
