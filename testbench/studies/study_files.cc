#include "testbench/studies/study_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iomanip>
#include <iterator>
#include <sstream>

#include "models/core/error.h"
#include "testbench/report/atomic_file.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

// Four significant digits, and never 1e+03.
std::string number(double value) {
  const double size = std::abs(value);
  const int digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 3;
  return fmt::format("{:.{}f}", value, digits);
}

std::string range(const StudyRow& row) {
  return row.lo == row.ours && row.hi == row.ours
             ? ""
             : fmt::format("{} .. {}", number(row.lo), number(row.hi));
}

std::string verdict(const StudyRow& row) {
  return row.bar.empty() ? "" : row.ok ? "kept" : "missed";
}

std::string baseline(const StudyRow& row) { return row.baseline ? number(*row.baseline) : ""; }

std::string counts(const StudyResult& r) {
  return fmt::format(
      "{} training dies, {} judged dies, {} judging images in all, {} dies through the RTL in "
      "lock-step with {} mismatches",
      r.dies_fitted, r.dies_judged, r.images_judged, r.dies_cosimulated, r.mismatches);
}

std::string plot_file(const std::string& study, const StudyCurve& curve) {
  return study + "_" + curve.name + ".svg";
}

}  // namespace

std::string study_json(const Study& study, const StudyResult& result, bool quick) {
  ordered_json j;
  j["study"] = study.name;
  j["scenario"] = study.scenario;
  j["form"] = quick ? "quick" : "full";
  j["version"] = study.version;
  j["rows"] = ordered_json::array();
  bool all = true;
  for (const StudyRow& row : result.rows) {
    ordered_json r;
    r["name"] = row.name;
    r["published"] = row.published.empty() ? ordered_json() : ordered_json(row.published);
    r["ours"] = row.ours;
    r["lo"] = row.lo;
    r["hi"] = row.hi;
    r["baseline"] = row.baseline ? ordered_json(*row.baseline) : ordered_json();
    r["bar"] = row.bar.empty() ? ordered_json() : ordered_json(row.bar);
    r["ok"] = row.ok;
    j["rows"].push_back(std::move(r));
    all = all && row.ok;
  }
  j["bars_kept"] = all;
  j["dies_fitted"] = result.dies_fitted;
  j["dies_judged"] = result.dies_judged;
  j["dies_cosimulated"] = result.dies_cosimulated;
  j["mismatches"] = result.mismatches;
  j["images_judged"] = result.images_judged;
  j["notes"] = result.notes;
  j["wall_s"] = result.wall_s;
  return j.dump(1) + "\n";
}

// Names with commas or quotes are quoted (RFC 4180).
std::string curve_csv(const StudyCurve& curve) {
  std::string text = "series,x,y,low,high\n";
  for (const StudySeries& series : curve.series) {
    std::ostringstream name;
    if (series.name.find_first_of(",\"") == std::string::npos) {
      name << series.name;
    } else {
      name << std::quoted(series.name, '"', '"');
    }
    for (const StudyPoint& p : series.points) {
      text += fmt::format("{},{},{},{},{}\n", name.str(), p.x, p.y.value, p.y.interval.low,
                          p.y.interval.high);
    }
  }
  return text;
}

std::string study_table(const Study& study, const StudyResult& result) {
  size_t width = 0;
  for (const StudyRow& row : result.rows) width = std::max(width, row.name.size());
  std::string text = fmt::format("{}: {}\n\n", study.name, study.title);
  for (const StudyRow& row : result.rows) {
    text += fmt::format("  {:<{}}  {:>9}  {:<20}", row.name, width, number(row.ours), range(row));
    if (row.baseline) text += fmt::format("  baseline {}", number(*row.baseline));
    if (!row.bar.empty()) text += fmt::format("  {}: {}", row.bar, verdict(row));
    text += '\n';
  }
  return text + "\n" + counts(result) + fmt::format("; {:.0f} s\n", result.wall_s);
}

void write_study(const Study& study, const StudyResult& result, bool quick,
                 const fs::path& folder) {
  for (const StudyCurve& curve : result.curves) {
    write_file_atomically(folder / (curve.name + ".csv"), curve_csv(curve));
    write_file_atomically(folder / (curve.name + ".svg"), curve_svg(curve));
  }
  write_file_atomically(folder / "study.json", study_json(study, result, quick));
}

std::string study_section(const Study& study, const StudyResult& result, const std::string& plots) {
  std::string text =
      fmt::format("<!-- study {} -->\n## {}\n\n{}\n\n", study.name, study.title, study.claim);
  text += fmt::format("    ./kintsugi study {}{}\n\n", study.name,
                      result.own_data ? " --data FOLDER" : "");
  text += "| | published | ours | 95 % | baseline | bar | |\n|---|---|---|---|---|---|---|\n";
  for (const StudyRow& row : result.rows) {
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", row.name, row.published,
                        number(row.ours), range(row), baseline(row), row.bar, verdict(row));
  }
  text += "\n" + counts(result) + ".\n";
  for (const std::string& note : result.notes) text += "\n" + note + "\n";
  for (const StudyCurve& curve : result.curves) {
    text += fmt::format("\n![{}]({}/{})\n", curve.title, plots, plot_file(study.name, curve));
  }
  return text + fmt::format("<!-- /study {} -->\n", study.name);
}

std::string with_section(const std::string& page, const std::string& name,
                         const std::string& section, const std::string& file) {
  const std::string open = fmt::format("<!-- study {} -->\n", name);
  const std::string close = fmt::format("<!-- /study {} -->\n", name);
  const size_t from = page.find(open);
  const size_t to = page.find(close);
  if (from == std::string::npos && to == std::string::npos) {
    return page + (page.empty() || page.back() == '\n' ? "" : "\n") + (page.empty() ? "" : "\n") +
           section;
  }
  if (from == std::string::npos || to == std::string::npos || to < from) {
    throw UserError(
        fmt::format("{}: found one of the markers of study {} without the other "
                    "behind or before it; allowed both or none",
                    file, name));
  }
  return page.substr(0, from) + section + page.substr(to + close.size());
}

void write_section(const Study& study, const StudyResult& result, const fs::path& page) {
  std::ifstream in(page, std::ios::binary);
  if (!in) {
    throw UserError("--write: found " + page.string() +
                    ", which cannot be read; allowed a page that is there, as docs/results.md");
  }
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::string plots = page.stem().string();
  const std::string changed =
      with_section(text, study.name, study_section(study, result, plots), page.string());
  std::error_code ignored;  // writing says it better
  fs::create_directories(page.parent_path() / plots, ignored);
  for (const StudyCurve& curve : result.curves) {
    write_file_atomically(page.parent_path() / plots / plot_file(study.name, curve),
                          curve_svg(curve));
  }
  write_file_atomically(page, changed);
}

}  // namespace kintsugi
