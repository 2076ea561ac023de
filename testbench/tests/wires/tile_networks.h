// Driven and gated tiles as resistor networks for the oracle.
#pragma once

#include <cstdint>
#include <vector>

#include "models/wires/wire_design.h"
#include "nodal_analysis.h"

namespace kintsugi::testing {

// A chain of `count` nodes, `ohm` apart, with `end_ohm` and one more segment between an end and
// `terminal`.
inline std::vector<int> add_line(NodalAnalysis& network, int count, double ohm, bool at_first,
                                 bool at_last, double end_ohm, int terminal) {
  std::vector<int> nodes;
  for (int i = 0; i < count; ++i) nodes.push_back(network.add_node());
  for (size_t i = 1; i < nodes.size(); ++i) network.connect(nodes[i - 1], nodes[i], ohm);
  if (at_first) network.connect(nodes.front(), terminal, end_ohm + ohm);
  if (at_last) network.connect(nodes.back(), terminal, end_ohm + ohm);
  return nodes;
}

// Column currents of a driven tile with row r at volts[r].
inline std::vector<double> driven_currents(const WireDesign& design,
                                           const std::vector<double>& conductance, int rows,
                                           int columns, const std::vector<double>& volts) {
  NodalAnalysis network;
  std::vector<std::vector<int>> words;
  for (int r = 0; r < rows; ++r) {
    const int driver = network.add_node();
    network.hold(driver, volts[static_cast<size_t>(r)]);
    words.push_back(add_line(network, columns, design.word_ohm, design.drive != DriveEnd::Right,
                             design.drive != DriveEnd::Left, design.driver_ohm, driver));
  }
  std::vector<int> senses;
  for (int c = 0; c < columns; ++c) {
    senses.push_back(network.add_node());
    network.hold(senses.back(), 0.0);
    const std::vector<int> bits =
        add_line(network, rows, design.bit_ohm, design.sense != SenseEnd::Bottom,
                 design.sense != SenseEnd::Top, design.sense_ohm, senses.back());
    for (int r = 0; r < rows; ++r) {
      network.connect_conductance(words[static_cast<size_t>(r)][static_cast<size_t>(c)],
                                  bits[static_cast<size_t>(r)],
                                  conductance[static_cast<size_t>(r * columns + c)]);
    }
  }
  return network.currents_into(senses);
}

// Current over read voltage of one column of a gated tile; cells of rows whose bit is 0 are absent.
inline double gated_conductance(const GatedWireDesign& design,
                                const std::vector<double>& conductance,
                                const std::vector<uint8_t>& bits) {
  NodalAnalysis network;
  const int supply = network.add_node();
  const int sense = network.add_node();
  network.hold(supply, 1.0);
  network.hold(sense, 0.0);
  const int rows = static_cast<int>(bits.size());
  const std::vector<int> bit_line =
      add_line(network, rows, design.bit_ohm, design.sense != SenseEnd::Bottom,
               design.sense != SenseEnd::Top, design.sense_ohm, sense);
  const std::vector<int> source_line =
      add_line(network, rows, design.source_ohm, design.supply != SupplyEnd::Bottom,
               design.supply != SupplyEnd::Top, design.driver_ohm, supply);
  for (size_t r = 0; r < bits.size(); ++r) {
    if (bits[r] != 0) network.connect_conductance(source_line[r], bit_line[r], conductance[r]);
  }
  return network.currents_into({sense})[0];
}

}  // namespace kintsugi::testing
