#include "models/core/vector_unit.h"

namespace kintsugi {
namespace {

VectorUnit& selected() {
  static VectorUnit unit = available_vector_units().back();
  return unit;
}

}  // namespace

std::vector<VectorUnit> available_vector_units() {
  std::vector<VectorUnit> units = {VectorUnit::Portable};
#ifdef KINTSUGI_X86_KERNELS
  if (__builtin_cpu_supports("avx2")) units.push_back(VectorUnit::Avx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")) {
    units.push_back(VectorUnit::Avx512);
  }
#endif
  return units;
}

VectorUnit selected_vector_unit() { return selected(); }

void select_vector_unit(VectorUnit unit) { selected() = unit; }

}  // namespace kintsugi
