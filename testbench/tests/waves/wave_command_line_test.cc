// Waves as a user asks for them: no result changes, and a die that fails fails again with waves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <regex>

#include "testbench/tests/end_to_end/binary.h"
#include "testbench/tests/waves/vcd.h"

namespace kintsugi {
namespace {

using ::testing::HasSubstr;
using Args = std::vector<std::string>;

constexpr uint64_t kPeriod = 5000;

Args run_args(const std::filesystem::path& out, const Args& more = {}) {
  Args args = {"run", "fashion_mlp", "--images", "50", "--quiet", "--out", out.string()};
  args.insert(args.end(), more.begin(), more.end());
  return args;
}

std::string results(const std::filesystem::path& folder) {
  return read_file(folder / "dies.csv") + read_file(folder / "summary.json");
}

TEST(WaveCommandLine, RunHasTheSameResultsWithAndWithoutWaves) {
  const ScratchFolder scratch;
  const Outcome without = run_binary(run_args(scratch / "without", {"--dies", "0:2"}));
  const Outcome with = run_binary(
      run_args(scratch / "with", {"--dies", "0:2", "--wave", "--wave-cells", "0:100:7"}));
  EXPECT_EQ(with.status, without.status) << with.out;
  EXPECT_EQ(results(scratch / "with"), results(scratch / "without"));
  for (const char* die : {"with/die_0.fst", "with/die_1.fst"}) {
    EXPECT_TRUE(std::filesystem::exists(scratch / die));
  }
}

TEST(WaveCommandLine, DieThatWasFinishedBeforeGetsItsWave) {
  const ScratchFolder scratch;
  run_binary(run_args(scratch / "r", {"--dies", "0:2"}));
  const std::string before = results(scratch / "r");
  run_binary(run_args(scratch / "r", {"--dies", "1:2", "--wave", "--wave-to", "500"}));
  EXPECT_FALSE(std::filesystem::exists(scratch / "r/die_0.fst"));
  EXPECT_EQ(Vcd(scratch / "r/die_1.fst").last_time(), 500 * kPeriod);
}

TEST(WaveCommandLine, FailingDieRunsAgainWithWavesAndDivergesAtTheSameCycle) {
  const ScratchFolder scratch;
  const Outcome o =
      run_binary(run_args(scratch / "r", {"--dies", "0:1", "--plant",
                                          "reference:done_one_cycle_early", "--wave-on-failure"}));
  EXPECT_EQ(o.status, 1);
  std::smatch first;
  ASSERT_TRUE(std::regex_search(o.out, first, std::regex(R"(Cycle (\d+) \()"))) << o.out;
  EXPECT_THAT(o.out, HasSubstr("run again with waves, diverged again at cycle " + first[1].str()));
  EXPECT_THAT(read_file(scratch / "r/mismatch_die_0.txt"), HasSubstr("diverged again at cycle"));
  const uint64_t cycle = std::stoull(first[1].str());
  const Vcd wave(scratch / "r/die_0.fst");
  EXPECT_EQ(wave.time_of("lock_step.mismatch", 1), cycle * kPeriod);
  EXPECT_EQ(wave.first_time(), (cycle - 200) * kPeriod);
  EXPECT_LE(wave.last_time(), (cycle + 20) * kPeriod);
}

// testbench/waves/render.sh: 0 when GTKWave showed something. What it said is in PICTURE.log.
int render(const std::filesystem::path& wave, const std::filesystem::path& view,
           const std::filesystem::path& picture) {
  const std::string command = "testbench/waves/render.sh " + wave.string() + " " + view.string() +
                              " " + picture.string() + " 2>" + picture.string() + ".log";
  return std::system(command.c_str());
}

TEST(WaveCommandLine, GtkwaveDrawsEveryView) {
  const ScratchFolder scratch;
  run_binary(run_args(scratch / "r", {"--dies", "0:1", "--wave", "--wave-to", "40000"}));
  for (const std::string view : {"overview", "repair", "bus"}) {
    const auto picture = scratch / (view + ".png");
    EXPECT_EQ(render(scratch / "r/die_0.fst", scratch / ("r/die_0." + view + ".gtkw"), picture), 0)
        << view << '\n'
        << read_file(picture.string() + ".log");
    EXPECT_TRUE(std::filesystem::exists(picture)) << view;
  }
}

TEST(WaveCommandLine, AFileThatIsNoWaveIsNotDrawn) {
  const ScratchFolder scratch;
  write_file(scratch / "no.fst", "no wave");
  write_file(scratch / "no.gtkw", "");
  EXPECT_NE(render(scratch / "no.fst", scratch / "no.gtkw", scratch / "no.png"), 0);
  EXPECT_FALSE(std::filesystem::exists(scratch / "no.png"));
}

TEST(WaveCommandLine, LayersAndCellsTheNetworkLacksAreRefused) {
  const ScratchFolder scratch;
  const auto refused = [&](const Args& more) {
    const Outcome o = run_binary(run_args(scratch / "r", more));
    EXPECT_EQ(o.status, 2) << o.out;
    return o.out;
  };
  EXPECT_THAT(refused({"--wave", "--wave-layer", "3"}),
              HasSubstr("--wave-layer: found 3; allowed 0 .. 2 of network mlp"));
  EXPECT_THAT(refused({"--wave", "--wave-cells", "1:128:0"}),
              HasSubstr("allowed rows 0 .. 127 and columns 0 .. 63 of layer 1"));
  EXPECT_FALSE(std::filesystem::exists(scratch / "r")) << "refused before anything is written";
}

}  // namespace
}  // namespace kintsugi
