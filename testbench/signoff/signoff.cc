#include "testbench/signoff/signoff.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <numeric>
#include <regex>

#include "models/core/error.h"
#include "testbench/report/folder_lock.h"
#include "testbench/report/interrupt.h"
#include "testbench/signoff/again.h"
#include "testbench/signoff/inputs.h"
#include "testbench/signoff/judge.h"
#include "testbench/signoff/mapping.h"
#include "testbench/signoff/pool.h"
#include "testbench/signoff/state.h"
#include "testbench/signoff/subject.h"
#include "testbench/signoff/words.h"

namespace kintsugi::signoff {
namespace {

namespace fs = std::filesystem;

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::vector<Point> points_of_shard(std::vector<Point> points, const Shard& shard) {
  const std::vector<int> shards = shards_of(points, shard.count);
  std::vector<Point> own;
  for (size_t i = 0; i < points.size(); ++i) {
    if (shards[i] == shard.index) own.push_back(std::move(points[i]));
  }
  return own;
}

std::vector<Point> points_of(const Plan& plan, const SignoffOptions& options,
                             const std::vector<CTest>& tests) {
  std::vector<Point> points;
  const std::regex only(options.only);
  for (const Testpoint& testpoint : plan.testpoints) {
    if (testpoint.stage > options.stage || !std::regex_search(testpoint.id, only)) continue;
    points.push_back({testpoint, tests_of(testpoint, tests), {}});
  }
  if (options.shard.count > 0) points = points_of_shard(std::move(points), options.shard);
  if (points.empty() && options.shard.count == 0) {
    throw UserError("--only: found no testpoint called " + options.only + " up to " +
                    kStages[static_cast<size_t>(options.stage)]);
  }
  return points;
}

std::vector<std::string> problems_of(const Plan& plan, const SignoffOptions& options,
                                     const std::vector<CTest>& tests) {
  std::vector<std::string> problems = test_problems(plan, tests);
  if (plan.specification.empty()) return problems;
  std::ifstream page(options.root / plan.specification);
  if (!page) throw UserError("specification: there is no " + plan.specification.string());
  const std::string text((std::istreambuf_iterator<char>(page)), {});
  for (std::string& problem : chapter_problems(plan, text)) problems.push_back(std::move(problem));
  return problems;
}

// Digest of all that is signed off, and of all that does it.
std::string sources_of(const SignoffOptions& options) {
  const std::string ours = digest_of_sources(options.root, options.out);
  return options.own ? digest_of_text(ours + digest_of(*options.own)) : ours;
}

// RTL that can no longer be read is another.
bool changed(const Signoff& signoff) {
  try {
    return sources_of(signoff.options) != signoff.sources;
  } catch (const UserError&) {
    return true;
  }
}

// Runs the checks of one sign-off.
class Conductor {
 public:
  explicit Conductor(Signoff* signoff)
      : s_(*signoff), o_(signoff->options), state_(o_.out, o_.fresh) {}

  void run() {
    for (Point& point : s_.points) {
      if (auto kept = state_.find(point.testpoint.id, key_of(point))) point.result = *kept;
    }
    if (o_.kept_only) return;
    for (int stage = 0; stage <= o_.stage && !s_.interrupted; ++stage) run_stage(stage);
    if (!s_.interrupted) run_failures_again();
  }

 private:
  // A result is of these sources, this entry of the plan and this seed.
  std::string key_of(const Point& point) const {
    std::string text = fmt::format("{} {} {}\n", s_.sources, o_.seed, point.testpoint.text);
    for (const CTest& test : point.tests) text += test.program + " " + test.name + "\n";
    return digest_of_text(text);
  }

  void run_stage(int stage) {
    std::vector<std::string> targets;
    std::vector<Job> jobs;
    for (Point& point : s_.points) {
      if (point.testpoint.stage != stage || point.result.outcome != Outcome::NotRun) continue;
      const auto& build = point.testpoint.build;
      targets.insert(targets.end(), build.begin(), build.end());
      jobs.push_back(job_of(&point));
    }
    if (!o_.quiet && !jobs.empty()) {
      fmt::print(stderr, "kintsugi: stage {}: {} checks\n", kStages[static_cast<size_t>(stage)],
                 jobs.size());
    }
    const double start = seconds_now();
    s_.interrupted = !build(targets) || !run_jobs(std::move(jobs), o_.jobs, o_.quiet);
    StageTime& time = s_.times[static_cast<size_t>(stage)];
    time.seconds = seconds_now() - start;
    for (const Point& point : s_.points) {
      if (point.testpoint.stage == stage) time.cpu_seconds += point.result.cpu_seconds;
    }
  }

  // What does not build fails in the checks that want it.
  bool build(const std::vector<std::string>& targets) {
    if (targets.empty()) return true;
    Job job;
    job.name = "build of " + fmt::format("{} targets", targets.size());
    job.command = {"cmake", "--build", o_.build.string(), "--target"};
    job.command.insert(job.command.end(), targets.begin(), targets.end());
    job.folder = o_.root;
    job.log = o_.out / "build.log";
    job.limit_s = 3600;
    job.slots = o_.jobs;
    job.done = [](const ChildEnd& end) {
      return std::string(end.status == 0 ? "built" : "FAILED");
    };
    return run_jobs({job}, o_.jobs, o_.quiet);
  }

  Job job_of(Point* point) {
    const Testpoint& testpoint = point->testpoint;
    const fs::path folder = o_.out / "checks" / testpoint.id;
    fs::remove_all(folder);
    fs::create_directories(folder);
    const int width = std::min(testpoint.slots, o_.jobs);
    Job job;
    job.name = testpoint.id;
    job.command = check_command(*point, o_, folder, width);
    job.folder = o_.root;
    job.log = folder / "log.txt";
    job.limit_s = 60 * testpoint.minutes;
    job.seconds = testpoint.seconds;
    job.slots = width;
    job.done = [=](const ChildEnd& end) {
      point->result = judge(*point, o_, folder, end);
      point->result.command = job.command;
      point->result.log = job.log.lexically_relative(o_.out).string();
      if (!end.timed_out) state_.put(testpoint.id, key_of(*point), point->result);
      return std::string(point->result.passed() ? "ok" : "FAILED");
    };
    return job;
  }

  void run_failures_again() {
    std::vector<Job> jobs;
    for (Point& point : s_.points) {
      for (Job& job : jobs_again(&point, o_)) jobs.push_back(std::move(job));
    }
    if (jobs.empty()) return;
    if (!o_.quiet) fmt::print(stderr, "kintsugi: {} failures run again\n", jobs.size());
    s_.interrupted = !run_jobs(std::move(jobs), o_.jobs, o_.quiet);
    for (const Point& point : s_.points) {
      if (point.result.outcome != Outcome::Failed) continue;
      if (state_.find(point.testpoint.id, key_of(point))) {
        state_.put(point.testpoint.id, key_of(point), point.result);
      }
    }
  }

  Signoff& s_;
  const SignoffOptions& o_;
  State state_;
};

}  // namespace

size_t Signoff::passed() const {
  return static_cast<size_t>(std::count_if(
      points.begin(), points.end(), [](const Point& point) { return point.result.passed(); }));
}

bool Signoff::all_passed() const {
  return problems.empty() && !points.empty() && passed() == points.size() && !sources_changed &&
         !interrupted;
}

std::string Signoff::verdict() const {
  const char* last = kStages[static_cast<size_t>(options.stage)];
  if (partial()) return "partial";
  if (signed_off()) return "signed off";
  return all_passed() ? fmt::format("{} holds", last) : "not signed off";
}

std::vector<int> shards_of(const std::vector<Point>& points, int shards) {
  std::vector<size_t> order(points.size());
  std::iota(order.begin(), order.end(), size_t{0});
  const auto work = [&](size_t i) {
    return points[i].testpoint.seconds * points[i].testpoint.slots;
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return work(a) > work(b); });
  std::vector<double> load(static_cast<size_t>(shards), 0.0);
  std::vector<int> of(points.size(), 1);
  for (const size_t i : order) {
    const auto least = std::min_element(load.begin(), load.end());
    *least += work(i);
    of[i] = static_cast<int>(least - load.begin()) + 1;
  }
  return of;
}

Signoff match_plan(const SignoffOptions& options) {
  Signoff signoff;
  signoff.options = options;
  signoff.plan = load_plan(options.plan);
  check_subject(signoff.plan, options.own.has_value());
  if (options.own) signoff.plan.name = name_of(*options.own);
  const std::vector<CTest> tests = list_tests(options.build, options.root);
  signoff.problems = problems_of(signoff.plan, options, tests);
  signoff.points = points_of(signoff.plan, options, tests);
  signoff.times.resize(kStages.size());
  return signoff;
}

Signoff run_signoff(const SignoffOptions& options) {
  Signoff signoff = match_plan(options);
  fs::create_directories(options.out);
  const FolderLock lock(options.out);
  check_shard_folder(options.out, options.shard);
  signoff.commit = commit_of(options.root);
  signoff.sources = sources_of(options);
  claim_shard_folder(signoff_shard_file(options, signoff.sources));
  if (!signoff.problems.empty()) return signoff;
  const InterruptGuard guard;
  Conductor(&signoff).run();
  signoff.sources_changed = changed(signoff);
  if (signoff.sources_changed) State(options.out, true);  // nobody knows of which they are
  return signoff;
}

}  // namespace kintsugi::signoff
