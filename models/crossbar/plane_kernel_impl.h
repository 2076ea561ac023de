// The body of every plane kernel, written once over a small vector type and compiled once for each
// instruction set. Included only by plane_kernel_<isa>.cc. It uses nothing of the standard library,
// so that no shared inline function is emitted with instructions another processor lacks.
//
// A vector type V has: kLanes, Int (kLanes int32), zero(), load(p), store(p, v), add(a, b),
// shift_left(v, n), broadcast(x), and raw_codes(sums, slope, offset, top) which converts as
// convert() in models/converter/adc.h does, less its last subtraction.
#pragma once

#include "models/crossbar/plane_job.h"

namespace kintsugi {
namespace {

// Column sums of `Planes` consecutive planes at one position, converted and shifted to their
// place, added to `total`.
template <class V, int Vectors, int Planes>
inline void add_planes(const PlaneJob& job, const int32_t* entries, const uint16_t* patterns,
                       int plane, const double* slope, const double* offset,
                       typename V::Int* total) {
  constexpr int kLanes = V::kLanes * Vectors;
  const int32_t group_size = job.table_patterns * kLanes;
  typename V::Int sums[Planes][Vectors];
  for (int p = 0; p < Planes; ++p) {
    for (int v = 0; v < Vectors; ++v) sums[p][v] = V::zero();
  }
  for (int g = 0; g < job.groups; ++g, entries += group_size) {
    const uint16_t* pattern = patterns + job.group_offset[g];
    for (int p = 0; p < Planes; ++p) {
      const int32_t* entry = entries + static_cast<int64_t>(pattern[p]) * (kLanes / kPatternScale);
      for (int v = 0; v < Vectors; ++v) {
        sums[p][v] = V::add(sums[p][v], V::load(entry + v * V::kLanes));
      }
    }
  }
  const double top = static_cast<double>((1 << job.adc_bits) - 1);
  for (int p = 0; p < Planes; ++p) {
    for (int v = 0; v < Vectors; ++v) {
      const auto codes =
          V::raw_codes(sums[p][v], slope + v * V::kLanes, offset + v * V::kLanes, top);
      total[v] = V::add(total[v], V::shift_left(codes, plane + p));
    }
  }
}

template <class V, int Vectors>
inline void read_stripe(const PlaneJob& job, int stripe) {
  constexpr int kLanes = V::kLanes * Vectors;
  const int64_t stripe_size = static_cast<int64_t>(job.groups) * job.table_patterns * kLanes;
  const int32_t* entries = job.entries + stripe * stripe_size;
  const double* slope = job.slope + stripe * kLanes;
  const double* offset = job.offset + stripe * kLanes;
  // raw_codes() counts from the most negative code: take that bias off all planes at once.
  const int32_t bias = (1 << (job.adc_bits - 1)) * ((1 << job.planes) - 1);
  for (int i = 0; i < job.positions; ++i) {
    const uint16_t* patterns = job.patterns + job.position_offset[i];
    typename V::Int total[Vectors];
    for (int v = 0; v < Vectors; ++v) total[v] = V::broadcast(-bias);
    int plane = 0;
    for (; plane + 4 <= job.planes; plane += 4) {
      add_planes<V, Vectors, 4>(job, entries, patterns + plane, plane, slope, offset, total);
    }
    for (; plane < job.planes; ++plane) {
      add_planes<V, Vectors, 1>(job, entries, patterns + plane, plane, slope, offset, total);
    }
    int32_t* out = job.accumulators + static_cast<int64_t>(i) * job.stride + stripe * kLanes;
    for (int v = 0; v < Vectors; ++v) {
      int32_t* place = out + v * V::kLanes;
      V::store(place, V::add(V::load(place), total[v]));
    }
  }
}

template <class V8, class V16>
inline void read_all_stripes(const PlaneJob& job) {
  for (int stripe = 0; stripe < job.stripes; ++stripe) {
    if (job.lanes == 8) {
      read_stripe<V8, 8 / V8::kLanes>(job, stripe);
    } else {
      read_stripe<V16, 16 / V16::kLanes>(job, stripe);
    }
  }
}

}  // namespace
}  // namespace kintsugi
