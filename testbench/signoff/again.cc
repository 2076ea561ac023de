#include "testbench/signoff/again.h"

#include <algorithm>
#include <map>

#include "testbench/signoff/files.h"
#include "testbench/signoff/judge.h"
#include "testbench/signoff/message.h"
#include "testbench/signoff/words.h"

namespace kintsugi::signoff {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMost = 5;  // failures of a check

std::string wave_below(const fs::path& folder, const fs::path& out) {
  std::error_code none;
  for (const auto& entry : fs::recursive_directory_iterator(folder, none)) {
    if (entry.path().extension() == ".fst") return entry.path().lexically_relative(out).string();
  }
  return "";
}

// A die must part from the reference in the same cycle, anything else fail with the same words.
bool is_the_same(const Failure& a, const Failure& b) {
  if (a.die >= 0) return a.die == b.die && a.cycle == b.cycle;
  return a.what == b.what && normalised(a.message) == normalised(b.message);
}

// The point as it runs again for one failure.
Point point_for(const Point& point, const Failure& failure) {
  Point again = point;
  again.result = {};
  again.tests.clear();
  for (const CTest& test : point.tests) {
    if (test.number == failure.test) again.tests.push_back(test);
  }
  const Testpoint& testpoint = point.testpoint;
  if (failure.die >= 0 && !testpoint.rerun.empty()) again.testpoint.command = testpoint.rerun;
  // One test alone counts less.
  if (!testpoint.tests.empty()) again.testpoint.limits.clear();
  return again;
}

Job job_again(Point* point, size_t number, const SignoffOptions& options) {
  const Failure& failure = point->result.failures[number];
  const fs::path folder =
      options.out / "checks" / point->testpoint.id / ("again_" + std::to_string(number));
  fs::remove_all(folder);
  fs::create_directories(folder);
  const Point again = point_for(*point, failure);
  Job job;
  job.name = point->testpoint.id + " " + failure.what;
  job.command = again.testpoint.tests.empty()
                    ? filled_words(again.testpoint.command, options, folder, 1, failure.die)
                    : check_command(again, options, folder, 1);
  job.folder = options.root;
  job.log = folder / "log.txt";
  job.limit_s = 60 * point->testpoint.minutes;
  job.seconds = point->testpoint.seconds;
  job.done = [=, &options](const ChildEnd& end) {
    Failure& told = point->result.failures[number];
    const CheckResult result = judge(again, options, folder, end);
    const auto& found = result.failures;
    const bool same = std::any_of(found.begin(), found.end(),
                                  [&](const Failure& f) { return is_the_same(told, f); });
    told.rerun.outcome = same ? "reproduced" : result.passed() ? "passed" : "another failure";
    told.rerun.command = shell_line(job.command);
    told.rerun.wave = wave_below(folder, options.out);
    return told.rerun.outcome;
  };
  return job;
}

}  // namespace

std::vector<Job> jobs_again(Point* point, const SignoffOptions& options) {
  std::vector<Job> jobs;
  if (point->result.timed_out) return jobs;
  auto& failures = point->result.failures;
  for (size_t i = 0; i < std::min(failures.size(), kMost); ++i) {
    if (failures[i].rerun.outcome.empty()) jobs.push_back(job_again(point, i, options));
  }
  return jobs;
}

std::vector<Bucket> buckets_of(const Signoff& signoff) {
  std::vector<Bucket> buckets;
  std::map<std::pair<std::string, std::string>, size_t> places;
  for (const Point& point : signoff.points) {
    for (const Failure& failure : point.result.failures) {
      const std::pair key(point.testpoint.id, normalised(failure.message));
      const auto [place, first] = places.emplace(key, buckets.size());
      if (first) buckets.push_back({point.testpoint.id, failure.message, {}});
      buckets[place->second].whats.push_back(failure.what);
    }
  }
  return buckets;
}

}  // namespace kintsugi::signoff
