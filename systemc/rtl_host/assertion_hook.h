// Where a failed assertion of Verilated code ends up instead of in abort().
#pragma once

#include <string>

namespace kintsugi {

// "file:line" of the first assertion that failed in this process; empty if none has.
const std::string& first_failed_assertion();

}  // namespace kintsugi
