// `kintsugi bench`: every case and its floor, repetitions interleaved; the least time of each
// counts, because others share the machine.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <regex>

#include "models/core/error.h"
#include "testbench/bench/bench_case.h"
#include "testbench/bench/growth.h"
#include "testbench/cli/commands.h"
#include "testbench/report/atomic_file.h"

namespace kintsugi {
namespace {

constexpr char kFloor[] = ":floor";

// Keeps the least real time of each case.
class LeastTime : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration) continue;
      if (run.error_occurred) throw std::runtime_error(run.error_message);
      const double seconds = run.real_accumulated_time / static_cast<double>(run.iterations);
      const auto [entry, fresh] = seconds_.emplace(run.run_name.function_name, seconds);
      if (!fresh) entry->second = std::min(entry->second, seconds);
    }
  }
  bool ReportContext(const Context&) override { return true; }
  double seconds(const std::string& name) const {
    const auto found = seconds_.find(name);
    return found == seconds_.end() ? 0.0 : found->second;
  }

 private:
  std::map<std::string, double> seconds_;
};

struct Measured {
  BenchCase c;
  double ns = 0;        // an item
  double floor_ns = 0;  // 0: none

  double ratio() const { return floor_ns > 0 ? ns / floor_ns : 0; }
  bool ok() const {
    if (c.bar_of == BenchCase::BarOf::None) return true;
    return (c.bar_of == BenchCase::BarOf::Ratio ? ratio() : ns) <= c.bar;
  }
};

void add(const std::string& name, const std::function<void()>& function) {
  benchmark::RegisterBenchmark(name.c_str(), [function](benchmark::State& state) {
    for (auto _ : state) function();
  })->UseRealTime();
}

std::vector<Measured> measure(const std::vector<BenchCase>& cases) {
  for (const BenchCase& c : cases) {
    if (c.run) add(c.name, c.run);
    if (c.floor) add(c.name + kFloor, c.floor);
  }
  std::string arguments[] = {"bench", "--benchmark_enable_random_interleaving=true",
                             "--benchmark_repetitions=9", "--benchmark_min_time=0.05"};
  char* pointers[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(),
                      arguments[3].data()};
  int count = 4;
  benchmark::Initialize(&count, pointers);
  LeastTime times;
  benchmark::RunSpecifiedBenchmarks(&times);
  std::vector<Measured> measured;
  for (const BenchCase& c : cases) {
    const double seconds = c.run ? times.seconds(c.name) : c.once_s;
    measured.push_back(
        {c, seconds / c.items * 1e9, times.seconds(c.name + kFloor) / c.items * 1e9});
  }
  return measured;
}

void write_json(const std::filesystem::path& path, const std::vector<Measured>& cases) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Measured& m : cases) {
    const char* const bar_of[] = {"none", "ratio", "ns"};
    list.push_back({{"name", m.c.name},
                    {"item", m.c.unit},
                    {"ns", m.ns},
                    {"floor", m.c.floor_name},
                    {"floor_ns", m.floor_ns},
                    {"over_floor_ns", m.floor_ns > 0 ? m.ns - m.floor_ns : 0},
                    {"ratio", m.ratio()},
                    {"bar", m.c.bar},
                    {"bar_of", bar_of[static_cast<int>(m.c.bar_of)]},
                    {"ok", m.ok()}});
  }
  write_file_atomically(path, nlohmann::ordered_json{{"cases", list}}.dump(2) + "\n");
}

std::string time_text(double ns) {
  if (ns <= 0) return "-";
  if (ns < 1e3) return fmt::format("{:.2f} ns", ns);
  if (ns < 1e6) return fmt::format("{:.2f} us", ns / 1e3);
  return fmt::format("{:.2f} ms", ns / 1e6);
}

std::string bar_text(const Measured& m) {
  if (m.c.bar_of == BenchCase::BarOf::None) return "-";
  return m.c.bar_of == BenchCase::BarOf::Time ? time_text(m.c.bar) : fmt::format("{:.2f}", m.c.bar);
}

void print(const std::vector<Measured>& cases) {
  fmt::print("{:28} {:14} {:>12} {:>12} {:>7} {:>10}  {}\n", "case", "of a", "time", "floor",
             "ratio", "bar", "floor is");
  for (const Measured& m : cases) {
    fmt::print("{:28} {:14} {:>12} {:>12} {:>7} {:>10}  {}{}\n", m.c.name, m.c.unit,
               time_text(m.ns), time_text(m.floor_ns),
               m.floor_ns > 0 ? fmt::format("{:.3f}", m.ratio()) : "-", bar_text(m),
               m.c.floor_name.empty() ? "-" : m.c.floor_name, m.ok() ? "" : "  missed");
  }
}

std::regex filter_of(const std::string& text) {
  try {
    return std::regex(text);
  } catch (const std::regex_error& error) {
    throw UserError(fmt::format("--filter: found \"{}\", which is no regular expression ({})", text,
                                error.what()));
  }
}

// The groups of cases cost time and libraries to set up: only those that hold a chosen case are.
std::vector<BenchCase> chosen_cases(const BenchOptions& options) {
  const std::regex filter = filter_of(options.filter);
  const auto wants = [&](std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(),
                       [&](const char* name) { return std::regex_search(name, filter); });
  };
  std::vector<BenchCase> all;
  const auto append = [&](const std::vector<BenchCase>& cases) {
    for (const BenchCase& c : cases) {
      if (std::regex_search(c.name, filter)) all.push_back(c);
    }
  };
  static Experiment experiment;  // the cases point to it
  const bool controller = wants({"reference", "lock_step", "co_simulation"});
  const bool die = wants({"die_on_10000_images", "two_threads"});
  if (controller || die) experiment = load_experiment(options.scenario);
  if (controller) append(controller_cases(experiment));
  append(crossbar_cases());
  if (die) append(die_cases(experiment));
  if (all.empty()) {
    throw UserError(
        fmt::format("--filter: found \"{}\", which no case matches; run `kintsugi bench` "
                    "without it to see their names",
                    options.filter));
  }
  return all;
}

// Another set of cases, for a plot: they have no floor and no bar.
int growth(const std::filesystem::path& folder) {
  std::vector<GrowthPoint> points = growth_points();
  std::vector<BenchCase> cases;
  for (const GrowthPoint& point : points) cases.push_back(point.c);
  const std::vector<Measured> measured = measure(cases);
  for (size_t i = 0; i < points.size(); ++i) points[i].ns = measured[i].ns;
  write_growth(points, folder);
  print(measured);
  return 0;
}

}  // namespace

int bench_command(const BenchOptions& options) {
  if (!options.growth.empty()) return growth(options.growth);
  const std::vector<Measured> cases = measure(chosen_cases(options));
  if (!options.json.empty()) write_json(options.json, cases);
  print(cases);
  return std::all_of(cases.begin(), cases.end(), [](const Measured& m) { return m.ok(); }) ? 0 : 1;
}

}  // namespace kintsugi
