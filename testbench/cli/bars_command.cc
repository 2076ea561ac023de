#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "models/core/error.h"
#include "testbench/cli/bars.h"
#include "testbench/cli/commands.h"
#include "testbench/cluster/processes.h"
#include "testbench/scenario/nearest_name.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Measurement {
  std::optional<double> value;
  std::string trouble;  // why there is no value, or why it does not count
  bool holds(const Bar& bar) const { return trouble.empty() && bar.limit.holds(*value); }
};

// Exit status of a command of the file of bars, run from the repository root; 128 + N when signal N
// ended it. Such a file is a program, as a Makefile is; nothing else reaches this shell. What it
// prints goes to stderr, so that the table has stdout to itself.
int shell(const std::string& command) {
  int ended = 0;
  run_processes(
      {{{"sh", "-c", "(" + command + "\n) 1>&2"}, project_root(), {}}}, 1,
      [&](size_t, int status) { ended = status; }, [] { return false; });
  return ended;
}

std::optional<fs::file_time_type> written_at(const fs::path& file) {
  std::error_code missing;
  const fs::file_time_type time = fs::last_write_time(file, missing);
  return missing ? std::nullopt : std::optional(time);
}

// Runs each command once and remembers how it went.
class Measurer {
 public:
  explicit Measurer(const std::vector<Bar>& bars) {
    // A value left over from an earlier run must not pass for a fresh one.
    for (const Bar& bar : bars) before_[bar.json] = written_at(project_root() / bar.json);
  }

  Measurement measure(const Bar& bar) {
    Measurement measurement;
    const int status = bar.command.empty() ? 0 : status_of(bar.command);
    const fs::path file = project_root() / bar.json;
    if (!bar.command.empty() && written_at(file) == before_[bar.json]) {
      measurement.trouble =
          fmt::format("the command (status {}) did not write {}", status, bar.json.string());
      return measurement;
    }
    try {
      measurement.value = read_json_value(file, bar.pointer);
    } catch (const UserError& error) {
      measurement.trouble = error.what();
    }
    if (status != 0 && measurement.trouble.empty()) {
      measurement.trouble = fmt::format("the command ended with status {}", status);
    }
    return measurement;
  }

 private:
  int status_of(const std::string& command) {
    const auto known = status_.find(command);
    if (known != status_.end()) return known->second;
    return status_[command] = shell(command);
  }

  std::map<fs::path, std::optional<fs::file_time_type>> before_;
  std::map<std::string, int> status_;
};

std::vector<Bar> wanted(const BarsOptions& options) {
  std::vector<Bar> bars = load_bars(options.file);
  std::vector<std::string> issues;
  for (const Bar& bar : bars) issues.push_back(bar.issue);
  for (const std::string& issue : options.issues) {
    if (std::find(issues.begin(), issues.end(), issue) == issues.end()) {
      throw UserError("--issue: found " + issue + ", which has no bar in " + options.file.string() +
                      did_you_mean(issue, issues));
    }
  }
  if (options.issues.empty()) return bars;
  const auto unwanted = [&](const Bar& bar) {
    return std::find(options.issues.begin(), options.issues.end(), bar.issue) ==
           options.issues.end();
  };
  bars.erase(std::remove_if(bars.begin(), bars.end(), unwanted), bars.end());
  return bars;
}

std::string table_line(const Bar& bar, const Measurement& measured) {
  return fmt::format("{:<16} {:<44} {:>12}  {:<14} {}{}\n", bar.issue, bar.name,
                     measured.value ? fmt::format("{:.6g}", *measured.value) : "none",
                     bar.limit_text, measured.holds(bar) ? "yes" : "NO",
                     measured.trouble.empty() ? "" : ": " + measured.trouble);
}

Json json_of(const Bar& bar, const Measurement& measured) {
  return {{"issue", bar.issue},
          {"name", bar.name},
          {"command", bar.command},
          {"measured", measured.value ? Json(*measured.value) : Json(nullptr)},
          {"limit", bar.limit_text},
          {"ok", measured.holds(bar)},
          {"trouble", measured.trouble}};
}

}  // namespace

int bars_command(const BarsOptions& options, std::ostream& out) {
  const std::vector<Bar> bars = wanted(options);
  Measurer measurer(bars);
  size_t missed = 0;
  std::string table =
      fmt::format("{:<16} {:<44} {:>12}  {:<14} {}\n", "issue", "bar", "measured", "limit", "ok");
  Json list = Json::array();
  for (const Bar& bar : bars) {
    const Measurement measured = measurer.measure(bar);
    missed += measured.holds(bar) ? 0 : 1;
    table += table_line(bar, measured);
    list.push_back(json_of(bar, measured));
  }
  if (options.json) {
    out << Json{{"bars", list}, {"held", bars.size() - missed}}.dump(2) << '\n';
  } else {
    out << table << fmt::format("{} of {} bars hold\n", bars.size() - missed, bars.size());
  }
  return missed == 0 ? 0 : 1;
}

}  // namespace kintsugi
