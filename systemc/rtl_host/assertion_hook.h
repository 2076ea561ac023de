// Where a failed assertion of Verilated code ends up instead of in abort().
#pragma once

#include <string>
#include <vector>

namespace kintsugi {

// "file:line" of the assertions that failed in this process, each once, in that order.
const std::vector<std::string>& failed_assertions();

// The first of them; empty if none has.
std::string first_failed_assertion();

}  // namespace kintsugi
