#include "models/device/cell_kernel_impl.h"

namespace kintsugi {

const CellKernel kCellKernelAvx2 = cell_kernel();

}  // namespace kintsugi
