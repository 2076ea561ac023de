#include "models/converter/fault.h"

#include <fmt/format.h>

namespace kintsugi {

std::optional<KeyFault> fault_of_range(const std::string& key, double value, double least,
                                       double most) {
  if (value >= least && value <= most) return std::nullopt;
  return KeyFault{key, fmt::format("found {}; allowed {} to {}", value, least, most)};
}

}  // namespace kintsugi
