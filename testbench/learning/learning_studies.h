// The studies that need training.
#pragma once

#include <vector>

#include "testbench/studies/study.h"

namespace kintsugi {

std::vector<Study> learning_studies();

StudyResult lr_study(StudyRun& run);
StudyResult vat_study(StudyRun& run);
StudyResult compact_study(StudyRun& run);
StudyResult egis_study(StudyRun& run);

}  // namespace kintsugi
