#include "models/device/cell_kernel_impl.h"

namespace kintsugi {

const CellKernel kCellKernelAvx512 = cell_kernel();

}  // namespace kintsugi
