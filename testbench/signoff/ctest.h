// What CTest knows of tests, and how it ran them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace kintsugi::signoff {

struct CTest {
  int number = 0;  // by which CTest selects it: names may occur twice
  std::string name;
  std::string program;  // relative to the build folder, else to the repository
  bool googletest = false;
};

// The tests of a build folder, also those of the configuration `netlist`. Throws UserError when
// CTest does not list any.
std::vector<CTest> list_tests(const std::filesystem::path& build,
                              const std::filesystem::path& root);

// The tests of `ctest --show-only=json-v1`, programs relative to the first of `folders` they lie
// in.
std::vector<CTest> tests_of_listing(const std::string& json,
                                    const std::vector<std::filesystem::path>& folders);

// `scratch` becomes a folder through which those tests run, so that this CTest and another one
// in the same build folder do not write the same files; their results go to `junit`.
std::vector<std::string> ctest_command(const std::filesystem::path& build,
                                       const std::filesystem::path& scratch,
                                       const std::filesystem::path& junit,
                                       const std::vector<CTest>& tests, int jobs);

struct TestRun {
  std::string name;
  std::string status;  // run, fail, notrun or disabled
  std::string output;
  double seconds = 0.0;
};

// What `ctest --output-junit` wrote. Throws UserError when it is not there or no such file.
std::vector<TestRun> read_junit(const std::filesystem::path& junit);

// Why a test that CTest says passed has shown nothing, or why it did not pass; empty when it did.
std::string complaint_about(const TestRun& run, bool googletest);

}  // namespace kintsugi::signoff
