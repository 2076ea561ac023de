// What a learning study hands to silicon, once through the RTL.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "models/network/network.h"
#include "models/training/test_images.h"
#include "testbench/scenario/scenario.h"
#include "testbench/studies/study.h"

namespace kintsugi {

constexpr uint32_t kSpotChecked = 2;  // dies

// Makes a test program for the scenario on few training dies, saves it as `program`, and lets the
// RTL test and repair the scenario's first kSpotChecked dies with it, in lock-step. The test shows
// `images`, the first that the controller has room for, or with none of them images that the fit
// chooses. Returns on how many dies the RTL differed from its reference or from the fast engine,
// and says on stderr how.
int64_t spot_check(Scenario scenario, ImageCodes images, const std::filesystem::path& program);

// The same of a network on the judged dies of a scenario's population, with images that the fit
// chooses. Its file and test program stay in `folder`.
int64_t spot_check_network(const Network& network, const std::string& scenario,
                           const std::filesystem::path& folder);

// Counts them in a study's result.
void add_spot_check(int64_t mismatches, StudyResult* result);

}  // namespace kintsugi
