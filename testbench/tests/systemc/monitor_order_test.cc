// The self-tuning monitor between runs: its order, its gains, its errors, and how a START drops it.
#include "testbench/checkers/monitor_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testbench/tests/controller/loop_program.h"
#include "testbench/tests/controller/monitor_setting.h"
#include "testbench/tests/systemc/watched.h"

namespace kintsugi {
namespace {

using controller_test::Driver;
using controller_test::kTuned;
using ::testing::HasSubstr;
using namespace regs;

class MonitorOrderTest : public ::testing::Test {
 protected:
  MonitorOrderTest() : driver_(std::make_unique<Watched>(&watch_)) {
    driver_.write(kIrqMaskAddress, kIrqMaskMask.ones());
  }

  // The monitor looks at windows in which layer 1 gets dimmer; what is wrong with it.
  std::string judged_windows(int windows = 4) {
    controller_test::prepare(driver_);
    controller_test::enable(driver_);
    driver_.tick(40);  // the window is set up
    for (int i = 0; i < windows; ++i) {
      const auto sum = static_cast<uint32_t>(1000 - 100 * i);
      controller_test::complete_window(driver_, {1000, 1000, sum});
      driver_.tick(600);
    }
    return watch_.fault;
  }

  Watch watch_;
  Driver driver_;
};

TEST_F(MonitorOrderTest, GainsThatFollowPass) {
  driver_.manner.cfg_wait_states = 2;
  driver_.manner.wrong_reads = 1;
  EXPECT_EQ(judged_windows(), "");
  EXPECT_EQ(driver_.obs(ObsId::mon_windows), 4U);
  EXPECT_GT(driver_.obs(ObsId::mon_commits), 1U);
}

// Between any two cycles of a window; the test behind it passes as well, and the monitor after it.
TEST_F(MonitorOrderTest, StartDropsItAnywhere) {
  controller_test::SmallProgram program = controller_test::make_program(30);
  for (int delay = 0; delay < 260; delay += 3) {
    Watch watch;
    Driver driver(std::make_unique<Watched>(&watch));
    driver.write(kIrqMaskAddress, kIrqMaskMask.ones());
    controller_test::load(driver, program);
    driver.manner.cfg_wait_states = delay % 5;
    driver.write(kMonPeriodAddress, 3);
    driver.write(kMonRatioAddress, 0x10000);
    driver.write(kMonitorAddress, kMonitorEn.put(1) | kMonitorWindow.put(7));
    driver.tick(20);
    controller_test::complete_window(driver, {1000, 900, 800});
    driver.tick(delay);
    controller_test::answer_with(driver, program);
    controller_test::start(driver);
    ASSERT_TRUE(driver.run_until(State::Done));
    driver.tick(40);
    controller_test::complete_window(driver, {1000, 900, 800});
    driver.tick(400);
    EXPECT_EQ(watch.fault, "") << "delay " << delay;
    EXPECT_EQ(watch.course.end_fault(0, State::Done, {}), "");
    EXPECT_GT(driver.obs(ObsId::mon_windows), 0U);
  }
}

TEST_F(MonitorOrderTest, SwitchedOffItBeginsAnew) {
  EXPECT_EQ(judged_windows(1), "");
  for (int delay = 0; delay < 40; ++delay) {
    driver_.manner.cfg_wait_states = delay % 4;
    controller_test::complete_window(driver_, {1000, 900, 800});
    driver_.tick(delay * 7);
    controller_test::enable(driver_, false);
    driver_.tick(delay % 11);
    controller_test::enable(driver_);
    driver_.tick(300);
  }
  EXPECT_EQ(watch_.fault, "");
}

// A window whose end a slow controller had not seen when it was stopped may go uncounted, one that
// ended longer ago may not; of ours none may.
TEST(MonitoredWindows, CountUnlessTheirEndWasOnItsWay) {
  uint64_t uncounted = 0;
  bool last = true;
  for (int delay = 0; delay < 400; ++delay) {
    Watch watch;
    Driver driver(std::make_unique<Watched>(&watch));
    driver.write(kIrqMaskAddress, kIrqMaskMask.ones());
    controller_test::prepare(driver);
    controller_test::enable(driver);
    driver.tick(40);
    controller_test::complete_window(driver, {1000, 1000, 1000});
    driver.tick(delay);
    controller_test::enable(driver, false);
    driver.tick(40);
    const auto forgiven = [](const Monitored& monitored) {
      return monitored.windows().most == 1 && monitored.windows().allows(0);
    };
    const auto windows = static_cast<uint32_t>(driver.obs(ObsId::mon_windows));
    EXPECT_TRUE(watch.by_and_by.windows().allows(windows));
    EXPECT_TRUE(watch.at_once.windows().allows(windows));
    last = forgiven(watch.by_and_by);
    uncounted += last && !forgiven(watch.at_once) ? 1 : 0;
  }
  EXPECT_GT(uncounted, 0U) << "both forgive one that ends while the stop is being written";
  EXPECT_LE(uncounted, TransactionChecker::kOnItsWay);
  EXPECT_FALSE(last) << "a window that ended long before must be counted";
}

TEST_F(MonitorOrderTest, ErrorStopsAllAndShowsAtTheNextStart) {
  driver_.manner.slverr_addresses = {kMonSum + 4};
  EXPECT_EQ(judged_windows(1), "");
  ASSERT_EQ(driver_.state(), State::Error);
  driver_.tick(300);
  controller_test::start(driver_);
  driver_.tick(20);
  EXPECT_EQ(watch_.fault, "");
  EXPECT_EQ(watch_.course.end_fault(0, State::Error, {Error::CfgSlverr, 0x100}), "");
  EXPECT_NE(watch_.course.end_fault(0, State::Error, {Error::CfgSlverr, 0x101}), "");
  // Cleared, it works again.
  driver_.manner = {};
  driver_.write(kIrqStatusAddress, ~0U);
  controller_test::clear(driver_);
  EXPECT_EQ(judged_windows(), "");
}

// --- What is wrong is named ----------------------------------------------------------------------

TEST_F(MonitorOrderTest, ThatWasNotAskedFor) {
  watch_.inputs = misunderstood(kMonitorAddress, kMonitorEn.put(1));
  controller_test::prepare(driver_);
  driver_.tick(50);
  EXPECT_THAT(watch_.fault, HasSubstr("cfg writes window outside a test"));
}

TEST_F(MonitorOrderTest, GainOfAnotherRatio) {
  watch_.inputs = misunderstood(kMonRatioAddress + 4, 0x4000);
  EXPECT_THAT(judged_windows(), HasSubstr("cfg writes shadow of layer 1 for the monitor with"));
}

TEST_F(MonitorOrderTest, GainOutsideItsLimits) {
  watch_.inputs = misunderstood(kGainLimitsAddress, kGainLimitsMax.put(0xF800));
  EXPECT_THAT(judged_windows(), HasSubstr("; recomputed is"));
}

TEST_F(MonitorOrderTest, WindowOfAnotherLength) {
  watch_.inputs = misunderstood(kMonitorAddress, kMonitorWindow.put(1));
  EXPECT_THAT(judged_windows(),
              HasSubstr("cfg writes window for the monitor with 7; recomputed is 6"));
}

TEST_F(MonitorOrderTest, WindowThatIsNotOver) {
  watch_.inputs = [](ControllerInputs& in) {
    if (in.cfg_pready != 0) in.cfg_prdata |= 0x100;
  };
  controller_test::prepare(driver_);
  controller_test::enable(driver_);
  driver_.tick(200);
  EXPECT_THAT(watch_.fault, HasSubstr("of the monitor the reading of window sequence comes next"));
}

TEST_F(MonitorOrderTest, SumOfAnotherLayer) {
  watch_.outputs = [](ControllerOutputs& out) {
    if (out.cfg_psel != 0 && out.cfg_paddr == kMonSum + 4) out.cfg_paddr += 4;
  };
  EXPECT_THAT(judged_windows(),
              HasSubstr("of the monitor the reading of activation sum of layer 0 comes next"));
}

TEST_F(MonitorOrderTest, CommitOfAWindowThatHasPassed) {
  // The controller is shown the old window when it confirms.
  bool sequence = false;
  watch_.outputs = [&](ControllerOutputs& out) {
    sequence = out.cfg_psel != 0 && out.cfg_paddr == kMonSequence;
  };
  watch_.inputs = [&](ControllerInputs& in) {
    if (sequence && in.cfg_prdata == 2) in.cfg_prdata = 1;
  };
  controller_test::prepare(driver_);
  controller_test::enable(driver_);
  driver_.tick(40);
  driver_.on_cycle = [&] {
    if (driver_.obs(ObsId::mon_layer) == 1) driver_.cfg.sequence = 2;
  };
  controller_test::complete_window(driver_, {1000, 1000, 100});
  driver_.tick(600);
  EXPECT_THAT(watch_.fault, HasSubstr("cfg writes commit outside a test"));
}

TEST_F(MonitorOrderTest, TrafficBehindAnError) {
  driver_.manner.slverr_addresses = {kMonSum};
  watch_.inputs = [](ControllerInputs& in) { in.cfg_pslverr = 0; };
  EXPECT_THAT(judged_windows(), HasSubstr("after a reason for the error CFG_SLVERR, detail 510"));
}

}  // namespace
}  // namespace kintsugi
