// Body of the ladder kernel, compiled once for each instruction set.
#pragma once

#include "models/wires/lanes.h"
#include "models/wires/wire_jobs.h"

namespace kintsugi {
namespace {

// A line's end node moves on through `wire`: the old end, with conductances a, b and c to nodes
// A, B and C, disappears, and the new end takes its place.
template <class Vector>
inline void move_on(Vector wire, Vector& a, Vector& b, Vector& c, Vector& ab, Vector& ac,
                    Vector& bc) {
  const Vector inverse = 1.0 / ((a + b) + (c + wire));
  const Vector fa = a * inverse;
  const Vector fb = b * inverse;
  const Vector fc = c * inverse;
  ab += fa * b;
  ac += fa * c;
  bc += fb * c;
  a = fa * wire;
  b = fb * wire;
  c = fc * wire;
}

template <int Lanes>
inline void sweep_ladders(const LadderJob& job) {
  using D = Doubles<Lanes>;
  using Vector = typename D::Vector;
  const LadderState& state = job.state;
  for (int n = 0; n < job.conducting; ++n) {
    const float* codes = job.codes + static_cast<int64_t>(job.rows[n]) * job.stride;
    const int segments = n == 0 ? 0 : job.rows[n] - job.rows[n - 1];
    const Vector bit = D::fill(job.bit_segments && n ? job.bit_segments[segments] : 0.0);
    const Vector source = D::fill(job.source_segments && n ? job.source_segments[segments] : 0.0);
    for (int j = 0; j < job.columns; j += Lanes) {
      Vector bs = D::load(state.bs + j);
      if (segments > 0) {
        Vector bv = D::load(state.bv + j);
        Vector b0 = D::load(state.b0 + j);
        Vector sv = D::load(state.sv + j);
        Vector s0 = D::load(state.s0 + j);
        Vector v0 = D::load(state.v0 + j);
        if (job.bit_segments) move_on(bit, bs, bv, b0, sv, s0, v0);
        if (job.source_segments) move_on(source, bs, sv, s0, bv, b0, v0);
        D::store(state.bv + j, bv);
        D::store(state.b0 + j, b0);
        D::store(state.sv + j, sv);
        D::store(state.s0 + j, s0);
        D::store(state.v0 + j, v0);
      }
      D::store(state.bs + j, bs + D::widen(codes + j));
    }
  }
}

}  // namespace
}  // namespace kintsugi
