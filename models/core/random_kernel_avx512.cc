#include "models/core/random_kernel_impl.h"
#include "models/core/vector_avx512.h"

namespace kintsugi {

const RandomKernel kRandomKernelAvx512 = random_kernel<Vector512>();

}  // namespace kintsugi
