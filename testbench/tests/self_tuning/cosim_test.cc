// The untimed monitor says image by image what the RTL's does, and a difference is told.
#include "testbench/self_tuning/cosim.h"

#include <gtest/gtest.h>

#include <functional>

#include "models/controller/reference.h"
#include "systemc/platform/platform.h"
#include "systemc/rtl_host/controller_model.h"
#include "testbench/checkers/lock_step.h"
#include "testbench/population/platform_setup.h"
#include "testbench/scenario/paths.h"
#include "testbench/tests/systemc/in_child.h"

namespace kintsugi {
namespace {

class SelfTuningCosim : public ::testing::Test {
 protected:
  static constexpr int kImages = 24;

  SelfTuningCosim()
      : experiment(load_experiment(load_scenario(find_scenario("fashion_lenet"),
                                                 {{"judge.images", "10"}, {"dies", "0:1"}}))),
        aged(shifted_chip(experiment, -0.3)) {
    study.base = 64;
    study.before = 0;
    study.window = 8;
    images = load_images(experiment.scenario, experiment.chip.network, true,
                         ImageCount{study.base + kImages});
  }

  // What is told of a run of die 0 after each of `spoil` changed what it found.
  std::string told(const std::vector<std::function<void(PlatformResult&)>>& spoils) const {
    return in_child([&] {
      const Die fresh(experiment.chip, DieKey{experiment.scenario.seed, 0});
      const Die shifted = shifted_die(experiment, aged, 0);
      const MonitorStart start = monitor_start(experiment, fresh, images, study);
      const PlatformOptions options = monitored(experiment, start, images, study.base, kImages);
      const TimingConfig timing = timing_config(experiment.scenario);
      const auto rtl = make_verilated_controller(1);
      ControllerReference reference;
      LockStep checker(*rtl, reference, timing.period_ps());
      Platform platform(shifted, experiment.program, timing, options, *rtl, reference, checker);
      const PlatformResult result = platform.run();
      std::string all = checker.finish() ? "" : checker.message();
      for (const auto& spoil : spoils) {
        PlatformResult spoilt = result;
        spoil(spoilt);
        all += monitor_fault(spoilt, options, shifted, start) + "\n";
      }
      return all;
    });
  }

  const Experiment experiment;
  const Chip aged;
  SelfTuneStudy study;
  CodedImages images;
};

TEST_F(SelfTuningCosim, RtlFollowsAsTheUntimedMonitorSays) {
  const MonitorCosim cosim = cosim_monitor(experiment, aged, {0}, kImages, images, study, 1);
  EXPECT_EQ(cosim.mismatches, 0) << cosim.message;
  EXPECT_EQ(cosim.dies, std::vector<uint32_t>{0});
  EXPECT_GE(cosim.commits, 1);
}

TEST_F(SelfTuningCosim, EveryDifferenceIsTold) {
  EXPECT_EQ(told({[](PlatformResult& r) { ++r.inference_tunings[20][1].gain; },
                  [](PlatformResult& r) { r.predictions[3] = (r.predictions[3] + 1) % 10; },
                  [](PlatformResult& r) { r.inference_tunings.pop_back(); }}),
            "Image 20 behind the shift: the gain it found differs from the untimed monitor's.\n"
            "Image 3 behind the shift: the prediction differs from the untimed monitor's.\n"
            "23 of 24 images were played to their end.\n");
}

}  // namespace
}  // namespace kintsugi
