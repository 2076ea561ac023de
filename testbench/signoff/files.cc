#include "testbench/signoff/files.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>

#include "testbench/population/shell_word.h"
#include "testbench/report/atomic_file.h"
#include "testbench/signoff/again.h"

namespace kintsugi::signoff {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double value) { return std::round(value * 100) / 100; }

Json json_of(const Failure& f) {
  Json json = {{"what", f.what}, {"message", f.message}};
  if (f.die >= 0) json["cycle"] = f.cycle;
  json["rerun"] = f.rerun.outcome.empty() ? Json(nullptr)
                                          : Json{{"outcome", f.rerun.outcome},
                                                 {"command", f.rerun.command},
                                                 {"wave", f.rerun.wave}};
  return json;
}

Json json_of(const Point& point) {
  const CheckResult& r = point.result;
  Json json = {{"id", point.testpoint.id},
               {"stage", kStages[static_cast<size_t>(point.testpoint.stage)]},
               {"features", point.testpoint.features},
               {"claim", point.testpoint.claim},
               {"outcome", outcome_name(r.outcome)},
               {"reason", r.reason},
               {"tests", r.tests},
               {"seconds", rounded(r.seconds)},
               {"cpu_seconds", rounded(r.cpu_seconds)},
               {"kept", r.kept},
               {"command", shell_line(r.command)},
               {"log", r.log}};
  json["values"] = Json::array();
  for (const Value& v : r.values) {
    json["values"].push_back({{"pointer", v.pointer},
                              {"value", v.value ? Json(*v.value) : Json(nullptr)},
                              {"limit", v.limit},
                              {"ok", v.ok}});
  }
  json["failures"] = Json::array();
  for (const Failure& f : r.failures) json["failures"].push_back(json_of(f));
  return json;
}

Json stages_json(const Signoff& s) {
  Json json;
  for (size_t stage = 0; stage <= static_cast<size_t>(s.options.stage); ++stage) {
    size_t points = 0;
    size_t passed = 0;
    for (const Point& p : s.points) {
      if (p.testpoint.stage != static_cast<int>(stage)) continue;
      ++points;
      passed += p.result.passed() ? 1 : 0;
    }
    json[kStages[stage]] = {{"testpoints", points},
                            {"passed", passed},
                            {"wall_seconds", rounded(s.times[stage].seconds)},
                            {"cpu_seconds", rounded(s.times[stage].cpu_seconds)}};
  }
  return json;
}

std::string failure_text(const Point& point) {
  std::string text = point.result.reason + "\n";
  for (const Failure& f : point.result.failures) {
    text += fmt::format("{}: {}\n", f.what, f.message);
    if (!f.rerun.outcome.empty()) {
      text += fmt::format("  again: {}: {}\n", f.rerun.outcome, f.rerun.command);
    }
    if (!f.rerun.wave.empty()) text += "  wave: " + f.rerun.wave + "\n";
  }
  return text +
         fmt::format("command: {}\nlog: {}\n", shell_line(point.result.command), point.result.log);
}

void add_property(pugi::xml_node* properties, const char* name, const std::string& value) {
  pugi::xml_node node = properties->append_child("property");
  node.append_attribute("name") = name;
  node.append_attribute("value") = value.c_str();
}

void add_case(pugi::xml_node* suite, const Point& point, const Signoff& s) {
  const CheckResult& r = point.result;
  pugi::xml_node test = suite->append_child("testcase");
  test.append_attribute("name") = point.testpoint.id.c_str();
  test.append_attribute("classname") =
      fmt::format("{}.{}", s.plan.name, kStages[static_cast<size_t>(point.testpoint.stage)])
          .c_str();
  test.append_attribute("time") = fmt::format("{:.2f}", r.seconds).c_str();
  pugi::xml_node properties = test.append_child("properties");
  add_property(&properties, "seed", std::to_string(s.options.seed));
  add_property(&properties, "command", shell_line(r.command));
  add_property(&properties, "log", r.log);
  add_property(&properties, "tests", std::to_string(r.tests));
  for (const Failure& f : r.failures) {
    if (!f.rerun.wave.empty()) add_property(&properties, "wave", f.rerun.wave);
  }
  if (r.passed()) return;
  pugi::xml_node failure = test.append_child("failure");
  const std::string reason = r.outcome == Outcome::NotRun ? "was not run" : r.reason;
  failure.append_attribute("message") = reason.c_str();
  failure.text().set(failure_text(point).c_str());
}

// What is wrong with the whole of it is a case of its own.
void add_whole(pugi::xml_node* suite, const Signoff& s) {
  std::string text;
  for (const std::string& problem : s.problems) text += problem + "\n";
  if (s.sources_changed) text += "sources changed while the checks ran\n";
  if (s.interrupted) text += "stopped\n";
  pugi::xml_node test = suite->append_child("testcase");
  test.append_attribute("name") = "plan_and_sources";
  test.append_attribute("classname") = s.plan.name.c_str();
  test.append_attribute("time") = "0";
  if (!text.empty()) test.append_child("failure").text().set(text.c_str());
}

}  // namespace

std::string shell_line(const std::vector<std::string>& command) {
  std::string line;
  for (const std::string& word : command) line += (line.empty() ? "" : " ") + shell_word(word);
  return line;
}

std::string signoff_json(const Signoff& s) {
  double cpu_seconds = 0.0;
  for (const Point& point : s.points) cpu_seconds += point.result.cpu_seconds;
  Json json = {{"verdict", s.verdict()},
               {"signed_off", s.signed_off()},
               {"all_passed", s.all_passed()},
               {"partial", s.partial()},
               {"plan", s.plan.name},
               {"stage", kStages[static_cast<size_t>(s.options.stage)]},
               {"seed", s.options.seed},
               {"commit", s.commit},
               {"sources", s.sources},
               {"sources_changed", s.sources_changed},
               {"interrupted", s.interrupted},
               {"testpoints", s.points.size()},
               {"passed", s.passed()},
               {"failed", s.points.size() - s.passed()},
               {"cpu_seconds", rounded(cpu_seconds)},
               {"plan_problems", s.problems},
               {"stages", stages_json(s)}};
  json["buckets"] = Json::array();
  for (const Bucket& b : buckets_of(s)) {
    json["buckets"].push_back(
        {{"check", b.check}, {"message", b.message}, {"count", b.whats.size()}, {"of", b.whats}});
  }
  json["points"] = Json::array();
  for (const Point& point : s.points) json["points"].push_back(json_of(point));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string signoff_junit(const Signoff& s) {
  pugi::xml_document document;
  pugi::xml_node suite = document.append_child("testsuite");
  const bool whole = s.problems.empty() && !s.sources_changed && !s.interrupted;
  suite.append_attribute("name") = ("sign-off of " + s.plan.name).c_str();
  suite.append_attribute("tests") = s.points.size() + 1;
  suite.append_attribute("failures") = s.points.size() - s.passed() + (whole ? 0 : 1);
  pugi::xml_node properties = suite.append_child("properties");
  add_property(&properties, "verdict", s.verdict());
  add_property(&properties, "seed", std::to_string(s.options.seed));
  add_property(&properties, "commit", s.commit);
  add_property(&properties, "sources", s.sources);
  for (const Point& point : s.points) add_case(&suite, point, s);
  add_whole(&suite, s);
  std::ostringstream text;
  document.save(text, "  ");
  return text.str();
}

std::string signoff_text(const Signoff& s, const std::filesystem::path& out) {
  std::string text;
  for (const std::string& problem : s.problems) text += problem + "\n";
  for (const Point& point : s.points) {
    if (point.result.outcome == Outcome::Failed) {
      text += fmt::format("{}: {}\n", point.testpoint.id, point.result.reason);
    }
  }
  if (s.sources_changed) text += "sources changed while the checks ran\n";
  if (s.interrupted) text += "stopped; the same command goes on\n";
  const bool shard = s.options.shard.count > 0;
  return text + fmt::format("{}: {} of {} testpoints passed; {}\n",
                            shard ? to_text(s.options.shard) : s.verdict(), s.passed(),
                            s.points.size(), (shard ? out : out / "signoff.html").string());
}

void write_signoff(const Signoff& signoff) {
  const auto& out = signoff.options.out;
  write_file_atomically(out / "signoff.json", signoff_json(signoff));
  write_file_atomically(out / "junit.xml", signoff_junit(signoff));
  write_file_atomically(out / "signoff.html", signoff_html(signoff));
}

}  // namespace kintsugi::signoff
