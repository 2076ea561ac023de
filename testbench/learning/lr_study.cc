#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "models/training/policy_runner.h"
#include "models/training/trainer.h"
#include "testbench/learning/learning_studies.h"
#include "testbench/learning/spot_check.h"

namespace kintsugi {
namespace {

// One run: a policy over a budget with a peak rate.
struct Course {
  std::string policy;
  double rate = 0.0;
  int64_t budget = 0;
};

struct Plan {
  std::vector<double> targets;  // rising; the last one has the bar, and ends a run
  int check_every = 0;          // iterations
  std::vector<Course> courses;
};

constexpr int kSeeds = 3;
constexpr uint64_t kFirstSeed = 2;             // targets and budgets were chosen on seed 1
constexpr double kPeak = 0.01;                 // of every policy
constexpr const char* kSpotPolicy = "cosine";  // trains what the RTL gets

Plan plan_of(bool quick) {
  Plan plan;
  plan.check_every = quick ? 25 : 50;
  plan.targets = quick ? std::vector<double>{0.86} : std::vector<double>{0.88, 0.89, 0.90, 0.905};
  const std::vector<std::string> policies =
      quick ? std::vector<std::string>{"one-cycle", "cosine"}
            : std::vector<std::string>{"cosine", "one-cycle", "cyclic:0.6+cosine:0.4"};
  const std::vector<int64_t> budgets =
      quick ? std::vector<int64_t>{400} : std::vector<int64_t>{1200, 2400, 4800};
  const int64_t longest = quick ? 1500 : 8000;
  for (const double rate : {0.01, 0.003, 0.001}) plan.courses.push_back({"fixed", rate, longest});
  for (const std::string& policy : policies) {
    for (const int64_t budget : budgets) plan.courses.push_back({policy, kPeak, budget});
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

// Held-out accuracies at every check, up to the last target.
nlohmann::json run_course(const Dataset& training, const Plan& plan, const Course& course,
                          uint64_t seed) {
  TrainingSettings settings = default_settings("lenet");
  settings.rate = course.rate;
  nlohmann::json accuracies = nlohmann::json::array();
  policy_runner(settings, training, course.budget, plan.check_every)(
      RatePolicy::parse(course.policy), seed, [&](int64_t, double accuracy) {
        accuracies.push_back(accuracy);
        return accuracy >= plan.targets.back();
      });
  return accuracies;
}

// What a course takes to a target.
struct Verdict {
  const Course* course = nullptr;
  std::vector<double> iterations = {};  // of each seed; one that missed counts with the budget
  bool met = true;                      // with every seed
  double mean() const {
    return std::accumulate(iterations.begin(), iterations.end(), 0.0) / kSeeds;
  }
};

// `runs` are the accuracies of each seed.
Verdict verdict_of(const Course& course, const nlohmann::json* runs, int check_every,
                   double target) {
  Verdict verdict{&course};
  for (int s = 0; s < kSeeds; ++s) {
    const std::vector<double> accuracies = runs[s];
    const auto reached = std::find_if(accuracies.begin(), accuracies.end(),
                                      [&](double accuracy) { return accuracy >= target; });
    verdict.met = verdict.met && reached != accuracies.end();
    const auto checks = static_cast<double>(reached - accuracies.begin() + 1);
    verdict.iterations.push_back(
        std::min(check_every * checks, static_cast<double>(course.budget)));
  }
  return verdict;
}

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

// What reaches a target: each rate, and each policy with the budget that suits it best.
struct Reached {
  std::vector<Verdict> rates;
  std::vector<Verdict> policies;  // those that met it with every seed
};

Reached reached(const Plan& plan, const std::vector<nlohmann::json>& runs, double target) {
  Reached out;
  std::map<std::string, Verdict> best;
  for (size_t c = 0; c < plan.courses.size(); ++c) {
    const Verdict v = verdict_of(plan.courses[c], &runs[c * kSeeds], plan.check_every, target);
    if (v.course->policy == "fixed") {
      out.rates.push_back(v);
    } else if (v.met) {
      const auto [at, added] = best.emplace(v.course->policy, v);
      if (!added && v.mean() < at->second.mean()) at->second = v;
    }
  }
  for (const auto& [policy, v] : best) out.policies.push_back(v);
  return out;
}

const Verdict& soonest(const std::vector<Verdict>& verdicts) {
  return *std::min_element(verdicts.begin(), verdicts.end(),
                           [](const Verdict& a, const Verdict& b) { return a.mean() < b.mean(); });
}

std::string name_of(const Course& course) {
  return course.policy == "fixed" ? fmt::format("fixed rate {:.3f}", course.rate) : course.policy;
}

// How much sooner the soonest policy is than `fixed`, a bound from below where that missed the
// target.
StudyRow gain_row(const Reached& at, double target, const Verdict& fixed, const std::string& name) {
  const std::string to = fmt::format("to {:g} %: ", 100 * target);
  if (at.policies.empty()) return study_row(to + "no policy gets there with every seed", 0.0);
  const Verdict& best = soonest(at.policies);
  const std::string missed =
      fixed.met ? "" : fmt::format(" (missed in {}: at least)", fixed.course->budget);
  return study_row(to + name_of(*best.course) + " over " + name + missed + ", times fewer",
                   speedup(fixed, best), "1.6 to 6.7");
}

StudyRow iterations_row(const Verdict& v) {
  return study_row(fmt::format("{} in {}, iterations{}", name_of(*v.course), v.course->budget,
                               v.met ? "" : " (target missed)"),
                   {v.mean(),
                    {*std::min_element(v.iterations.begin(), v.iterations.end()),
                     *std::max_element(v.iterations.begin(), v.iterations.end())}});
}

void add_points(const Reached& at, double target, StudyCurve* curve) {
  for (const std::vector<Verdict>* verdicts : {&at.rates, &at.policies}) {
    for (const Verdict& v : *verdicts) {
      if (!v.met) continue;
      const std::string name = name_of(*v.course);
      auto series = std::find_if(curve->series.begin(), curve->series.end(),
                                 [&](const StudySeries& s) { return s.name == name; });
      if (series == curve->series.end()) {
        series = curve->series.insert(series, {name, {}});
      }
      const StudyRow row = iterations_row(v);
      series->points.push_back({100 * target, {row.ours, {row.lo, row.hi}}});
    }
  }
}

// A network trained by a policy, quantised, on two dies of the RTL: on how many it differs.
int64_t check_silicon(const Dataset& training, const Dataset& test, bool quick,
                      const std::filesystem::path& folder) {
  TrainingSettings settings = default_settings("lenet");
  settings.mode = TrainingMode::PostTraining;
  settings.rate = kPeak;
  settings.policy = RatePolicy::parse(kSpotPolicy);
  settings.epochs = quick ? 1 : 3;
  settings.fine_tuning_epochs = 1;
  return spot_check_network(train(settings, training, test, {}, {}).network, "fashion_lenet",
                            folder);
}

}  // namespace

StudyResult lr_study(StudyRun& run) {
  const Plan plan = plan_of(run.quick());
  const Dataset training = load_fashion_mnist(Split::Train);
  const Dataset test = load_fashion_mnist(Split::Test);
  std::vector<StudyItem> items;
  for (const Course& course : plan.courses) {
    for (uint64_t seed = kFirstSeed; seed < kFirstSeed + kSeeds; ++seed) {
      items.push_back(
          {key_of(course) + "_" + std::to_string(seed),
           [&training, &plan, course, seed] { return run_course(training, plan, course, seed); }});
    }
  }
  items.push_back(
      {"rtl",
       [&] { return nlohmann::json(check_silicon(training, test, run.quick(), run.folder())); }});
  const std::vector<nlohmann::json> runs = run.make("runs", items);

  StudyResult result;
  add_spot_check(runs.back(), &result);
  StudyCurve curve{
      "lr_targets", "Iterations against the target", "held-out accuracy, %", "iterations", {}};
  for (const double target : plan.targets) {
    const Reached at = reached(plan, runs, target);
    add_points(at, target, &curve);
    const bool last = target == plan.targets.back();
    StudyRow gain = gain_row(at, target, soonest(at.rates), "the best fixed rate");
    result.rows.push_back(last ? at_least(std::move(gain), 2.0) : gain);
    result.rows.push_back(gain_row(at, target, at.rates.back(), "a fixed rate of 0.001"));
    if (!last) continue;
    for (const Verdict& v : at.rates) result.rows.push_back(iterations_row(v));
    for (const Verdict& v : at.policies) {
      result.rows.push_back(iterations_row(v));
      result.rows.back().baseline = soonest(at.rates).mean();
    }
  }
  result.curves = {curve};
  result.notes = {fmt::format(
      "LeNet in float on Fashion-MNIST, batches of 128, Adam; targets are shares of the 5 000 "
      "held-out training images, looked at every {} iterations, and the last one has the bar and "
      "the rows of single rates and policies. A policy has a peak rate of {:g} and spreads its "
      "course over its budget, the soonest of those tried; the best fixed rate is the soonest of "
      "0.01, 0.003 and 0.001, which is Adam's usual one. The interval is the range over {} seeds "
      "(of a ratio, over pairs of seeds). A seed that missed the target counts with its budget. "
      "The RTL tested and repaired dies of a "
      "network that the policy {} had trained, quantised afterwards.",
      plan.check_every, kPeak, kSeeds, kSpotPolicy)};
  return result;
}

}  // namespace kintsugi
