#include "models/device/cell_kernel_impl.h"

namespace kintsugi {

const CellKernel kCellKernelPortable = cell_kernel();

}  // namespace kintsugi
