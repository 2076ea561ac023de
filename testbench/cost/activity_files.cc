#include "testbench/cost/activity_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kintsugi {
namespace {

using Scope = std::vector<std::string>;

// Identifier codes of a VCD: digits of base 94, "!" to "~".
std::string vcd_code(size_t index) {
  std::string code;
  do {
    code += static_cast<char>('!' + index % 94);
    index /= 94;
  } while (index != 0);
  return code;
}

// Scopes that two paths share.
size_t common_depth(const Scope& a, const Scope& b) {
  const auto end = a.begin() + static_cast<ptrdiff_t>(std::min(a.size(), b.size()));
  return static_cast<size_t>(
      std::distance(a.begin(), std::mismatch(a.begin(), end, b.begin()).first));
}

// Calls close() and open(name) to get from one scope to another.
template <class Close, class Open>
void move_scope(Scope& at, const Scope& to, Close close, Open open) {
  const size_t depth = common_depth(at, to);
  for (size_t i = at.size(); i > depth; --i) close(i);
  for (size_t i = depth; i < to.size(); ++i) open(i, to[i]);
  at = to;
}

}  // namespace

std::string activity_csv(const std::vector<ImageActivity>& images,
                         const cost::ChipDescription& description) {
  std::string text = "image,layer,name";
  for (const cost::ActivityField& field : cost::kActivityFields) {
    text += fmt::format(",{}", field.name);
  }
  text += ",conductance_reads\n";
  for (size_t i = 0; i < images.size(); ++i) {
    for (size_t l = 0; l < images[i].size(); ++l) {
      const cost::LayerActivity& activity = images[i][l];
      text += fmt::format("{},{},{}", i, l, description.layers[l].name);
      for (const cost::ActivityField& field : cost::kActivityFields) {
        text += fmt::format(",{}", activity.*field.count);
      }
      text += fmt::format(",{:.17g}\n", activity.conductance_reads);
    }
  }
  return text;
}

void VcdText::begin(const std::vector<ToggleSignal>& signals) {
  text_ = "$comment kintsugi cost $end\n$timescale 1 ps $end\n$scope module chip $end\n";
  Scope at;
  const auto close = [&](size_t) { text_ += "$upscope $end\n"; };
  const auto open = [&](size_t, const std::string& name) {
    text_ += fmt::format("$scope module {} $end\n", name);
  };
  for (size_t s = 0; s < signals.size(); ++s) {
    const ToggleSignal& signal = signals[s];
    move_scope(at, signal.scope, close, open);
    codes_.push_back(vcd_code(s));
    text_ += fmt::format("$var wire {} {} {}{} $end\n", signal.width, codes_[s], signal.name,
                         signal.width > 1 ? fmt::format(" [{}:0]", signal.width - 1) : "");
  }
  move_scope(at, {}, close, open);
  text_ += "$upscope $end\n$enddefinitions $end\n#0\n$dumpvars\n";
  for (size_t s = 0; s < signals.size(); ++s) {
    value(s, std::vector<uint8_t>(static_cast<size_t>(signals[s].width), uint8_t{0}));
  }
  text_ += "$end\n";
}

void VcdText::value(size_t signal, const std::vector<uint8_t>& bits) {
  if (bits.size() == 1) {
    text_ += static_cast<char>('0' + bits[0]);
    text_ += codes_[signal] + '\n';
    return;
  }
  // Leading zeros may be left out.
  const auto top = std::find(bits.rbegin(), bits.rend() - 1, uint8_t{1});
  text_ += 'b';
  for (auto bit = top; bit != bits.rend(); ++bit) text_ += static_cast<char>('0' + *bit);
  text_ += ' ' + codes_[signal] + '\n';
}

void VcdText::change(int64_t time_ps, size_t signal, const std::vector<uint8_t>& bits) {
  if (time_ps != time_ps_) text_ += fmt::format("#{}\n", time_ps);
  time_ps_ = time_ps;
  value(signal, bits);
}

void VcdText::end(int64_t time_ps) {
  if (time_ps != time_ps_) text_ += fmt::format("#{}\n", time_ps);
}

void SaifText::begin(const std::vector<ToggleSignal>& signals) {
  signals_ = signals;
  for (const ToggleSignal& signal : signals) {
    bits_.emplace_back(static_cast<size_t>(signal.counter ? 0 : signal.width));
  }
}

void SaifText::change(int64_t time_ps, size_t signal, const std::vector<uint8_t>& bits) {
  for (size_t b = 0; b < bits_[signal].size(); ++b) {
    Bit& bit = bits_[signal][b];
    if (bit.value == bits[b]) continue;
    if (bit.value != 0) bit.high_ps += time_ps - bit.since_ps;
    bit.value = bits[b];
    bit.since_ps = time_ps;
    ++bit.toggles;
  }
}

std::string SaifText::nets(size_t signal, int64_t duration_ps, const std::string& indent) const {
  std::string text;
  for (size_t b = 0; b < bits_[signal].size(); ++b) {
    const Bit& bit = bits_[signal][b];
    const int64_t high = bit.high_ps + (bit.value != 0 ? duration_ps - bit.since_ps : 0);
    const std::string index = signals_[signal].width > 1 ? fmt::format("\\[{}\\]", b) : "";
    text += fmt::format("{}({}{} (T0 {}) (T1 {}) (TX 0) (TC {}) (IG 0))\n", indent,
                        signals_[signal].name, index, duration_ps - high, high, bit.toggles);
  }
  return text;
}

void SaifText::end(int64_t time_ps) {
  text_ = fmt::format(
      "(SAIFILE\n(SAIFVERSION \"2.0\")\n(DIRECTION \"backward\")\n(DESIGN \"chip\")\n"
      "(VENDOR \"Kintsugi\")\n(PROGRAM_NAME \"kintsugi cost\")\n(DIVIDER /)\n(TIMESCALE 1 ps)\n"
      "(DURATION {})\n(INSTANCE chip\n",
      time_ps);
  Scope at;
  const auto close = [&](size_t depth) { text_ += std::string(2 * depth, ' ') + ")\n"; };
  const auto open = [&](size_t depth, const std::string& name) {
    text_ += std::string(2 * depth + 2, ' ') + "(INSTANCE " + name + "\n";
  };
  for (size_t s = 0; s < signals_.size();) {
    move_scope(at, signals_[s].scope, close, open);
    const std::string indent(2 * at.size() + 2, ' ');
    text_ += indent + "(NET\n";
    for (; s < signals_.size() && signals_[s].scope == at; ++s) {
      text_ += nets(s, time_ps, indent + "  ");
    }
    text_ += indent + ")\n";
  }
  move_scope(at, {}, close, open);
  text_ += ")\n)\n";
}

}  // namespace kintsugi
