#include "testbench/signoff/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "models/core/error.h"
#include "testbench/signoff/message.h"

namespace kintsugi::signoff {
namespace {

namespace fs = std::filesystem;

std::string text_of_path(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

bool prints(const std::string& output, const std::regex& wanted) {
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_search(line, wanted)) return true;
  }
  return false;
}

double counted(const std::string& output, const std::regex& count) {
  double sum = 0.0;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_search(line, match, count)) sum += std::strtod(match.str(1).c_str(), nullptr);
  }
  return sum;
}

// Failures first, then numbers; `reason` is what a reader wants to know first.
void conclude(CheckResult* result) {
  const auto missed = std::find_if(result->values.begin(), result->values.end(),
                                   [](const Value& value) { return !value.ok; });
  if (result->reason.empty() && !result->failures.empty()) {
    result->reason = result->failures.front().what + ": " + result->failures.front().message;
  }
  for (const Value& value : result->values) {
    if (value.ok) continue;
    const std::string found = value.value ? fmt::format("{:g}", *value.value) : "nothing";
    if (result->reason.empty()) {
      result->reason = fmt::format("{}: found {}, limit {}", value.pointer, found, value.limit);
    }
  }
  const bool failed = !result->reason.empty() || missed != result->values.end();
  result->outcome = failed ? Outcome::Failed : Outcome::Passed;
  if (failed && result->failures.empty())
    result->failures.push_back({"check", result->reason, 0, -1, 0, {}});
}

std::string overdue(const Testpoint& point) {
  return fmt::format("its time was over: {:g} minutes", point.minutes);
}

CheckResult result_of(const ChildEnd& end) {
  CheckResult result;
  result.seconds = end.seconds;
  result.cpu_seconds = end.cpu_seconds;
  result.timed_out = end.timed_out;
  return result;
}

}  // namespace

CheckResult judge_tests(const Testpoint& point, const std::vector<CTest>& tests,
                        const fs::path& junit, const ChildEnd& end) {
  CheckResult result = result_of(end);
  std::multimap<std::string, const CTest*> expected;
  for (const CTest& test : tests) expected.emplace(test.name, &test);
  const std::regex wanted(point.prints);
  const std::regex count(point.count);
  double sum = 0.0;
  std::vector<TestRun> runs;
  try {
    runs = read_junit(junit);
  } catch (const UserError& error) {
    result.reason = end.timed_out ? overdue(point) : error.what();
  }
  for (const TestRun& run : runs) {
    const auto test = expected.find(run.name);
    // What sets a chosen test up runs with it, unasked: it must pass, and counts for nothing.
    const bool chosen = test != expected.end();
    const bool googletest = chosen && test->second->googletest;
    std::string complaint = complaint_about(run, googletest);
    if (complaint.empty() && chosen && !googletest && !prints(run.output + "\n", wanted)) {
      complaint = "passed, but printed nothing like " + point.prints;
    }
    const int number = chosen ? test->second->number : 0;
    if (!complaint.empty()) result.failures.push_back({run.name, complaint, number, -1, 0, {}});
    if (!chosen) continue;
    if (!point.count.empty()) sum += counted(run.output, count);
    ++result.tests;
    expected.erase(test);
  }
  const size_t failed = result.failures.size();
  for (const auto& [name, test] : expected) {
    if (end.timed_out) break;  // said once
    result.failures.push_back({name, "did not run", test->number, -1, 0, {}});
  }
  nlohmann::json json = {{"tests", result.tests}, {"failed", failed}};
  // The plan may ask for more than that something was there.
  const auto limited = [&](const char* pointer) {
    return std::any_of(point.limits.begin(), point.limits.end(), [&](const PlanLimit& limit) {
      return limit.pointer == pointer && limit.other.empty() && !limit.limit.holds(0.0);
    });
  };
  std::vector<PlanLimit> limits;
  if (!limited("/tests")) limits.push_back({"/tests", "> 0", {">", 0.0}, ""});
  if (!point.count.empty()) {
    json["counted"] = sum;
    if (!limited("/counted")) limits.push_back({"/counted", "> 0", {">", 0.0}, ""});
  }
  limits.insert(limits.end(), point.limits.begin(), point.limits.end());
  result.values = judge_limits(limits, json.dump());
  if (end.timed_out) result.reason = overdue(point);
  if (end.status != 0 && result.failures.empty() && result.reason.empty()) {
    result.reason = fmt::format("ctest ended with status {}", end.status);
  }
  conclude(&result);
  return result;
}

CheckResult judge_command(const Testpoint& point, const fs::path& json, const fs::path& folder,
                          const fs::path& log, const ChildEnd& end) {
  CheckResult result = result_of(end);
  result.failures = diverged_dies(folder);
  const std::string output = text_of_path(log);
  if (end.timed_out) {
    result.reason = overdue(point);
  } else if (end.status != 0 && result.failures.empty()) {
    result.reason = fmt::format("ended with status {}: {}", end.status, failure_message(output));
  }
  const std::string text = text_of_path(json);
  try {
    result.values = judge_limits(point.limits, text.empty() ? "{}" : text);
  } catch (const UserError& error) {
    if (result.reason.empty()) result.reason = error.what();
  }
  if (text.empty() && result.reason.empty()) {
    result.reason = "it did not write " + json.filename().string();
  }
  conclude(&result);
  return result;
}

std::vector<Failure> diverged_dies(const fs::path& folder) {
  std::vector<Failure> dies;
  static const std::regex report(R"(mismatch_die_(\d+)\.json)");
  std::error_code none;
  for (const auto& entry : fs::recursive_directory_iterator(folder, none)) {
    const std::string name = entry.path().filename().string();
    std::smatch match;
    if (!std::regex_match(name, match, report)) continue;
    const nlohmann::json json = nlohmann::json::parse(text_of_path(entry.path()), nullptr, false);
    Failure failure;
    failure.die = std::stoi(match[1]);
    failure.what = "die " + match[1].str();
    const nlohmann::json divergence =
        json.is_object() ? json.value("divergence", nlohmann::json()) : nlohmann::json();
    failure.cycle = divergence.is_object() ? divergence.value("cycle", uint64_t{0}) : 0;
    const std::string said = json.is_object() ? json.value("summary", std::string()) : "";
    failure.message = said.empty() ? fmt::format("diverged in cycle {}", failure.cycle) : said;
    dies.push_back(failure);
  }
  std::sort(dies.begin(), dies.end(),
            [](const Failure& a, const Failure& b) { return a.die < b.die; });
  return dies;
}

}  // namespace kintsugi::signoff
