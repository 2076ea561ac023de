#include "models/tuning/flow.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "testbench/tests/tuning/small_program.h"

namespace kintsugi::tuning {
namespace {

ImageOutput image(std::vector<int32_t> hidden, std::vector<int32_t> last) {
  return {{std::move(hidden)}, {std::move(last)}};
}

TEST(CollectStatistics, SumsCountsAndMaximaOverLayersAndChannels) {
  const TestProgram p = small_program(small_network());
  const auto stat = collect_statistics(
      p, {image({1, 0, 2, 0, 0, 4}, {-10, 5, 0}), image({1, 1, 0, 0, 0, 9}, {20, -5, 3})});
  const std::vector<uint32_t> expected = {
      18, 6, 9,            // hidden layer: sum, active, maximum
      43, 3, 20,           // last layer: of magnitudes; active counts values above 0
      2,  1, 2, 0, 0, 13,  // hidden channels
      30, 10, 3};          // last channels
  EXPECT_EQ(stat, expected);
}

// Codes are the sums themselves; channel sums of layer 0 are 2, 1, 2, 0, 0, 13 of 18.
TEST(ProjectedCodes, ScatterOfEveryLayerFollowsTheStatistics) {
  TestProgram p = scatter_program();
  p.log2_enabled = false;
  p.scatter_shift = 0;
  p.nominal = {-16, -17, -16, -18, -18, -5, -13, -33, -40};
  const std::vector<uint32_t> statistics = {18, 6, 9, 43, 3, 20, 2, 1, 2, 0, 0, 13, 30, 10, 3};
  std::vector<uint16_t> expected(statistics.begin(), statistics.end());
  expected.insert(expected.end(), {0, 0});
  EXPECT_EQ(projected_codes(p, statistics), expected) << "the nominal chip scatters nowhere";
  p.nominal[0] = -13;
  p.nominal[4] = -24;
  p.nominal[8] = -39;
  expected[15] = 9;
  expected[16] = 1;
  EXPECT_EQ(projected_codes(p, statistics), expected);
  p.scatter_shift = 2;
  expected[15] = 2;
  expected[16] = 0;
  EXPECT_EQ(projected_codes(p, statistics), expected);
  p.scatter = false;
  expected.resize(15);
  EXPECT_EQ(projected_codes(p, statistics), expected);
}

TEST(ComputeFeatures, ScatterIsProjectedByItsOwnWeights) {
  TestProgram p = scatter_program();
  p.log2_enabled = false;
  p.scatter_shift = p.project_shift = 0;
  p.mean = {0, 0};
  std::fill(p.projection.begin(), p.projection.end() - 4, int8_t{0});
  p.nominal.assign(9, 0);
  p.nominal[1] = -7;
  p.nominal[8] = 20;
  // Weights 100, -100 of layer 0's scatter of 7, 1, -2 of layer 1's of 20.
  const std::vector<uint32_t> nothing(15, 0);
  EXPECT_EQ(compute_features(p, nothing), (std::vector<int16_t>{700 + 20, -700 - 40}));
}

TEST(NearestEntry, TieGoesToTheLowerIndex) {
  TestProgram p = small_program(small_network());
  p.codebook[0].centroid = {5000, 0};
  p.codebook[1].centroid = {10, 0};
  p.codebook[2].centroid = {-10, 0};
  EXPECT_EQ(nearest_entry(p, {0, 0}).index, 1);
  EXPECT_EQ(nearest_entry(p, {0, 0}).distance, 255U * 100U);
}

TEST(Decide, DistanceBeyondTheLimitRejects) {
  TestProgram p = small_program(small_network());
  p.reject_distance = 1000;
  EXPECT_EQ(decide(p, {2, 1000}, {}), Disposition::RepairAndAdapt);
  EXPECT_EQ(decide(p, {2, 1001}, {}), Disposition::Reject);
}

TEST(RepairOf, GainsAndOffsetsAreClampedToTheProgrammedLimits) {
  TestProgram p = small_program(small_network());
  p.gain_max = 8192;
  p.offset_min = -4;
  EXPECT_EQ(repair_of(p, 2, {0, 0}), (Tuning{{8192, -4}}));
}

class MeanMatch : public ::testing::Test {
 protected:
  static ChipConfig config() {
    ChipConfig c;
    c.adc.bits = 10;
    c.adc.full_scale = {40000, 40000};
    return c;
  }
};

TEST_F(MeanMatch, NominalDieKeepsUnityGain) {
  const Network network = small_network();
  const Chip chip = make_chip(network, config());
  TestProgram p = small_program(network);
  const Die nominal = Die::nominal(chip);
  p.nominal_sum.assign(2, 0);
  for (const ImageOutput& out : run_signature(nominal, identity_tuning(chip), p)) {
    for (size_t l = 0; l < 2; ++l) {
      for (int32_t v : out[l].values) p.nominal_sum[l] += v < 0 ? -v : v;
    }
  }
  EXPECT_EQ(mean_match(nominal, p, 1), identity_tuning(chip));
}

TEST_F(MeanMatch, DieWithHigherConductanceGetsALowerGain) {
  const Network network = small_network();
  ChipConfig c = config();
  c.device.sigma_die = 0.5;
  const Chip chip = make_chip(network, c);
  TestProgram p = small_program(network);
  const Die nominal = Die::nominal(chip);
  const auto sum = [&](const Die& die, const Tuning& t) {
    int64_t s = 0;
    for (const ImageOutput& out : run_signature(die, t, p)) {
      for (int32_t v : out[0].values) s += v;
    }
    return s;
  };
  p.nominal_sum = {sum(nominal, identity_tuning(chip)), 1};
  ASSERT_GT(p.nominal_sum[0], 0);
  for (uint32_t d = 0; d < 8; ++d) {
    const Die die(chip, DieKey{9, d});
    const int64_t measured = sum(die, identity_tuning(chip));
    const uint16_t gain = mean_match(die, p, 1)[0].gain;
    EXPECT_EQ(measured > p.nominal_sum[0], gain < 4096) << "die " << d;
  }
}

TEST(QuantiseGain, RoundsAndStaysInTheFormat) {
  EXPECT_EQ(quantise_gain(1.0), 4096);
  EXPECT_EQ(quantise_gain(0.0), 0);
  EXPECT_EQ(quantise_gain(100.0), 65535);
}

}  // namespace
}  // namespace kintsugi::tuning
