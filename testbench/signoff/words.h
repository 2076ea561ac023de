// The command lines of checks.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "testbench/signoff/children.h"
#include "testbench/signoff/signoff.h"

namespace kintsugi::signoff {

// Words with {seed}, {jobs}, {build}, {dir}, {json}, {die} and {next_die} replaced: `dir` is
// the check's own folder and {json} the file in it that its result goes to.
std::vector<std::string> filled_words(const std::vector<std::string>& words,
                                      const SignoffOptions& options,
                                      const std::filesystem::path& dir, int jobs, int die);

// What runs the check of a point in `dir` with that many processes.
std::vector<std::string> check_command(const Point& point, const SignoffOptions& options,
                                       const std::filesystem::path& dir, int jobs);

// What came out of it.
CheckResult judge(const Point& point, const SignoffOptions& options,
                  const std::filesystem::path& dir, const ChildEnd& end);

}  // namespace kintsugi::signoff
