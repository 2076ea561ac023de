// What a study of the self-tuning monitor leaves behind.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "testbench/self_tuning/cosim.h"
#include "testbench/self_tuning/study.h"

namespace kintsugi {

struct SelfTuneResult {
  std::string scenario;
  SelfTuneStudy study;
  int judged = 0;  // test images
  int ideal = 0;   // of them right on the ideal chip
  std::vector<SelfTunedDie> dies;
  MonitorCosim cosim;
};

// Accuracies, images to settle and late moves in a few lines.
std::string self_tune_table(const SelfTuneResult& result);

// self_tune.json and self_tune.svg in `folder`, which is made. Throws UserError when they cannot be
// written.
void write_self_tune(const SelfTuneResult& result, const std::filesystem::path& folder);

}  // namespace kintsugi
