#include "testbench/signoff/plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <optional>
#include <regex>
#include <set>
#include <sstream>

#include "models/core/error.h"
#include "testbench/cli/toml_file.h"
#include "testbench/scenario/nearest_name.h"

namespace kintsugi::signoff {
namespace {

// One table of the plan, with a sentence for whatever is wrong in it.
class PlanTable {
 public:
  PlanTable(const toml::table& table, std::string where)
      : table_(table), where_(std::move(where)) {}

  void allow(const std::vector<std::string>& known) const {
    for (const auto& [key, node] : table_) {
      const std::string name(key.str());
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        throw UserError(fmt::format("{}: {}: found an unknown key; allowed {}{}", where_, name,
                                    fmt::join(known, ", "), did_you_mean(name, known)));
      }
    }
  }
  bool has(const char* key) const { return table_.contains(key); }

  std::string text(const char* key, bool required = true) const {
    if (!has(key) && !required) return "";
    const auto value = table_[key].value_exact<std::string>();
    if (!value || value->empty()) refuse(key, "a string that is not empty");
    return *value;
  }
  std::string pattern(const char* key, size_t groups) const {
    const std::string value = text(key, false);
    try {
      if (!value.empty() && std::regex(value).mark_count() < groups) {
        refuse(key, "a regular expression with one group");
      }
    } catch (const std::regex_error&) {
      refuse(key, "a regular expression (ECMAScript)");
    }
    return value;
  }
  double number(const char* key, double otherwise) const {
    if (!has(key)) return otherwise;
    const auto value = table_[key].value<double>();
    if (!value || *value <= 0) refuse(key, "a number above 0");
    return *value;
  }
  std::vector<std::string> texts(const char* key) const {
    std::vector<std::string> list;
    if (!has(key)) return list;
    const toml::array* array = table_[key].as_array();
    if (array == nullptr || array->empty()) refuse(key, "a list of strings");
    for (const toml::node& node : *array) {
      const auto value = node.value_exact<std::string>();
      if (!value) refuse(key, "a list of strings");
      list.push_back(*value);
    }
    return list;
  }
  const toml::table* table(const char* key) const {
    if (has(key) && !table_[key].is_table()) refuse(key, "a table");
    return table_[key].as_table();
  }
  [[noreturn]] void refuse(const std::string& key, const std::string& allowed) const {
    const std::string found = has(key.c_str()) ? "something else" : "nothing";
    throw UserError(fmt::format("{}: {}: found {}; allowed {}", where_, key, found, allowed));
  }
  const std::string& where() const { return where_; }

 private:
  const toml::table& table_;
  std::string where_;
};

PlanLimit read_limit(const std::string& pointer, const std::string& text,
                     const std::string& where) {
  PlanLimit limit{pointer, text, {}, ""};
  const size_t other = text.find('/');
  if (other != std::string::npos) {
    limit.other = text.substr(other);
    limit.limit = parse_limit(text.substr(0, other) + "0", where);
  } else {
    limit.limit = parse_limit(text, where);
  }
  return limit;
}

std::vector<PlanLimit> read_limits(const PlanTable& table) {
  std::vector<PlanLimit> limits;
  const toml::table* entries = table.table("limits");
  if (entries == nullptr) return limits;
  for (const auto& [key, node] : *entries) {
    const std::string pointer(key.str());
    const auto text = node.value_exact<std::string>();
    if (!text || pointer.empty() || pointer[0] != '/') {
      table.refuse("limits", "JSON pointers with limits, as in \"/failed\" = \"== 0\"");
    }
    limits.push_back(read_limit(pointer, *text, table.where() + ": limits"));
  }
  return limits;
}

int read_stage(const PlanTable& table) {
  const std::string name = table.text("stage");
  const auto stage = std::find(kStages.begin(), kStages.end(), name);
  if (stage == kStages.end()) table.refuse("stage", fmt::format("{}", fmt::join(kStages, ", ")));
  return static_cast<int>(stage - kStages.begin());
}

std::string canonical(const toml::table& table) {
  std::ostringstream text;
  text << table;
  return text.str();
}

// Nothing compared is 0 of whatever is counted: some limit must not hold then.
void refuse_empty_proof(const Testpoint& point, const std::string& where) {
  const bool proves = std::any_of(point.limits.begin(), point.limits.end(), [](const PlanLimit& l) {
    return l.other.empty() && !l.limit.holds(0.0);
  });
  if (proves) return;
  throw UserError(where +
                  ": limits: found none that fails when nothing was compared; allowed is at least "
                  "one such as \"/cycles_compared\" = \"> 0\"");
}

Testpoint read_testpoint(const toml::table& toml, const std::string& where) {
  const PlanTable table(toml, where);
  table.allow({"id", "stage", "claim", "features", "tests", "programs", "prints", "count", "covers",
               "command", "json", "rerun", "build", "limits", "slots", "minutes", "seconds"});
  Testpoint point;
  point.id = table.text("id");
  if (!std::regex_match(point.id, std::regex("[a-z0-9_]+"))) {
    table.refuse("id", "small letters, digits and _");
  }
  point.stage = read_stage(table);
  point.claim = table.text("claim");
  point.features = table.texts("features");
  point.tests = table.pattern("tests", 0);
  point.programs = table.pattern("programs", 0);
  point.prints = table.pattern("prints", 0);
  point.count = table.pattern("count", 1);
  point.covers = table.pattern("covers", 0);
  point.command = table.texts("command");
  point.json = table.text("json", false);
  point.rerun = table.texts("rerun");
  point.build = table.texts("build");
  point.limits = read_limits(table);
  point.slots = static_cast<int>(table.number("slots", 1));
  point.minutes = table.number("minutes", point.minutes);
  point.seconds = table.number("seconds", point.seconds);
  point.text = canonical(toml);
  if (point.tests.empty() == point.command.empty()) {
    throw UserError(where + ": found " + (point.tests.empty() ? "neither" : "both") +
                    " tests and command; allowed is one of both");
  }
  const bool of_tests = !point.programs.empty() || !point.prints.empty() || !point.count.empty();
  if (!point.command.empty() && of_tests) {
    throw UserError(where + ": programs, prints and count are allowed beside tests only");
  }
  if (point.command.empty() && !point.covers.empty()) {
    throw UserError(where + ": covers is allowed beside command only");
  }
  if (!point.command.empty()) refuse_empty_proof(point, where);
  return point;
}

std::map<std::string, double> read_minutes(const PlanTable& root) {
  std::map<std::string, double> minutes;
  const toml::table* table = root.table("minutes");
  if (table == nullptr) return minutes;
  const PlanTable entries(*table, root.where() + ": minutes");
  entries.allow({kStages.begin(), kStages.end()});
  for (const auto& [stage, node] : *table) {
    minutes[std::string(stage.str())] = entries.number(std::string(stage.str()).c_str(), 0);
  }
  return minutes;
}

void refuse_empty_stages(const Plan& plan) {
  for (size_t stage = 0; stage < kStages.size(); ++stage) {
    const bool there =
        std::any_of(plan.testpoints.begin(), plan.testpoints.end(),
                    [&](const Testpoint& p) { return p.stage == static_cast<int>(stage); });
    if (there) continue;
    throw UserError(
        fmt::format("{}: found no testpoint of stage {}; allowed are plans with "
                    "testpoints in each of {}",
                    plan.file.string(), kStages[stage], fmt::join(kStages, ", ")));
  }
}

}  // namespace

Plan load_plan(const std::filesystem::path& file) {
  const toml::table root = read_toml(file);
  const PlanTable table(root, file.string());
  table.allow({"name", "specification", "minutes", "suites", "testpoint"});
  Plan plan;
  plan.file = file;
  plan.name = table.text("name");
  plan.specification = table.text("specification", false);
  plan.minutes = read_minutes(table);
  if (const toml::table* suites = table.table("suites")) {
    const PlanTable entries(*suites, file.string() + ": suites");
    entries.allow({"programs", "names"});
    plan.suite_programs = entries.pattern("programs", 0);
    plan.suite_names = entries.pattern("names", 0);
  }
  const toml::array* points = root["testpoint"].as_array();
  if (points == nullptr) table.refuse("testpoint", "[[testpoint]] tables");
  std::set<std::string> ids;
  for (const toml::node& node : *points) {
    const std::string where = fmt::format("{}:{}", file.string(), node.source().begin.line);
    if (!node.is_table()) throw UserError(where + ": testpoint: allowed [[testpoint]] tables only");
    plan.testpoints.push_back(read_testpoint(*node.as_table(), where));
    const std::string& id = plan.testpoints.back().id;
    if (!ids.insert(id).second) throw UserError(where + ": id: found " + id + " a second time");
  }
  refuse_empty_stages(plan);
  return plan;
}

}  // namespace kintsugi::signoff
