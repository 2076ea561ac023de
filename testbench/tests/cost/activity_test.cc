#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <sstream>

#include "testbench/cost/activity_files.h"
#include "testbench/cost/chip_activity.h"
#include "testbench/tests/cost/small_chips.h"

namespace kintsugi {
namespace {

using cost::LayerActivity;
using testing::odd_chip;
using testing::odd_timing;
using testing::random_images;

constexpr int kImages = 2;

// Input code of weight column `row` (channel, y, x of the window) at a position, by arithmetic of
// its own; -1 over the padding.
int code_under(const Layer& layer, const std::vector<int>& in, int position, int row) {
  if (layer.kind == LayerKind::Dense) return in[static_cast<size_t>(row)];
  const int channel = row / (layer.kernel * layer.kernel);
  const int y = position / layer.conv_out.width * layer.stride - layer.pad +
                row / layer.kernel % layer.kernel;
  const int x = position % layer.conv_out.width * layer.stride - layer.pad + row % layer.kernel;
  if (y < 0 || x < 0 || y >= layer.in.height || x >= layer.in.width) return -1;
  return in[static_cast<size_t>((channel * layer.in.height + y) * layer.in.width + x)];
}

double conductance(int level, const DeviceStatistics& device) {
  return device.g_min + level * (1.0 - device.g_min) / (device.levels - 1);
}

// Levels of all cells of a word line in a tile, the reference included.
std::vector<int> cells_on_line(const LayerPlan& plan, const TilePlacement& tile, int row,
                               const ChipConfig& config) {
  std::vector<int> levels;
  for (int o = tile.first_output; o < tile.first_output + tile.outputs; ++o) {
    const int w = plan.layer.weights[static_cast<size_t>(o * plan.layer.rows() + row)];
    if (config.crossbar.mapping == Mapping::Differential) {
      levels.push_back(w > 0 ? w : 0);
      levels.push_back(w < 0 ? -w : 0);
    } else {
      // A level is two weight steps about the middle one, halves away from zero.
      const int half = w >= 0 ? (w + 1) / 2 : -((1 - w) / 2);
      levels.push_back(std::clamp(config.device.levels / 2 + half, 0, config.device.levels - 1));
    }
  }
  if (config.crossbar.mapping == Mapping::SingleEnded) levels.push_back(config.device.levels / 2);
  return levels;
}

// Every read of every cell, one by one.
LayerActivity brute_force(const Chip& chip, size_t l, const std::vector<int>& in) {
  const LayerPlan& plan = chip.layers[l];
  const Layer& layer = plan.layer;
  LayerActivity a;
  a.images = 1;
  for (int position = 0; position < layer.positions(); ++position) {
    for (int row = 0; row < layer.rows(); ++row) {
      a.buffer_reads += code_under(layer, in, position, row) >= 0;
      a.macs += layer.conv_out.channels;
    }
    for (const TilePlacement& tile : plan.tiles) {
      a.input_register_writes += tile.rows;
      for (int plane = 0; plane < chip.activation_bits(); ++plane) {
        ++a.array_reads;
        for (int o = 0; o < tile.outputs; ++o) {
          ++a.samples;
          ++a.conversions;
          ++a.shift_adds;
        }
        for (int row = tile.first_row; row < tile.first_row + tile.rows; ++row) {
          ++a.row_steps;
          const int code = std::max(0, code_under(layer, in, position, row));
          if (code / (1 << plane) % 2 == 0) continue;
          ++a.active_row_steps;
          a.line_cells += chip.config.crossbar.columns;
          for (const int level : cells_on_line(plan, tile, row, chip.config)) {
            ++a.cell_reads;
            a.conductance_reads += conductance(level, chip.config.device);
          }
        }
      }
    }
  }
  a.buffer_writes = layer.in.size();
  const bool last = l + 1 == chip.layers.size();
  if (!last) a.gain_operations = a.requantisations = layer.conv_out.size();
  a.pool_comparisons = layer.out.size() * (layer.pool * layer.pool - 1);
  return a;
}

void expect_same(const LayerActivity& counted, const LayerActivity& expected, size_t layer) {
  EXPECT_EQ(counted.images, expected.images);
  for (const cost::ActivityField& field : cost::kActivityFields) {
    EXPECT_EQ(counted.*field.count, expected.*field.count) << field.name << " of layer " << layer;
  }
  EXPECT_NEAR(counted.conductance_reads, expected.conductance_reads,
              1e-9 * expected.conductance_reads);
}

class ActivityTest : public ::testing::TestWithParam<Mapping> {};

TEST_P(ActivityTest, CountsAreThoseOfReadingCellByCell) {
  const Chip chip = odd_chip(GetParam());
  const Die die(chip, {7, 3});
  const Tuning tuning = identity_tuning(chip);
  const auto description = describe_chip(chip, odd_timing(), {});
  const std::vector<uint8_t> images = random_images(chip.network, kImages);
  const auto counted = count_activity(die, tuning, description, images.data(), kImages);
  ASSERT_EQ(counted.size(), static_cast<size_t>(kImages));
  for (int i = 0; i < kImages; ++i) {
    const uint8_t* image = images.data() + i * chip.network.input.size();
    const ImageOutput outputs = run_image(die, tuning, image);
    std::vector<int> in(image, image + chip.network.input.size());
    for (size_t l = 0; l < chip.layers.size(); ++l) {
      expect_same(counted[static_cast<size_t>(i)][l], brute_force(chip, l, in), l);
      in.assign(outputs[l].values.begin(), outputs[l].values.end());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(BothMappings, ActivityTest,
                         ::testing::Values(Mapping::Differential, Mapping::SingleEnded));

TEST(ActivityTest, SumsOverImagesAddUp) {
  const Chip chip = odd_chip(Mapping::Differential);
  const Die die = Die::nominal(chip);
  const auto description = describe_chip(chip, odd_timing(), {});
  const std::vector<uint8_t> images = random_images(chip.network, kImages);
  const auto counted =
      count_activity(die, identity_tuning(chip), description, images.data(), kImages);
  const ImageActivity total = total_activity(counted);
  EXPECT_EQ(total[1].images, kImages);
  EXPECT_EQ(total[1].cell_reads, counted[0][1].cell_reads + counted[1][1].cell_reads);
  EXPECT_EQ(total[0].conversions, kImages * counted[0][0].conversions);
}

TEST(ActivityTest, TypicalInputsAreHalfOnes) {
  const Chip chip = odd_chip(Mapping::Differential);
  const auto description = describe_chip(chip, odd_timing(), {});
  const ImageActivity typical = typical_activity(chip, description);
  for (const LayerActivity& layer : typical) {
    EXPECT_EQ(layer.active_row_steps, layer.row_steps / 2);
    // Weights are even over -9 .. 9: each cell's mean is a quarter of the way up, and g_min.
    EXPECT_NEAR(layer.conductance_reads / static_cast<double>(layer.cell_reads), 0.27, 0.05);
  }
}

TEST(ActivityTest, CsvHoldsEveryCount) {
  const Chip chip = odd_chip(Mapping::Differential);
  const Die die = Die::nominal(chip);
  const auto description = describe_chip(chip, odd_timing(), {});
  const std::vector<uint8_t> images = random_images(chip.network, kImages);
  const auto counted =
      count_activity(die, identity_tuning(chip), description, images.data(), kImages);
  std::istringstream csv(activity_csv(counted, description));
  std::string line;
  std::getline(csv, line);
  EXPECT_EQ(line.substr(0, 37), "image,layer,name,array_reads,row_step");
  for (const ImageActivity& image : counted) {
    for (size_t l = 0; l < image.size(); ++l) {
      ASSERT_TRUE(std::getline(csv, line));
      std::istringstream cells(line);
      std::string cell;
      for (int skipped = 0; skipped < 2; ++skipped) std::getline(cells, cell, ',');
      EXPECT_EQ(cell, std::to_string(l));
      std::getline(cells, cell, ',');
      EXPECT_EQ(cell, chip.layers[l].layer.name);
      for (const cost::ActivityField& field : cost::kActivityFields) {
        std::getline(cells, cell, ',');
        EXPECT_EQ(cell, std::to_string(image[l].*field.count)) << field.name;
      }
      std::getline(cells, cell, ',');
      EXPECT_EQ(std::strtod(cell.c_str(), nullptr), image[l].conductance_reads);
    }
  }
  EXPECT_FALSE(std::getline(csv, line));
}

TEST(ActivityTest, EveryReadIsWalkedOnceInOrder) {
  const Chip chip = odd_chip(Mapping::Differential);
  const Die die = Die::nominal(chip);
  const auto description = describe_chip(chip, odd_timing(), {});
  const std::vector<uint8_t> images = random_images(chip.network, kImages);
  int64_t reads = 0;
  int64_t cycle = 0;
  walk_reads(die, identity_tuning(chip), description, images.data(), kImages,
             [&](const PlaneRead& read) {
               EXPECT_EQ(read.start_cycle, cycle);
               cycle += description.plane_cycles();
               ++reads;
             });
  EXPECT_EQ(cycle, kImages * description.image_cycles());
  EXPECT_EQ(reads * description.plane_cycles(), cycle);
}

}  // namespace
}  // namespace kintsugi
