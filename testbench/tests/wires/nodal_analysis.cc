#include "nodal_analysis.h"

#include <Eigen/Dense>
#include <Eigen/SparseCholesky>
#include <cmath>
#include <map>

namespace kintsugi::testing {
namespace {

constexpr int kLargestDense = 200;

// Solves for the free nodes' voltages; large networks by a sparse factorisation, refined once.
Eigen::VectorXd solve(const Eigen::SparseMatrix<double>& matrix, const Eigen::VectorXd& injected) {
  if (matrix.rows() <= kLargestDense) {
    return Eigen::MatrixXd(matrix).partialPivLu().solve(injected);
  }
  const Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> factors(matrix);
  const Eigen::VectorXd volts = factors.solve(injected);
  return volts + factors.solve(injected - matrix * volts);
}

}  // namespace

int NodalAnalysis::add_node() {
  same_as_.push_back(static_cast<int>(same_as_.size()));
  return same_as_.back();
}

int NodalAnalysis::merged(int node) const {
  while (same_as_[static_cast<size_t>(node)] != node) node = same_as_[static_cast<size_t>(node)];
  return node;
}

void NodalAnalysis::connect(int a, int b, double ohm) {
  if (ohm == 0.0) {
    same_as_[static_cast<size_t>(merged(a))] = merged(b);
  } else {
    connect_conductance(a, b, 1.0 / ohm);
  }
}

void NodalAnalysis::connect_conductance(int a, int b, double siemens) {
  resistors_.push_back({a, b, siemens});
}

void NodalAnalysis::hold(int node, double volts) { held_.emplace_back(node, volts); }

std::vector<double> NodalAnalysis::currents_into(const std::vector<int>& nodes) const {
  std::map<int, double> held;
  for (const auto& [node, volts] : held_) held[merged(node)] = volts;
  std::map<int, int> unknown;
  for (const Resistor& r : resistors_) {
    for (const int node : {merged(r.a), merged(r.b)}) {
      if (held.count(node) == 0) unknown.emplace(node, static_cast<int>(unknown.size()));
    }
  }
  const auto count = static_cast<Eigen::Index>(unknown.size());
  std::vector<Eigen::Triplet<double>> entries;
  Eigen::VectorXd injected = Eigen::VectorXd::Zero(count);
  for (const Resistor& r : resistors_) {
    for (const auto& [here, there] :
         {std::pair{merged(r.a), merged(r.b)}, std::pair{merged(r.b), merged(r.a)}}) {
      if (held.count(here) != 0 || here == there) continue;
      entries.emplace_back(unknown[here], unknown[here], r.siemens);
      if (held.count(there) != 0) {
        injected[unknown[here]] += r.siemens * held[there];
      } else {
        entries.emplace_back(unknown[here], unknown[there], -r.siemens);
      }
    }
  }
  Eigen::SparseMatrix<double> matrix(count, count);
  matrix.setFromTriplets(entries.begin(), entries.end());
  const Eigen::VectorXd volts = count > 0 ? solve(matrix, injected) : injected;

  const auto voltage = [&](int node) {
    const auto place = held.find(node);
    return place != held.end() ? place->second : volts[unknown.at(node)];
  };
  std::map<int, double> current;
  for (const Resistor& r : resistors_) {
    const int a = merged(r.a);
    const int b = merged(r.b);
    const double flow = (voltage(a) - voltage(b)) * r.siemens;
    current[b] += flow;
    current[a] -= flow;
  }
  std::vector<double> result;
  for (const int node : nodes) result.push_back(current[merged(node)]);
  return result;
}

}  // namespace kintsugi::testing
