// What Verilator is asked about an own controller, and what it answers.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "testbench/own_controller/rtl_files.h"

namespace kintsugi {

// The sources with includes and macros resolved: all that decides what they mean. Throws UserError
// with the first error, file and line.
std::string preprocessed(const RtlFiles& files);

// Verilates module `top` into class Vtuning_ctrl in `folder`. Throws UserError with the first
// error, file and line: of the language, of a module that is missing, of a combinational loop.
void verilate(const RtlFiles& files, const std::string& top, bool waves,
              const std::filesystem::path& folder);

// What Verilator warns of with every warning on, a line each. Throws UserError for an error.
std::vector<std::string> lint_warnings(const RtlFiles& files, const std::string& top);

}  // namespace kintsugi
