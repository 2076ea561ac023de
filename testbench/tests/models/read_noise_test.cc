// Read noise is drawn once a column, with the variance of all its cells: the same in distribution
// as a draw for every cell, which is done here by brute force.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <vector>

#include "models/crossbar/normal_table.h"
#include "models/crossbar/tile.h"
#include "testbench/tests/models/example_networks.h"

namespace kintsugi {
namespace {

constexpr int kRows = 60;
constexpr double kRelative = 0.1;

double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

// Largest distance between the samples' distribution and the standard normal, times sqrt(n): above
// 1.95 once in a thousand samples of a true normal.
double kolmogorov(std::vector<double> z) {
  std::sort(z.begin(), z.end());
  double distance = 0.0;
  const auto n = static_cast<double>(z.size());
  for (size_t i = 0; i < z.size(); ++i) {
    const double p = normal_cdf(z[i]);
    distance =
        std::max({distance, p - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - p});
  }
  return distance * std::sqrt(n);
}

double mean_of(const std::vector<double>& x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

double deviation_of(const std::vector<double>& x) {
  const double mean = mean_of(x);
  double squares = 0.0;
  for (const double v : x) squares += (v - mean) * (v - mean);
  return std::sqrt(squares / static_cast<double>(x.size() - 1));
}

TEST(NormalTableTest, WordsBecomeStandardNormals) {
  const RandomKey key{5, 0, 0, RandomRole::ReadNoise};
  std::vector<double> z;
  for (uint64_t i = 0; i < 200000; ++i) {
    z.push_back(static_cast<double>(normal_of_word(random_word(key, i))));
  }
  EXPECT_NEAR(mean_of(z), 0.0, 0.01);
  EXPECT_NEAR(deviation_of(z), 1.0, 0.008);
  EXPECT_LT(kolmogorov(z), 1.95);
}

TEST(NormalTableTest, TheTableIsTheQuantileFunction) {
  for (const uint32_t word : {1U, 77U, 5000U, 1U << 20, 3U << 25, (1U << 31) - 1}) {
    const double z = static_cast<double>(normal_of_word(word));
    const double p = (word | 1U) / 4294967296.0;
    EXPECT_NEAR(normal_cdf(z), p, 2e-4 * p) << word;
    EXPECT_EQ(normal_of_word(word | 0x80000000U), -normal_of_word(word));
  }
}

TEST(NormalTableTest, TheDistanceIsSeenWhenTheDistributionIsWrong) {
  const RandomKey key{5, 0, 0, RandomRole::ReadNoise};
  std::vector<double> z;
  for (uint64_t i = 0; i < 200000; ++i) {
    z.push_back(1.02 * static_cast<double>(normal_of_word(random_word(key, i))));
  }
  EXPECT_GT(kolmogorov(z), 1.95);
}

std::shared_ptr<const DeviceModel> cells() {
  DeviceStatistics statistics;
  statistics.levels = 16;
  statistics.g_min = 0.1;
  statistics.sigma_within = 0.3;
  statistics.read_noise = kRelative;
  return std::make_shared<const DeviceModel>(statistics);
}

struct Scene {
  Tile tile;
  std::vector<uint8_t> inputs;
};

// One output; 16-bit converters, whose LSB is a hundredth of the noise.
Scene scene_of(const InputCoding& input) {
  TileDesign design;
  design.coding.levels = 16;
  design.coding.weight_levels = 16;
  design.input = input;
  design.device = cells();
  design.adc.bits = 16;
  const DieContext die = design.device->die(3, 0);
  testing::Numbers numbers(9);
  std::vector<int8_t> weights;
  Scene s;
  RowGroups groups;
  for (int r = 0; r < kRows; ++r) {
    weights.push_back(static_cast<int8_t>(numbers.between(-15, 15)));
    s.inputs.push_back(static_cast<uint8_t>(numbers.between(0, 15)));
    groups.first_row.push_back(r);
    groups.rows.push_back(1);
  }
  s.tile = program_tile(design, {&die, 0}, weights.data(), kRows, 0, kRows, 1, groups, 1 << 20);
  return s;
}

// The cells of the tile, plus and minus, as program_tile() draws them.
std::vector<int16_t> cells_of(const Scene& s) {
  std::vector<int16_t> cells(static_cast<size_t>(2 * kRows));
  testing::Numbers numbers(9);
  std::vector<uint8_t> levels;
  for (int r = 0; r < kRows; ++r) {
    const int w = numbers.between(-15, 15);
    numbers.between(0, 15);
    levels.push_back(static_cast<uint8_t>(std::max(w, 0)));
    levels.push_back(static_cast<uint8_t>(std::max(-w, 0)));
  }
  program_cells({3, 0, 0, RandomRole::CellWithin}, {0.3, 0.0}, level_conductances(16, 0.1),
                levels.data(), levels.size(), cells.data());
  EXPECT_EQ(cells[0] - cells[1], s.tile.codes[0]);
  return cells;
}

// Sums of one plane with a draw for every cell, [count].
std::vector<double> brute_force(const Scene& s, const InputCoding& input, int plane, int count) {
  const std::vector<int16_t> cells = cells_of(s);
  std::vector<double> sums;
  std::vector<double> z(cells.size());
  for (int i = 0; i < count; ++i) {
    fill_standard_normal({8, static_cast<uint32_t>(i), 0, RandomRole::ReadNoise}, z.size(),
                         z.data());
    double sum = 0.0;
    for (size_t r = 0; r < s.inputs.size(); ++r) {
      const int digit = input.digit(s.inputs[r], plane);
      const int level = input.bipolar ? 2 * digit - (input.digits() - 1) : digit;
      const auto read = [&](size_t c) { return cells[c] * (1.0 + kRelative * z[c]); };
      sum += level * (read(2 * r) - read(2 * r + 1));
    }
    sums.push_back(sum);
  }
  return sums;
}

TEST(ReadNoiseTest, AColumnHasTheNoiseOfItsCells) {
  constexpr int kReads = 4000;
  for (const InputCoding& input :
       {InputCoding{1, false}, InputCoding{1, true}, InputCoding{2, false}, InputCoding{4, true}}) {
    SCOPED_TRACE(std::to_string(input.plane_bits) + (input.bipolar ? " bipolar" : " unipolar"));
    const Scene s = scene_of(input);
    const double lsb = (1 << 20) / 32768.0;
    std::vector<double> drawn;
    for (uint32_t i = 0; i < kReads; ++i) {
      int32_t code = 0;
      read_plane(s.tile, s.inputs.data(), 0, {i, 0}, &code);
      drawn.push_back(code * lsb);
    }
    const std::vector<double> cells = brute_force(s, input, 0, kReads);
    const double sigma = deviation_of(cells);
    int64_t exact = 0;
    analog_sums(s.tile, s.inputs.data(), 0, &exact);
    // Standard errors are sigma / sqrt(4000) and sigma / sqrt(8000); the bounds are four of them.
    EXPECT_NEAR(mean_of(drawn), static_cast<double>(exact), 0.064 * sigma);
    EXPECT_NEAR(deviation_of(drawn), sigma, 0.064 * sigma);
    std::vector<double> z;
    for (const double sum : drawn) z.push_back((sum - static_cast<double>(exact)) / sigma);
    EXPECT_LT(kolmogorov(z), 1.95);
  }
}

// A column of quiet cells whose sum lies a quarter above a code; 400 units a code.
Tile quiet_tile(AdcType type, double comparator_sigma_lsb, double noise_lsb, int32_t weight) {
  DeviceStatistics statistics;
  statistics.levels = 9;
  statistics.g_min = 0.0;  // 1024 units a weight step
  TileDesign design;
  design.device = std::make_shared<const DeviceModel>(statistics);
  design.coding.levels = design.coding.weight_levels = 9;
  design.adc.type = type;
  design.adc.comparator_sigma_lsb = comparator_sigma_lsb;
  design.adc.noise_lsb = noise_lsb;
  const DieContext die = design.device->die(3, 0);
  const RowGroups groups = {4, {0}, {1}};
  const auto step = static_cast<int8_t>(weight);
  return program_tile(design, {&die, 0}, &step, 1, 0, 1, 1, groups, 128 * 400);
}

std::vector<double> codes_of(const Tile& tile, uint32_t reads) {
  const uint8_t lit = 1;
  std::vector<double> codes;
  for (uint32_t i = 0; i < reads; ++i) {
    int32_t code = 0;
    read_plane(tile, &lit, 0, {i, 0}, &code);
    codes.push_back(code);
  }
  return codes;
}

TEST(ConversionNoiseTest, CodesHaveTheMeanAndSigmaOfTheNoiseAndOfRounding) {
  constexpr uint32_t kReads = 100000;
  const std::vector<double> codes = codes_of(quiet_tile(AdcType::Ideal, 0.0, 0.9, 5), kReads);
  const double sigma = std::sqrt(0.81 + 1.0 / 12.0);
  EXPECT_NEAR(mean_of(codes), 5 * 1024.0 / 400.0, 4.0 * sigma / std::sqrt(kReads));
  EXPECT_NEAR(deviation_of(codes), sigma, 4.0 * sigma / std::sqrt(2.0 * kReads));
}

TEST(ConversionNoiseTest, NoNoiseIsTheSameCodeEveryTime) {
  const std::vector<double> codes = codes_of(quiet_tile(AdcType::Ideal, 0.0, 0.0, 5), 100);
  EXPECT_EQ(codes, std::vector<double>(100, 13.0));  // 12.8 LSB
}

TEST(ConversionNoiseTest, CurvesWithoutErrorChangeNothing) {
  EXPECT_EQ(codes_of(quiet_tile(AdcType::Flash, 1e-9, 2.5, 5), 5000),
            codes_of(quiet_tile(AdcType::Ideal, 0.0, 2.5, 5), 5000));
}

TEST(ConversionNoiseTest, NoiseBeyondTheRangeClamps) {
  const std::vector<double> codes = codes_of(quiet_tile(AdcType::Ideal, 0.0, 120.0, 5), 2000);
  const auto [least, most] = std::minmax_element(codes.begin(), codes.end());
  EXPECT_EQ(*least, -128.0);
  EXPECT_EQ(*most, 127.0);
}

// Noise at the sum, of the stated variance, is noise at the input.
TEST(ConversionNoiseTest, VarianceOfTheSumIsThatOfTheInput) {
  const TransferLine line = transfer_line({1.25, 0.0}, 8, 12800);
  const double sigma = std::sqrt(noise_variance_of_sum(0.6, line));
  EXPECT_NEAR(sigma * line.slope, 0.6, 1e-12);
  EXPECT_NEAR(sigma, 0.6 * 100.0 / 1.25, 1e-9);
}

TEST(ReadNoiseTest, EveryReadOfAnImageHasItsOwnAndTheSameReadTheSame) {
  const Scene s = scene_of({1, false});
  std::vector<int32_t> codes;
  for (const ReadKey key : {ReadKey{0, 0}, ReadKey{0, 1}, ReadKey{1, 0}, ReadKey{0, 0}}) {
    codes.push_back(0);
    read_plane(s.tile, s.inputs.data(), 0, key, &codes.back());
  }
  EXPECT_NE(codes[0], codes[1]);
  EXPECT_NE(codes[0], codes[2]);
  EXPECT_EQ(codes[0], codes[3]);
}

}  // namespace
}  // namespace kintsugi
