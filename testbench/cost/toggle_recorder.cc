#include "testbench/cost/toggle_recorder.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace kintsugi {
namespace {

using cost::ChipDescription;
using cost::TimingDescription;
using Bits = std::vector<uint8_t>;

constexpr int kCounterBits = 64;

// Names of hardware: letters, digits and underscores.
std::string identifier(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return text;
}

// Indices of one layer's signals.
struct LayerSignals {
  size_t dac = 0;
  size_t integrate = 0;
  size_t convert = 0;
  size_t shift_add = 0;
  size_t conversions = 0;
  size_t cell_reads = 0;
  std::vector<size_t> word_lines;  // a tile each
};

class Recorder {
 public:
  Recorder(const Chip& chip, const ChipDescription& description,
           const std::vector<ToggleSink*>& sinks)
      : chip_(chip),
        description_(description),
        sinks_(sinks),
        period_ps_(std::llround(1e6 / description.timing.clock_mhz)) {
    for (size_t l = 0; l < chip.layers.size(); ++l) declare_layer(l);
    for (const ToggleSignal& signal : signals_) {
      values_.emplace_back(static_cast<size_t>(signal.width), uint8_t{0});
    }
    conversions_.resize(chip.layers.size());
    cell_reads_.resize(chip.layers.size());
    for (ToggleSink* sink : sinks_) sink->begin(signals_);
  }

  void record(const PlaneRead& read) {
    const auto l = static_cast<size_t>(read.layer);
    const LayerSignals& s = layers_[l];
    const TimingDescription& t = description_.timing;
    const int64_t dac = read.start_cycle;
    const int64_t integrate = dac + t.dac_cycles;
    const int64_t convert = integrate + t.integration_cycles;
    const int64_t shift_add = convert + int64_t{description_.columns_per_adc} * t.conversion_cycles;
    const int64_t last = shift_add + t.shift_add_cycles;
    drive(read, dac);
    raise(s.dac, dac, integrate);
    set(s.dac, integrate, {0});
    raise(s.integrate, integrate, convert);
    release(l, convert);
    set(s.integrate, convert, {0});
    raise(s.convert, convert, shift_add);
    set(s.convert, shift_add, {0});
    count(s.conversions, conversions_[l], shift_add);
    raise(s.shift_add, shift_add, last);
    set(s.shift_add, last, {0});
    end_cycle_ = last;
  }

  void end() {
    for (ToggleSink* sink : sinks_) sink->end(end_cycle_ * period_ps_);
  }

 private:
  size_t declare(const std::vector<std::string>& scope, const char* name, int width,
                 bool counter = false) {
    signals_.push_back({scope, name, width, counter});
    return signals_.size() - 1;
  }

  void declare_layer(size_t l) {
    const std::vector<std::string> scope = {
        identifier("layer" + std::to_string(l) + "_" + chip_.layers[l].layer.name)};
    LayerSignals s;
    s.dac = declare(scope, "dac", 1);
    s.integrate = declare(scope, "integrate", 1);
    s.convert = declare(scope, "convert", 1);
    s.shift_add = declare(scope, "shift_add", 1);
    s.conversions = declare(scope, "conversions", kCounterBits, true);
    s.cell_reads = declare(scope, "cell_reads", kCounterBits, true);
    for (const TilePlacement& tile : chip_.layers[l].tiles) {
      s.word_lines.push_back(
          declare({scope[0], "tile" + std::to_string(tile.index)}, "word_line", tile.rows));
    }
    layers_.push_back(s);
  }

  void set(size_t signal, int64_t cycle, const Bits& bits) {
    if (values_[signal] == bits) return;
    values_[signal] = bits;
    for (ToggleSink* sink : sinks_) sink->change(cycle * period_ps_, signal, bits);
  }

  // From `from` up to the start of what follows; a phase of no length shows nothing.
  void raise(size_t signal, int64_t from, int64_t to) {
    if (from != to) set(signal, from, {1});
  }

  void drive(const PlaneRead& read, int64_t cycle) {
    const auto l = static_cast<size_t>(read.layer);
    const LayerPlan& plan = chip_.layers[l];
    for (size_t t = 0; t < plan.tiles.size(); ++t) {
      const TilePlacement& tile = plan.tiles[t];
      Bits bits(static_cast<size_t>(tile.rows));
      for (size_t r = 0; r < bits.size(); ++r) {
        const uint8_t code = read.rows[static_cast<size_t>(tile.first_row) + r];
        bits[r] = plan.input.level(plan.input.digit(code, read.plane)) != 0 ? 1 : 0;
      }
      const int64_t active = std::count(bits.begin(), bits.end(), 1);
      conversions_[l] += description_.layers[l].tiles[t].converted_columns;
      cell_reads_[l] += active * description_.layers[l].tiles[t].columns;
      set(layers_[l].word_lines[t], cycle, bits);
    }
    count(layers_[l].cell_reads, cell_reads_[l], cycle);
  }

  void release(size_t l, int64_t cycle) {
    for (const size_t signal : layers_[l].word_lines) {
      set(signal, cycle, Bits(values_[signal].size(), uint8_t{0}));
    }
  }

  void count(size_t signal, int64_t value, int64_t cycle) {
    Bits bits(kCounterBits);
    for (size_t b = 0; b < bits.size(); ++b) bits[b] = static_cast<uint8_t>(value >> b & 1);
    set(signal, cycle, bits);
  }

  const Chip& chip_;
  const ChipDescription& description_;
  std::vector<ToggleSink*> sinks_;
  int64_t period_ps_;
  std::vector<ToggleSignal> signals_;
  std::vector<LayerSignals> layers_;
  std::vector<Bits> values_;
  std::vector<int64_t> conversions_;
  std::vector<int64_t> cell_reads_;
  int64_t end_cycle_ = 0;
};

}  // namespace

void record_toggles(const Die& die, const Tuning& tuning, const ChipDescription& description,
                    const uint8_t* images, int count, const std::vector<ToggleSink*>& sinks) {
  Recorder recorder(die.chip(), description, sinks);
  walk_reads(die, tuning, description, images, count,
             [&](const PlaneRead& read) { recorder.record(read); });
  recorder.end();
}

}  // namespace kintsugi
