// report.html: a run as one page to look at. Charts, style and data are all inside the file, so it
// opens from anywhere and asks the network for nothing. The same dies give the same bytes.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "testbench/report/decision_curve.h"
#include "testbench/report/expectations.h"
#include "testbench/report/summary.h"

namespace kintsugi {

// A key of the scenario as the page shows it.
struct PageKey {
  std::string path;  // "device.levels"
  std::string value;
  std::string unit;
  std::string meaning;
  bool given = false;  // in the scenario file or by --set, not by default
};

struct PageCodebookEntry {
  std::vector<int16_t> centroid;  // [features]
  int decision = 0;               // regs::Decision
};

// What the page shows beside the dies and their summary.
struct PageFacts {
  std::vector<PageKey> keys;
  std::map<std::string, std::string> versions;  // of program, network, test program, sources
  std::vector<std::pair<std::string, uint64_t>> seeds;  // what they seed
  std::vector<std::string> tuned_layers;                // names, [layers - 1]
  std::vector<PageCodebookEntry> codebook;
  Tuning fixed_gain;        // the constant repair, [layers - 1]
  PredictionLimits limits;  // of a program with predictors
  // JSON texts of whoever knows what is in them, by the name under which scripts find them:
  // "wafer", "die", "cost", "program". A section of the page without its data is left out.
  std::map<std::string, std::string> sections;
};

// Everything the page draws, as one JSON object. Numbers are those of summary.json and dies.csv.
std::string page_data(const PageFacts& facts, const Summary& summary,
                      const std::vector<DieRecord>& records,
                      const std::vector<ExpectationResult>& results);

// The page around `data`; `library` is the text of D3, version 3.
std::string html_page(const std::string& title, const std::string& data,
                      const std::string& library);

// The same frame, style and chart helpers around another kind of `data`, which `script` draws;
// `style` comes behind the page's own.
std::string framed_page(const std::string& title, const std::string& data,
                        const std::string& library, const std::string& script,
                        const std::string& style);

// Text of the chart library; empty when it cannot be read.
std::string read_chart_library(const std::filesystem::path& library);

// Says that report.html is left out without it, and what to install.
std::string without_chart_library(const std::filesystem::path& library);

// D3 as the Debian package libjs-d3 installs it, where CMake found it.
std::filesystem::path chart_library();

// Writes FOLDER/report.html. Without the chart library there is no page, not even one of an
// earlier run: returns a sentence that says so and what to install, else an empty string. Throws
// UserError when the page cannot be written.
std::string write_html_page(const std::filesystem::path& folder, const PageFacts& facts,
                            const Summary& summary, const std::vector<DieRecord>& records,
                            const std::vector<ExpectationResult>& results,
                            const std::filesystem::path& library = chart_library());

}  // namespace kintsugi
