#include "testbench/population/optima.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "models/core/error.h"
#include "testbench/scenario/paths.h"
#include "testbench/tests/population/temporary_folder.h"

namespace kintsugi {
namespace {

Scenario scenario(const std::vector<Override>& overrides = {}) {
  return load_scenario(find_scenario("fashion_mlp"), overrides);
}

TEST(FittingImages, AreTheLastTrainingImagesAndNoneOfTheTestProgramOrTheJudges) {
  const Scenario s = scenario({{"fit.optimum_images", "500"}});
  const Experiment e = load_design(s);
  const CodedImages fitting = fitting_images(s, e.chip.network);
  const CodedImages training = load_images(s, e.chip.network, true, ImageCount{0});
  ASSERT_EQ(fitting.count(), 500);
  EXPECT_TRUE(std::equal(fitting.codes.rbegin(), fitting.codes.rend(), training.codes.rbegin()));
  EXPECT_TRUE(std::equal(fitting.labels.rbegin(), fitting.labels.rend(), training.labels.rbegin()));
  const int first_fitting = training.count() - fitting.count();
  for (const int index : e.program.stimulus_index) EXPECT_LT(index, first_fitting);

  const auto pixels = static_cast<ptrdiff_t>(e.chip.network.input.size());
  const auto list = [&](const CodedImages& images) {
    std::vector<std::vector<uint8_t>> all;
    for (auto at = images.codes.begin(); at != images.codes.end(); at += pixels) {
      all.emplace_back(at, at + pixels);
    }
    std::sort(all.begin(), all.end());
    return all;
  };
  const auto a = list(fitting);
  const auto b = list(load_images(s, e.chip.network, false, ImageCount{0}));
  std::vector<std::vector<uint8_t>> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  EXPECT_TRUE(both.empty());
}

TEST(FittingImages, DiesOfTheTrainingSeedAreNotJudged) {
  EXPECT_THROW(load_design(scenario({{"seed", std::to_string(scenario().fit.seed)}})), UserError);
}

class KnownOptimaOf : public ::testing::Test {
 protected:
  KnownOptimaOf() : experiment_(load_design(scenario())) {
    tuning::OptimumFile file;
    file.chip = tuning::optimum_key(experiment_.chip, experiment_.program);
    file.fitting_images = 10;
    file.images_digest = "0";
    for (const uint64_t seed : {7, 8}) {
      file.dies[{seed, 3}].tuning = experiment_.program.fixed_gain;
      file.dies[{seed, 3}].evaluations = 1;
    }
    file.dies[{7, 5}] = file.dies[{7, 3}];
    std::ofstream(path()) << tuning::optima_text(file);
  }
  std::filesystem::path path() const { return folder_.path() / "o.optimum.json"; }
  // With overrides beside the file's name.
  KnownOptima known(std::vector<Override> overrides) const {
    overrides.push_back({"optimum", path().string()});
    const Scenario s = scenario(overrides);
    const Experiment e = load_design(s);
    return known_optima(s, e.chip, e.program);
  }
  TemporaryFolder folder_;
  Experiment experiment_;
};

TEST_F(KnownOptimaOf, AreThoseOfTheScenariosSeed) {
  const KnownOptima seven = known({});
  EXPECT_EQ(seven.dies.size(), 2U);
  EXPECT_EQ(seven.dies.at(5), experiment_.program.fixed_gain);
  EXPECT_EQ(known({{"seed", "8"}}).dies.size(), 1U);
  EXPECT_NE(known({{"seed", "8"}}).digest, seven.digest);
  EXPECT_TRUE(known({{"seed", "9"}}).dies.empty());
  EXPECT_EQ(known({{"seed", "9"}}).digest, "");
}

TEST_F(KnownOptimaOf, AnotherChipAreRefused) {
  EXPECT_THROW(known({{"adc.bits", "6"}}), UserError);
  EXPECT_THROW(known({{"device.sigma_tile", "0.3"}}), UserError);
  EXPECT_NO_THROW(known({{"judge.images", "10"}}));
}

TEST_F(KnownOptimaOf, AMissingFileAreRefusedOnlyWhenItIsNamed) {
  const std::filesystem::path named = path();
  std::filesystem::remove(named);
  EXPECT_THROW(known({}), UserError);
  Scenario s = scenario();
  s.name = "no_such_scenario";
  EXPECT_TRUE(known_optima(s, experiment_.chip, experiment_.program).dies.empty());
}

TEST(KnownOptima, OfAnotherNetworkAreLeftAsideWhereNobodyNamedThem) {
  const Scenario s = load_scenario(find_scenario("fashion_lenet"),
                                   {{"network", "fashion_mlp"}, {"test_program", "fashion_mlp_a"}});
  ASSERT_TRUE(std::filesystem::is_regular_file(optimum_path(s)));
  const Experiment e = load_design(s);
  const KnownOptima known = known_optima(s, e.chip, e.program);
  EXPECT_TRUE(known.dies.empty());
  EXPECT_NE(known.note.find("is not used: chip: found"), std::string::npos) << known.note;
}

}  // namespace
}  // namespace kintsugi
