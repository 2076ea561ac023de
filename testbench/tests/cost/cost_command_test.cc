// `kintsugi cost` as a command line, in this process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "testbench/cli/commands.h"
#include "testbench/tests/population/temporary_folder.h"

namespace kintsugi {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class CostCommand : public ::testing::Test {
 protected:
  int call(std::vector<std::string> args) {
    out_.str("");
    err_.str("");
    args.insert(args.begin(), "cost");
    Simulation simulation;
    simulation.cost = cost_command;
    return kintsugi_main(args, simulation, out_, err_);
  }
  Json json_of(std::vector<std::string> args) {
    const auto file = folder_.path() / "cost.json";
    args.insert(args.end(), {"--json", file.string(), "--quiet"});
    EXPECT_EQ(call(args), 0) << err_.str();
    EXPECT_EQ(out_.str(), "");
    return Json::parse(read(file));
  }
  // Of a component, of all layers together.
  static double value(const Json& cost, const std::string& component, const char* key) {
    for (const Json& part : cost.at("components")) {
      if (part.at("component") == component) return part.at(key);
    }
    ADD_FAILURE() << "no " << component;
    return 0.0;
  }

  TemporaryFolder folder_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(CostCommand, PrintsComponentsLatencyThroughputAndOverheadWithoutAnyImage) {
  EXPECT_EQ(call({"--set", "data_dir=/nowhere"}), 0) << err_.str();
  for (const char* part :
       {"converters", "total", "conv1", "39028 cycles", "195.140 us", "TOPS/W",
        "test of a repaired die: 20 images", "sparse SRAM, 3 % of weights, indexed",
        "controller logic", "test-time memories"}) {
    EXPECT_THAT(out_.str(), HasSubstr(part));
  }
}

TEST_F(CostCommand, JsonAddsUp) {
  const Json cost = json_of({"fashion_mlp"});
  double area = 0.0;
  double dynamic = 0.0;
  double leaked = 0.0;
  for (const Json& part : cost.at("components")) {
    area += part.at("area_um2").get<double>();
    dynamic += part.at("dynamic_pj").get<double>();
    leaked += part.at("static_pj").get<double>();
  }
  EXPECT_NEAR(cost.at("area_um2").get<double>(), area, 1e-9 * area);
  EXPECT_NEAR(cost.at("image").at("dynamic_pj").get<double>(), dynamic, 1e-9 * dynamic);
  EXPECT_NEAR(cost.at("image").at("static_pj").get<double>(), leaked, 1e-9 * leaked);
  EXPECT_GT(cost.at("overhead").at("controller_logic").at("of_arrays_percent").get<double>(), 0.0);
  EXPECT_GT(cost.at("test").at("total_pj").get<double>(), 0.0);
}

TEST_F(CostCommand, CsvHasALineALayerAndComponent) {
  const auto file = folder_.path() / "cost.csv";
  EXPECT_EQ(call({"--csv", file.string()}), 0) << err_.str();
  std::istringstream csv(read(file));
  std::string line;
  std::getline(csv, line);
  EXPECT_EQ(line, "layer,component,area_um2,leakage_nw,dynamic_pj,static_pj");
  int lines = 0;
  while (std::getline(csv, line)) ++lines;
  EXPECT_EQ(lines, 6 * 16);  // five layers and the chip
}

TEST_F(CostCommand, MoreAdcBitsCostConvertersOnly) {
  const Json eight = json_of({});
  const Json six = json_of({"--set", "adc.bits=6"});
  EXPECT_LT(value(six, "converters", "area_um2"), value(eight, "converters", "area_um2"));
  EXPECT_NEAR(value(six, "converters", "dynamic_pj"), value(eight, "converters", "dynamic_pj") / 4,
              1e-6);
  EXPECT_EQ(value(six, "cells", "area_um2"), value(eight, "cells", "area_um2"));
}

TEST_F(CostCommand, AUsersTableReplacesAValue) {
  const auto table = folder_.path() / "mine.toml";
  std::ofstream(table) << "name = \"mine\"\nbase = \"rram_65nm\"\n[cell]\n"
                          "area_f2 = { value = 24, source = \"ours\" }\n";
  const Json shipped = json_of({});
  const Json mine = json_of({"--table", table.string()});
  EXPECT_EQ(mine.at("technology"), "mine");
  EXPECT_NEAR(value(mine, "cells", "area_um2"), value(shipped, "cells", "area_um2") / 2, 1e-6);
  EXPECT_EQ(value(mine, "converters", "area_um2"), value(shipped, "converters", "area_um2"));
}

TEST_F(CostCommand, ASparseSramIsOnTheChipWhenAskedFor) {
  const Json without = json_of({});
  const Json with = json_of({"--sparse", "3"});
  EXPECT_EQ(value(without, "sparse_sram", "area_um2"), 0.0);
  EXPECT_GT(value(with, "sparse_sram", "dynamic_pj"), 0.0);
  EXPECT_EQ(with.at("overhead").at("sparse_sram").at("area_um2"),
            without.at("overhead").at("sparse_sram").at("area_um2"));
}

TEST_F(CostCommand, ActivityIsWrittenAndUsed) {
  const auto activity = folder_.path() / "activity";
  const Json cost = json_of({"fashion_mlp", "--images", "2", "--activity", activity.string()});
  EXPECT_EQ(cost.at("images"), 2);
  for (const char* name : {"activity.csv", "activity.vcd", "activity.saif"}) {
    EXPECT_GT(std::filesystem::file_size(activity / name), 500U) << name;
  }
  const Json typical = json_of({"fashion_mlp"});
  EXPECT_LT(value(cost, "cells", "dynamic_pj"), value(typical, "cells", "dynamic_pj"))
      << "real images are mostly dark";
  EXPECT_EQ(value(cost, "converters", "dynamic_pj"), value(typical, "converters", "dynamic_pj"));
}

TEST_F(CostCommand, AScenarioWithoutATestProgramHasNoCostOfATest) {
  const Json cost = json_of({"--set", "test_program=not_fitted_yet"});
  EXPECT_TRUE(cost.at("test").is_null());
  EXPECT_EQ(call({"--set", "test_program=not_fitted_yet"}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("no test program"));
}

TEST_F(CostCommand, BadTablesEndWithStatusTwo) {
  EXPECT_EQ(call({"--table", "rram_66nm"}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("did you mean rram_65nm"));
}

}  // namespace
}  // namespace kintsugi
