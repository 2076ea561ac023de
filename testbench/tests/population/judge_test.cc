#include <gtest/gtest.h>

#include "models/accelerator/die.h"
#include "models/core/error.h"
#include "testbench/population/engines.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

constexpr uint32_t kDie = 3;

class Judge : public ::testing::Test {
 protected:
  // Dies of no shipped scenario.
  static Experiment experiment() {
    return load_experiment(
        load_scenario(find_scenario("fashion_mlp"), {{"judge.images", "300"}, {"seed", "11"}}));
  }
};

// Images won and lost against the ideal chip, one image at a time.
void count_differences(const Experiment& e, const Die& die, const Tuning& tuning, int* won,
                       int* lost) {
  const Die ideal = Die::nominal(e.chip);
  const auto pixels = e.judged.codes.size() / e.judged.labels.size();
  *won = *lost = 0;
  for (size_t i = 0; i < e.judged.labels.size(); ++i) {
    const uint8_t* image = &e.judged.codes[i * pixels];
    const int label = e.judged.labels[i];
    const bool right = classify(die, tuning, image, 1)[0] == label;
    const bool ideal_right = classify(ideal, identity_tuning(e.chip), image, 1)[0] == label;
    *won += right && !ideal_right;
    *lost += !right && ideal_right;
  }
}

TEST_F(Judge, CountsTheImagesOnWhichDieAndIdealChipDisagree) {
  const Experiment e = experiment();
  const Die die(e.chip, DieKey{e.scenario.seed, kDie});
  DieRecord record;
  record.applied = {{6000, 3}, {3000, -2}};
  record.applied.resize(e.program.fixed_gain.size(), LayerTuning{});
  judge(e, die, &record);
  const int ideal = count_correct(e.ideal);
  const struct {
    Tuning tuning;
    int correct, discordant;
  } treatments[] = {{identity_tuning(e.chip), record.untuned, record.untuned_discordant},
                    {e.program.fixed_gain, record.fixed_gain, record.fixed_gain_discordant},
                    {record.mean_match_tuning, record.mean_match, record.mean_match_discordant},
                    {record.applied, record.repaired, record.repaired_discordant}};
  for (const auto& treatment : treatments) {
    int won = 0;
    int lost = 0;
    count_differences(e, die, treatment.tuning, &won, &lost);
    EXPECT_GT(won, 0);  // or this would not tell won from lost
    EXPECT_EQ(treatment.correct - ideal, won - lost);
    EXPECT_EQ(treatment.discordant, won + lost);
  }
}

TEST_F(Judge, JudgesTheOptimumOfADieThatHasOne) {
  Experiment e = experiment();
  const Die die(e.chip, DieKey{e.scenario.seed, kDie});
  DieRecord record;
  record.die = kDie;
  record.applied = identity_tuning(e.chip);
  e.optima.dies[kDie + 1] = e.program.fixed_gain;
  judge(e, die, &record);
  EXPECT_EQ(record.optimum, -1);
  EXPECT_TRUE(record.optimum_tuning.empty());
  e.optima.dies[kDie] = e.program.fixed_gain;
  judge(e, die, &record);
  EXPECT_EQ(record.optimum, record.fixed_gain);
  EXPECT_EQ(record.optimum_discordant, record.fixed_gain_discordant);
  EXPECT_EQ(record_from_text(to_text(record)).optimum_tuning, e.program.fixed_gain);
}

TEST_F(Judge, FindsNoDifferenceBetweenTheIdealChipAndItself) {
  const Experiment e = experiment();
  DieRecord record;
  record.applied = identity_tuning(e.chip);
  judge(e, Die::nominal(e.chip), &record);
  EXPECT_EQ(record.untuned, count_correct(e.ideal));
  EXPECT_EQ(record.untuned_discordant, 0);
  EXPECT_EQ(record.repaired_discordant, 0);
}

// What points of a sweep do with one another.
TEST(ImagesThatJudge, AreTakenOverOnlyWhereTheSameWouldBeLoaded) {
  const auto with = [](const std::vector<Override>& keys) {
    return load_scenario(find_scenario("fashion_mlp"), keys);
  };
  Experiment like = load_design(with({{"judge.images", "20"}}));
  like.judged.labels[0] = 77;
  const Override twenty{"judge.images", "20"};
  EXPECT_EQ(load_design(with({twenty, {"adc.bits", "7"}}), &like).judged.labels[0], 77);
  EXPECT_NE(load_design(with({twenty}), nullptr).judged.labels[0], 77);
  EXPECT_NE(load_design(with({{"judge.images", "21"}}), &like).judged.labels[0], 77);
  Experiment elsewhere = like;
  elsewhere.scenario.data_dir += "/.";
  EXPECT_NE(load_design(with({twenty}), &elsewhere).judged.labels[0], 77);
  Experiment other_network = like;
  other_network.scenario.network = "fashion_lenet";
  EXPECT_NE(load_design(with({twenty}), &other_network).judged.labels[0], 77);
}

// Its converter ranges would be those of other sums.
TEST(TestProgramOfAnotherArray, IsRefused) {
  const Scenario scenario = load_scenario(find_scenario("fashion_mlp"), {{"dac.bipolar", "true"}});
  try {
    load_design(scenario);
    FAIL() << "accepted";
  } catch (const UserError& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("fashion_mlp_a.program.json: array: "), std::string::npos) << message;
    EXPECT_NE(message.find("differential, 1 slice, 1-bit bipolar inputs"), std::string::npos)
        << message;
  }
}

TEST(RecordText, CarriesTheDiscordantImages) {
  DieRecord record;
  record.untuned_discordant = 1;
  record.fixed_gain_discordant = 2;
  record.mean_match_discordant = 3;
  record.repaired_discordant = 4;
  const DieRecord back = record_from_text(to_text(record));
  EXPECT_EQ(back.untuned_discordant, 1);
  EXPECT_EQ(back.fixed_gain_discordant, 2);
  EXPECT_EQ(back.mean_match_discordant, 3);
  EXPECT_EQ(back.repaired_discordant, 4);
}

}  // namespace
}  // namespace kintsugi
