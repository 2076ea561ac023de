#include "models/crossbar/plane_kernel_impl.h"

namespace kintsugi {
namespace {

// Four lanes in the compiler's own vector type: SSE2 on x86-64, whatever there is elsewhere.
struct Vector128 {
  static constexpr int kLanes = 4;
  typedef int32_t Int __attribute__((vector_size(16)));
  typedef int32_t UnalignedInt __attribute__((vector_size(16), aligned(4), may_alias));

  static Int zero() { return Int{0, 0, 0, 0}; }
  static Int broadcast(int32_t x) { return Int{x, x, x, x}; }
  static Int load(const int32_t* p) { return *reinterpret_cast<const UnalignedInt*>(p); }
  static void store(int32_t* p, Int v) { *reinterpret_cast<UnalignedInt*>(p) = v; }
  static Int add(Int a, Int b) { return a + b; }
  static Int shift_left(Int v, int n) { return v << n; }
  static Int raw_codes(Int sums, const double* slope, const double* offset, double top) {
    Int codes{};
    for (int i = 0; i < kLanes; ++i) {
      double raw = static_cast<double>(sums[i]) * slope[i] + offset[i];
      raw = raw > 0.0 ? raw : 0.0;
      raw = raw < top ? raw : top;
      codes[i] = static_cast<int32_t>(raw);
    }
    return codes;
  }
};

}  // namespace

void read_planes_portable(const PlaneJob& job) { read_all_stripes<Vector128, Vector128>(job); }

}  // namespace kintsugi
