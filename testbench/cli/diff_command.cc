#include <fmt/format.h>

#include <iostream>

#include "models/core/error.h"
#include "testbench/cli/commands.h"
#include "testbench/report/atomic_file.h"
#include "testbench/report/comparison.h"
#include "testbench/report/comparison_page.h"
#include "testbench/report/html_page.h"

namespace kintsugi {
namespace {

constexpr size_t kShownDies = 20;  // of those that changed; more would drown the rest

void write_page(const std::filesystem::path& file, const Comparison& comparison,
                const RunResults& a, const RunResults& b) {
  const std::string charts = read_chart_library(chart_library());
  if (charts.empty()) {
    throw UserError(fmt::format("{}: cannot be drawn without {}; install the package libjs-d3",
                                file.string(), chart_library().string()));
  }
  write_file_atomically(file, comparison_page(comparison_page_data(comparison, a, b), charts));
}

}  // namespace

int diff_command(const DiffOptions& options, std::ostream& out) {
  RunResults a = read_results(options.a);
  RunResults b = read_results(options.b);
  for (RunResults* run : {&a, &b}) run->dies = without_lost(run->dies);  // nothing to compare
  const Comparison comparison = compare(a, b);
  if (!options.html.empty()) write_page(options.html, comparison, a, b);
  out << (options.json ? comparison_json(comparison, a, b)
                       : comparison_table(comparison, a, b, kShownDies, options.colour));
  return comparison.same() ? 0 : 1;
}

}  // namespace kintsugi
