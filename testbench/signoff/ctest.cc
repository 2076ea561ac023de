#include "testbench/signoff/ctest.h"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <stdexcept>

#include "models/core/error.h"
#include "testbench/own_controller/tool.h"
#include "testbench/signoff/message.h"

namespace kintsugi::signoff {
namespace {

namespace fs = std::filesystem;

// Both with their own tests and with those that other configurations leave out.
constexpr const char* kConfiguration = "netlist";

std::string relative_to(const std::vector<fs::path>& folders, const std::string& program) {
  for (const fs::path& folder : folders) {
    const std::string prefix = folder.string() + "/";
    if (program.rfind(prefix, 0) == 0) return program.substr(prefix.size());
  }
  return program;
}

// What a shell or CMake (`cmake -E env PROGRAM`) is told to run is the program.
std::string program_of(const nlohmann::json& command) {
  if (command.empty()) return "";
  const std::string name = fs::path(command[0].get<std::string>()).filename();
  const bool shell = name == "bash" || name == "sh";
  const bool cmake = name == "cmake" && command.size() > 3 && command[2] == "env";
  const size_t at = shell ? 1 : cmake ? 3 : 0;
  return command[at < command.size() ? at : 0];
}

bool is_googletest(const nlohmann::json& command) {
  for (const std::string word : command) {
    if (word.rfind("--gtest_filter=", 0) == 0) return true;
  }
  return false;
}

// Makes a folder through which CTest sees the tests of `build` and writes nothing there.
void look_through(const fs::path& folder, const fs::path& build) {
  fs::create_directories(folder);
  std::ofstream(folder / "CTestTestfile.cmake")
      << fmt::format("subdirs(\"{}\")\n", fs::absolute(build).string());
}

// A folder that goes with its scope.
struct PassingFolder {
  PassingFolder() {
    std::string name = (fs::temp_directory_path() / "kintsugi_ctest_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    path = name;
  }
  ~PassingFolder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  PassingFolder(const PassingFolder&) = delete;
  PassingFolder& operator=(const PassingFolder&) = delete;
  fs::path path;
};

}  // namespace

std::vector<CTest> tests_of_listing(const std::string& json, const std::vector<fs::path>& folders) {
  std::vector<CTest> tests;
  const nlohmann::json listing = nlohmann::json::parse(json);
  for (const auto& entry : listing.at("tests")) {
    CTest test;
    test.number = static_cast<int>(tests.size()) + 1;
    test.name = entry.at("name");
    const auto command = entry.value("command", nlohmann::json::array());
    test.program = relative_to(folders, program_of(command));
    test.googletest = is_googletest(command);
    tests.push_back(test);
  }
  return tests;
}

std::vector<CTest> list_tests(const fs::path& build, const fs::path& root) {
  if (!fs::exists(build / "CTestTestfile.cmake")) {
    throw UserError(build.string() + ": found no tests; build them with ./kintsugi test -N");
  }
  const PassingFolder folder;
  look_through(folder.path, build);
  const ToolResult result =
      run_tool({"ctest", "-C", kConfiguration, "--show-only=json-v1"}, folder.path);
  const size_t begin = result.output.find('{');
  if (result.status != 0 || begin == std::string::npos) {
    throw UserError(fmt::format("ctest in {} ended with {}: {}", build.string(), result.status,
                                first_line(result.errors)));
  }
  return tests_of_listing(result.output.substr(begin), {fs::absolute(build), fs::absolute(root)});
}

std::vector<std::string> ctest_command(const fs::path& build, const fs::path& scratch,
                                       const fs::path& junit, const std::vector<CTest>& tests,
                                       int jobs) {
  look_through(scratch, build);
  // First, last and stride, then single ones.
  std::string numbers =
      tests.empty() ? "0,0,0" : fmt::format("{},{},1", tests[0].number, tests[0].number);
  for (size_t i = 1; i < tests.size(); ++i) numbers += fmt::format(",{}", tests[i].number);
  const fs::path list = scratch / "numbers.txt";
  std::ofstream(list) << numbers << "\n";
  return {"ctest",
          "--test-dir",
          fs::absolute(scratch).string(),
          "-C",
          kConfiguration,
          "-I",
          fs::absolute(list).string(),
          fmt::format("-j{}", jobs),
          "--output-junit",
          fs::absolute(junit).string(),
          "--test-output-size-passed",
          "100000",
          "--test-output-size-failed",
          "1000000"};
}

std::vector<TestRun> read_junit(const fs::path& junit) {
  pugi::xml_document document;
  const pugi::xml_parse_result parsed = document.load_file(junit.c_str());
  const pugi::xml_node suite = document.child("testsuite");
  if (!parsed || !suite) {
    throw UserError(junit.string() + ": found no results of ctest: " + parsed.description());
  }
  std::vector<TestRun> runs;
  for (const pugi::xml_node& test : suite.children("testcase")) {
    runs.push_back({test.attribute("name").as_string(), test.attribute("status").as_string(),
                    test.child("system-out").text().as_string(),
                    test.attribute("time").as_double()});
  }
  return runs;
}

std::string complaint_about(const TestRun& run, bool googletest) {
  if (run.status == "notrun") return "was skipped";
  if (run.status == "disabled") return "is disabled";
  if (run.status != "run") return failure_message(run.output);
  if (!googletest) return "";
  const auto says = [&](const char* words) { return run.output.find(words) != std::string::npos; };
  if (!says("] Running ") || says("] Running 0 tests")) return "its program ran no test";
  if (says("[  SKIPPED ]")) return "was skipped";
  return "";
}

}  // namespace kintsugi::signoff
