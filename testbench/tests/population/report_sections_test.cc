// The sections that rooms above the report make: each number is that of its source.
#include <gtest/gtest.h>

#include <cmath>

#include "models/converter/transfer_curve.h"
#include "systemc/platform/configuration.h"
#include "testbench/cost/chip_activity.h"
#include "testbench/cost/scenario_cost.h"
#include "testbench/cost/technology_file.h"
#include "testbench/population/platform_setup.h"
#include "testbench/population/report_die.h"
#include "testbench/population/report_page.h"
#include "testbench/population/report_program.h"
#include "testbench/population/report_wafer.h"
#include "testbench/report/base64.h"
#include "testbench/silicon/bins.h"
#include "testbench/tests/population/sample_population.h"

namespace kintsugi {
namespace {

std::vector<uint8_t> from_base64(const std::string& text) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::vector<uint8_t> bytes;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '=') break;
    bits = bits << 6 | static_cast<uint32_t>(digits.find(c));
    count += 6;
    if (count >= 8) bytes.push_back(static_cast<uint8_t>(bits >> (count -= 8)));
  }
  return bytes;
}

TEST(Base64, IsThatOfTheStandard) {
  const auto text = [](const std::string& word) { return base64({word.begin(), word.end()}); };
  EXPECT_EQ(text(""), "");  // RFC 4648, section 10
  EXPECT_EQ(text("f"), "Zg==");
  EXPECT_EQ(text("fo"), "Zm8=");
  EXPECT_EQ(text("foo"), "Zm9v");
  EXPECT_EQ(text("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64({0xfb, 0xff, 0xfe}), "+//+");
}

TEST(ReportSections, CellsAreThoseThatAProbeWouldMeasure) {
  const Experiment e = sample_experiment();
  const DieKey key{e.scenario.seed, 5};
  const Json json = Json::parse(die_section(e.chip, key));
  EXPECT_EQ(json["die"], 5);
  EXPECT_EQ(json["step"], 1);
  size_t at = 0;
  for (int l = 0; l < e.chip.layer_count(); ++l) {
    const LayerPlan& plan = e.chip.layers[static_cast<size_t>(l)];
    for (int t = 0; t < static_cast<int>(plan.tiles.size()); ++t) {
      const Json& tile = json["tiles"].at(at++);
      EXPECT_EQ(tile["layer"], plan.layer.name);
      EXPECT_EQ(tile["tile"], plan.tiles[static_cast<size_t>(t)].index);
      const std::vector<int16_t> measured = programmed_cells(e.chip, key, l, t);
      const std::vector<int16_t> wanted = nominal_cells(e.chip, l, t);
      const std::vector<uint8_t> cells = from_base64(tile["cells"]);
      const std::vector<uint8_t> ideal = from_base64(tile["ideal"]);
      ASSERT_EQ(cells.size(), measured.size());
      ASSERT_EQ(ideal.size(), measured.size());
      const int unit = tile["unit"];
      for (size_t i = 0; i < cells.size(); ++i) {
        ASSERT_LE(std::abs(cells[i] * unit - measured[i]), (unit + 1) / 2) << i;
        ASSERT_EQ(tile["levels"].at(ideal[i]), wanted[i]) << i;
      }
    }
  }
  EXPECT_EQ(at, json["tiles"].size());
}

TEST(ReportSections, LargeDieShowsEverySoManiethRowAndOutput) {
  const Experiment e = sample_experiment();
  const DieKey key{e.scenario.seed, 5};
  const Json json = Json::parse(die_section(e.chip, key, 20000));
  const int step = json["step"];
  ASSERT_GT(step, 1);
  const Json& tile = json["tiles"][0];
  const std::vector<uint8_t> cells = from_base64(tile["cells"]);
  const std::vector<int16_t> measured = programmed_cells(e.chip, key, 0, 0);
  const int columns = tile["columns"];
  const int rows = tile["shown"][0];
  const int shown = tile["shown"][1];
  ASSERT_EQ(cells.size(), static_cast<size_t>(rows * shown));
  int64_t all = 0;
  for (const Json& part : json["tiles"])
    all += part["shown"][0].get<int>() * part["shown"][1].get<int>();
  EXPECT_LE(all, 20000);
  for (int row = 0; row < rows; ++row) {
    for (int c = 0; c < shown; ++c) {  // a plus and a minus cell an output
      const int column = c / 2 * step * 2 + c % 2;
      const int16_t cell = measured[static_cast<size_t>(row * step * columns + column)];
      ASSERT_LE(
          std::abs(cells[static_cast<size_t>(row * shown + c)] * tile["unit"].get<int>() - cell),
          (tile["unit"].get<int>() + 1) / 2);
    }
  }
}

TEST(ReportSections, ConvertersHaveTheirTransitions) {
  const Experiment e = sample_experiment({{"adc.type", "sar"},
                                          {"adc.capacitor_sigma", "0.03"},
                                          {"adc.gain_sigma", "0.02"},
                                          {"adc.offset_sigma_lsb", "0.5"}});
  const DieKey key{e.scenario.seed, 5};
  const Die die(e.chip, key);
  const Json json = Json::parse(die_section(e.chip, key));
  const ConverterBank& bank = die.tiles(0)[0].bank;
  const Json& converters = json["tiles"][0]["converters"];
  ASSERT_EQ(converters.size(), static_cast<size_t>(kShownConverters));
  EXPECT_EQ(converters[0]["index"], 0);
  EXPECT_EQ(converters[3]["index"], bank.lines.size() - 1);
  for (const Json& converter : converters) {
    const size_t index = converter["index"];
    EXPECT_EQ(converter["gain"], bank.lines[index].gain);
    EXPECT_EQ(converter["offset_lsb"], bank.lines[index].offset_lsb);
    const TransferCurve curve =
        transfer_curve(bank.tables.data() + bank.table_start(index), bank.bits);
    double transition = converter["curve"]["first"].get<double>() / 16;
    EXPECT_EQ(transition, curve.transition[0]);
    const Json& widths = converter["curve"]["widths"];
    ASSERT_EQ(widths.size(), curve.dnl.size());
    for (size_t k = 0; k < widths.size(); ++k) {
      transition += widths[k].get<double>() / 16;
      ASSERT_EQ(transition, curve.transition[k + 1]) << k;
    }
  }
}

TEST(ReportSections, StraightConvertersHaveNoCurve) {
  const Experiment e = sample_experiment();
  const Json json = Json::parse(die_section(e.chip, {e.scenario.seed, 0}));
  for (const Json& converter : json["tiles"][0]["converters"]) {
    EXPECT_TRUE(converter["curve"].is_null());
  }
}

TEST(ReportSections, PlacesAndBinsAreThoseOfTheTester) {
  const Experiment e = sample_experiment({{"device.wafer_diameter_mm", "40"}});
  const std::vector<DieRecord> records = varied_records(50);
  const Json json = Json::parse(wafer_section(e.scenario, records));
  const std::vector<PartResult> parts =
      parts_of(records, e.scenario.chip.device.wafer, e.scenario.timing.clock_mhz);
  ASSERT_EQ(json["places"].size(), parts.size());
  for (size_t i = 0; i < parts.size(); ++i) {
    EXPECT_EQ(std::to_string(json["places"][i][0].get<int>()), parts[i].name.wafer);
    EXPECT_EQ(json["places"][i][1], *parts[i].name.x);
    EXPECT_EQ(json["places"][i][2], *parts[i].name.y);
    EXPECT_EQ(json["places"][i][3], parts[i].soft_bin);
  }
  EXPECT_GT(json["places"].back()[0], 0) << "all dies lie on one wafer";
  for (const Json& bin : json["bins"]) {
    const auto in_it = [&](const PartResult& part) { return part.soft_bin == bin["bin"]; };
    EXPECT_EQ(bin["count"], std::count_if(parts.begin(), parts.end(), in_it));
  }
  int64_t dies = 0;
  for (const Json& row : json["rows"]) dies += row[2].get<int>();
  EXPECT_EQ(dies, WaferMap(e.scenario.chip.device.wafer).dies_per_wafer());
}

TEST(ReportSections, BudgetIsThatOfTheCostModel) {
  const Experiment e = sample_experiment();
  const Json json = Json::parse(typical_cost_json(e.scenario, e.chip, e.program));
  const cost::CostModel model(load_technology("rram_65nm"),
                              describe_scenario(e.scenario, e.chip, &e.program, {}));
  const cost::CostReport report = model.report(typical_activity(e.chip, model.chip()));
  EXPECT_EQ(json["area_um2"], report.parts.total().area_um2);
  EXPECT_EQ(json["image"]["ns"], report.image.ns);
  EXPECT_EQ(json["test"]["total_pj"], report.test.total_pj());
  double area = 0.0;
  double energy = 0.0;
  for (const Json& part : json["components"]) {
    area += part["area_um2"].get<double>();
    energy += part["dynamic_pj"].get<double>() + part["static_pj"].get<double>();
  }
  EXPECT_NEAR(area, json["area_um2"], 1e-6 * area);
  EXPECT_NEAR(energy, json["image"]["total_pj"], 1e-6 * energy);
}

TEST(ReportSections, ProgramIsWhatTheControllerIsLoadedWith) {
  const Experiment e = sample_experiment();
  const Json json = Json::parse(program_section(e));
  ASSERT_EQ(json["images"].size(), e.program.stimuli.size());
  for (size_t i = 0; i < e.program.stimuli.size(); ++i) {
    EXPECT_EQ(from_base64(json["images"][i]["codes"]), e.program.stimuli[i]);
    EXPECT_EQ(json["images"][i]["label"], e.program.labels[i]);
  }
  const std::vector<RegisterWrite> writes =
      configuration_registers(e.program, platform_options(e.scenario));
  ASSERT_EQ(json["registers"].size(), writes.size());
  for (size_t i = 0; i < writes.size(); ++i) {
    EXPECT_EQ(json["registers"][i][1], writes[i].address);
    EXPECT_EQ(json["registers"][i][2], writes[i].data);
    EXPECT_NE(json["registers"][i][0], "?");
  }
  EXPECT_EQ(json["memories"][2][0], "CODEBOOK");
  EXPECT_EQ(json["memories"][2][1], tuning::codebook_words(e.program).size());
  ASSERT_EQ(json["codebook"].size(), e.program.codebook.size());
  EXPECT_EQ(json["codebook"][1]["now"]["base"], e.program.codebook[1].now.base);
  EXPECT_EQ(json["codebook"][1]["base"][0][0], e.program.codebook[1].base[0].gain);
}

TEST(ReportSections, KeyChoosesTheDie) {
  const auto die_of = [](const std::vector<Override>& keys, uint32_t first) {
    std::vector<DieRecord> records = varied_records(3);
    for (DieRecord& record : records) record.die += first;
    const PageFacts facts = page_facts(sample_experiment(keys), RunIdentity{}, records);
    return Json::parse(facts.sections.at("die"))["die"].get<int>();
  };
  EXPECT_EQ(die_of({}, 0), 0);
  EXPECT_EQ(die_of({}, 40), 40);
  EXPECT_EQ(die_of({{"report.die", "417"}}, 40), 417) << "a die need not be judged to be shown";
}

}  // namespace
}  // namespace kintsugi
