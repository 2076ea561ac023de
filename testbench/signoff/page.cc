// signoff.html. It is written out whole: what convinces a reader must not depend on a script.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "signoff_sources.h"
#include "testbench/report/xml_text.h"
#include "testbench/signoff/again.h"
#include "testbench/signoff/files.h"

namespace kintsugi::signoff {
namespace {

std::string number(double value) {
  if (value != std::floor(value) || value > 1e15) return fmt::format("{:.4g}", value);
  std::string digits = fmt::format("{:.0f}", value);
  for (int at = static_cast<int>(digits.size()) - 3; at > (value < 0 ? 1 : 0); at -= 3) {
    digits.insert(static_cast<size_t>(at), "&#8239;");
  }
  return digits;
}

std::string duration(double seconds) {
  return seconds < 120 ? fmt::format("{:.1f} s", seconds) : fmt::format("{:.1f} min", seconds / 60);
}

const char* badge(const CheckResult& r) {
  if (r.passed()) return "<span class=\"badge good\">&#10003; passed</span>";
  if (r.outcome == Outcome::Failed) return "<span class=\"badge bad\">&#10007; failed</span>";
  return "<span class=\"badge bad\">&#10007; not run</span>";
}

std::string figure(const std::string& name, const std::string& value, const std::string& more) {
  return fmt::format(
      "<li><span class=\"name\">{}</span><span class=\"value\">{}</span>"
      "<span class=\"more\">{}</span></li>\n",
      name, value, more);
}

std::string verdict_more(const Signoff& s) {
  if (!s.problems.empty()) return "the plan does not fit: no check was run";
  if (s.interrupted) return "stopped: the same command goes on";
  if (s.sources_changed) return "sources changed while the checks ran";
  if (s.partial()) return "of testpoints chosen with --only";
  return s.signed_off()   ? "every testpoint of every stage"
         : s.all_passed() ? "every testpoint up to this stage"
                          : fmt::format("{} of {} testpoints did not pass",
                                        s.points.size() - s.passed(), s.points.size());
}

std::string figures(const Signoff& s) {
  int64_t tests = 0;
  size_t limits = 0;
  double cpu = 0;
  size_t kept = 0;
  for (const Point& point : s.points) {
    tests += point.result.tests;
    limits += point.result.values.size();
    cpu += point.result.cpu_seconds;
    kept += point.result.kept ? 1 : 0;
  }
  std::string html = "<ul id=\"key-figures\">\n";
  html += fmt::format(
      "<li class=\"verdict {}\"><span class=\"name\">verdict</span><span class=\"value\">{}</span>"
      "<span class=\"more\">{}</span></li>\n",
      s.all_passed() ? "good" : "bad", s.verdict(), verdict_more(s));
  html += figure("testpoints passed", fmt::format("{} of {}", s.passed(), s.points.size()),
                 kept == 0 ? "all run by this call" : fmt::format("{} kept from before", kept));
  html += figure("tests run", number(static_cast<double>(tests)), "each seen to run and to end");
  html += figure("numbers judged", number(static_cast<double>(limits)), "each beside its limit");
  html += figure("processor time", duration(cpu), fmt::format("seed {}", s.options.seed));
  return html + "</ul>\n";
}

std::string stages(const Signoff& s) {
  std::string html =
      "<section class=\"wide\" id=\"stages\"><h2>Stages</h2>\n<table><thead><tr><th>stage</th>"
      "<th></th><th class=\"number\">testpoints</th><th class=\"number\">passed</th>"
      "<th class=\"number\">time of this call</th><th class=\"number\">processor time</th>"
      "<th class=\"number\">limit on two cores</th></tr></thead><tbody>\n";
  for (size_t stage = 0; stage < kStages.size(); ++stage) {
    size_t points = 0;
    size_t passed = 0;
    const bool asked = static_cast<int>(stage) <= s.options.stage;
    for (const Point& point : s.points) {
      if (point.testpoint.stage != static_cast<int>(stage)) continue;
      ++points;
      passed += point.result.passed() ? 1 : 0;
    }
    for (const Testpoint& testpoint : s.plan.testpoints) {
      points += !asked && testpoint.stage == static_cast<int>(stage) ? 1 : 0;
    }
    const auto minutes = s.plan.minutes.find(kStages[stage]);
    html += fmt::format(
        "<tr><td>{}</td><td class=\"strip\">{}</td><td class=\"number\">{}</td>"
        "<td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>"
        "<td class=\"number\">{}</td></tr>\n",
        kStages[stage],
        !asked ? "not asked for"
        : points == 0
            ? "none chosen"
            : fmt::format("<meter min=\"0\" max=\"{}\" value=\"{}\" class=\"{}\"></meter>", points,
                          passed, passed == points ? "good" : "bad"),
        points, asked ? fmt::format("{}", passed) : "",
        asked ? duration(s.times[stage].seconds) : "",
        asked ? duration(s.times[stage].cpu_seconds) : "",
        minutes == s.plan.minutes.end() ? "" : fmt::format("{:g} min", minutes->second));
  }
  return html + "</tbody></table></section>\n";
}

std::string problems(const Signoff& s) {
  if (s.problems.empty()) return "";
  std::string html = "<ul class=\"errors\">\n";
  for (const std::string& problem : s.problems) html += "<li>" + xml_text(problem) + "</li>\n";
  return html + "</ul>\n";
}

std::string list_of(const std::vector<std::string>& whats) {
  constexpr size_t kShown = 6;
  const std::vector<std::string> first(
      whats.begin(), whats.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, whats.size())));
  std::string text = xml_text(fmt::format("{}", fmt::join(first, ", ")));
  if (whats.size() > kShown) text += fmt::format(" and {} more", whats.size() - kShown);
  return text;
}

std::string buckets(const Signoff& s) {
  const std::vector<Bucket> list = buckets_of(s);
  if (list.empty()) return "";
  std::string html =
      "<section class=\"wide\" id=\"failures\"><h2>Failures</h2><p class=\"about\">Failures of a "
      "check whose messages differ in numbers only stand together.</p>\n<table><thead><tr>"
      "<th>testpoint</th><th class=\"number\">count</th><th>message of the first</th><th>of</th>"
      "</tr></thead><tbody>\n";
  for (const Bucket& b : list) {
    html += fmt::format(
        "<tr><td><a href=\"#{0}\">{0}</a></td><td class=\"number\">{1}</td><td>{2}</td>"
        "<td>{3}</td></tr>\n",
        b.check, b.whats.size(), xml_text(b.message), list_of(b.whats));
  }
  return html + "</tbody></table></section>\n";
}

std::string values(const CheckResult& r) {
  if (r.values.empty()) return "";
  std::string html = "<ul class=\"values\">";
  for (const Value& v : r.values) {
    html +=
        fmt::format("<li class=\"{}\"><code>{}</code> {} <span class=\"limit-text\">{}</span></li>",
                    v.ok ? "ok" : "bad", xml_text(v.pointer.substr(1)),
                    v.value ? number(*v.value) : "is not there", xml_text(v.limit));
  }
  return html + "</ul>";
}

std::string reruns(const CheckResult& r) {
  std::string html;
  for (const Failure& f : r.failures) {
    if (f.rerun.outcome.empty()) continue;
    html += fmt::format(
        "<li><b>{}</b>, run again: {}{}<br><code>{}</code></li>", xml_text(f.what), f.rerun.outcome,
        f.rerun.wave.empty()
            ? ""
            : fmt::format("; wave: <a href=\"{0}\">{0}</a>", xml_text(f.rerun.wave)),
        xml_text(f.rerun.command));
  }
  return html.empty() ? "" : "<ul class=\"reruns\">" + html + "</ul>";
}

std::string row(const Point& point) {
  const CheckResult& r = point.result;
  std::string more;
  if (!r.reason.empty()) more += "<p class=\"reason bad\">" + xml_text(r.reason) + "</p>";
  more += values(r) + reruns(r);
  if (!r.command.empty()) {
    more += fmt::format(
        "<details><summary>command{}</summary><code>{}</code><br><a href=\"{}\">log</a></details>",
        r.kept ? ", run before" : "", xml_text(shell_line(r.command)), xml_text(r.log));
  }
  return fmt::format(
      "<tr id=\"{0}\"><td class=\"name\"><b>{0}</b><br>{1}</td><td>{2}{3}</td>"
      "<td class=\"chapters\">{4}</td><td class=\"number\">{5}</td><td "
      "class=\"number\">{6}</td></tr>\n",
      point.testpoint.id, badge(r), xml_text(point.testpoint.claim), more,
      fmt::join(point.testpoint.features, ", "),
      r.tests == 0 ? "" : number(static_cast<double>(r.tests)),
      r.outcome == Outcome::NotRun ? "" : duration(r.cpu_seconds));
}

std::string testpoints(const Signoff& s, size_t stage) {
  std::string rows;
  for (const Point& point : s.points) {
    if (point.testpoint.stage == static_cast<int>(stage)) rows += row(point);
  }
  if (rows.empty()) return "";
  return fmt::format(
      "<section class=\"wide pages\" id=\"{0}\"><h2>{0}</h2>\n<table class=\"points\"><thead><tr>"
      "<th>testpoint</th><th>what it claims, and the numbers that show it</th><th>chapters</th>"
      "<th class=\"number\">tests</th><th class=\"number\">processor time</th></tr></thead>"
      "<tbody>\n{1}</tbody></table></section>\n",
      kStages[stage], rows);
}

}  // namespace

std::string signoff_html(const Signoff& s) {
  std::string sections = stages(s) + buckets(s);
  std::string links = "<a href=\"#stages\">Stages</a>";
  if (!buckets_of(s).empty()) links += "<a href=\"#failures\">Failures</a>";
  for (size_t stage = 0; stage < kStages.size(); ++stage) {
    const std::string part = testpoints(s, stage);
    sections += part;
    if (!part.empty()) links += fmt::format("<a href=\"#{0}\">{0}</a>", kStages[stage]);
  }
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>Sign-off of {} - "
      "Kintsugi</title>\n"
      "<style>\n{}{}</style>\n</head>\n<body>\n<header>\n<p class=\"product\">Kintsugi</p>\n"
      "<h1>Sign-off of {}</h1>\n<p id=\"facts\">commit {} &middot; sources {} &middot; up to {} "
      "&middot; seed {}</p>\n{}<nav>{}</nav>\n</header>\n{}{}<main>\n{}</main>\n<footer>{} says "
      "how "
      "to read this page; the same in signoff.json and junit.xml beside this file.</footer>\n"
      "</body>\n</html>\n",
      xml_text(s.plan.name), kPageCss, kSignoffCss, xml_text(s.plan.name), xml_text(s.commit),
      s.sources, kStages[static_cast<size_t>(s.options.stage)], s.options.seed, kSeamHtml, links,
      problems(s), figures(s), sections, "docs/sign-off.md");
}

}  // namespace kintsugi::signoff
