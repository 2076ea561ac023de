#include "models/core/random_kernel_impl.h"
#include "models/core/vector_portable.h"

namespace kintsugi {

const RandomKernel kRandomKernelPortable = random_kernel<Vector128>();

}  // namespace kintsugi
