// The last words of a run on the terminal.
#pragma once

#include <string>
#include <vector>

#include "testbench/report/expectations.h"
#include "testbench/report/summary.h"

namespace kintsugi {

// Whether to colour what is written to this file descriptor: a terminal that is not "dumb", and
// NO_COLOR is unset or empty (no-color.org).
bool wants_colour(int descriptor);

// Yields of every repair, their cost, what was compared and which expectations held. Ends in a
// newline; plain ASCII.
std::string summary_table(const Summary& summary, const std::vector<ExpectationResult>& results,
                          bool colour);

}  // namespace kintsugi
