// The toggles of one image on a small chip, as both files hold them.
#pragma once

#include "testbench/cost/activity_files.h"
#include "testbench/tests/cost/small_chips.h"

namespace kintsugi {

struct Toggles {
  Toggles()
      : chip(testing::odd_chip(Mapping::Differential)),
        description(describe_chip(chip, testing::odd_timing(), {})) {
    const Die die = Die::nominal(chip);
    const Tuning tuning = identity_tuning(chip);
    const std::vector<uint8_t> images = testing::random_images(chip.network, 1);
    record_toggles(die, tuning, description, images.data(), 1, {&vcd, &saif});
    activity = count_activity(die, tuning, description, images.data(), 1).front();
  }

  Chip chip;
  cost::ChipDescription description;
  VcdText vcd;
  SaifText saif;
  ImageActivity activity;
};

constexpr int64_t kPeriodPs = 4000;  // of odd_timing()

}  // namespace kintsugi
