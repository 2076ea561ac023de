// The command line of the studies that learn.
#pragma once

#include <iosfwd>
#include <optional>

#include "testbench/cli/commands.h"

namespace kintsugi {

// Arguments behind `kintsugi study`; nothing when help was asked for and printed. Throws UserError.
std::optional<StudyOptions> parse_study_arguments(int argc, const char* const* argv,
                                                  std::ostream& help);

}  // namespace kintsugi
