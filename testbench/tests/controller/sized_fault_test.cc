// Lock-step at other sizes must be able to fail: what passes beside a reference of the same size is
// a difference beside one that is built otherwise, or wrong.
#include <gtest/gtest.h>

#include <functional>

#include "testbench/tests/controller/make_lock_step.h"
#include "testbench/tests/controller/smallest_program.h"
#include "testbench/tests/sized_rtl/sized_rtl.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

// What lock-step says of RTL beside a reference in a scene; empty when they agree.
std::string difference(const ControllerSizes& rtl, const ControllerSizes& reference,
                       const std::function<void(Driver&)>& scene,
                       ReferenceFault fault = ReferenceFault::None) {
  std::string found;
  Driver driver(make_lock_stepped(make_sized_rtl(rtl, 0), reference, fault, &found));
  scene(driver);
  driver.tick(200);
  return found;
}

// Everything that has a limit: words behind the ends of memories, rules of CHECK, a test.
std::string difference_at_limits(const ControllerSizes& reference) {
  const auto windows = [](Driver& driver) {
    for (const uint32_t window :
         {kStimWindow, kProjWindow, kCodebookWindow, kStatWindow, kDeltaWindow, kStoreWindow}) {
      for (uint32_t words = 8; words <= 64; words *= 2) driver.read(window + 4 * words);
    }
  };
  std::string found = difference(kSmallestSizes, reference, windows);
  for (const Excess& excess : kExcesses) {
    if (!found.empty()) return found;
    found = difference(kSmallestSizes, reference, [&](Driver& driver) { begin(driver, excess); });
  }
  const auto test = [](Driver& driver) { run_program(driver, smallest_program()); };
  return found.empty() ? difference(kSmallestSizes, reference, test) : found;
}

TEST(SizedFault, NoneMakesNoDifference) { EXPECT_EQ(difference_at_limits(kSmallestSizes), ""); }

TEST(SizedFault, EverySizeThatIsOneMoreShows) {
  const struct {
    int ControllerSizes::*size;
    const char* shows;
  } sizes[] = {
      {&ControllerSizes::lanes, "PROJECT: obs.stat_re expected 0x1, got 0x0"},
      {&ControllerSizes::images, "obs.state expected PLAY (0x2), got ERROR"},
      {&ControllerSizes::layers, "obs.error_detail expected 0x6, got 0x2"},
      {&ControllerSizes::features, "obs.state expected PLAY (0x2), got ERROR"},
      {&ControllerSizes::clusters, "obs.error_detail expected 0xa, got 0x4"},
      {&ControllerSizes::outputs, "obs.state expected LOAD (0x10), got ERROR"},
      {&ControllerSizes::stim_words, "obs.stim_re expected 0x1, got 0x0"},
      {&ControllerSizes::stat_slots, "obs.stat_re expected 0x1, got 0x0"},
      {&ControllerSizes::proj_words, "obs.scrubbing expected 0x1, got 0x0"},
      {&ControllerSizes::codebook_words, "obs.cb_re expected 0x1, got 0x0"},
      {&ControllerSizes::delta_words, "obs.delta_re expected 0x1, got 0x0"},
      {&ControllerSizes::store_words, "obs.store_re expected 0x1, got 0x0"},
  };
  for (const auto& [size, shows] : sizes) {
    ControllerSizes larger = kSmallestSizes;
    ++(larger.*size);
    const std::string found = difference_at_limits(larger);
    EXPECT_NE(found.find(shows), std::string::npos) << found;
  }
}

// A fault of the reference, as at the default sizes (planted_fault_test.cc).
TEST(SizedFault, DoneOneCycleEarlyShowsInTheState) {
  const auto test = [](Driver& driver) { run_program(driver, smallest_program()); };
  const std::string found =
      difference(kSmallestSizes, kSmallestSizes, test, ReferenceFault::DoneOneCycleEarly);
  EXPECT_NE(found.find("obs.state"), std::string::npos) << found;
}

TEST(SizedFault, OffsetNotClampedShowsInTheWordWritten) {
  SmallProgram program = smallest_program();
  program.codebook[0].tune_words[0] = 0x70001000;
  program.offset_max = 100;
  const auto test = [&](Driver& driver) { run_program(driver, program); };
  const std::string found =
      difference(kSmallestSizes, kSmallestSizes, test, ReferenceFault::OffsetNotClamped);
  EXPECT_NE(found.find("cfg_pwdata"), std::string::npos) << found;
}

}  // namespace
}  // namespace kintsugi::controller_test
