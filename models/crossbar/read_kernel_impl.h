// The body of every read kernel, written once over a small vector type and compiled once for each
// instruction set. Included only by read_kernel_<isa>.cc. It uses nothing of the standard library,
// so that no shared inline function is emitted with instructions another processor lacks.
//
// A vector type V has kLanes int32 in an Int and as many float in a Float:
//   zero() load(p) store(p, v) add(a, b) subtract(a, b) broadcast(x) shift_left(v, n)
//   shift_right(v, n) (logical)   upper(v): the upper 16 bits of every lane
//   bit_and(a, b) bit_or(a, b) bit_xor(a, b)
//   Words: kNoiseLanes uint16, load_words(p) store_words(p, w) add_words(a, b)
//   widen(p)                      uint16 to Int
//   madd(a, b)                    sums of products of neighbouring int16
//   positions(sums, slope, offset, top)         places on the converter's grid, as place_on_grid()
//   noisy_positions(sums, noise, slope, offset, top)             does
//   (models/crossbar/conversion.h) look_up(table, index)         of uint16 to_float(v) bits(f)
//   from_bits(v) mul(f, g) plus(f, g) root(f) load_float(p) fill(x) gather(table, index) of float
//   multiply_wide(a, factor, &high)              low half returned
//   store_quads(p, v)             quads of lanes to p, p + kNoiseLanes, ...
#pragma once

#include "models/crossbar/normal_layout.h"
#include "models/crossbar/read_job.h"

// Without this GCC keeps arrays of vectors in memory as well as in registers.
#define KINTSUGI_UNROLL _Pragma("GCC unroll 16")
// Two turns at a time: where counting and moving registers costs as much as the work of a turn.
#define KINTSUGI_UNROLL_ONCE _Pragma("GCC unroll 2")

namespace kintsugi {
namespace {

constexpr int kPositionBlock = 16;
constexpr int kTableBytes = 16384;  // of a lookup table or matrix: stays in the first-level cache
constexpr int kMostParts = 128;     // of a lookup table, read together

// Sums of a block of positions, [position][plane][lane].
struct Scratch {
  alignas(64) int32_t sums[kPositionBlock * kMostPlanes * 16];
  alignas(64) int32_t variances[kPositionBlock * kMostPlanes * 16];       // of products
  alignas(64) uint16_t few_variances[kPositionBlock * kMostPlanes * 16];  // of lookups
  alignas(64) int32_t words[kMostPlanes * kNoiseLanes];
};

// Parts of a lookup table, and where the patterns of each lie.
struct Lookups {
  const int32_t* entries;
  const uint16_t* variances;
  int parts;
  int table_patterns;
  int32_t offset[kMostParts];
};

// Adds the lookups of some parts to the sums of `Planes` planes at one position. Words of a stripe
// of 16 hold two columns (see LookupTable): their sum, whatever it loses, and that of the upper
// columns give that of the lower.
template <class V, bool Paired, int Planes, bool Noisy>
inline void add_lookups(const Lookups& block, const uint16_t* patterns, int32_t* sums,
                        uint16_t* variances) {
  constexpr int kVectors = kEntryWords / V::kLanes;
  constexpr int kLanes = Paired ? 2 * kEntryWords : kEntryWords;
  typename V::Int total[Planes][kVectors];
  typename V::Int upper[Planes][kVectors];
  typename V::Words noise[Planes];
  KINTSUGI_UNROLL
  for (int p = 0; p < Planes; ++p) {
    KINTSUGI_UNROLL
    for (int v = 0; v < kVectors; ++v) {
      total[p][v] = V::zero();
      if (Paired) upper[p][v] = V::zero();
    }
    if (Noisy) noise[p] = V::load_words(variances + p * kNoiseLanes);
  }
  const int32_t* entries = block.entries;
  const uint16_t* variance_entries = block.variances;
  KINTSUGI_UNROLL_ONCE
  for (int part = 0; part < block.parts; ++part) {
    const uint16_t* pattern = patterns + block.offset[part];
    KINTSUGI_UNROLL
    for (int p = 0; p < Planes; ++p) {
      const int64_t scaled = pattern[p];
      const int32_t* entry = entries + scaled * (kEntryWords / kPatternScale);
      KINTSUGI_UNROLL
      for (int v = 0; v < kVectors; ++v) {
        const typename V::Int words = V::load(entry + v * V::kLanes);
        total[p][v] = V::add(total[p][v], words);
        if (Paired) upper[p][v] = V::add(upper[p][v], V::upper(words));
      }
      if (Noisy) {
        noise[p] = V::add_words(
            noise[p], V::load_words(variance_entries + scaled * (kNoiseLanes / kPatternScale)));
      }
    }
    entries += block.table_patterns * kEntryWords;
    if (Noisy) variance_entries += block.table_patterns * kNoiseLanes;
  }
  KINTSUGI_UNROLL
  for (int p = 0; p < Planes; ++p) {
    KINTSUGI_UNROLL
    for (int v = 0; v < kVectors; ++v) {
      int32_t* low = sums + p * kLanes + v * V::kLanes;
      if (Paired) {
        int32_t* high = low + kEntryWords;
        V::store(high, V::add(V::load(high), upper[p][v]));
        total[p][v] = V::subtract(total[p][v], V::shift_left(upper[p][v], 16));
      }
      V::store(low, V::add(V::load(low), total[p][v]));
    }
    if (Noisy) V::store_words(variances + p * kNoiseLanes, noise[p]);
  }
}

template <class V, bool Paired, bool Noisy>
inline void sum_lookups(const ReadJob& job, int stripe, int first, int count, Scratch& scratch) {
  constexpr int kLanes = Paired ? 2 * kEntryWords : kEntryWords;
  // Planes whose sums fit into registers.
  constexpr int kPlanes = Noisy || (Paired && V::kLanes < kEntryWords) ? 2 : 4;
  Lookups block;
  block.variances = nullptr;
  block.table_patterns = job.table_patterns;
  int most = kTableBytes / (job.table_patterns * kEntryWords * 4);
  if (most < 1) most = 1;
  if (most > kMostParts) most = kMostParts;
  const int end = job.first_part[stripe + 1];
  for (int part = job.first_part[stripe]; part < end; part += most) {
    block.parts = end - part < most ? end - part : most;
    const int64_t entry = static_cast<int64_t>(part) * job.table_patterns;
    block.entries = job.entries + entry * kEntryWords;
    if (Noisy) block.variances = job.variance_entries + entry * kNoiseLanes;
    for (int i = 0; i < block.parts; ++i) block.offset[i] = job.group_offset[job.group[part + i]];
    for (int i = 0; i < count; ++i) {
      const uint16_t* patterns = job.patterns + job.position_offset[first + i];
      int32_t* sums = scratch.sums + i * job.planes * kLanes;
      uint16_t* variances = scratch.few_variances + i * job.planes * kNoiseLanes;
      int p = 0;
      for (; p + kPlanes <= job.planes; p += kPlanes) {
        add_lookups<V, Paired, kPlanes, Noisy>(block, patterns + p, sums + p * kLanes,
                                               variances + p * kNoiseLanes);
      }
      for (; p < job.planes; ++p) {
        add_lookups<V, Paired, 1, Noisy>(block, patterns + p, sums + p * kLanes,
                                         variances + p * kNoiseLanes);
      }
    }
  }
}

// Adds the products of `pairs` pairs of rows to the sums of `Vectors x Rows` inputs.
template <class V, int Vectors, int Rows>
inline void add_products(const int16_t* matrix, int pairs, const int32_t* digits, int digit_stride,
                         int32_t* sums) {
  constexpr int kLanes = V::kLanes * Vectors;
  typename V::Int total[Rows][Vectors];
  KINTSUGI_UNROLL
  for (int r = 0; r < Rows; ++r) {
    KINTSUGI_UNROLL
    for (int v = 0; v < Vectors; ++v) {
      total[r][v] = V::load(sums + r * kLanes + v * V::kLanes);
    }
  }
  const int32_t* codes = reinterpret_cast<const int32_t*>(matrix);
  for (int k = 0; k < pairs; ++k, codes += kLanes) {
    typename V::Int code[Vectors];
    KINTSUGI_UNROLL
    for (int v = 0; v < Vectors; ++v) code[v] = V::load(codes + v * V::kLanes);
    KINTSUGI_UNROLL
    for (int r = 0; r < Rows; ++r) {
      const typename V::Int digit = V::broadcast(digits[r * digit_stride + k]);
      KINTSUGI_UNROLL
      for (int v = 0; v < Vectors; ++v) {
        total[r][v] = V::add(total[r][v], V::madd(code[v], digit));
      }
    }
  }
  KINTSUGI_UNROLL
  for (int r = 0; r < Rows; ++r) {
    KINTSUGI_UNROLL
    for (int v = 0; v < Vectors; ++v) {
      V::store(sums + r * kLanes + v * V::kLanes, total[r][v]);
    }
  }
}

template <class V, int Vectors>
inline void sum_products(const ReadJob& job, const int16_t* matrix, const int32_t* digits,
                         int inputs, int32_t* sums) {
  constexpr int kLanes = V::kLanes * Vectors;
  constexpr int kRows = V::kRegisters / Vectors;  // inputs whose sums fit into registers
  constexpr int kPairs = kTableBytes / (4 * kLanes);
  for (int k = 0; k < job.row_pairs; k += kPairs) {
    const int pairs = job.row_pairs - k < kPairs ? job.row_pairs - k : kPairs;
    const int16_t* part = matrix + static_cast<int64_t>(k) * 2 * kLanes;
    int i = 0;
    for (; i + kRows <= inputs; i += kRows) {
      add_products<V, Vectors, kRows>(part, pairs,
                                      digits + static_cast<int64_t>(i) * job.row_pairs + k,
                                      job.row_pairs, sums + i * kLanes);
    }
    for (; i < inputs; ++i) {
      add_products<V, Vectors, 1>(part, pairs, digits + static_cast<int64_t>(i) * job.row_pairs + k,
                                  job.row_pairs, sums + i * kLanes);
    }
  }
}

// Philox4x32 (Salmon et al., SC 2011) on counters {image, position * kMostPlanes + plane,
// stripe of kNoiseLanes columns, quad}: lane 4 w + q of a plane gets word w of quad q.
template <class V>
inline void draw_words(const ReadJob& job, int index, uint32_t stripe, int32_t* words) {
  alignas(64) int32_t lane_plane[V::kLanes];
  alignas(64) int32_t lane_quad[V::kLanes];
  for (int planes = 0; planes < job.planes; planes += V::kLanes / 4) {
    for (int i = 0; i < V::kLanes; ++i) {
      lane_plane[i] = planes + i / 4;
      lane_quad[i] = i % 4;
    }
    typename V::Int x0 = V::broadcast(static_cast<int32_t>(job.image[index]));
    typename V::Int x1 = V::add(
        V::load(lane_plane), V::broadcast(static_cast<int32_t>(job.position[index] * kMostPlanes)));
    typename V::Int x2 = V::broadcast(static_cast<int32_t>(stripe));
    typename V::Int x3 = V::load(lane_quad);
    uint32_t k0 = job.noise_key[0];
    uint32_t k1 = job.noise_key[1];
    for (int round = 0; round < kNoiseRounds; ++round) {
      typename V::Int high0;
      typename V::Int high1;
      const typename V::Int low0 = V::multiply_wide(x0, 0xD2511F53U, &high0);
      const typename V::Int low1 = V::multiply_wide(x2, 0xCD9E8D57U, &high1);
      x0 = V::bit_xor(V::bit_xor(high1, x1), V::broadcast(static_cast<int32_t>(k0)));
      x2 = V::bit_xor(V::bit_xor(high0, x3), V::broadcast(static_cast<int32_t>(k1)));
      x1 = low1;
      x3 = low0;
      k0 += 0x9E3779B9U;
      k1 += 0xBB67AE85U;
    }
    int32_t* out = words + planes * kNoiseLanes;
    V::store_quads(out, x0);
    V::store_quads(out + 4, x1);
    V::store_quads(out + 8, x2);
    V::store_quads(out + 12, x3);
  }
}

// normal_of_word() of models/crossbar/normal_table.h, lane by lane.
template <class V>
inline typename V::Float normals(typename V::Int word, const int32_t* table) {
  const auto magnitude = V::bit_or(V::bit_and(word, V::broadcast(0x7fffffff)), V::broadcast(1));
  const auto bits = V::bits(V::to_float(magnitude));
  const auto segment =
      V::add(V::shift_right(bits, kNormalFractionBits), V::broadcast(-kNormalFirstSegment));
  const auto fraction = V::to_float(V::bit_and(bits, V::broadcast((1 << kNormalFractionBits) - 1)));
  const auto entry = V::gather(table, segment);
  const auto start =
      V::mul(V::to_float(V::shift_right(entry, kNormalSlopeBits)), V::fill(kNormalBaseUnit));
  const auto slope = V::to_float(V::bit_and(entry, V::broadcast((1 << kNormalSlopeBits) - 1)));
  const auto fall = V::mul(V::mul(slope, fraction), V::fill(kNormalSlopeUnit));
  const auto value = V::minus(start, fall);
  const auto sign = V::bit_and(word, V::broadcast(static_cast<int32_t>(0x80000000U)));
  return V::from_bits(V::bit_xor(
      V::bits(value), V::bit_xor(sign, V::broadcast(static_cast<int32_t>(0x80000000U)))));
}

template <class V>
inline typename V::Int codes_of(const ReadJob& job, const Scratch& scratch, int at, int noise_at,
                                int word_at, int column) {
  const auto sums = V::load(scratch.sums + at);
  const double top = static_cast<double>(job.top);
  typename V::Int place;
  if (job.has_noise) {
    const auto units = job.variance_entries != nullptr ? V::widen(scratch.few_variances + noise_at)
                                                       : V::load(scratch.variances + at);
    const auto cells = V::mul(V::to_float(units), V::fill(job.variance_unit));
    const auto sigma = V::root(V::plus(cells, V::load_float(job.column_variance + column)));
    const auto noise =
        V::mul(sigma, normals<V>(V::load(scratch.words + word_at), job.normal_table));
    place = V::noisy_positions(sums, noise, job.slope + column, job.offset + column, top);
  } else {
    place = V::positions(sums, job.slope + column, job.offset + column, top);
  }
  if (job.transfer == nullptr) return place;
  return V::look_up(job.transfer, V::add(place, V::load(job.transfer_base + column)));
}

template <class V, int Vectors>
inline void convert_block(const ReadJob& job, Scratch& scratch, int stripe, int first, int count) {
  constexpr int kLanes = V::kLanes * Vectors;
  int32_t bias = 0;  // codes count from 0: take that off all planes at once
  for (int p = 0; p < job.planes; ++p) bias += job.code_bias * (1 << (p * job.plane_bits));
  for (int i = 0; i < count; ++i) {
    if (job.has_noise) {
      draw_words<V>(job, first + i, static_cast<uint32_t>(stripe), scratch.words);
    }
    int32_t* out =
        job.accumulators + static_cast<int64_t>(first + i) * job.stride + stripe * kLanes;
    KINTSUGI_UNROLL
    for (int v = 0; v < Vectors; ++v) {
      const int column = stripe * kLanes + v * V::kLanes;
      typename V::Int total = V::add(V::load(out + v * V::kLanes), V::broadcast(-bias));
      for (int p = 0; p < job.planes; ++p) {
        const auto codes = codes_of<V>(job, scratch, (i * job.planes + p) * kLanes + v * V::kLanes,
                                       (i * job.planes + p) * kNoiseLanes + v * V::kLanes,
                                       p * kNoiseLanes + v * V::kLanes, column);
        total = V::add(total, V::shift_left(codes, p * job.plane_bits));
      }
      V::store(out + v * V::kLanes, total);
    }
  }
}

// `W` holds the words of an entry.
template <class V, class W, int Vectors>
inline void read_stripe(const ReadJob& job, int stripe, Scratch& scratch) {
  constexpr int kLanes = V::kLanes * Vectors;
  constexpr bool kPaired = kLanes > kEntryWords;
  const int64_t matrix_size = static_cast<int64_t>(job.row_pairs) * 2 * kLanes;
  for (int first = 0; first < job.positions; first += kPositionBlock) {
    const int left = job.positions - first;
    const int count = left < kPositionBlock ? left : kPositionBlock;
    const int inputs = count * job.planes;
    const int64_t at = static_cast<int64_t>(first) * job.planes * job.row_pairs;
    if (job.entries != nullptr) {
      for (int i = 0; i < inputs; ++i) {
        KINTSUGI_UNROLL
        for (int v = 0; v < Vectors; ++v) {
          V::store(scratch.sums + i * kLanes + v * V::kLanes,
                   V::load(job.least + stripe * kLanes + v * V::kLanes));
        }
      }
      if (job.variance_entries != nullptr) {
        for (int i = 0; i < inputs * kNoiseLanes; ++i) scratch.few_variances[i] = 0;
        sum_lookups<W, kPaired, true>(job, stripe, first, count, scratch);
      } else {
        sum_lookups<W, kPaired, false>(job, stripe, first, count, scratch);
      }
    } else {
      for (int i = 0; i < inputs * kLanes; ++i) scratch.sums[i] = 0;
      sum_products<V, Vectors>(job, job.matrix + stripe * matrix_size, job.digits + at, inputs,
                               scratch.sums);
    }
    if (job.has_noise && job.variance_entries == nullptr) {
      for (int i = 0; i < inputs * kLanes; ++i) scratch.variances[i] = 0;
    }
    if (job.variance_matrix != nullptr) {
      sum_products<V, Vectors>(job, job.variance_matrix + stripe * matrix_size, job.squares + at,
                               inputs, scratch.variances);
    }
    convert_block<V, Vectors>(job, scratch, stripe, first, count);
  }
}

template <class V8, class V16>
inline void read_all_stripes(const ReadJob& job) {
  Scratch scratch;
  for (int stripe = 0; stripe < job.stripes; ++stripe) {
    if (job.lanes == 8) {
      read_stripe<V8, V8, 8 / V8::kLanes>(job, stripe, scratch);
    } else {
      read_stripe<V16, V8, 16 / V16::kLanes>(job, stripe, scratch);
    }
  }
}

}  // namespace
}  // namespace kintsugi

#undef KINTSUGI_UNROLL
#undef KINTSUGI_UNROLL_ONCE
