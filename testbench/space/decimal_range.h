// Ranges of decimal numbers, exact where floating point is not: 0.1:0.3:0.1 ends with 0.3.
#pragma once

#include <string>
#include <vector>

namespace kintsugi {

// from, from + step, ... up to `to`, or down for a negative step; shortest decimal notation.
// Throws UserError opening with `where` when one is no decimal number of at most 15 digits within
// 1e-15 and 1e15, when `step` is 0 or leads away from `to`, and for more than `most` values.
std::vector<std::string> decimal_range(const std::string& from, const std::string& to,
                                       const std::string& step, size_t most,
                                       const std::string& where);

}  // namespace kintsugi
