// Several native vectors handled as one number, so that the long dependent chains of a polynomial
// run interleaved: the same bits as one at a time, about twice the speed. Included only by files
// that are compiled for one instruction set each; nothing here has external linkage.
//
// A vector type V has: kLanes; Words and Doubles, GNU vectors of kLanes uint64 and double, Words32
// and Floats, of twice as many uint32 and float; kGroup, how many vectors a group has (as many as
// fit into the registers); multiply(a, b), the 64-bit product of the low halves; square_root(x);
// float_of(x) of Words32 below 2^31; interleave(a, b, out),
// which stores a[0], b[0], a[1], b[1], ... of Words or Floats and Doubles
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace kintsugi {
namespace {

// T is one of V\'s vectors.
template <class V, class T>
struct Group {
  static constexpr size_t kSize = sizeof(T) / sizeof(T{}[0]) * V::kGroup;
  T v[V::kGroup];
};

template <class V>
using WordGroup = Group<V, typename V::Words>;
template <class V>
using DoubleGroup = Group<V, typename V::Doubles>;
template <class V>
using Word32Group = Group<V, typename V::Words32>;
template <class V>
using FloatGroup = Group<V, typename V::Floats>;

// The number a group's lanes hold.
template <class T>
using LaneOf = std::decay_t<decltype(T{}[0])>;

template <class G>
inline G group_of(LaneOf<std::decay_t<decltype(G{}.v[0])>> x) {
  G group;
  for (auto& v : group.v) v = std::decay_t<decltype(v)>{} + x;
  return group;
}

#define KINTSUGI_GROUP_OPERATOR(op)                                            \
  template <class V, class T>                                                  \
  inline Group<V, T> operator op(const Group<V, T>& a, const Group<V, T>& b) { \
    Group<V, T> result;                                                        \
    for (int i = 0; i < V::kGroup; ++i) result.v[i] = a.v[i] op b.v[i];        \
    return result;                                                             \
  }                                                                            \
  template <class V, class T>                                                  \
  inline Group<V, T> operator op(const Group<V, T>& a, LaneOf<T> b) {          \
    return a op group_of<Group<V, T>>(b);                                      \
  }                                                                            \
  template <class V, class T>                                                  \
  inline Group<V, T> operator op(LaneOf<T> a, const Group<V, T>& b) {          \
    return group_of<Group<V, T>>(a) op b;                                      \
  }
KINTSUGI_GROUP_OPERATOR(+)
KINTSUGI_GROUP_OPERATOR(-)
KINTSUGI_GROUP_OPERATOR(*)
KINTSUGI_GROUP_OPERATOR(/)
KINTSUGI_GROUP_OPERATOR(&)
KINTSUGI_GROUP_OPERATOR(|)
KINTSUGI_GROUP_OPERATOR(^)
#undef KINTSUGI_GROUP_OPERATOR

template <class V, class T>
inline Group<V, T> operator<<(const Group<V, T>& a, int places) {
  Group<V, T> result;
  for (int i = 0; i < V::kGroup; ++i) result.v[i] = a.v[i] << places;
  return result;
}

template <class V, class T>
inline Group<V, T> operator>>(const Group<V, T>& a, int places) {
  Group<V, T> result;
  for (int i = 0; i < V::kGroup; ++i) result.v[i] = a.v[i] >> places;
  return result;
}

// The same bits as another type.
template <class To, class V, class T>
inline To recast(const Group<V, T>& x) {
  To result;
  for (int i = 0; i < V::kGroup; ++i) {
    result.v[i] = (std::decay_t<decltype(result.v[0])>)x.v[i];
  }
  return result;
}

template <class V>
inline WordGroup<V> bits_of(const DoubleGroup<V>& x) {
  return recast<WordGroup<V>>(x);
}
template <class V>
inline DoubleGroup<V> double_of(const WordGroup<V>& bits) {
  return recast<DoubleGroup<V>>(bits);
}
template <class V>
inline Word32Group<V> bits_of(const FloatGroup<V>& x) {
  return recast<Word32Group<V>>(x);
}
template <class V>
inline FloatGroup<V> float_with(const Word32Group<V>& bits) {
  return recast<FloatGroup<V>>(bits);
}

template <class V>
inline FloatGroup<V> float_of(const Word32Group<V>& x) {
  FloatGroup<V> result;
  for (int i = 0; i < V::kGroup; ++i) result.v[i] = V::float_of(x.v[i]);
  return result;
}

template <class V, class T>
inline Group<V, T> square_root(const Group<V, T>& x) {
  Group<V, T> result;
  for (int i = 0; i < V::kGroup; ++i) result.v[i] = V::square_root(x.v[i]);
  return result;
}

template <class G, class E>
inline G load_group(const E* from) {
  G group;
  for (auto& v : group.v) {
    __builtin_memcpy(&v, from, sizeof v);
    from += sizeof v / sizeof(E);
  }
  return group;
}

template <class G, class E>
inline void store_group(const G& group, E* to) {
  for (const auto& v : group.v) {
    __builtin_memcpy(to, &v, sizeof v);
    to += sizeof v / sizeof(E);
  }
}

}  // namespace
}  // namespace kintsugi
