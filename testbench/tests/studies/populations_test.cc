// A program from few training dies, a few judged dies and one through the RTL: real, but small.
#include "testbench/studies/populations.h"

#include <gtest/gtest.h>

#include "models/tuning/program.h"
#include "testbench/population/experiment.h"
#include "testbench/studies/codebooks.h"
#include "testbench/tests/studies/made_study.h"

namespace kintsugi {
namespace {

StudyResult small_study(StudyRun& run) {
  StudyResult result;
  const Settings fit = {{"fit.dies", "20"}, {"fit.predict", "false"}, {"fit.clusters", "4"}};
  const auto files = fit_programs(run, {{"few", study_scenario("fashion_mlp", fit)}}, &result);
  const Scenario scenario = study_scenario(
      "fashion_mlp",
      {{"dies", "3:9"}, {"judge.images", "100"}, {"test_program", files[0].string()}});
  const JudgedPopulation p = judge_populations(run, {{"all", scenario, 1}}, &result)[0];
  result.rows = {study_row("repaired, %", p.yield(Repair::Repaired)),
                 study_row("below ideal", p.below_ideal(&DieRecord::repaired)),
                 study_row("gain", p.yield_gap(&DieRecord::repaired, &DieRecord::untuned))};
  EXPECT_EQ(p.dies.size(), 6U);
  EXPECT_EQ(p.dies[0].die, 3U);
  EXPECT_GT(p.cosim[0].cycles_compared, 0);
  EXPECT_DOUBLE_EQ(result.rows[2].ours, p.summary.gain_over(Repair::Untuned).value);
  return result;
}

StudyOptions options_in(const TemporaryFolder& folder) {
  StudyOptions options;
  options.name = "sum";
  options.out = folder.path() / "out";
  options.jobs = 2;
  options.quiet = true;
  return options;
}

TEST(Populations, AreFittedJudgedAndCosimulated) {
  const TemporaryFolder folder;
  const StudyOptions options = options_in(folder);
  std::ostringstream out;
  ASSERT_EQ(study_command(options, {made_study(small_study)}, out), 0);
  const auto j = nlohmann::json::parse(contents(options.out / "study.json"));
  EXPECT_EQ(j.at("dies_fitted"), 20);
  EXPECT_EQ(j.at("dies_judged"), 6);
  EXPECT_EQ(j.at("images_judged"), 600);
  EXPECT_EQ(j.at("dies_cosimulated"), 1);
  EXPECT_EQ(j.at("mismatches"), 0);
}

// A kept record that says otherwise than the RTL did must not pass.
TEST(Populations, DisagreementOfRtlAndFastEngineIsAMismatch) {
  const TemporaryFolder folder;
  const StudyOptions options = options_in(folder);
  std::ostringstream out;
  ASSERT_EQ(study_command(options, {made_study(small_study)}, out), 0);
  const auto kept = options.out / "items" / "dies_all_3.json";
  auto chunk = nlohmann::json::parse(contents(kept));
  chunk[0]["record"]["entry"] = chunk[0]["record"]["entry"].get<int>() + 1;
  std::ofstream(kept) << chunk.dump();
  EXPECT_EQ(study_command(options, {made_study(small_study)}, out), 1);
}

TEST(Populations, ADieOnWhichRtlAndFastEngineAgreeHasNoFault) {
  EXPECT_EQ(cosim_fault(study_scenario("fashion_mlp", {{"judge.images", "20"}}), 3), "");
}

TEST(Codebooks, WordsAreThoseOfAProgram) {
  tuning::TestProgram program;
  program.signature.resize(5);
  program.features = 4;
  EXPECT_EQ(entry_words(4, false), program.entry_stride());
  program.affine = true;
  EXPECT_EQ(entry_words(4, true), program.entry_stride());
}

}  // namespace
}  // namespace kintsugi
