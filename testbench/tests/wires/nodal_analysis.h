// Plain nodal analysis: any network of resistors between nodes held at given voltages.
#pragma once

#include <vector>

namespace kintsugi::testing {

class NodalAnalysis {
 public:
  int add_node();
  // A resistance of 0 makes one node of two.
  void connect(int a, int b, double ohm);
  void connect_conductance(int a, int b, double siemens);
  void hold(int node, double volts);

  // The current that flows out of the network into each of `nodes`, which must be held.
  std::vector<double> currents_into(const std::vector<int>& nodes) const;

 private:
  struct Resistor {
    int a, b;
    double siemens;
  };
  int merged(int node) const;

  std::vector<int> same_as_;  // union-find
  std::vector<Resistor> resistors_;
  std::vector<std::pair<int, double>> held_;
};

}  // namespace kintsugi::testing
