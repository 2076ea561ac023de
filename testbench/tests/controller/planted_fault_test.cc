// A wrong reference must differ from the right one where its fault lies, and nowhere before.
#include <gtest/gtest.h>

#include <functional>

#include "models/controller/reference.h"
#include "testbench/tests/controller/loop_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

// Steps a right and a faulty reference with the same pins and notes where they first differ.
class FaultyPair final : public SteppedController {
 public:
  FaultyPair(ReferenceFault fault, std::string& difference)
      : faulty_(fault), difference_(difference) {}

  ControllerOutputs step(const ControllerInputs& in) override {
    right_.step(in);
    faulty_.step(in);
    if (difference_.empty() && right_.outputs().cfg_pwdata != faulty_.outputs().cfg_pwdata) {
      difference_ = "cfg_pwdata";
    }
    for (int i = 0; i < kObsFieldCount && difference_.empty(); ++i) {
      const auto id = static_cast<ObsId>(i);
      if (obs_get(right_.obs().data(), id) != obs_get(faulty_.obs().data(), id)) {
        difference_ = kObsFields[i].name;
      }
    }
    return right_.outputs();
  }
  const std::array<uint32_t, kObsWords>& obs() const override { return right_.obs(); }
  uint64_t memory_word(Memory memory, int word) const override {
    return right_.memory_word(memory, word);
  }

 private:
  ControllerReference right_;
  ControllerReference faulty_;
  std::string& difference_;
};

std::string first_difference(ReferenceFault fault, const std::function<void(Driver&)>& run) {
  std::string difference;
  Driver driver(std::make_unique<FaultyPair>(fault, difference));
  run(driver);
  driver.tick(5);
  return difference;
}

std::string first_difference(ReferenceFault fault, const SmallProgram& program) {
  return first_difference(fault, [&program](Driver& driver) {
    run_program(driver, program);
    EXPECT_EQ(driver.state(), State::Done);
  });
}

TEST(PlantedFault, NoneMakesNoDifference) {
  EXPECT_EQ(first_difference(ReferenceFault::None, make_program(6)), "");
}

TEST(PlantedFault, TieToHigherIndexShowsOnATie) {
  SmallProgram program = make_program(6);
  EXPECT_EQ(first_difference(ReferenceFault::TieToHigherIndex, program), "");
  program.codebook[1].centroid = program.codebook[3].centroid;
  EXPECT_EQ(first_difference(ReferenceFault::TieToHigherIndex, program), "best0");
}

TEST(PlantedFault, OffsetNotClampedShowsOnALargeOffset) {
  SmallProgram program = make_program(6);
  EXPECT_EQ(first_difference(ReferenceFault::OffsetNotClamped, program), "");
  program.codebook[3].tune_words[0] = 0x70001000;
  program.offset_max = 100;
  EXPECT_EQ(first_difference(ReferenceFault::OffsetNotClamped, program), "cfg_pwdata");
}

TEST(PlantedFault, DoneOneCycleEarlyShowsInTheState) {
  SmallProgram program = make_program(6);
  EXPECT_EQ(first_difference(ReferenceFault::DoneOneCycleEarly, program), "state");
  program.codebook[3].disposition = Decision::Pass;
  EXPECT_EQ(first_difference(ReferenceFault::DoneOneCycleEarly, program), "state");
}

TEST(PlantedFault, MarginIncludedShowsOnALeadOfTheMargin) {
  LoopSizes sizes;
  sizes.images = 1;
  sizes.inputs = 1;
  sizes.outputs = 2;
  sizes.entries = 1;
  sizes.loop_first = 0;
  LoopProgram program = make_loop_program(1, sizes);
  program.values = {{0, 0, 0, 0, 15, 30, 20}};
  program.labels = {0};
  program.entries = {{0, 0, 0}};
  program.options = {0, 1, 0, 9, 1};
  const auto run = [&program](Driver& driver) { run_adaptation(driver, program); };
  EXPECT_EQ(first_difference(ReferenceFault::MarginIncluded, run), "");
  program.options.margin = 10;
  EXPECT_EQ(first_difference(ReferenceFault::MarginIncluded, run), "adapt_step");
}

TEST(PlantedFault, DeadBandIgnoredShowsOnASmallChange) {
  for (const uint32_t sum : {2000U, 1010U}) {
    const auto run = [sum](Driver& driver) {
      driver.write(kCountsAddress, kCountsLayers.put(2));
      driver.write(kMonRatioAddress, 0x10000);
      driver.write(kMonPeriodAddress, 1);
      driver.cfg.active[0] = 0x1000;
      driver.cfg.sums = {1000, sum};
      driver.write(kMonitorAddress, kMonitorEn.put(1) | kMonitorDeadShift.put(4));
      driver.tick(20);
      driver.cfg.sequence = 1;
      driver.tick(200);
      EXPECT_EQ(driver.obs(ObsId::mon_windows), 1U);
    };
    EXPECT_EQ(first_difference(ReferenceFault::DeadBandIgnored, run),
              sum == 2000 ? "" : "cfg_pwdata");
  }
}

}  // namespace
}  // namespace kintsugi::controller_test
