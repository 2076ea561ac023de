// Runs a program of the tool chain and keeps what it says.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace kintsugi {

struct ToolResult {
  int status = -1;     // exit status; 127: there is no such program; 128 + signal when killed
  std::string output;  // standard output
  std::string errors;  // standard error
};

// Runs `command` (program and arguments, no shell) in `folder` to its end. Throws runtime_error
// when no process can be made.
ToolResult run_tool(const std::vector<std::string>& command, const std::filesystem::path& folder);

}  // namespace kintsugi
