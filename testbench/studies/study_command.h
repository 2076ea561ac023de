// `kintsugi study`, over any list of studies.
#pragma once

#include <iosfwd>
#include <vector>

#include "testbench/cli/commands.h"
#include "testbench/studies/study.h"

namespace kintsugi {

// Lists `studies`, or runs the one that is named. 0: every bar kept and no mismatch; 1: one missed,
// or stopped. Throws UserError for an unknown study.
int study_command(const StudyOptions& options, const std::vector<Study>& studies,
                  std::ostream& out);

}  // namespace kintsugi
