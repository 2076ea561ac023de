// Runs a piece of a test in a child process: the SystemC kernel is global, so every simulation
// needs a process of its own.
#pragma once

#include <functional>
#include <string>

namespace kintsugi {

// What `work` returned in the child, what it threw, or how the child died.
std::string in_child(const std::function<std::string()>& work);

}  // namespace kintsugi
