#include <fmt/format.h>

#include <algorithm>

#include "testbench/mismatch/mismatch.h"
#include "testbench/mismatch/signals.h"

namespace kintsugi {
namespace {

using LaneShape = TimingLane::Shape;
using Cycles = std::vector<DivergedCycle>;

constexpr size_t kColumnsAfter = 8;    // behind that of the divergence
constexpr size_t kDifferingShown = 6;  // signals

LaneShape shape_of(const Signal& signal) {
  return signal.width == 1 && !signal.enumerated() ? LaneShape::Level : LaneShape::Bus;
}

// Bus values without "0x": the picture is narrow.
std::string short_text(const Signal& signal, uint64_t value) {
  return signal.enumerated() || signal.width == 1 ? signal.text(value) : fmt::format("{:x}", value);
}

TimingLane lane_of(const Signal& signal, const Cycles& cycles, Side DivergedCycle::*side,
                   const std::string& name, const std::string& group) {
  TimingLane lane;
  lane.name = name;
  lane.shape = shape_of(signal);
  lane.group = group;
  for (const DivergedCycle& cycle : cycles) {
    lane.values.push_back(short_text(signal, signal.get(cycle.*side)));
    lane.wrong.push_back(side == &DivergedCycle::rtl &&
                         signal.get(cycle.rtl) != signal.get(cycle.reference));
  }
  return lane;
}

// Column in which the two sides part on the signal; cycles.size() when they never do.
size_t first_difference(const Signal& signal, const Cycles& cycles) {
  const auto differs = [&](const DivergedCycle& cycle) {
    return signal.get(cycle.rtl) != signal.get(cycle.reference);
  };
  const auto found = std::find_if(cycles.begin(), cycles.end(), differs);
  return static_cast<size_t>(found - cycles.begin());
}

// The diverging signal, then the others in the order in which they follow.
std::vector<const Signal*> differing(const Divergence& divergence, const Cycles& cycles) {
  std::vector<const Signal*> signals;
  for (const Signal& signal : compared_signals()) {
    if (first_difference(signal, cycles) < cycles.size()) signals.push_back(&signal);
  }
  const auto rank = [&](const Signal* signal) {
    return signal->name == divergence.signal ? 0 : 1 + first_difference(*signal, cycles);
  };
  std::stable_sort(signals.begin(), signals.end(),
                   [&](const Signal* a, const Signal* b) { return rank(a) < rank(b); });
  if (signals.size() > kDifferingShown) signals.resize(kDifferingShown);
  return signals;
}

bool moves(const TimingLane& lane) {
  return std::any_of(lane.values.begin(), lane.values.end(),
                     [&](const std::string& value) { return value != lane.values.front(); });
}

std::string group_of(const std::string& pin) {
  const std::string port = pin.substr(0, pin.find('_'));
  return port == "rst" || port == "irq" || port == "flush" ? "strobes" : port;
}

// What stands on the wires in a cycle is sampled at the edge that ends it.
std::vector<ControllerInputs> wires(const Cycles& cycles, size_t columns) {
  std::vector<ControllerInputs> inputs;
  for (size_t i = 0; i < columns; ++i) {
    inputs.push_back(cycles[std::min(i + 1, cycles.size() - 1)].in);
  }
  return inputs;
}

TimingLane input_lane(const InputPin& pin, const std::vector<ControllerInputs>& inputs) {
  TimingLane lane;
  lane.name = pin.name;
  lane.shape = pin.width == 1 ? LaneShape::Level : LaneShape::Bus;
  lane.group = group_of(pin.name);
  for (const ControllerInputs& in : inputs) lane.values.push_back(fmt::format("{:x}", pin.get(in)));
  return lane;
}

// The pins that move, port by port; outputs are those of the RTL.
void add_ports(const Cycles& cycles, const std::vector<ControllerInputs>& inputs,
               const std::vector<const Signal*>& shown, std::vector<TimingLane>* lanes) {
  for (const char* group : {"csr", "stim", "sig", "cfg", "strobes"}) {
    for (const InputPin& pin : input_pins()) {
      const TimingLane lane = input_lane(pin, inputs);
      if (lane.group == group && moves(lane)) lanes->push_back(lane);
    }
    for (const Signal& signal : compared_signals()) {
      if (signal.pin == nullptr || group_of(signal.name) != group) continue;
      if (std::find(shown.begin(), shown.end(), &signal) != shown.end()) continue;
      const TimingLane lane = lane_of(signal, cycles, &DivergedCycle::rtl, signal.name, group);
      if (moves(lane)) lanes->push_back(lane);
    }
  }
}

}  // namespace

TimingDiagram mismatch_diagram(const Mismatch& mismatch) {
  const Divergence& divergence = mismatch.evidence.divergence;
  const Cycles on_record = both_sides(divergence);
  Cycles cycles;  // shown
  std::copy_if(
      on_record.begin(), on_record.end(), std::back_inserter(cycles),
      [&](const DivergedCycle& c) { return c.number <= divergence.cycle + kColumnsAfter; });
  TimingDiagram diagram;
  if (cycles.empty() || !mismatch.diagnosis) return diagram;
  diagram.title = summary(divergence);
  diagram.subtitle = std::string(name(mismatch.diagnosis->fault)) + ": " + mismatch.diagnosis->why;
  diagram.columns = cycles.size();
  diagram.first_cycle = cycles.front().number;
  diagram.marked = static_cast<size_t>(divergence.cycle - diagram.first_cycle);

  diagram.lanes.push_back({"clk_i", LaneShape::Clock, {}, {}, ""});
  const std::vector<const Signal*> shown = differing(divergence, cycles);
  const Signal& state = *find_signal("obs.state");
  if (std::find(shown.begin(), shown.end(), &state) == shown.end()) {
    diagram.lanes.push_back(lane_of(state, cycles, &DivergedCycle::rtl, "state", ""));
  }
  for (const Signal* signal : shown) {
    diagram.lanes.push_back(
        lane_of(*signal, cycles, &DivergedCycle::reference, "expected", signal->name));
    diagram.lanes.push_back(lane_of(*signal, cycles, &DivergedCycle::rtl, "actual", signal->name));
  }
  add_ports(cycles, wires(on_record, cycles.size()), shown, &diagram.lanes);
  return diagram;
}

}  // namespace kintsugi
