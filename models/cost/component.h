// The parts costs are broken down into.
#pragma once

#include <array>
#include <cstddef>

namespace kintsugi::cost {

enum class Component {
  Cells,
  WordLineDrivers,
  SampleAndHolds,
  Multiplexers,
  Converters,
  InputRegisters,
  ShiftAdders,
  Accumulators,
  GainOffset,
  Requantisers,
  Pooling,
  ActivationBuffers,
  TuningRegisters,
  SparseSram,
  ControllerLogic,
  TestMemories,
};
inline constexpr int kComponents = 16;

const char* name_of(Component component);  // "word_line_drivers"

// Arrays with converters: what area overheads are measured against.
constexpr bool is_array_part(Component component) { return component <= Component::Converters; }

struct ComponentCost {
  double area_um2 = 0.0;
  double leakage_nw = 0.0;
  double dynamic_pj = 0.0;  // of the work asked about
  ComponentCost& operator+=(const ComponentCost& other) {
    area_um2 += other.area_um2;
    leakage_nw += other.leakage_nw;
    dynamic_pj += other.dynamic_pj;
    return *this;
  }
};

// By Component.
struct Breakdown {
  std::array<ComponentCost, kComponents> parts;
  ComponentCost& operator[](Component c) { return parts[static_cast<size_t>(c)]; }
  const ComponentCost& operator[](Component c) const { return parts[static_cast<size_t>(c)]; }
  Breakdown& operator+=(const Breakdown& other);
  ComponentCost total() const;
};

}  // namespace kintsugi::cost
