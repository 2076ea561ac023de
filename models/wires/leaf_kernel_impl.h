// Body of the leaf kernel, compiled once for each instruction set.
#pragma once

#include "models/wires/lanes.h"
#include "models/wires/wire_jobs.h"

namespace kintsugi {
namespace {

// One pivot of all lanes; returns where the next one's program begins.
template <int Lanes>
inline const int32_t* eliminate_node(const int32_t* program, double* slots) {
  using D = Doubles<Lanes>;
  constexpr int kVectors = kLeafLanes / Lanes;
  const int count = *program++;
  const int32_t* pair = program + count;
  typename D::Vector inverse[kVectors];
  KINTSUGI_UNROLL
  for (int v = 0; v < kVectors; ++v) inverse[v] = typename D::Vector{};
  for (int i = 0; i < count; ++i) {
    const double* link = slots + program[i] * kLeafLanes;
    KINTSUGI_UNROLL
    for (int v = 0; v < kVectors; ++v) inverse[v] += D::load(link + v * Lanes);
  }
  KINTSUGI_UNROLL
  for (int v = 0; v < kVectors; ++v) inverse[v] = 1.0 / inverse[v];
  for (int i = 0; i < count; ++i) {
    double* row = slots + program[i] * kLeafLanes;
    typename D::Vector factor[kVectors];
    KINTSUGI_UNROLL
    for (int v = 0; v < kVectors; ++v) factor[v] = D::load(row + v * Lanes) * inverse[v];
    for (int j = i + 1; j < count; ++j) {
      const double* link = slots + program[j] * kLeafLanes;
      double* target = slots + *pair++ * kLeafLanes;
      KINTSUGI_UNROLL
      for (int v = 0; v < kVectors; ++v) {
        D::store(target + v * Lanes,
                 D::load(target + v * Lanes) + factor[v] * D::load(link + v * Lanes));
      }
    }
  }
  // The slots of a node that is gone are used again, from zero.
  for (int i = 0; i < count * kLeafLanes; ++i) {
    slots[program[i / kLeafLanes] * kLeafLanes + i % kLeafLanes] = 0.0;
  }
  return pair;
}

template <int Lanes>
inline void eliminate_leaf(const LeafJob& job) {
  const int32_t* program = job.program;
  for (int k = 0; k < job.pivots; ++k) program = eliminate_node<Lanes>(program, job.slots);
}

}  // namespace
}  // namespace kintsugi
