#include "models/wires/leaf_program.h"

#include <algorithm>
#include <map>

namespace kintsugi {
namespace {

constexpr int32_t kNone = -1;

// The region's graph: which slot holds the conductance of each pair of neighbours.
class LeafGraph {
 public:
  int node(int32_t global) {
    const auto [place, is_new] = local_.try_emplace(global, static_cast<int>(local_.size()));
    if (is_new) neighbours_.emplace_back();
    return place->second;
  }
  int nodes() const { return static_cast<int>(neighbours_.size()); }
  const std::map<int, int32_t>& neighbours(int k) const {
    return neighbours_[static_cast<size_t>(k)];
  }

  int32_t slot(int a, int b) const {
    const auto place = neighbours(a).find(b);
    return place == neighbours(a).end() ? kNone : place->second;
  }
  int32_t slot_or_new(int a, int b) {
    const auto [place, is_new] = neighbours_[static_cast<size_t>(a)].try_emplace(b, kNone);
    if (is_new) {
      place->second = free_.empty() ? slots_++ : free_.back();
      if (!free_.empty()) free_.pop_back();
      neighbours_[static_cast<size_t>(b)][a] = place->second;
    }
    return place->second;
  }
  void remove(int k) {
    for (const auto& [other, slot] : neighbours(k)) {
      neighbours_[static_cast<size_t>(other)].erase(k);
      free_.push_back(slot);
    }
    neighbours_[static_cast<size_t>(k)].clear();
  }
  int32_t slots() const { return slots_; }

 private:
  std::map<int32_t, int> local_;
  std::vector<std::map<int, int32_t>> neighbours_;
  std::vector<int32_t> free_;
  int32_t slots_ = 0;
};

void add_step(LeafGraph& graph, int pivot, LeafProgram& program) {
  const std::map<int, int32_t> neighbours = graph.neighbours(pivot);
  program.steps.push_back(static_cast<int32_t>(neighbours.size()));
  for (const auto& neighbour : neighbours) program.steps.push_back(neighbour.second);
  for (auto a = neighbours.begin(); a != neighbours.end(); ++a) {
    for (auto b = std::next(a); b != neighbours.end(); ++b) {
      program.steps.push_back(graph.slot_or_new(a->first, b->first));
    }
  }
  graph.remove(pivot);
  ++program.pivots;
}

}  // namespace

LeafProgram make_leaf_program(const WireNodes& nodes, const Region& region) {
  LeafProgram program;
  LeafGraph graph;
  nodes.for_each_resistor(region, [&](int a, int b, WireNodes::Resistor kind, int cell) {
    const int first = graph.node(a);
    const int second = graph.node(b);
    program.sources.push_back({kind, cell, graph.slot_or_new(first, second)});
  });
  std::vector<int> ports;
  for (const int32_t port : nodes.ports(region)) ports.push_back(graph.node(port));
  std::vector<bool> stays(static_cast<size_t>(graph.nodes()), false);
  for (const int port : ports) stays[static_cast<size_t>(port)] = true;

  std::vector<int> left;
  for (int k = 0; k < graph.nodes(); ++k) {
    if (!stays[static_cast<size_t>(k)]) left.push_back(k);
  }
  while (!left.empty()) {
    const auto least = std::min_element(left.begin(), left.end(), [&](int a, int b) {
      return graph.neighbours(a).size() < graph.neighbours(b).size();
    });
    add_step(graph, *least, program);
    left.erase(least);
  }
  for (size_t a = 0; a < ports.size(); ++a) {
    for (size_t b = a + 1; b < ports.size(); ++b) {
      program.port_slots.push_back(graph.slot(ports[a], ports[b]));
    }
  }
  program.slots = graph.slots();
  return program;
}

}  // namespace kintsugi
