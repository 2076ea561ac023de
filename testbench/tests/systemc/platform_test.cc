// A real die on the platform: the co-simulated die is the population-path die, bit for bit, and
// takes the time docs/timing.md says.
#include "systemc/platform/platform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "models/tuning/flow.h"
#include "testbench/checkers/die_checker.h"
#include "testbench/tests/systemc/in_child.h"
#include "testbench/tests/systemc/small_chip.h"
#include "testbench/tests/systemc/synthetic_bench.h"

namespace kintsugi {
namespace {

struct DieRun {
  PlatformResult result;
  Verdict verdict;
};

DieRun run_die(const Die& die, const tuning::TestProgram& program, const TimingConfig& timing,
               const PlatformOptions& options) {
  const auto rtl = make_verilated_controller(11);
  ControllerReference reference;
  DieChecker checker(*rtl, reference, timing.period_ps(), program);
  Platform platform(die, program, timing, options, *rtl, reference, checker);
  DieRun run;
  run.result = platform.run();
  run.verdict = checker.finish(run.result);
  return run;
}

// First thing in which co-simulation and the untimed flow differ.
std::string difference(const PlatformResult& cosim, const tuning::FlowResult& flow) {
  std::string text;
  if (static_cast<int>(cosim.decision) != static_cast<int>(flow.decision)) text += "decision\n";
  if (cosim.features0 != flow.features0) text += "features0\n";
  if (cosim.retested != flow.retested) text += "retested\n";
  if (flow.retested && cosim.features1 != flow.features1) text += "features1\n";
  if (cosim.best0 != flow.nearest0.index) text += "best0\n";
  if (cosim.dist0 != flow.nearest0.distance) text += "dist0\n";
  if (cosim.best1 != flow.nearest1.index) text += "best1\n";
  if (cosim.dist1 != flow.nearest1.distance) text += "dist1\n";
  if (cosim.statistics != flow.statistics) text += "statistics\n";
  if (!(cosim.active == flow.applied)) text += "tuning in the accelerator\n";
  if (static_cast<int>(cosim.outcome) != static_cast<int>(flow.outcome)) text += "outcome\n";
  if (cosim.entry != flow.entry || cosim.best_entry != flow.best_entry) text += "entry\n";
  if (cosim.tries != flow.tries) text += "tries\n";
  if (cosim.now != flow.now || cosim.forecast != flow.forecast) text += "prediction\n";
  if (cosim.after != flow.after || cosim.best_after != flow.best_after) text += "after\n";
  return text;
}

class PlatformTest : public ::testing::Test {
 protected:
  const Network network = small_convolutional_network();
  const Chip chip = make_chip(network, small_tiles());
  const tuning::TestProgram program = program_for(network, 17);
  TimingConfig timing;
  PlatformOptions options;
};

TEST_F(PlatformTest, CosimulatedDieEqualsThePopulationPathDie) {
  for (uint32_t number = 0; number < 6; ++number) {
    EXPECT_EQ(in_child([&] {
                const Die die(chip, DieKey{3, number});
                const DieRun run = run_die(die, program, timing, options);
                return sentences(run.verdict) +
                       difference(run.result, tuning::test_and_repair(die, program, true));
              }),
              "")
        << "die " << number;
  }
}

// Layers outside the signature, a projection, an addend and an average behind the real controller.
TEST_F(PlatformTest, ResidualDieEqualsThePopulationPathDie) {
  const Network residual = small_residual_network();
  ChipConfig config = small_tiles(residual.layers.size());
  config.device.read_noise = 0.02;
  const Chip graph = make_chip(residual, config);
  const tuning::TestProgram for_graph = with_predictors(program_for(residual, 17));
  std::set<std::vector<uint32_t>> answers;
  for (uint32_t number = 0; number < 6; ++number) {
    const Die die(graph, DieKey{3, number});
    const tuning::FlowResult flow = tuning::test_and_repair(die, for_graph, true);
    answers.insert(flow.statistics);
    EXPECT_EQ(in_child([&] {
                const DieRun run = run_die(die, for_graph, timing, options);
                return sentences(run.verdict) + difference(run.result, flow);
              }),
              "")
        << "die " << number;
  }
  EXPECT_EQ(answers.size(), 6U) << "the dies must differ";
}

TEST_F(PlatformTest, JudgedDieEqualsThePopulationPathDie) {
  const tuning::TestProgram judging = with_predictors(program);
  std::set<tuning::FlowOutcome> outcomes;
  for (uint32_t number = 0; number < 12; ++number) {
    const Die die(chip, DieKey{3, number});
    const tuning::FlowResult flow = tuning::test_and_repair(die, judging, true);
    outcomes.insert(flow.outcome);
    EXPECT_EQ(in_child([&] {
                const DieRun run = run_die(die, judging, timing, options);
                return sentences(run.verdict) + difference(run.result, flow);
              }),
              "")
        << "die " << number;
  }
  EXPECT_GE(outcomes.size(), 3U) << "the dies must differ";
}

TEST_F(PlatformTest, ResultDoesNotDependOnTiming) {
  timing.clock_mhz = 333;
  timing.conversion_cycles = 9;
  timing.shift_add_cycles = 0;
  timing.register_write_cycles = 7;
  timing.fifo_depth = 1;
  EXPECT_EQ(in_child([&] {
              const Die die(chip, DieKey{3, 1});
              const DieRun run = run_die(die, program, timing, options);
              return sentences(run.verdict) +
                     difference(run.result, tuning::test_and_repair(die, program, true));
            }),
            "");
}

// Inference runs while the program is loaded and read back; START drops what is in work.
TEST_F(PlatformTest, InferenceBesideTheTestChangesNothingOfIt) {
  const auto run = [&](bool inference) {
    PlatformOptions all = options;
    all.csr_gap = [](uint64_t cycle) { return cycle % 8 != 0; };  // time for a few images
    if (inference) all.inference = {random_image(network, 5), random_image(network, 6)};
    ChipConfig config = small_tiles();
    config.device.read_noise = 0.02;
    config.adaptation.fraction = 0.1;
    const Chip noisy = make_chip(network, config);
    const Die die(noisy, DieKey{3, 1});
    const DieRun done = run_die(die, program, timing, all);
    const bool played = done.result.inferences > 0;
    return sentences(done.verdict) +
           difference(done.result, tuning::test_and_repair(die, program, true)) +
           (played == inference ? "" : "inferences\n") + std::to_string(done.result.edges) + " " +
           std::to_string(done.result.cycles.total);
  };
  const std::string without = in_child([&] { return run(false); });
  EXPECT_EQ(in_child([&] { return run(true); }), without);
  EXPECT_EQ(without.find('\n'), std::string::npos) << without;
}

// From PLAY to the end of COLLECT an image takes: 3 cycles until the first pixel, the pixels, the
// crossbar time, and for each layer its beats plus what the FIFO and the controller add.
TEST_F(PlatformTest, CrossbarTimeIsThatOfTheTimingContract) {
  const auto cycles_of_test = [&](const TimingConfig& t) {
    return std::stol(in_child([&] {
      return std::to_string(run_die(Die::nominal(chip), program, t, options).result.cycles.test);
    }));
  };
  TimingConfig slower = timing;
  slower.conversion_cycles = 3;
  const int64_t more = image_compute_cycles(slower, chip) - image_compute_cycles(timing, chip);
  EXPECT_EQ(image_compute_cycles(timing, chip), (36 + 1 + 1) * 4 * 11);
  EXPECT_EQ(cycles_of_test(slower) - cycles_of_test(timing), program.images() * more);
}

TEST_F(PlatformTest, EventLogTellsTheStory) {
  using regs::State;
  EXPECT_EQ(
      in_child([&] {
        const DieRun run = run_die(Die::nominal(chip), program, timing, options);
        std::string story;
        for (const LogEntry& entry : run.result.log) story += std::string(name(entry.to)) + " ";
        return story;
      }),
      "CHECK PLAY COLLECT PLAY COLLECT PLAY COLLECT PROJECT FINALISE CLUSTER DECIDE WRITE COMMIT "
      "PLAY COLLECT PLAY COLLECT PLAY COLLECT PROJECT FINALISE CLUSTER DONE ");
}

TEST_F(PlatformTest, WithoutRetestTheRepairIsStillInForce) {
  options.retest = false;
  EXPECT_EQ(in_child([&] {
              const Die die(chip, DieKey{3, 1});
              const DieRun run = run_die(die, program, timing, options);
              return sentences(run.verdict) +
                     (run.result.active == run.result.applied ? "" : "the repair is not active");
            }),
            "");
}

TEST_F(PlatformTest, MissingInterruptEndsTheRunWithASentence) {
  options.cycle_limit = 100;
  EXPECT_THAT(in_child([&] {
                return sentences(run_die(Die::nominal(chip), program, timing, options).verdict);
              }),
              ::testing::HasSubstr("No interrupt came within 100 cycles after START."));
}

TEST_F(PlatformTest, RandomPowerUpLeavesNoTraceInTheResult) {
  const auto features = [&](uint32_t seed) {
    return in_child([&] {
      const Die die(chip, DieKey{3, 1});
      const auto rtl = make_verilated_controller(seed);
      ControllerReference reference;
      DieChecker checker(*rtl, reference, timing.period_ps(), program);
      Platform platform(die, program, timing, options, *rtl, reference, checker);
      const PlatformResult result = platform.run();
      return sentences(checker.finish(result)) + std::to_string(result.dist0) + " " +
             std::to_string(result.cycles.total);
    });
  };
  const std::string zero = features(0);
  for (uint32_t seed = 1; seed < 5; ++seed) EXPECT_EQ(features(seed), zero);
}

}  // namespace
}  // namespace kintsugi
