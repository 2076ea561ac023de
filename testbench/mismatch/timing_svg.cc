#include <fmt/format.h>

#include <algorithm>

#include "testbench/mismatch/timing_diagram.h"
#include "testbench/report/xml_text.h"

namespace kintsugi {
namespace {

// Pixels.
constexpr int kColumn = 38;
constexpr int kLane = 26;
constexpr int kHigh = 5;  // of a wave, from the top of its lane
constexpr int kLow = 21;
constexpr int kSlant = 4;  // of the ends of a bus value
constexpr int kGroupHead = 20;
constexpr int kMargin = 12;
constexpr int kHead = 62;  // title, subtitle, cycle numbers
constexpr double kGlyph = 6.7;
constexpr double kTitleGlyph = 8.0;
constexpr size_t kTickEvery = 4;  // columns

constexpr const char* kStyle =
    "text{font:11px ui-monospace,Menlo,Consolas,monospace;fill:#1f2933}"
    ".title{font-weight:600;font-size:13px}.dim{fill:#66788a}.group{fill:#0b69a3}"
    ".wave{fill:none;stroke:#243b53;stroke-width:1.3}.bus{fill:#eef4fa}"
    ".wrong{fill:#fbd3d3;stroke:#ba2525}.wrong-line{fill:none;stroke:#ba2525;stroke-width:1.8}"
    ".grid{stroke:#e4e9ee}.mark{fill:#fff3c4}";

std::string text_at(int x, int y, const std::string& classes, const std::string& text,
                    const char* anchor = "start") {
  return fmt::format("<text x=\"{}\" y=\"{}\" class=\"{}\" text-anchor=\"{}\">{}</text>\n", x, y,
                     classes, anchor, xml_text(text));
}

int label_width(const TimingDiagram& diagram) {
  size_t longest = 8;
  for (const TimingLane& lane : diagram.lanes) longest = std::max(longest, lane.name.size());
  return static_cast<int>(static_cast<double>(longest) * kGlyph) + 14;
}

// As much of the value as fits, with an ellipsis when that is not all.
std::string fitting(const std::string& value, int width) {
  const auto room = static_cast<size_t>(std::max(0.0, (width - 2 * kSlant - 2) / kGlyph));
  if (value.size() <= room) return value;
  return room < 2 ? "" : value.substr(0, room - 1) + "\u2026";
}

class Drawing {
 public:
  explicit Drawing(const TimingDiagram& diagram)
      : diagram_(diagram), left_(kMargin + label_width(diagram)) {}

  std::string svg() {
    draw_lanes();
    const int height = y_ + kMargin;
    const int width = std::max(column_x(diagram_.columns), kMargin + text_width()) + kMargin;
    return fmt::format(
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
               "viewBox=\"0 0 {0} {1}\">\n<style>{2}</style>\n"
               "<rect width=\"{0}\" height=\"{1}\" rx=\"6\" fill=\"#ffffff\"/>\n",
               width, height, kStyle) +
           head() + body_ + "</svg>\n";
  }

 private:
  // Of the longer of the two lines at the top.
  int text_width() const {
    return static_cast<int>(std::max(static_cast<double>(diagram_.title.size()) * kTitleGlyph,
                                     static_cast<double>(diagram_.subtitle.size()) * kGlyph));
  }

  int column_x(size_t column) const { return left_ + static_cast<int>(column) * kColumn; }

  std::string head() const {
    std::string text = text_at(kMargin, 20, "title", diagram_.title) +
                       text_at(kMargin, 37, "dim", diagram_.subtitle);
    const int bottom = y_;
    if (diagram_.marked) {
      text += fmt::format("<rect class=\"mark\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n",
                          column_x(*diagram_.marked), kHead - 18, kColumn, bottom - kHead + 18);
    }
    for (size_t i = 0; i <= diagram_.columns; ++i) {
      text += fmt::format("<path class=\"grid\" d=\"M{} {}V{}\"/>\n", column_x(i), kHead, bottom);
    }
    return text + cycle_numbers();
  }

  // Every few columns, counted from the marked one, so that this one has its number.
  std::string cycle_numbers() const {
    const size_t marked = diagram_.marked.value_or(0);
    std::string text;
    for (size_t i = marked % kTickEvery; i < diagram_.columns; i += kTickEvery) {
      text += text_at(column_x(i) + kColumn / 2, kHead - 6, i == marked ? "title" : "dim",
                      std::to_string(diagram_.first_cycle + i), "middle");
    }
    return text;
  }

  void draw_lanes() {
    std::string group;
    for (const TimingLane& lane : diagram_.lanes) {
      if (lane.group != group && !lane.group.empty()) {
        y_ += kGroupHead;
        body_ += text_at(kMargin, y_ - 4, "group", lane.group);
      }
      group = lane.group;
      body_ += text_at(left_ - 8, y_ + 17, "", lane.name, "end");
      if (lane.shape == TimingLane::Shape::Bus) draw_bus(lane);
      if (lane.shape == TimingLane::Shape::Level) draw_level(lane);
      if (lane.shape == TimingLane::Shape::Clock) draw_clock();
      y_ += kLane;
    }
  }

  static bool wrong_at(const TimingLane& lane, size_t column) {
    return column < lane.wrong.size() && lane.wrong[column];
  }

  // Column behind the run of equal values that begins at `first`.
  size_t run_end(const TimingLane& lane, size_t first) const {
    size_t end = first + 1;
    while (end < diagram_.columns && lane.values[end] == lane.values[first] &&
           wrong_at(lane, end) == wrong_at(lane, first)) {
      ++end;
    }
    return end;
  }

  void draw_bus(const TimingLane& lane) {
    for (size_t i = 0; i < diagram_.columns; i = run_end(lane, i)) {
      const int x0 = column_x(i);
      const int x1 = column_x(run_end(lane, i));
      const int middle = y_ + (kHigh + kLow) / 2;
      body_ += fmt::format(
          "<g><title>{}</title><path class=\"wave {}\" d=\"M{} {}L{} {}H{}L{} {}L{} {}H{}Z\"/>\n",
          xml_text(lane.values[i]), wrong_at(lane, i) ? "wrong" : "bus", x0, middle, x0 + kSlant,
          y_ + kHigh, x1 - kSlant, x1, middle, x1 - kSlant, y_ + kLow, x0 + kSlant);
      body_ += text_at((x0 + x1) / 2, y_ + 17, "", fitting(lane.values[i], x1 - x0), "middle");
      body_ += "</g>\n";
    }
  }

  int level_y(const TimingLane& lane, size_t column) const {
    return y_ + (lane.values[column] == "1" ? kHigh : kLow);
  }

  void draw_level(const TimingLane& lane) {
    std::string path = fmt::format("M{} {}", column_x(0), level_y(lane, 0));
    std::string wrong;
    for (size_t i = 0; i < diagram_.columns; ++i) {
      path += fmt::format("V{}H{}", level_y(lane, i), column_x(i + 1));
      if (wrong_at(lane, i)) {
        wrong += fmt::format("M{} {}H{}", column_x(i), level_y(lane, i), column_x(i + 1));
      }
    }
    body_ += fmt::format("<path class=\"wave\" d=\"{}\"/>\n", path);
    if (!wrong.empty()) body_ += fmt::format("<path class=\"wrong-line\" d=\"{}\"/>\n", wrong);
  }

  // Values show after the rising edge at which a column begins.
  void draw_clock() {
    std::string path = fmt::format("M{} {}", column_x(0), y_ + kLow);
    for (size_t i = 0; i < diagram_.columns; ++i) {
      path += fmt::format("V{}H{}V{}H{}", y_ + kHigh, column_x(i) + kColumn / 2, y_ + kLow,
                          column_x(i + 1));
    }
    body_ += fmt::format("<path class=\"wave\" d=\"{}\"/>\n", path);
  }

  const TimingDiagram& diagram_;
  int left_;
  int y_ = kHead;
  std::string body_;
};

}  // namespace

std::string timing_svg(const TimingDiagram& diagram) { return Drawing(diagram).svg(); }

}  // namespace kintsugi
