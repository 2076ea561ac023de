#include "testbench/signoff/mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace kintsugi::signoff {
namespace {

bool found(const std::string& text, const std::string& pattern) {
  return std::regex_search(text, std::regex(pattern));
}

bool of_the_suites(const Plan& plan, const CTest& test) {
  return (!plan.suite_programs.empty() && found(test.program, plan.suite_programs)) ||
         (!plan.suite_names.empty() && found(test.name, plan.suite_names));
}

// "7.2" lies in "7.2" and in "7".
bool lies_in(const std::string& chapter, const std::string& other) {
  return chapter == other || chapter.rfind(other + ".", 0) == 0;
}

}  // namespace

std::vector<CTest> tests_of(const Testpoint& point, const std::vector<CTest>& tests) {
  std::vector<CTest> own;
  const std::string& pattern = point.tests.empty() ? point.covers : point.tests;
  if (pattern.empty()) return own;
  const std::regex names(pattern);
  const std::regex programs(point.programs);
  for (const CTest& test : tests) {
    if (std::regex_search(test.name, names) && std::regex_search(test.program, programs)) {
      own.push_back(test);
    }
  }
  return own;
}

std::vector<std::string> test_problems(const Plan& plan, const std::vector<CTest>& tests) {
  std::vector<std::string> problems;
  std::set<int> mapped;
  for (const Testpoint& point : plan.testpoints) {
    if (point.tests.empty() && point.covers.empty()) continue;
    const std::vector<CTest> own = tests_of(point, tests);
    for (const CTest& test : own) mapped.insert(test.number);
    const auto script = std::find_if(own.begin(), own.end(), [&](const CTest& test) {
      return !point.tests.empty() && !test.googletest && point.prints.empty() &&
             point.count.empty();
    });
    if (script != own.end()) {
      problems.push_back(fmt::format(
          "testpoint {}: {} is no GoogleTest: prints or count must say what shows that it did "
          "something",
          point.id, script->name));
    }
    if (own.empty()) {
      problems.push_back(fmt::format("testpoint {}: no test is called {}{}", point.id,
                                     point.tests.empty() ? point.covers : point.tests,
                                     point.programs.empty() ? "" : " in " + point.programs));
    }
  }
  size_t suite = 0;
  std::map<std::string, std::vector<std::string>> orphans;  // of a program
  for (const CTest& test : tests) {
    if (!of_the_suites(plan, test)) continue;
    ++suite;
    if (mapped.count(test.number) == 0) orphans[test.program].push_back(test.name);
  }
  const bool asked = !plan.suite_programs.empty() || !plan.suite_names.empty();
  if (asked && suite == 0) problems.push_back("suites: no test belongs to them");
  for (const auto& [program, names] : orphans) {
    problems.push_back(
        names.size() == 1
            ? fmt::format("orphan: {} of {} belongs to no testpoint", names[0], program)
            : fmt::format("orphans: {} and {} more of {} belong to no testpoint", names[0],
                          names.size() - 1, program));
  }
  return problems;
}

std::vector<std::string> chapters_of(const std::string& page) {
  static const std::regex heading(R"(^#{2,3} (\d+(?:\.\d+)?)\.? )");
  std::vector<std::string> chapters;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (!std::regex_search(line, match, heading)) continue;
    const std::string chapter = match[1];
    // A chapter that goes on in sections is claimed by claiming these.
    if (!chapters.empty() && lies_in(chapter, chapters.back())) chapters.pop_back();
    chapters.push_back(chapter);
  }
  return chapters;
}

std::vector<std::string> chapter_problems(const Plan& plan, const std::string& page) {
  const std::vector<std::string> chapters = chapters_of(page);
  std::vector<std::string> problems;
  std::set<std::string> claimed;
  for (const Testpoint& point : plan.testpoints) {
    for (const std::string& feature : point.features) {
      bool known = false;
      for (const std::string& chapter : chapters) {
        if (!lies_in(chapter, feature)) continue;
        claimed.insert(chapter);
        known = true;
      }
      if (!known) {
        problems.push_back(fmt::format("testpoint {}: {} has no chapter {}", point.id,
                                       plan.specification.string(), feature));
      }
    }
  }
  for (const std::string& chapter : chapters) {
    if (claimed.count(chapter) == 0) {
      problems.push_back(
          fmt::format("chapter {} of {} has no testpoint", chapter, plan.specification.string()));
    }
  }
  return problems;
}

}  // namespace kintsugi::signoff
