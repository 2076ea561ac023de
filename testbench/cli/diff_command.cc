#include <iostream>

#include "testbench/cli/commands.h"
#include "testbench/report/comparison.h"

namespace kintsugi {
namespace {

constexpr size_t kShownDies = 20;  // of those that changed; more would drown the rest

}  // namespace

int diff_command(const DiffOptions& options, std::ostream& out) {
  RunResults a = read_results(options.a);
  RunResults b = read_results(options.b);
  for (RunResults* run : {&a, &b}) run->dies = without_lost(run->dies);  // nothing to compare
  const Comparison comparison = compare(a, b);
  out << (options.json ? comparison_json(comparison, a, b)
                       : comparison_table(comparison, a, b, kShownDies, options.colour));
  return comparison.same() ? 0 : 1;
}

}  // namespace kintsugi
