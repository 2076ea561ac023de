// From how a check ended to whether it holds.
#pragma once

#include <filesystem>
#include <vector>

#include "testbench/signoff/children.h"
#include "testbench/signoff/ctest.h"
#include "testbench/signoff/plan.h"
#include "testbench/signoff/result.h"

namespace kintsugi::signoff {

// Each of `tests` must have run, been more than nothing and passed. `junit` is what CTest wrote.
// Limits see /tests, /failed and, with a pattern for it, /counted, which must be above 0.
CheckResult judge_tests(const Testpoint& point, const std::vector<CTest>& tests,
                        const std::filesystem::path& junit, const ChildEnd& end);

// The command must end with 0 and have written `json` with numbers within the limits. Dies that
// part from the reference are failures of their own, found by their reports below `folder`.
CheckResult judge_command(const Testpoint& point, const std::filesystem::path& json,
                          const std::filesystem::path& folder, const std::filesystem::path& log,
                          const ChildEnd& end);

// The dies of mismatch_die_N.json files below a folder, with the cycle of each divergence.
std::vector<Failure> diverged_dies(const std::filesystem::path& folder);

}  // namespace kintsugi::signoff
