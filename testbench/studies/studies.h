// The studies that need no training: those of dies, repairs and chips.
#pragma once

#include <iosfwd>
#include <vector>

#include "testbench/cli/commands.h"
#include "testbench/studies/study.h"

namespace kintsugi {

std::vector<Study> simulated_studies();

// study_command() over them.
int simulated_study(const StudyOptions& options, std::ostream& out);

StudyResult signature_study(StudyRun& run);
StudyResult images_study(StudyRun& run);
StudyResult clusters_study(StudyRun& run);
StudyResult mapping_study(StudyRun& run);
StudyResult transfer_study(StudyRun& run);
StudyResult share_study(StudyRun& run);
StudyResult selftune_study(StudyRun& run);
StudyResult osa_study(StudyRun& run);
StudyResult cost_study(StudyRun& run);

}  // namespace kintsugi
