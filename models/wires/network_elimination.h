// Reduces a tile's network to its terminals: geometric nested dissection.
#pragma once

#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "models/core/aligned.h"
#include "models/wires/leaf_program.h"
#include "models/wires/wire_design.h"
#include "models/wires/wire_nodes.h"

namespace kintsugi {

// A region reduced to its ports: what remains is one conductance for each pair of them.
struct ReducedRegion {
  std::vector<int32_t> ports;
  std::vector<double> links;  // pairs of ports, row by row

  const double* row(size_t a) const;  // row(a)[b] is the link of ports a and b, b > a
};

// The tile is halved again and again along its longer side down to leaves of kLeafSide cells a
// side. Two reduced halves are joined at the nodes they share, which then disappear (George, SIAM
// J. Numer. Anal. 10, 1973). Nodes disappear by the star-mesh transform without subtractions
// (Grassmann, Taksar and Heyman, Oper. Res. 33, 1985): every conductance keeps its relative
// accuracy, whatever the ratio of wires to cells.
class NetworkElimination {
 public:
  static constexpr int kLeafSide = 4;

  // `conductance` is [rows][columns], siemens, not negative.
  NetworkElimination(const WireDesign& design, const double* conductance, int rows, int columns);

  // [rows][columns], siemens: conductance between driver r and sense end c with all others at 0 V.
  std::vector<double> solve();

 private:
  using Shape =
      std::tuple<int, int, bool, bool, bool, bool>;  // size, and which edges are the tile's

  Shape shape_of(const Region& leaf) const;
  void collect_leaves(const Region& region, std::map<Shape, std::vector<Region>>& leaves) const;
  void reduce_leaves();
  void reduce_batch(const LeafProgram& program, const Region* leaves, int count);
  double conductance_of(const LeafProgram::Source& source, const Region& region) const;
  ReducedRegion reduce(const Region& region);
  ReducedRegion join(const ReducedRegion& first, const ReducedRegion& second,
                     std::vector<int32_t> ports, bool is_tile);
  void add_links(const ReducedRegion& part, size_t size);
  ReducedRegion& leaf_at(const Region& region);

  WireDesign design_;
  const double* conductance_;
  int rows_;
  int columns_;
  WireNodes nodes_;
  std::vector<ReducedRegion> leaves_;  // by place, [rows / side][columns / side]
  std::vector<int32_t> place_;         // [nodes], of the nodes of the front at hand
  AlignedVector<double> front_;
  AlignedVector<double> packed_rows_;
  AlignedVector<double> packed_columns_;
};

}  // namespace kintsugi
