#include "models/cost/component.h"

namespace kintsugi::cost {

const char* name_of(Component component) {
  static constexpr std::array<const char*, kComponents> names = {"cells",
                                                                 "word_line_drivers",
                                                                 "sample_and_holds",
                                                                 "multiplexers",
                                                                 "converters",
                                                                 "input_registers",
                                                                 "shift_adders",
                                                                 "accumulators",
                                                                 "gain_offset",
                                                                 "requantisers",
                                                                 "pooling",
                                                                 "activation_buffers",
                                                                 "tuning_registers",
                                                                 "sparse_sram",
                                                                 "controller_logic",
                                                                 "test_memories"};
  return names[static_cast<size_t>(component)];
}

Breakdown& Breakdown::operator+=(const Breakdown& other) {
  for (size_t i = 0; i < parts.size(); ++i) parts[i] += other.parts[i];
  return *this;
}

ComponentCost Breakdown::total() const {
  ComponentCost sum;
  for (const ComponentCost& part : parts) sum += part;
  return sum;
}

}  // namespace kintsugi::cost
