// Both ways: each testpoint has tests, each test of the controller's suites has a testpoint, each
// chapter of the specification has a claim.
#pragma once

#include <string>
#include <vector>

#include "testbench/signoff/ctest.h"
#include "testbench/signoff/plan.h"

namespace kintsugi::signoff {

// The tests that a testpoint names: those it runs, or those that its command makes needless.
std::vector<CTest> tests_of(const Testpoint& point, const std::vector<CTest>& tests);

// One sentence for each orphan and each testpoint or suite that names nothing.
std::vector<std::string> test_problems(const Plan& plan, const std::vector<CTest>& tests);

// The numbered chapters of a page, as in "7.2"; those with sections below them count as theirs.
std::vector<std::string> chapters_of(const std::string& page);

// One sentence for each chapter without a testpoint, and for each feature that is no chapter.
std::vector<std::string> chapter_problems(const Plan& plan, const std::string& page);

}  // namespace kintsugi::signoff
