// A small timing diagram: lanes of values, a column a clock cycle. Drawn as SVG or handed on as
// WaveJSON (wavedrom.com).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kintsugi {

struct TimingLane {
  enum class Shape { Clock, Level, Bus };
  std::string name;
  Shape shape = Shape::Level;
  std::vector<std::string> values;  // [columns]; of a level "0" or "1"; unused by a clock
  std::vector<bool> wrong;          // [columns] to be drawn red; empty: none
  std::string group;                // lanes of one group stand together under its name; or empty
};

struct TimingDiagram {
  std::string title;
  std::string subtitle;
  uint64_t first_cycle = 0;      // of column 0
  size_t columns = 0;            // cycles
  std::optional<size_t> marked;  // column drawn as a band
  std::vector<TimingLane> lanes;
};

// A self-contained picture, readable on light and dark pages.
std::string timing_svg(const TimingDiagram& diagram);

// Wrong values of a bus have colour 9 (red); on a level a node marks the first.
std::string wave_json(const TimingDiagram& diagram);

}  // namespace kintsugi
