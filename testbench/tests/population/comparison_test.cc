#include "testbench/report/comparison.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "testbench/report/result_store.h"
#include "testbench/tests/population/sample_records.h"
#include "testbench/tests/population/temporary_folder.h"
#include "testbench/tests/scenario/expect_error.h"

namespace kintsugi {
namespace {

RunResults sample_run(uint32_t dies) {
  RunIdentity identity;
  identity.scenario = "sample";
  identity.canonical = "seed = 7\nadc.bits = 8\n";
  identity.seed = 7;
  identity.engine = "cosim";
  return {"results/sample", identity_texts(identity), sample_records(dies)};
}

TEST(Comparison, OfARunWithItselfFindsNothing) {
  const RunResults run = sample_run(5);
  const Comparison comparison = compare(run, run);
  EXPECT_TRUE(comparison.same());
  EXPECT_EQ(comparison.dies_in_both, 5);
  for (const RepairChange& row : comparison.repairs) {
    EXPECT_EQ(row.change.value, 0.0);
    EXPECT_EQ(row.better + row.worse, 0);
  }
  EXPECT_NE(comparison_table(comparison, run, run, 20, false).find("nothing differs"),
            std::string::npos);
}

TEST(Comparison, NamesTheKeysThatChanged) {
  const RunResults a = sample_run(1);
  RunResults b = a;
  b.identity["canonical"] = "seed = 7\nadc.bits = 6\n";
  const Comparison comparison = compare(a, b);
  ASSERT_EQ(comparison.keys.size(), 1U);
  EXPECT_EQ(comparison.keys[0].key, "adc.bits");
  EXPECT_EQ(comparison.keys[0].there, "8");
  EXPECT_EQ(comparison.keys[0].here, "6");
  EXPECT_FALSE(comparison.same()) << "equal dies of unequal scenarios are no equal runs";
}

TEST(Comparison, PairsDiesByTheirNumber) {
  RunResults a = sample_run(4);
  RunResults b = sample_run(6);
  a.dies.erase(a.dies.begin() + 1);
  b.dies.erase(b.dies.begin() + 2);
  const Comparison comparison = compare(a, b);
  EXPECT_EQ(comparison.dies_in_both, 2);
  EXPECT_EQ(comparison.only_a, std::vector<uint32_t>{2});
  EXPECT_EQ(comparison.only_b, (std::vector<uint32_t>{1, 4, 5}));
  EXPECT_TRUE(comparison.dies.empty());
  EXPECT_FALSE(comparison.same());
}

TEST(Comparison, MeanChangeIsPairedAndInPoints) {
  const RunResults a = sample_run(4);
  RunResults b = a;
  b.dies[0].repaired += 40;  // of 2 000: 2 points
  b.dies[1].repaired -= 8;
  const Comparison comparison = compare(a, b);
  const RepairChange& row = comparison.repairs.at(static_cast<size_t>(Repair::Repaired));
  EXPECT_NEAR(row.change.value, (2.0 - 0.4) / 4, 1e-9);
  EXPECT_NEAR(row.mean_b - row.mean_a, row.change.value, 1e-9);
  EXPECT_LE(row.change.interval.low, row.change.value);
  EXPECT_GE(row.change.interval.high, row.change.value);
  EXPECT_LT(row.change.interval.low, row.change.interval.high);
  EXPECT_EQ(row.better, 1);
  EXPECT_EQ(row.worse, 1);
  EXPECT_EQ(comparison.repairs.front().better, 0) << "the untuned dies are the same";
  EXPECT_EQ(comparison.dies.size(), 2U);
}

TEST(Comparison, AnEqualChangeOfEveryDieHasNoSpread) {
  const RunResults a = sample_run(9);
  RunResults b = a;
  for (DieRecord& record : b.dies) record.untuned += 20;
  const RepairChange row = compare(a, b).repairs.front();
  EXPECT_NEAR(row.change.interval.low, 1.0, 1e-9);
  EXPECT_NEAR(row.change.interval.high, 1.0, 1e-9);
}

TEST(Comparison, OtherNumbersOfJudgingImagesAreComparedByAccuracy) {
  const RunResults a = sample_run(1);
  RunResults b = a;
  b.dies[0].images *= 2;
  b.dies[0].repaired *= 2;
  const RepairChange row = compare(a, b).repairs.at(static_cast<size_t>(Repair::Repaired));
  EXPECT_EQ(row.change.value, 0.0);
}

TEST(Comparison, DiesThatChangedTheirBinAreNamed) {
  const RunResults a = sample_run(4);
  RunResults b = a;
  b.dies[1].decision = 3;
  b.dies[3].decision = 3;
  b.dies[2].error_code = 1;
  const Comparison comparison = compare(a, b);
  ASSERT_EQ(comparison.decisions.size(), 2U);
  EXPECT_EQ(comparison.decisions[0].b, "ERROR");
  EXPECT_EQ(comparison.decisions[1].a, "REPAIR");
  EXPECT_EQ(comparison.decisions[1].b, "REJECT");
  EXPECT_EQ(comparison.decisions[1].dies, (std::vector<uint32_t>{1, 3}));
  const std::string table = comparison_table(comparison, a, b, 20, false);
  EXPECT_NE(table.find("REPAIR -> REJECT: dies 2 (1, 3)"), std::string::npos) << table;
}

TEST(Comparison, CountersAloneMakeADifferenceButNoRow) {
  const RunResults a = sample_run(2);
  RunResults b = a;
  b.dies[1].cycles_total += 1;
  const Comparison comparison = compare(a, b);
  EXPECT_FALSE(comparison.same());
  ASSERT_EQ(comparison.columns.size(), 1U);
  EXPECT_EQ(comparison.columns[0].column, "cycles_total");
  EXPECT_EQ(comparison.columns[0].dies, 1);
  EXPECT_FALSE(comparison.dies.at(0).counts());
}

TEST(Comparison, DiesOfOtherSeedsAreNotPaired) {
  const RunResults a = sample_run(3);
  RunResults b = a;
  b.identity["seed"] = "8";
  b.identity["canonical"] = "seed = 8\nadc.bits = 8\n";
  const Comparison comparison = compare(a, b);
  EXPECT_EQ(comparison.keys.size(), 1U) << "the seed is named once";
  EXPECT_EQ(comparison.dies_in_both, 0);
  EXPECT_EQ(comparison.only_a.size(), 3U);
  EXPECT_TRUE(comparison.repairs.empty());
  EXPECT_NE(comparison_table(comparison, a, b, 20, false).find("other seeds make other dies"),
            std::string::npos);
}

TEST(Comparison, TableIsCutWhereJsonIsWhole) {
  const RunResults a = sample_run(30);
  RunResults b = a;
  for (DieRecord& record : b.dies) record.best0 += 1;
  const Comparison comparison = compare(a, b);
  const std::string table = comparison_table(comparison, a, b, 20, false);
  EXPECT_NE(table.find("and 10 more; --json has all"), std::string::npos) << table;
  const auto json = nlohmann::json::parse(comparison_json(comparison, a, b));
  EXPECT_EQ(json["dies"].size(), 30U);
  EXPECT_EQ(json["dies"][2]["best0"], nlohmann::json::array({5, 6}));
  EXPECT_EQ(json["same"], false);
}

TEST(Comparison, ColoursOnlyWhenAskedFor) {
  const RunResults run = sample_run(1);
  const Comparison comparison = compare(run, run);
  EXPECT_EQ(comparison_table(comparison, run, run, 20, false).find('\033'), std::string::npos);
  EXPECT_NE(comparison_table(comparison, run, run, 20, true).find('\033'), std::string::npos);
}

class Reader : public testing::Test {
 protected:
  void write_run() {
    RunIdentity identity;
    identity.scenario = "sample";
    identity.seed = 7;
    ResultStore store(folder_.path(), identity);
    for (const DieRecord& record : sample_records(3)) store.add(record);
  }
  std::string bytes() const {
    std::ifstream stream(folder_.path() / "results.sqlite", std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  std::string refusal() const {
    return error_of([&] { read_results(folder_.path()); });
  }
  TemporaryFolder folder_;
};

TEST_F(Reader, ReadsWhatTheStoreWroteAndChangesNothing) {
  write_run();
  const std::string before = bytes();
  const std::vector<std::string> names = folder_.names();
  const RunResults run = read_results(folder_.path());
  EXPECT_EQ(run.identity.at("scenario"), "sample");
  ASSERT_EQ(run.dies.size(), 3U);
  EXPECT_EQ(run.dies[2].repaired, sample_record(2).repaired);
  EXPECT_EQ(run.dies[2].applied, sample_record(2).applied);
  EXPECT_EQ(bytes(), before);
  EXPECT_EQ(folder_.names(), names);
}

TEST_F(Reader, ReadsARunThatIsStillGoing) {
  RunIdentity identity;
  ResultStore store(folder_.path(), identity);
  store.add(sample_record(0));
  EXPECT_EQ(read_results(folder_.path()).dies.size(), 1U);
  store.add(sample_record(1));
  EXPECT_EQ(read_results(folder_.path()).dies.size(), 2U);
}

TEST_F(Reader, RefusesAFolderWithoutResults) {
  EXPECT_NE(refusal().find("found no results.sqlite"), std::string::npos);
}

TEST_F(Reader, RefusesDamagedAndForeignFiles) {
  write_run();
  const std::string whole = bytes();
  const auto rewrite = [&](const std::string& text) {
    std::ofstream(folder_.path() / "results.sqlite", std::ios::binary) << text;
  };
  rewrite(whole.substr(0, 50));
  EXPECT_NE(refusal().find("not an SQLite database"), std::string::npos) << refusal();
  std::string newer = whole;
  newer[63] = 99;  // user_version
  rewrite(newer);
  EXPECT_NE(refusal().find("schema 99"), std::string::npos) << refusal();
  rewrite(whole.substr(0, 4096));
  EXPECT_NE(refusal(), "") << "a file cut after its first page";
}

}  // namespace
}  // namespace kintsugi
