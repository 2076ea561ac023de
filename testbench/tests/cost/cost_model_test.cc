#include "models/cost/cost_model.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <stdexcept>

#include "testbench/tests/cost/unit_technology.h"
#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi::cost {
namespace {

using kintsugi::testing::expect_user_error;

// Two layers. The first: 3 rows and 2 outputs in two tiles of 2 rows and 4 bit lines (two pairs),
// rows 2 + 1, 5 positions, 2 planes, pooled by 4. The second: 2 rows, 1 output, one tile.
ChipDescription small_chip() {
  ChipDescription chip;
  chip.name = "small";
  chip.adc = AdcType::Sar;
  chip.adc_bits = 3;
  chip.columns_per_adc = 2;
  chip.activation_bits = 2;
  chip.accumulator_bits = 10;
  chip.gain_bits = 4;
  chip.multiplier_bits = 5;
  chip.timing = {100.0, 1, 2, 3, 1};  // 10 ns; a plane takes 1 + 2 + 2 x 3 + 1 = 10 cycles
  chip.test_memory_bits = 64;
  TileDescription tile;
  tile.array_rows = 2;
  tile.array_columns = 4;
  tile.array_converted_columns = 2;
  tile.converters = 1;
  tile.rows = 2;
  tile.columns = 4;
  tile.converted_columns = 2;
  LayerDescription first;
  first.name = "first";
  first.tiles = {tile, tile};
  first.tiles[1].rows = 1;
  first.rows = 3;
  first.outputs = 2;
  first.positions = 5;
  first.planes = 2;
  first.input_values = 7;
  first.window_values = 14;
  first.pooled_outputs = 2;
  first.pool_window = 4;
  first.sparse_weights = 3;
  LayerDescription second;
  second.name = "second";
  second.tiles = {tile};
  second.tiles[0].columns = 2;
  second.tiles[0].converted_columns = 1;
  second.rows = 2;
  second.outputs = 1;
  second.planes = 2;
  second.input_values = 2;
  second.window_values = 2;
  second.pooled_outputs = 1;
  second.tuned = false;
  chip.layers = {first, second};
  return chip;
}

// Of one image: 10 and 3 driven word lines.
std::vector<LayerActivity> small_activity(const ChipDescription& chip) {
  std::vector<LayerActivity> activity;
  for (const LayerDescription& layer : chip.layers) {
    activity.push_back(fixed_activity(chip, layer));
  }
  activity[0].active_row_steps = 10;
  activity[0].cell_reads = activity[0].line_cells = 40;
  activity[0].conductance_reads = 12.5;
  activity[1].active_row_steps = 3;
  activity[1].cell_reads = 6;
  activity[1].line_cells = 12;
  activity[1].conductance_reads = 2.0;
  return activity;
}

CostReport small_report(const Technology& technology, const ChipDescription& chip) {
  return CostModel(technology, chip).report(small_activity(chip));
}

TEST(CostModelTest, CountsOfALayerFollowFromItsSizes) {
  const ChipDescription chip = small_chip();
  const LayerActivity a = fixed_activity(chip, chip.layers[0]);
  EXPECT_EQ(a.array_reads, 20);  // 5 positions, 2 planes, 2 tiles
  EXPECT_EQ(a.row_steps, 30);    // of 2 + 1 rows
  EXPECT_EQ(a.conversions, 40);  // of 2 columns a tile
  EXPECT_EQ(a.shift_adds, 40);
  EXPECT_EQ(a.samples, 40);
  EXPECT_EQ(a.macs, 30);                   // 5 x 3 x 2
  EXPECT_EQ(a.input_register_writes, 15);  // 5 x 3
  EXPECT_EQ(a.gain_operations, 10);        // 5 x 2
  EXPECT_EQ(a.requantisations, 10);
  EXPECT_EQ(a.pool_comparisons, 6);  // 2 x (4 - 1)
  EXPECT_EQ(a.buffer_reads, 14);
  EXPECT_EQ(a.buffer_writes, 7);
  EXPECT_EQ(a.sparse_reads, 0) << "this chip has no sparse SRAM";
  EXPECT_EQ(fixed_activity(chip, chip.layers[1]).gain_operations, 0)
      << "the last layer has no gain";
}

TEST(CostModelTest, TypicalInputsDriveHalfOfTheWordLines) {
  const ChipDescription chip = small_chip();
  const LayerActivity a = expected_activity(chip, chip.layers[0], 0.5, 0.25);
  EXPECT_EQ(a.active_row_steps, 15);
  EXPECT_EQ(a.cell_reads, 60);
  EXPECT_DOUBLE_EQ(a.conductance_reads, 15.0);
}

TEST(CostModelTest, AreasOfASmallChipAreThoseWorkedOutByHand) {
  const CostReport r = small_report(unit_technology(), small_chip());
  const auto area = [&](Component c) { return r.parts[c].area_um2; };
  EXPECT_DOUBLE_EQ(area(Component::Cells), 24.0);            // 3 tiles of 2 x 4
  EXPECT_DOUBLE_EQ(area(Component::WordLineDrivers), 12.0);  // 6 rows, 1 + 1 bit
  EXPECT_DOUBLE_EQ(area(Component::SampleAndHolds), 6.0);
  EXPECT_DOUBLE_EQ(area(Component::Multiplexers), 6.0);
  EXPECT_DOUBLE_EQ(area(Component::Converters), 36.0);      // 3 x (1 + 3 + 8)
  EXPECT_DOUBLE_EQ(area(Component::InputRegisters), 12.0);  // 6 rows x 2 bits
  EXPECT_DOUBLE_EQ(area(Component::ShiftAdders), 30.0);     // 3 converters x 10 bits
  EXPECT_DOUBLE_EQ(area(Component::Accumulators), 30.0);    // 3 outputs x 10 bits
  EXPECT_DOUBLE_EQ(area(Component::GainOffset), 40.0);      // 4 x 10, the first layer alone
  EXPECT_DOUBLE_EQ(area(Component::Requantisers), 50.0);    // 5 x 10
  EXPECT_DOUBLE_EQ(area(Component::Pooling), 2.0);
  EXPECT_DOUBLE_EQ(area(Component::ActivationBuffers), 18.0);  // (7 + 2) codes of 2 bits
  EXPECT_DOUBLE_EQ(area(Component::TuningRegisters), 64.0);    // shadow and active, 32 bits
  EXPECT_DOUBLE_EQ(area(Component::SparseSram), 0.0);
  EXPECT_DOUBLE_EQ(area(Component::ControllerLogic), 1.0);
  EXPECT_DOUBLE_EQ(area(Component::TestMemories), 64.0);
}

TEST(CostModelTest, EnergiesOfASmallChipAreThoseWorkedOutByHand) {
  const CostReport r = small_report(unit_technology(), small_chip());
  const auto fj = [&](Component c) { return r.parts[c].dynamic_pj * 1e3; };
  EXPECT_DOUBLE_EQ(fj(Component::Cells), 1.0 * 30.0 * 14.5);  // 1 V^2, 1 uS, 3 cycles of 10 ns
  EXPECT_DOUBLE_EQ(fj(Component::WordLineDrivers), 13.0 + 52.0);
  EXPECT_DOUBLE_EQ(fj(Component::SampleAndHolds), 42.0);  // 40 + 2 conversions
  EXPECT_DOUBLE_EQ(fj(Component::Multiplexers), 42.0);
  EXPECT_DOUBLE_EQ(fj(Component::Converters), 42.0 * (3 + 8 + 0.064));  // 4^3 aJ
  EXPECT_DOUBLE_EQ(fj(Component::InputRegisters), (15.0 + 2.0) * 2);
  EXPECT_DOUBLE_EQ(fj(Component::ShiftAdders), 420.0);
  EXPECT_DOUBLE_EQ(fj(Component::Accumulators), 420.0);
  EXPECT_DOUBLE_EQ(fj(Component::GainOffset), 400.0);
  EXPECT_DOUBLE_EQ(fj(Component::Requantisers), 500.0);
  EXPECT_DOUBLE_EQ(fj(Component::Pooling), 12.0);
  EXPECT_DOUBLE_EQ(fj(Component::ActivationBuffers), (14.0 + 2 + 7 + 2) * 2);
}

TEST(CostModelTest, LatencyAndThroughputFollowFromTiming) {
  const CostReport r = small_report(unit_technology(), small_chip());
  EXPECT_EQ(r.layers[0].cycles, 100);  // 5 x 2 x 10
  EXPECT_EQ(r.layers[1].cycles, 20);
  EXPECT_EQ(r.image_cycles, 120);
  EXPECT_DOUBLE_EQ(r.image.ns, 1200.0);
  EXPECT_DOUBLE_EQ(r.operations, 64.0);  // 2 x (30 + 2)
  EXPECT_DOUBLE_EQ(r.tops, 64.0 / 1200.0 * 1e-3);
  EXPECT_DOUBLE_EQ(r.peak_tops, (12.0 + 4.0) / 200.0 * 1e-3);  // both layers read at once
  EXPECT_DOUBLE_EQ(r.tops_per_watt, 64.0 / r.image.total_pj());
}

TEST(CostModelTest, PartsAddUpToTheTotal) {
  Technology t = unit_technology();
  for (const TechnologyKey& key : technology_keys()) {
    if (key.path.find("leakage") != std::string::npos) key.value(t) = 0.5;
  }
  const CostReport r = small_report(t, small_chip());
  Breakdown layers;
  for (const LayerCost& layer : r.layers) layers += layer.parts;
  layers += shared_parts(t, small_chip());
  double area = 0.0;
  double leakage = 0.0;
  double dynamic = 0.0;
  for (const ComponentCost& part : layers.parts) {
    area += part.area_um2;
    leakage += part.leakage_nw;
    dynamic += part.dynamic_pj;
  }
  EXPECT_DOUBLE_EQ(r.parts.total().area_um2, area);
  EXPECT_DOUBLE_EQ(leakage, 0.5 * area);
  EXPECT_DOUBLE_EQ(r.image.dynamic_pj, dynamic);
  EXPECT_DOUBLE_EQ(r.image.static_pj, leakage * 1200.0 * 1e-6);  // nW ns
}

TEST(CostModelTest, EnergyGrowsWithImagesAndAreaDoesNot) {
  const ChipDescription chip = small_chip();
  Technology t = unit_technology();
  t.controller.leakage_nw_per_um2 = 3.0;
  std::vector<LayerActivity> activity = small_activity(chip);
  const CostReport one = CostModel(t, chip).report(activity);
  for (LayerActivity& layer : activity) {
    const LayerActivity single = layer;
    for (int i = 1; i < 7; ++i) layer += single;
  }
  const CostReport seven = CostModel(t, chip).report(activity);
  EXPECT_EQ(seven.images, 7);
  EXPECT_DOUBLE_EQ(seven.run.dynamic_pj, 7 * one.run.dynamic_pj);
  EXPECT_DOUBLE_EQ(seven.run.static_pj, 7 * one.run.static_pj);
  EXPECT_DOUBLE_EQ(seven.run.ns, 7 * one.run.ns);
  EXPECT_DOUBLE_EQ(seven.image.total_pj(), one.image.total_pj());
  EXPECT_DOUBLE_EQ(seven.parts.total().area_um2, one.parts.total().area_um2);
}

// The component a key belongs to, by the table it is in.
Component component_of(const std::string& path) {
  static const std::map<std::string, Component> components = {
      {"cell", Component::Cells},
      {"word_line_driver", Component::WordLineDrivers},
      {"sample_and_hold", Component::SampleAndHolds},
      {"multiplexer", Component::Multiplexers},
      {"adc", Component::Converters},
      {"input_register", Component::InputRegisters},
      {"shift_add", Component::ShiftAdders},
      {"accumulator", Component::Accumulators},
      {"gain_offset", Component::GainOffset},
      {"requantiser", Component::Requantisers},
      {"pooling", Component::Pooling},
      {"activation_buffer", Component::ActivationBuffers},
      {"tuning_register", Component::TuningRegisters},
      {"sparse_sram", Component::SparseSram},
      {"sparse_mac", Component::SparseSram},
      {"controller", Component::ControllerLogic},
      {"test_memory", Component::TestMemories}};
  return components.at(path.substr(0, path.find('.')));
}

std::set<Component> changed_parts(const CostReport& a, const CostReport& b) {
  std::set<Component> changed;
  for (int c = 0; c < kComponents; ++c) {
    const auto component = static_cast<Component>(c);
    const ComponentCost& x = a.parts[component];
    const ComponentCost& y = b.parts[component];
    if (x.area_um2 != y.area_um2 || x.leakage_nw != y.leakage_nw || x.dynamic_pj != y.dynamic_pj) {
      changed.insert(component);
    }
  }
  return changed;
}

TEST(CostModelTest, EveryValueOfTheTableChangesItsOwnLineOnly) {
  ChipDescription chip = small_chip();
  chip.sparse = {true, 0.5, 8, 2};
  // Not of this chip's energy of an image: other converters, latencies, energy of a test.
  const std::set<std::string> silent = {
      "word_line_driver.settle_ns",   "sample_and_hold.settle_ns",
      "adc.sar.latency_ns",           "adc.sar.latency_ns_per_bit",
      "adc.sar.latency_ns_per_level", "tuning_register.energy_fj_per_bit",
      "sparse_sram.write_fj_per_bit", "test_memory.read_fj_per_bit",
      "test_memory.write_fj_per_bit", "controller.energy_fj_per_gate_cycle"};
  const CostReport before = small_report(unit_technology(), chip);
  for (const TechnologyKey& key : technology_keys()) {
    if (key.path == "process.feature_nm") continue;
    Technology t = unit_technology();
    key.value(t) += 1.0;
    const std::set<Component> changed = changed_parts(before, small_report(t, chip));
    const bool other_adc = key.path.find("adc.") == 0 && key.path.find("adc.sar.") != 0;
    if (other_adc || silent.count(key.path) != 0) {
      EXPECT_TRUE(changed.empty()) << key.path;
    } else {
      EXPECT_EQ(changed, std::set<Component>{component_of(key.path)}) << key.path;
    }
  }
}

TEST(CostModelTest, SparseWeightsCostTheirBitsAndTheirReads) {
  ChipDescription chip = small_chip();
  chip.sparse = {true, 0.5, 8, 2};
  const CostReport r = small_report(unit_technology(), chip);
  const ComponentCost& sparse = r.parts[Component::SparseSram];
  EXPECT_DOUBLE_EQ(sparse.area_um2, 3 * 10.0 + 8 * 2);  // three weights; a multiplier of 8 x 2 bits
  EXPECT_DOUBLE_EQ(sparse.dynamic_pj * 1e3, 5 * 3 * (10.0 + 16.0));  // read at each position
}

TEST(CostModelTest, OverheadHasThreeLinesAgainstArraysWithConverters) {
  ChipDescription chip = small_chip();
  chip.sparse = {false, 0.5, 8, 2};
  const CostReport r = small_report(unit_technology(), chip);
  const double arrays = 24 + 12 + 6 + 6 + 36;
  EXPECT_DOUBLE_EQ(r.overhead.sparse_sram.area_um2, 46.0) << "worked out although it is absent";
  EXPECT_DOUBLE_EQ(r.overhead.sparse_without_indices.area_um2, 40.0);
  EXPECT_DOUBLE_EQ(r.overhead.sparse_sram.of_arrays_percent, 100 * 46.0 / arrays);
  EXPECT_DOUBLE_EQ(r.overhead.sparse_sram.of_cells_percent, 100 * 46.0 / 24.0);
  EXPECT_DOUBLE_EQ(r.overhead.controller_logic.of_arrays_percent, 100 * 1.0 / arrays);
  EXPECT_DOUBLE_EQ(r.overhead.test_memories.of_arrays_percent, 100 * 64.0 / arrays);
  EXPECT_DOUBLE_EQ(r.parts[Component::SparseSram].area_um2, 0.0);
}

TEST(CostModelTest, ATestCostsItsImagesAndTheController) {
  ChipDescription chip = small_chip();
  chip.test = {6, 1000, 320, 64, 2};
  Technology t = unit_technology();
  t.controller.leakage_nw_per_um2 = 2.0;
  const CostReport r = small_report(t, chip);
  EXPECT_DOUBLE_EQ(r.test.ns, 10000.0);
  EXPECT_DOUBLE_EQ(r.test.dynamic_pj,
                   6 * r.image.dynamic_pj + 1e-3 * (1000.0 + 320.0 + 64.0 + 2 * 32.0));
  EXPECT_DOUBLE_EQ(r.test.static_pj, 2.0 * 10000.0 * 1e-6);
  EXPECT_DOUBLE_EQ(small_report(t, small_chip()).test.total_pj(), 0.0) << "no images, no test";
}

TEST(CostModelTest, PartsThatAreTooSlowForTheTimingAreNamed) {
  Technology t = unit_technology();  // a conversion of 3 bits takes 1 + 3 + 8 = 12 ns of 30
  EXPECT_TRUE(small_report(t, small_chip()).notes.empty());
  t.adc[static_cast<size_t>(AdcType::Sar)].latency_ns_per_level = 10.0;
  const CostReport r = small_report(t, small_chip());
  ASSERT_EQ(r.notes.size(), 1U);
  EXPECT_EQ(r.notes[0].part, "conversion");
  EXPECT_DOUBLE_EQ(r.notes[0].needs_ns, 84.0);
  EXPECT_DOUBLE_EQ(r.notes[0].given_ns, 30.0);
}

TEST(CostModelTest, ConverterLawsAreWaldensAndMurmanns) {
  AdcTechnology walden;
  walden.energy_fj_per_level = 30.0;
  EXPECT_DOUBLE_EQ(walden.energy_fj(8), 7680.0);
  AdcTechnology murmann;
  murmann.energy_fj_per_bit = 100.0;
  murmann.energy_aj_per_4_to_bits = 1.0;
  EXPECT_NEAR(murmann.energy_fj(8), 866.0, 0.5);  // the figure of Gonugondla et al., 2022
}

TEST(CostModelTest, ImpossibleChipsAreRefused) {
  const auto refuse = [](auto change, std::initializer_list<const char*> parts) {
    ChipDescription chip = small_chip();
    change(chip);
    expect_user_error([&] { CostModel(unit_technology(), chip); }, parts);
  };
  refuse([](ChipDescription& c) { c.layers.clear(); }, {"no layers"});
  refuse([](ChipDescription& c) { c.adc_bits = 0; }, {"adc.bits is 0", "1 to 16"});
  refuse([](ChipDescription& c) { c.layers[0].tiles[1].rows = 3; }, {"'first'", "3 of 2 rows"});
  refuse([](ChipDescription& c) { c.layers[1].tiles[0].columns = 5; }, {"'second'", "5 of 4"});
  refuse([](ChipDescription& c) { c.columns_per_adc = 1; }, {"'first'", "1 converters"});
  refuse([](ChipDescription& c) { c.sparse.share = 1.5; }, {"sparse", "0 to 1"});
  refuse([](ChipDescription& c) { c.timing.clock_mhz = 0.0; }, {"clock_mhz"});
}

TEST(CostModelTest, ActivityMustFitTheChip) {
  const ChipDescription chip = small_chip();
  const CostModel model(unit_technology(), chip);
  std::vector<LayerActivity> activity = small_activity(chip);
  activity[1] += activity[1];
  EXPECT_THROW(model.report(activity), std::invalid_argument);
  activity.pop_back();
  EXPECT_THROW(model.report(activity), std::invalid_argument);
}

}  // namespace
}  // namespace kintsugi::cost
