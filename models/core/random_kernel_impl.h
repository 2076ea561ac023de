// Philox4x32-10 and Box-Muller over groups of vectors, written once and compiled once for each
// instruction set. Included only by random_kernel_<isa>.cc.
#pragma once

#include "models/core/portable_math.h"
#include "models/core/random_kernel.h"
#include "models/core/vector_group.h"

namespace kintsugi {
namespace {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "a pair's first word is its low half");

template <class V>
inline WordGroup<V> multiply(const WordGroup<V>& a, uint64_t b) {
  const WordGroup<V> factor = group_of<WordGroup<V>>(b);
  WordGroup<V> result;
  for (int i = 0; i < V::kGroup; ++i) result.v[i] = V::multiply(a.v[i], factor.v[i]);
  return result;
}

// Stores a[0], b[0], a[1], b[1], ... of a whole group.
template <class V, class T, class E>
inline void interleave(const Group<V, T>& a, const Group<V, T>& b, E* out) {
  for (int i = 0; i < V::kGroup; ++i) {
    V::interleave(a.v[i], b.v[i], out + sizeof(T) / sizeof(E) * 2 * static_cast<size_t>(i));
  }
}

// The words of a group of blocks: lane i of `first` is word 0 and (high half) 1 of block i, of
// `second` word 2 and 3.
template <class V>
struct Blocks {
  WordGroup<V> first;
  WordGroup<V> second;
};

// In the rounds a lane holds one word in its low half; the high half is whatever the arithmetic
// leaves there, because multiply() does not read it.
template <class V>
inline Blocks<V> philox(const PhiloxStream& stream, const WordGroup<V>& block) {
  WordGroup<V> c0 = block;
  WordGroup<V> c1 = group_of<WordGroup<V>>(stream.counter[0]);
  WordGroup<V> c2 = group_of<WordGroup<V>>(stream.counter[1]);
  WordGroup<V> c3 = group_of<WordGroup<V>>(stream.counter[2]);
  uint32_t k0 = stream.key[0];
  uint32_t k1 = stream.key[1];
  for (int round = 0; round < 10; ++round) {
    const WordGroup<V> product_0 = multiply<V>(c0, 0xd2511f53);
    const WordGroup<V> product_1 = multiply<V>(c2, 0xcd9e8d57);
    c0 = (product_1 >> 32) ^ c1 ^ k0;
    c1 = product_1;
    c2 = (product_0 >> 32) ^ c3 ^ k1;
    c3 = product_0;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  constexpr uint64_t kLow = 0xffffffff;
  return {(c0 & kLow) | (c1 << 32), (c2 & kLow) | (c3 << 32)};
}

// The block numbers first, first + 1, ...
template <class V>
inline WordGroup<V> numbers_from(uint64_t first) {
  uint64_t numbers[WordGroup<V>::kSize];
  for (size_t i = 0; i < WordGroup<V>::kSize; ++i) numbers[i] = i;
  return load_group<WordGroup<V>>(numbers) + first;
}

// The first of blocks[0 .. count), zero beyond.
template <class V>
inline WordGroup<V> numbers_of(const uint32_t* blocks, size_t count) {
  uint64_t numbers[WordGroup<V>::kSize] = {};
  for (size_t i = 0; i < WordGroup<V>::kSize && i < count; ++i) numbers[i] = blocks[i];
  return load_group<WordGroup<V>>(numbers);
}

// Calls store(numbers, out) for every group of blocks; store writes kSize * kPerBlock values. What
// is beyond `count` blocks goes to a place of its own.
template <class V, int kPerBlock, class E, class Numbers, class Store>
inline void each_group(size_t count, E* out, const Numbers& numbers, const Store& store) {
  constexpr size_t kSize = WordGroup<V>::kSize;
  size_t i = 0;
  for (; i + kSize <= count; i += kSize) store(numbers(i), out + kPerBlock * i);
  if (i == count) return;
  E rest[kPerBlock * kSize];
  store(numbers(i), rest);
  for (size_t k = 0; k < kPerBlock * (count - i); ++k) out[kPerBlock * i + k] = rest[k];
}

template <class V>
void consecutive_blocks(const PhiloxStream& stream, uint32_t first, size_t count, uint32_t* words) {
  each_group<V, 4>(
      count, words, [&](size_t i) { return numbers_from<V>(first + i); },
      [&](const WordGroup<V>& numbers, uint32_t* out) {
        const Blocks<V> blocks = philox<V>(stream, numbers);
        interleave(blocks.first, blocks.second, out);
      });
}

template <class V>
inline void store_single_normals(const Blocks<V>& blocks, float* out) {
  constexpr uint64_t kLow = 0xffffffff;
  const WordGroup<V> radii = (blocks.first & kLow) | (blocks.second << 32);
  const WordGroup<V> angles = (blocks.first >> 32) | (blocks.second & ~kLow);
  const auto normals =
      box_muller_single(recast<Word32Group<V>>(radii), recast<Word32Group<V>>(angles));
  interleave(normals.first, normals.second, out);
}

template <class V>
void consecutive_single_normals(const PhiloxStream& stream, uint32_t first, size_t count,
                                float* normals) {
  each_group<V, 4>(
      count, normals, [&](size_t i) { return numbers_from<V>(first + i); },
      [&](const WordGroup<V>& numbers, float* out) {
        store_single_normals<V>(philox<V>(stream, numbers), out);
      });
}

template <class V>
void listed_single_normals(const PhiloxStream& stream, const uint32_t* blocks, size_t count,
                           float* normals) {
  each_group<V, 4>(
      count, normals, [&](size_t i) { return numbers_of<V>(blocks + i, count - i); },
      [&](const WordGroup<V>& numbers, float* out) {
        store_single_normals<V>(philox<V>(stream, numbers), out);
      });
}

template <class V>
void fill_normals(const uint32_t* words, size_t pairs, double* normals) {
  constexpr size_t kSize = WordGroup<V>::kSize;
  size_t i = 0;
  for (; i + kSize <= pairs; i += kSize) {
    const auto pair = box_muller(load_group<WordGroup<V>>(words + 2 * i));
    interleave(pair.first, pair.second, normals + 2 * i);
  }
  for (; i < pairs; ++i) {
    const auto pair = box_muller(words[2 * i] | uint64_t{words[2 * i + 1]} << 32);
    normals[2 * i] = pair.first;
    normals[2 * i + 1] = pair.second;
  }
}

template <class V>
void fill_exp_of_line(double slope, double shift, size_t count, double* values) {
  using Doubles = DoubleGroup<V>;
  size_t i = 0;
  for (; i + Doubles::kSize <= count; i += Doubles::kSize) {
    store_group(exp_inline(slope * load_group<Doubles>(values + i) + shift), values + i);
  }
  for (; i < count; ++i) values[i] = exp_inline(slope * values[i] + shift);
}

template <class V>
constexpr RandomKernel random_kernel() {
  return {consecutive_blocks<V>, fill_normals<V>, consecutive_single_normals<V>,
          listed_single_normals<V>, fill_exp_of_line<V>};
}

}  // namespace
}  // namespace kintsugi
