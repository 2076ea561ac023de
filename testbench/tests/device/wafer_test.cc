#include "models/device/wafer.h"

#include <gtest/gtest.h>

#include <set>

#include "testbench/tests/device/samples.h"

namespace kintsugi {
namespace {

using namespace testing;

TEST(WaferTest, DiesAreCountedThroughWafersAndLots) {
  const WaferMap map{WaferLayout{}};
  const uint32_t n = map.dies_per_wafer();
  EXPECT_EQ(map.place(n - 1).wafer, 0U);
  EXPECT_EQ(map.place(n).wafer, 1U);
  EXPECT_EQ(map.place(25 * n - 1).lot, 0U);
  EXPECT_EQ(map.place(25 * n).lot, 1U);
  EXPECT_EQ(map.place(n + 17).x, map.place(17).x);
  EXPECT_EQ(map.place(n + 17).radius, map.place(17).radius);
}

TEST(WaferTest, DiesFillTheUsableDiscOnceEach) {
  WaferLayout layout;
  layout.die_width_mm = 7.0;
  layout.die_height_mm = 11.0;
  const WaferMap map{layout};
  std::set<std::pair<int, int>> places;
  double area = 0.0;
  for (uint32_t die = 0; die < map.dies_per_wafer(); ++die) {
    const WaferPlace place = map.place(die);
    EXPECT_TRUE(places.emplace(place.y, place.x).second);
    EXPECT_LT(place.radius, 1.0);
    EXPECT_LT(place.reticle_position, layout.reticle_columns * layout.reticle_rows);
    area += 77.0;
  }
  const double disc = std::acos(-1.0) * 147.0 * 147.0;
  EXPECT_GT(area / disc, 0.85);
  EXPECT_LT(area / disc, 1.0);
  EXPECT_TRUE(std::is_sorted(places.begin(), places.end()));
}

TEST(WaferTest, ReticlePositionCountsColumnsThenRowsOfTheField) {
  WaferLayout layout;
  layout.reticle_columns = 3;
  layout.reticle_rows = 4;
  const WaferMap map{layout};
  for (uint32_t die = 0; die < map.dies_per_wafer(); ++die) {
    const WaferPlace place = map.place(die);
    EXPECT_EQ(place.reticle_position, place.x % 3 + place.y % 4 * 3);
  }
}

TEST(WaferTest, FourDiesOfHalfTheRadiusFitOnASmallWafer) {
  WaferLayout layout;
  layout.wafer_diameter_mm = 26.0;
  layout.edge_exclusion_mm = 1.0;
  layout.die_width_mm = layout.die_height_mm = 8.0;
  const WaferMap map{layout};
  ASSERT_EQ(map.dies_per_wafer(), 4U);
  EXPECT_NEAR(map.place(0).radius, std::sqrt(32.0) / 12.0, 1e-12);
}

DieContext die_of(const DeviceStatistics& s, uint32_t die, uint64_t seed = 7) {
  return DeviceModel(s).die(seed, die);
}

TEST(WaferTest, DiesOfAWaferShareItsFactorAndOthersDoNot) {
  DeviceStatistics s;
  s.sigma_wafer = 0.2;
  const uint32_t n = WaferMap(s.wafer).dies_per_wafer();
  EXPECT_EQ(die_of(s, 0).common, die_of(s, n - 1).common);
  EXPECT_NE(die_of(s, 0).common, die_of(s, n).common);
  EXPECT_NE(die_of(s, 0).common, die_of(s, 0, 8).common);
}

TEST(WaferTest, WafersOfALotShareItsFactorAndOthersDoNot) {
  DeviceStatistics s;
  s.sigma_lot = 0.2;
  const uint32_t n = WaferMap(s.wafer).dies_per_wafer();
  EXPECT_EQ(die_of(s, 0).common, die_of(s, 24 * n).common);
  EXPECT_NE(die_of(s, 0).common, die_of(s, 25 * n).common);
}

TEST(WaferTest, FactorsHaveTheirSpread) {
  for (double DeviceStatistics::*sigma :
       {&DeviceStatistics::sigma_wafer, &DeviceStatistics::sigma_lot,
        &DeviceStatistics::sigma_die}) {
    DeviceStatistics s;
    s.*sigma = 0.2;
    const DeviceModel model(s);
    const uint32_t stride = model.wafer_map().dies_per_wafer() * 25;
    std::vector<double> factors;
    for (uint32_t lot = 0; lot < 1500; ++lot) {
      factors.push_back(model.die(7, lot * stride).common);
    }
    expect_moments(moments(factors), 0.0, 0.2);
  }
}

TEST(WaferTest, RadialTermIsQuadraticAndHasNoMeanOverTheDisc) {
  DeviceStatistics s;
  s.radial = 0.3;
  const DeviceModel model(s);
  double sum = 0.0;
  const uint32_t n = model.wafer_map().dies_per_wafer();
  for (uint32_t die = 0; die < n; ++die) {
    const double radius = model.wafer_map().place(die).radius;
    EXPECT_NEAR(model.die(7, die).common, 0.3 * (radius * radius - 0.5), 1e-12);
    sum += model.die(7, die).common;
  }
  EXPECT_NEAR(sum / n, 0.0, 0.01);
}

TEST(WaferTest, DrawnRadialTermDiffersBetweenWafers) {
  DeviceStatistics s;
  s.sigma_radial = 0.3;
  const DeviceModel model(s);
  const uint32_t n = model.wafer_map().dies_per_wafer();
  const auto slope = [&](uint32_t wafer) {
    return model.die(7, wafer * n).common / (std::pow(model.wafer_map().place(0).radius, 2) - 0.5);
  };
  std::vector<double> slopes;
  for (uint32_t wafer = 0; wafer < 2000; ++wafer) slopes.push_back(slope(wafer));
  expect_moments(moments(slopes), 0.0, 0.3);
}

TEST(WaferTest, ReticleTermRepeatsWithTheFieldOnEveryWafer) {
  DeviceStatistics s;
  s.sigma_reticle = 0.2;
  const DeviceModel model(s);
  std::set<double> values;
  std::vector<double> of_position(30, 0.0);
  for (uint32_t die = 0; die < 2 * model.wafer_map().dies_per_wafer(); ++die) {
    const auto position = static_cast<size_t>(model.wafer_map().place(die).reticle_position);
    const double common = model.die(7, die).common;
    values.insert(common);
    if (of_position[position] == 0.0) of_position[position] = common;
    EXPECT_EQ(common, of_position[position]);
  }
  EXPECT_EQ(values.size(), 30U);
}

}  // namespace
}  // namespace kintsugi
