// Small regions are eliminated sparsely: the order of steps is worked out once for a shape and then
// followed by eight regions of that shape at a time, one a lane.
#pragma once

#include <cstdint>
#include <vector>

#include "models/wires/wire_nodes.h"

namespace kintsugi {

struct LeafProgram {
  struct Source {
    WireNodes::Resistor kind;
    int cell;
    int32_t slot;
  };
  std::vector<Source> sources;  // where every resistor's conductance is added at the start
  std::vector<int32_t> steps;   // see LeafJob
  int pivots = 0;
  int slots = 0;
  std::vector<int32_t> port_slots;  // pairs of ports, row by row: their slot at the end, or -1
};

// Nodes disappear in the order of least neighbours, earliest first among equals.
LeafProgram make_leaf_program(const WireNodes& nodes, const Region& region);

}  // namespace kintsugi
