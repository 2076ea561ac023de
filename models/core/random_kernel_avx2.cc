#include "models/core/random_kernel_impl.h"
#include "models/core/vector_avx2.h"

namespace kintsugi {

const RandomKernel kRandomKernelAvx2 = random_kernel<Vector256>();

}  // namespace kintsugi
