#include "models/training/crossbar_product.h"

#include <gtest/gtest.h>

#include "models/training/distillation.h"

namespace kintsugi {
namespace {

double log_deviation(const torch::Tensor& factors) { return factors.log().std().item<double>(); }

TEST(SpreadStatesTest, OneFactorALayerATileAndADie) {
  torch::manual_seed(1);
  CellMapping cells;
  cells.tile_rows = 40;
  cells.tile_outputs = 50;
  const auto states = torch::full({100, 100}, 9.0F);
  const auto factors = [&](const TrainingSpread& spread, const torch::Tensor& die = {}) {
    return spread_states(cells, spread, states, die) / states;
  };
  const auto spans = [](const torch::Tensor& f) { return (f.max() - f.min()).item<double>(); };

  TrainingSpread layer;
  layer.sigma_layer = 0.4;
  EXPECT_LT(spans(factors(layer)), 1e-6);
  EXPECT_NE(factors(layer)[0][0].item<float>(), factors(layer)[0][0].item<float>());

  TrainingSpread tile;
  tile.sigma_tile = 0.4;
  const auto tiles = factors(tile);
  EXPECT_GT(spans(tiles), 0.01);
  for (const int64_t row : {0, 40, 80}) {  // the last tile is half full
    EXPECT_LT(spans(tiles.slice(0, 0, 50).slice(1, row, row + 40)), 1e-6);
    EXPECT_LT(spans(tiles.slice(0, 50, 100).slice(1, row, row + 40)), 1e-6);
  }
  EXPECT_GT(std::abs((tiles[0][39] - tiles[0][40]).item<double>()), 1e-4);
  EXPECT_GT(std::abs((tiles[49][0] - tiles[50][0]).item<double>()), 1e-4);

  TrainingSpread cell;
  cell.sigma_cell = 0.3;
  cell.g_min = 0.0;
  EXPECT_NEAR(log_deviation(factors(cell)), 0.3, 0.02);

  EXPECT_TRUE(torch::allclose(factors({}, torch::full({}, 1.5F)), torch::full({100, 100}, 1.5F)));
}

// What decides whether repair can work: a zero weight of a pair is two lowest cells, of a single
// cell two cells in the middle.
TEST(SpreadStatesTest, ZeroWeightIsQuietInAPairAndNoisyInASingleCell) {
  torch::manual_seed(1);
  TrainingSpread spread;
  spread.sigma_cell = 0.1;
  const auto zeros = torch::zeros({400, 400});
  const CellMapping pair;
  const CellMapping single{Mapping::SingleEnded, 10};
  const auto deviation = [&](const CellMapping& cells) {
    return spread_states(cells, spread, zeros, {}).std().item<double>();
  };
  const double floor = pair.floor_levels(spread.g_min);
  EXPECT_NEAR(deviation(pair), std::sqrt(2.0) * 0.1 * floor, 0.1 * floor * 0.1);
  EXPECT_NEAR(deviation(single), std::sqrt(2.0) * 0.1 * (5 + floor), 0.1);
}

TEST(SpreadStatesTest, ReferenceCellIsSharedByTheOutputsOfItsRow) {
  torch::manual_seed(1);
  TrainingSpread spread;
  spread.sigma_cell = 0.1;
  const CellMapping single{Mapping::SingleEnded, 10};
  const auto held = spread_states(single, spread, torch::zeros({4000, 20}), {});
  // Means over outputs keep the reference's own deviation.
  EXPECT_GT(held.mean(0).std().item<double>(), 0.05 * 5);
}

Layer small_conv() {
  Layer layer;
  layer.kind = LayerKind::Conv;
  layer.in = {3, 6, 6};
  layer.kernel = 3;
  layer.pad = 1;
  layer.conv_out = layer.out = {5, 6, 6};
  return layer;
}

TEST(ConvertedProductTest, EqualsTheProductWhenConvertersAreFine) {
  torch::manual_seed(1);
  const Layer layer = small_conv();
  CellMapping cells;
  cells.tile_rows = 10;  // three tiles of 27 rows
  const auto codes = torch::randint(0, 16, {2, 3 * 36}).to(torch::kFloat);
  const auto states = torch::randint(-9, 10, {5, 3, 3, 3}).to(torch::kFloat);
  const auto exact = product(layer, codes, states, {});
  const auto range = torch::full({}, 32768.0F);  // one code is one unit at 16 bits
  EXPECT_TRUE(torch::equal(converted_product(layer, cells, 16, range, codes, states), exact));
  EXPECT_LE(largest_tile_sum(layer, cells, codes, states), 10.0 * 15 * 9);
}

TEST(ConvertedProductTest, ClipsAndRoundsEachTileByItself) {
  Layer layer;
  layer.in = {4, 1, 1};
  layer.conv_out = layer.out = {1, 1, 1};
  CellMapping cells;
  cells.tile_rows = 2;
  const auto codes = torch::tensor({10.0F, 10.0F, 3.0F, 0.0F}).view({1, 4});
  const auto states = torch::tensor({9.0F, 9.0F, -1.0F, 5.0F}).view({1, 4});
  // 4 bits over +-16: codes of 2, -8 .. 7. Tile 1: 180 -> 14. Tile 2: -3 -> -1.5 codes -> -2 or -4.
  const auto found =
      converted_product(layer, cells, 4, torch::full({}, 16.0F), codes, states).item<float>();
  EXPECT_EQ(found, 14.0F - 4.0F);  // halves to even
}

TEST(ConvertedProductTest, GradientPassesInsideTheRangeAndStopsOutside) {
  Layer layer;
  layer.in = {2, 1, 1};
  layer.conv_out = layer.out = {1, 1, 1};
  const auto states = torch::ones({1, 2}).requires_grad_();
  const auto gradient = [&](float code) {
    const auto codes = torch::full({1, 2}, code);
    const auto sum = converted_product(layer, {}, 4, torch::full({}, 16.0F), codes, states);
    return torch::autograd::grad({sum.sum()}, {states})[0][0][0].item<float>();
  };
  EXPECT_EQ(gradient(3.0F), 3.0F);
  EXPECT_EQ(gradient(15.0F), 0.0F);
}

TEST(DistillationTest, IsZeroForEqualLogitsAndScalesWithTheTemperature) {
  torch::manual_seed(1);
  const auto teacher = torch::randn({50, 10});
  EXPECT_NEAR(distillation_loss(teacher, teacher, 2.0).item<double>(), 0.0, 1e-6);
  EXPECT_NEAR(distillation_loss(teacher + 3.0, teacher, 2.0).item<double>(), 0.0, 1e-5);
  const auto student = torch::randn({50, 10});
  const auto by_hand = [&](double t) {
    const auto p = torch::softmax(teacher / t, 1);
    const auto q = torch::softmax(student / t, 1);
    return (t * t * (p * (p / q).log()).sum(1).mean()).item<double>();
  };
  for (const double t : {1.0, 2.0, 8.0}) {
    EXPECT_NEAR(distillation_loss(student, teacher, t).item<double>(), by_hand(t), 1e-3);
  }
}

}  // namespace
}  // namespace kintsugi
