// Body of the front kernel, compiled once for each instruction set. Every entry gains its terms in
// the order of the pivots, and row sums go through eight lanes everywhere, so all instruction sets
// give the same bits.
#pragma once

#include "models/wires/lanes.h"
#include "models/wires/wire_jobs.h"

namespace kintsugi {
namespace {

constexpr int kColumnBlock = 512;  // packed columns of a block stay in the second-level cache

inline double* row_of(const FrontJob& job, int row) {
  return job.entries + static_cast<int64_t>(row) * job.size;
}

// Sum of row[first ..): zero what comes before in first's group of lanes.
template <int Lanes>
inline double sum_of_row(double* row, int first, int size) {
  using D = Doubles<Lanes>;
  constexpr int kVectors = 8 / Lanes;
  const int start = first & -8;
  for (int j = start; j < first; ++j) row[j] = 0.0;
  typename D::Vector total[kVectors];
  KINTSUGI_UNROLL
  for (int v = 0; v < kVectors; ++v) total[v] = typename D::Vector{};
  for (int j = start; j < size; j += 8) {
    KINTSUGI_UNROLL
    for (int v = 0; v < kVectors; ++v) total[v] += D::load(row + j + v * Lanes);
  }
  double lane[8];
  KINTSUGI_UNROLL
  for (int v = 0; v < kVectors; ++v) D::store(lane + v * Lanes, total[v]);
  return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

// Brings the rows of pivots [first, end) up to date with one another; inverse[k - first] is the
// inverse of the sum of row k.
template <int Lanes>
inline void eliminate_pivots(const FrontJob& job, int first, int end, double* inverse) {
  using D = Doubles<Lanes>;
  constexpr int kVectors = Lanes == 8 ? 2 : 4;
  double factor[kPivotBlock];
  for (int i = first; i < end; ++i) {
    double* row = row_of(job, i);
    for (int k = first; k < i; ++k) factor[k - first] = row_of(job, k)[i] * inverse[k - first];
    for (int j = (i + 1) & -kFrontPadding; j < job.size; j += kVectors * Lanes) {
      typename D::Vector total[kVectors];
      KINTSUGI_UNROLL
      for (int v = 0; v < kVectors; ++v) total[v] = D::load(row + j + v * Lanes);
      const double* pivot = row_of(job, first) + j;
      for (int k = 0; k < i - first; ++k, pivot += job.size) {
        KINTSUGI_UNROLL
        for (int v = 0; v < kVectors; ++v) total[v] += factor[k] * D::load(pivot + v * Lanes);
      }
      KINTSUGI_UNROLL
      for (int v = 0; v < kVectors; ++v) D::store(row + j + v * Lanes, total[v]);
    }
    inverse[i - first] = 1.0 / sum_of_row<Lanes>(row, i + 1, job.size);
  }
}

// Copies the pivots' rows from column `start` on: as they are, in strips of Columns, and times
// `inverse`, in strips of Rows.
template <int Rows, int Columns>
inline void pack(const FrontJob& job, int first, int end, int start, const double* inverse) {
  const int depth = end - first;
  for (int k = 0; k < depth; ++k) {
    const double* row = row_of(job, first + k) + start;
    double* columns = job.packed_columns + k * Columns;
    for (int j = 0; j < job.size - start; j += Columns) {
      for (int n = 0; n < Columns; ++n) columns[j * depth + n] = row[j + n];
    }
    double* rows = job.packed_rows + k * Rows;
    for (int i = 0; i < job.size - start; i += Rows) {
      for (int n = 0; n < Rows; ++n) rows[i * depth + n] = row[i + n] * inverse[k];
    }
  }
}

// tile[m][n] += sum over k of rows[k][m] * columns[k][n].
template <int Lanes, int Rows>
inline void update_tile(const double* rows, const double* columns, int depth, double* tile,
                        int stride) {
  using D = Doubles<Lanes>;
  typename D::Vector total[Rows][2];
  KINTSUGI_UNROLL
  for (int m = 0; m < Rows; ++m) {
    total[m][0] = D::load(tile + static_cast<int64_t>(m) * stride);
    total[m][1] = D::load(tile + static_cast<int64_t>(m) * stride + Lanes);
  }
  for (int k = 0; k < depth; ++k) {
    const typename D::Vector low = D::load(columns + k * 2 * Lanes);
    const typename D::Vector high = D::load(columns + k * 2 * Lanes + Lanes);
    KINTSUGI_UNROLL
    for (int m = 0; m < Rows; ++m) {
      total[m][0] += rows[k * Rows + m] * low;
      total[m][1] += rows[k * Rows + m] * high;
    }
  }
  KINTSUGI_UNROLL
  for (int m = 0; m < Rows; ++m) {
    D::store(tile + static_cast<int64_t>(m) * stride, total[m][0]);
    D::store(tile + static_cast<int64_t>(m) * stride + Lanes, total[m][1]);
  }
}

// Adds what `depth` packed pivots leave to every wanted entry from row and column `start` on.
template <int Lanes, int Rows>
inline void update_rest(const FrontJob& job, int depth, int start) {
  constexpr int kColumns = 2 * Lanes;
  const int staying = (job.pivots + kFrontPadding - 1) & -kFrontPadding;
  for (int block = start; block < job.size; block += kColumnBlock) {
    const int block_end = block + kColumnBlock < job.size ? block + kColumnBlock : job.size;
    for (int i = start; i < block_end; i += Rows) {
      if (i >= job.pivots && i < staying) continue;
      if (i >= staying && i >= job.row_end) break;
      int j = i & -kColumns;
      if (j < block) j = block;
      if (i >= staying && j < job.first_column) j = job.first_column;
      for (; j < block_end; j += kColumns) {
        update_tile<Lanes, Rows>(job.packed_rows + static_cast<int64_t>(i - start) * depth,
                                 job.packed_columns + static_cast<int64_t>(j - start) * depth,
                                 depth, row_of(job, i) + j, job.size);
      }
    }
  }
}

template <int Lanes, int Rows>
inline void eliminate_front(const FrontJob& job) {
  double inverse[kPivotBlock];
  for (int first = 0; first < job.pivots; first += kPivotBlock) {
    const int end = first + kPivotBlock < job.pivots ? first + kPivotBlock : job.pivots;
    eliminate_pivots<Lanes>(job, first, end, inverse);
    const int start = (end + kFrontPadding - 1) & -kFrontPadding;
    pack<Rows, 2 * Lanes>(job, first, end, start, inverse);
    update_rest<Lanes, Rows>(job, end - first, start);
  }
}

}  // namespace
}  // namespace kintsugi
