// Which vector instructions the number kernels use. Kernels are compiled for several instruction
// sets and give the same bits on each; the fastest one the processor has is chosen at run time.
#pragma once

#include <vector>

namespace kintsugi {

enum class VectorUnit {
  Portable,  // SSE2 on x86-64, plain C++ elsewhere
  Avx2,
  Avx512,  // F, VL, DQ and BW
};

// The units this processor can run, slowest first.
std::vector<VectorUnit> available_vector_units();

// The unit in use: the fastest available one, unless another was selected.
VectorUnit selected_vector_unit();

// Makes the whole process use `unit`, one of available_vector_units(). For tests and measurements;
// not to be called while kernels are running.
void select_vector_unit(VectorUnit unit);

}  // namespace kintsugi
