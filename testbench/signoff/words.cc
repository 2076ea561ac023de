#include "testbench/signoff/words.h"

#include <map>

#include "testbench/signoff/judge.h"
#include "testbench/signoff/subject.h"

namespace kintsugi::signoff {
namespace {

namespace fs = std::filesystem;

fs::path json_of_check(const fs::path& dir) { return dir / "result.json"; }
fs::path junit_of_check(const fs::path& dir) { return dir / "ctest.xml"; }

}  // namespace

std::vector<std::string> filled_words(const std::vector<std::string>& words,
                                      const SignoffOptions& options, const fs::path& dir, int jobs,
                                      int die) {
  const std::map<std::string, std::string> values = {
      {"{seed}", std::to_string(options.seed)}, {"{jobs}", std::to_string(jobs)},
      {"{build}", options.build.string()},      {"{dir}", dir.string()},
      {"{json}", json_of_check(dir).string()},  {"{die}", std::to_string(die)},
      {"{next_die}", std::to_string(die + 1)}};
  std::vector<std::string> filled;
  for (std::string word : words) {
    if (options.own && (word == "{controller}" || word == "{own}")) {
      const auto more = word == "{own}" ? bench_words(*options.own) : run_words(*options.own);
      filled.insert(filled.end(), more.begin(), more.end());
      continue;
    }
    for (const auto& [name, value] : values) {
      for (size_t at = 0; (at = word.find(name, at)) != std::string::npos; at += value.size()) {
        word.replace(at, name.size(), value);
      }
    }
    filled.push_back(word);
  }
  return filled;
}

std::vector<std::string> check_command(const Point& point, const SignoffOptions& options,
                                       const fs::path& dir, int jobs) {
  if (point.testpoint.tests.empty()) {
    return filled_words(point.testpoint.command, options, dir, jobs, 0);
  }
  return ctest_command(options.build, dir / "ctest", junit_of_check(dir), point.tests, jobs);
}

CheckResult judge(const Point& point, const SignoffOptions& options, const fs::path& dir,
                  const ChildEnd& end) {
  if (!point.testpoint.tests.empty()) {
    return judge_tests(point.testpoint, point.tests, junit_of_check(dir), end);
  }
  const std::string json = point.testpoint.json.empty() ? "{json}" : point.testpoint.json;
  const std::string file = filled_words({json}, options, dir, 1, 0).front();
  return judge_command(point.testpoint, file, dir, dir / "log.txt", end);
}

}  // namespace kintsugi::signoff
