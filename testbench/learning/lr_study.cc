#include <algorithm>
#include <cmath>
#include <map>

#include "models/training/policy_runner.h"
#include "testbench/learning/learning_studies.h"

namespace kintsugi {
namespace {

// One run: a policy over a budget with a peak rate.
struct Course {
  std::string policy;
  double rate = 0.0;
  int64_t budget = 0;
};

struct Plan {
  double target = 0.0;
  std::vector<Course> courses;
  int seeds = 3;
};

constexpr int kCheckEvery = 25;

Plan plan_of(bool quick) {
  Plan plan;
  plan.target = quick ? 0.86 : 0.89;
  const std::vector<std::string> policies =
      quick ? std::vector<std::string>{"one-cycle", "cosine"}
            : std::vector<std::string>{"step",   "exponential", "cosine",
                                       "cyclic", "one-cycle",   "cyclic:0.6+cosine:0.4"};
  const std::vector<int64_t> budgets =
      quick ? std::vector<int64_t>{250, 400} : std::vector<int64_t>{800, 1200, 1800};
  const int64_t longest = quick ? 1500 : 7000;
  for (const double rate : {0.01, 0.003, 0.001}) plan.courses.push_back({"fixed", rate, longest});
  for (const std::string& policy : policies) {
    for (const int64_t budget : budgets) plan.courses.push_back({policy, 0.01, budget});
  }
  return plan;
}

std::string key_of(const Course& course) {
  std::string name = course.policy;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '-';
  }
  return name + "_" + std::to_string(static_cast<int>(std::lround(course.rate * 1e4))) + "_" +
         std::to_string(course.budget);
}

nlohmann::json run_course(const Dataset& training, const Course& course, double target,
                          uint64_t seed) {
  TrainingSettings settings = default_settings("lenet");
  settings.rate = course.rate;
  const PolicyStudy study =
      verify_policies({RatePolicy::parse(course.policy)}, {seed}, {target, course.budget},
                      policy_runner(settings, training, course.budget, kCheckEvery));
  const SeedVerdict& verdict = study.policies.front().seeds.front();
  nlohmann::json out{{"best", verdict.best_accuracy}};
  if (verdict.iterations) out["iterations"] = *verdict.iterations;
  return out;
}

struct Verdict {
  Course course;
  std::vector<double> iterations;  // of each seed; one that missed counts with the budget
  bool met = true;                 // with every seed
  double mean() const {
    double sum = 0;
    for (const double i : iterations) sum += i;
    return sum / static_cast<double>(iterations.size());
  }
};

// Ratio of the means, with its least and largest over pairs of seeds.
Estimate speedup(const Verdict& slow, const Verdict& fast) {
  Estimate out{slow.mean() / fast.mean(), {1e9, 0.0}};
  for (size_t s = 0; s < slow.iterations.size(); ++s) {
    const double ratio = slow.iterations[s] / fast.iterations[s];
    out.interval.low = std::min(out.interval.low, ratio);
    out.interval.high = std::max(out.interval.high, ratio);
  }
  return out;
}

}  // namespace

StudyResult lr_study(StudyRun& run) {
  const Plan plan = plan_of(run.quick());
  const Dataset training = load_fashion_mnist(Split::Train);
  std::vector<StudyItem> items;
  for (const Course& course : plan.courses) {
    for (int seed = 1; seed <= plan.seeds; ++seed) {
      items.push_back(
          {key_of(course) + "_" + std::to_string(seed), [&training, &plan, course, seed] {
             return run_course(training, course, plan.target, static_cast<uint64_t>(seed));
           }});
    }
  }
  const std::vector<nlohmann::json> runs = run.make("runs", items);
  std::vector<Verdict> verdicts;
  for (size_t c = 0; c < plan.courses.size(); ++c) {
    Verdict verdict{plan.courses[c], {}, true};
    for (size_t s = 0; s < static_cast<size_t>(plan.seeds); ++s) {
      const nlohmann::json& one = runs[c * static_cast<size_t>(plan.seeds) + s];
      verdict.met = verdict.met && one.contains("iterations");
      verdict.iterations.push_back(
          one.value("iterations", static_cast<double>(verdict.course.budget)));
    }
    verdicts.push_back(verdict);
  }

  // The best fixed rate, a bound from below where none reached the target; of each policy the
  // shortest budget that did.
  const auto sooner = [](const Verdict* a, const Verdict& b) {
    return a == nullptr || b.mean() < a->mean();
  };
  const Verdict* fixed = nullptr;
  const Verdict* soonest = nullptr;
  std::map<std::string, const Verdict*> by_policy;
  for (const Verdict& v : verdicts) {
    if (v.course.policy == "fixed") {
      if (sooner(fixed, v)) fixed = &v;
      continue;
    }
    if (!v.met) continue;
    if (sooner(by_policy[v.course.policy], v)) by_policy[v.course.policy] = &v;
    if (sooner(soonest, v)) soonest = &v;
  }
  StudyResult result;
  result.notes.push_back(
      "LeNet in float on Fashion-MNIST, batches of 128, Adam; the target is " +
      std::to_string(static_cast<int>(std::lround(100 * plan.target))) +
      " % of the 5 000 held-out training images. A policy has a peak rate of 0.01 and spreads its "
      "course over its budget; the fixed rate is the best of 0.01, 0.003 and 0.001. The interval "
      "is "
      "the range over the three seeds. A seed that missed the target counts with its budget.");
  if (soonest == nullptr) {
    result.rows.push_back(
        at_least(study_row("iterations saved by the best policy, times", 0.0), 2));
    result.notes.push_back("No policy reached the target with every seed.");
    return result;
  }
  result.rows.push_back(at_least(study_row("best policy (" + soonest->course.policy +
                                               ") over the best fixed rate, times fewer",
                                           speedup(*fixed, *soonest), "1.6 to 6.7"),
                                 2.0));
  for (const Verdict& v : verdicts) {
    if (v.course.policy != "fixed") continue;
    StudyRow row = study_row("fixed rate " + std::to_string(v.course.rate).substr(0, 5) +
                                 (v.met ? ", iterations" : ", iterations (target missed)"),
                             v.mean());
    row.lo = *std::min_element(v.iterations.begin(), v.iterations.end());
    row.hi = *std::max_element(v.iterations.begin(), v.iterations.end());
    result.rows.push_back(row);
  }
  for (const auto& [policy, v] : by_policy) {
    StudyRow row = study_row(policy + ", iterations", v == nullptr ? 0.0 : v->mean());
    if (v == nullptr) continue;
    row.lo = *std::min_element(v->iterations.begin(), v->iterations.end());
    row.hi = *std::max_element(v->iterations.begin(), v->iterations.end());
    row.baseline = fixed->mean();
    result.rows.push_back(row);
  }
  return result;
}

}  // namespace kintsugi
