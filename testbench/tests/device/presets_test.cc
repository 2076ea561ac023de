#include "models/device/presets.h"

#include <gtest/gtest.h>

#include "testbench/tests/device/samples.h"
#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi {
namespace {

using namespace testing;

constexpr double kAllowedBySampling = 5.0;

// Mean and deviation in uS of a preset's cells at `level`, rounding to the grid taken off.
Moments sampled_us(const DeviceStatistics& s, uint8_t level) {
  Moments found = moments(program_level(DeviceModel(s), level).codes);
  const double us = s.g_max_us / 8192.0;
  found.mean *= us;
  found.deviation = std::sqrt(found.deviation * found.deviation - kRounding) * us;
  return found;
}

double polynomial(const std::vector<double>& coefficients, double x) {
  double sum = 0.0;
  double power = 1.0;
  for (const double c : coefficients) {
    sum += c * power;
    power *= x;
  }
  return sum;
}

// Expects mean g and `sigma(g)` at all ten levels between two conductances. A cell clipped at zero
// is rare enough where sigma is below a quarter of g; lower levels are left out.
template <typename Sigma>
void expect_sigma_by_level(const char* name, double g_min, double g_max, const Sigma& sigma) {
  const DeviceStatistics s = preset(name);
  int judged = 0;
  for (uint8_t level = 0; level < 10; ++level) {
    const double g = g_min + (g_max - g_min) * level / 9.0;
    if (sigma(g) > g / 4.0) continue;
    ++judged;
    const Moments found = sampled_us(s, level);
    EXPECT_NEAR(found.mean, g, kAllowedBySampling * sigma(g) / 256.0) << name << " at " << g;
    EXPECT_NEAR(found.deviation, sigma(g), kAllowedBySampling * sigma(g) / 256.0 / std::sqrt(2.0))
        << name << " at " << g;
  }
  EXPECT_GE(judged, 8) << name;
}

TEST(PresetsTest, Hfox65nmSpreadsByHalfOfTheMean) {
  const Moments found = moments(program_level(DeviceModel(preset("hfox-65nm")), 5).codes);
  EXPECT_NEAR(found.deviation / found.mean, 0.5, 0.01);
  const double logarithm = std::sqrt(0.10 * 0.10 + 0.35 * 0.35 + 0.30 * 0.30);
  const DeviceStatistics a = preset("hfox-65nm-common");
  EXPECT_NEAR(std::hypot(a.sigma_within, std::hypot(a.sigma_tile, a.sigma_die)), logarithm, 1e-12);
  EXPECT_NEAR(logarithm, 0.472, 0.001);
  const DeviceStatistics b = preset("hfox-65nm-cells");
  EXPECT_NEAR(std::hypot(b.sigma_within, std::hypot(b.sigma_tile, b.sigma_die)), 0.472, 0.001);
}

TEST(PresetsTest, SplitPresetsSpreadOverTilesAndDiesAsTheySay) {
  const DeviceModel model(preset("hfox-65nm-common"));
  const std::vector<uint8_t> levels(1, 9);
  std::vector<double> within;
  std::vector<double> logs;
  for (uint32_t die = 0; die < 4000; ++die) {
    int16_t code = 0;
    model.program(model.die(7, die), 2, 1, 1, levels.data(), &code);
    logs.push_back(std::log(code / 8192.0));
  }
  expect_moments(moments(logs), 0.0, std::sqrt(0.10 * 0.10 + 0.35 * 0.35 + 0.30 * 0.30));
}

TEST(PresetsTest, Hfox40usFollowsItsPolynomials) {
  const std::vector<std::pair<const char*, std::vector<double>>> published = {
      {"hfox-40us-1s", {0.348, 16.030, -43.853, 45.393, -16.815}},
      {"hfox-40us-1d", {0.701, 22.086, -50.773, 47.095, -16.458}},
      {"hfox-40us-2d", {0.782, 20.274, -43.507, 37.062, -11.934}}};
  for (const auto& [name, coefficients] : published) {
    const auto& c = coefficients;
    const DeviceStatistics s = preset(name);
    for (uint8_t level = 3; level < 10; ++level) {
      const double g = 1.0 + 39.0 * level / 9.0;
      const double sigma = polynomial(c, g / 40.0);
      const Moments found = sampled_us(s, level);
      EXPECT_NEAR(found.mean, g, kAllowedBySampling * sigma / 256.0) << name;
      EXPECT_NEAR(found.deviation, sigma, kAllowedBySampling * sigma / 256.0 / std::sqrt(2.0))
          << name;
    }
    EXPECT_NEAR(std::sqrt(DeviceModel(s).read_variance(4000) / 64.0), 81.92, 0.01);
  }
}

TEST(PresetsTest, Hfo2225usFollowsItsLine) {
  expect_sigma_by_level("hfo2-225us", 50.0, 225.0, [](double g) { return 4.782 - 0.00911 * g; });
}

TEST(PresetsTest, CmoHfoxFollowsItsLines) {
  expect_sigma_by_level("cmo-hfox-2pct", 9.0, 88.19, [](double g) { return 0.0113 * g + 0.0112; });
  expect_sigma_by_level("cmo-hfox-0.2pct", 9.0, 88.19,
                        [](double g) { return 0.00107 * g + 0.0008; });
}

TEST(PresetsTest, CmoHfoxDriftsAsPublished) {
  for (const double age : {10.0, 3600.0, 86400.0 * 30.0}) {
    DeviceStatistics s = preset("cmo-hfox-2pct");
    s.age_s = age;
    const double drift = 0.042 * std::log(age) + 0.412;
    const double programmed = 0.0113 * 88.19 + 0.0112;
    const double sigma = std::hypot(drift, programmed);
    const Moments found = sampled_us(s, 9);
    EXPECT_NEAR(found.mean, 88.19 - 0.089 * std::log(age), kAllowedBySampling * sigma / 256.0);
    EXPECT_NEAR(found.deviation, sigma, kAllowedBySampling * sigma / 256.0 / std::sqrt(2.0));
  }
}

TEST(PresetsTest, Rram20kHasItsFourLevels) {
  const DeviceStatistics s = preset("rram-20k");
  const std::vector<double> published = {133.0, 167.0, 200.0, 233.0};
  for (uint8_t level = 0; level < 4; ++level) {
    const Moments found = sampled_us(s, level);
    EXPECT_NEAR(found.mean, published[level], kAllowedBySampling * 16.66 / 256.0);
    EXPECT_NEAR(found.deviation, 16.66, kAllowedBySampling * 16.66 / 256.0 / std::sqrt(2.0));
  }
  EXPECT_NEAR(s.stuck_lrs_g * s.g_max_us, 500.0, 1e-9);
  EXPECT_NEAR(s.stuck_hrs_g * s.g_max_us, 10.0, 1e-9);
}

TEST(PresetsTest, StuckPresetsHaveTheirRatesEitherWay) {
  for (const char* name : {"stuck-mostly-lrs", "stuck-mostly-hrs"}) {
    const bool lrs = name == std::string("stuck-mostly-lrs");
    const Tile tile = program_level(DeviceModel(preset(name)), 5);
    const auto high = std::count(tile.codes.begin(), tile.codes.end(), 8192);
    const auto low = std::count(tile.codes.begin(), tile.codes.end(), 0);
    expect_share(static_cast<double>(high), 65536.0, lrs ? 0.0904 : 0.0175);
    expect_share(static_cast<double>(low), 65536.0, lrs ? 0.0175 : 0.0904);
  }
}

TEST(PresetsTest, TelegraphNoiseWeighsMoreAtHighResistance) {
  const DeviceModel model(preset("rtn"));
  const auto changed_code = [&](uint8_t level) {
    const Tile tile = program_level(model, level);
    const int16_t nominal = static_cast<int16_t>(model.conductances()[level] + 0.5);
    std::vector<int16_t> changed;
    for (const int16_t code : tile.codes) {
      if (code != nominal) changed.push_back(code);
    }
    expect_share(static_cast<double>(changed.size()), 65536.0, 1.0 / 6.0);
    EXPECT_EQ(*std::min_element(changed.begin(), changed.end()),
              *std::max_element(changed.begin(), changed.end()));
    return changed.front();
  };
  EXPECT_NEAR(8192.0 / changed_code(9) - 1.0, 0.028, 1e-4);
  EXPECT_NEAR(0.02 * 8192.0 / changed_code(0) - 1.0, 0.5, 0.01);
}

TEST(PresetsTest, EveryPresetIsValidAndSaysItsSource) {
  for (const PresetInfo& info : presets()) {
    EXPECT_NO_THROW(DeviceModel{preset(info.name)}) << info.name;
    EXPECT_FALSE(info.what.empty() || info.source.empty() || info.assumed.empty()) << info.name;
  }
  EXPECT_EQ(preset_names().size(), presets().size());
}

TEST(PresetsTest, FaultsComeOnTopOfADevice) {
  DeviceStatistics s = preset("rram-20k");
  apply_preset("stuck-mostly-lrs", s);
  apply_preset("rtn", s);
  EXPECT_EQ(s.levels, 4);
  EXPECT_NEAR(s.stuck_lrs_g * s.g_max_us, 500.0, 1e-9);
  EXPECT_EQ(s.stuck_lrs, 0.0904);
  EXPECT_GT(s.rtn_share, 0.0);
}

TEST(PresetsTest, FewerLevelsThanThePresetHasAreFine) {
  EXPECT_EQ(DeviceModel(preset("hfox-65nm", 4)).conductances().size(), 4U);
  EXPECT_EQ(DeviceModel(preset("hfox-40us-1d", 256)).conductances().size(), 256U);
}

TEST(PresetsTest, MoreLevelsThanThePresetHasAreRefused) {
  expect_user_error([] { preset("hfox-65nm", 16); },
                    {"device.levels", "16", "at most 10", "the chip shows 10 levels"});
  expect_user_error([] { preset("rram-20k", 8); }, {"device.levels", "8", "at most 4"});
  expect_user_error([] { preset("rram-20k", 3); }, {"device.levels", "3", "list of 4"});
  expect_user_error([] { preset("hfox-40us-1s", 300); }, {"device.levels", "300", "256"});
}

TEST(PresetsTest, UnknownPresetNamesTheKnownOnes) {
  expect_user_error(
      [] { preset("hfox", 0, [](const std::string& key) { return "s.toml:3: " + key; }); },
      {"s.toml:3: device.preset", "\"hfox\"", "hfox-65nm", "rram-20k"});
}

}  // namespace
}  // namespace kintsugi
