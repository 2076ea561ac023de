#include "testbench/report/report_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "testbench/report/atomic_file.h"
#include "testbench/report/table.h"
#include "testbench/tests/population/sample_records.h"
#include "testbench/tests/population/temporary_folder.h"
#include "testbench/tests/scenario/expect_error.h"

namespace kintsugi {
namespace {

std::string read(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<ExpectationResult> one_failure() {
  return {{"max_mismatches", 0, 0, true}, {"min_repaired_yield", 95, 90, false}};
}

std::string sample_summary_json() {
  return summary_json(summarise(sample_records(10), sample_facts()), one_failure());
}

TEST(SummaryJson, HasItsKeysInAFixedOrder) {
  const auto json = nlohmann::ordered_json::parse(sample_summary_json());
  std::vector<std::string> keys;
  for (const auto& item : json.items()) keys.push_back(item.key());
  const std::vector<std::string> expected = {"scenario",
                                             "engine",
                                             "check",
                                             "seed",
                                             "dies",
                                             "images",
                                             "cycles_compared",
                                             "mismatches",
                                             "failed_dies",
                                             "ideal_accuracy",
                                             "yield_threshold",
                                             "yield",
                                             "yield_ci",
                                             "yield_wilson",
                                             "paired_error_points",
                                             "good_dies",
                                             "mean_accuracy",
                                             "yield_gain",
                                             "shipped_good_gain",
                                             "optimum_dies",
                                             "optimum",
                                             "recovered_share",
                                             "decisions",
                                             "outcomes",
                                             "shipped_good",
                                             "escape_rate",
                                             "overkill",
                                             "misclassified",
                                             "misclassified_ship_all",
                                             "misclassified_over_ship_all",
                                             "prediction_rmse",
                                             "prediction_rmse_after",
                                             "prediction_rmse_forecast",
                                             "population_sd",
                                             "population_sd_after",
                                             "population_sd_forecast",
                                             "prediction_share",
                                             "prediction_share_after",
                                             "prediction_rmse_near",
                                             "clock_mhz",
                                             "test_cycles_median",
                                             "test_ms_median",
                                             "own_share_ms_median",
                                             "mean_match_test_cycles_median",
                                             "test_cycles_over_mean_match",
                                             "expectations"};
  EXPECT_EQ(keys, expected);
}

TEST(SummaryJson, StatesYieldsInPerCentForEveryTreatment) {
  const auto json = nlohmann::json::parse(sample_summary_json());
  EXPECT_EQ(json["yield"]["untuned"], 0.0);
  EXPECT_EQ(json["yield"]["repaired"], 50.0);     // dies 5 .. 9 reach 1 770
  EXPECT_EQ(json["yield"]["mean_match"], 100.0);  // die 0 reaches it exactly
  EXPECT_EQ(json["yield_gain"]["over_untuned"][0], 50.0);
  EXPECT_EQ(json["yield_ci"]["repaired"].size(), 2u);
  EXPECT_EQ(json["mean_accuracy"]["repaired"], 88.475);
  EXPECT_EQ(json["decisions"]["REPAIR"], 10);
  EXPECT_EQ(json["paired_error_points"]["repaired"], 0.5212);  // sqrt(109.5 - 40.5^2 / 2000) / 20
  EXPECT_EQ(json["mean_match_test_cycles_median"], 800000.0);
}

TEST(SummaryJson, StatesVerdictsOnlyOfAProgramWithPredictors) {
  EXPECT_TRUE(nlohmann::json::parse(sample_summary_json())["escape_rate"].is_null());
  RunFacts facts = sample_facts();
  facts.predicts = true;
  const auto json = nlohmann::json::parse(summary_json(summarise(sample_records(10), facts), {}));
  EXPECT_EQ(json["outcomes"]["REPAIRED"], 10);
  EXPECT_EQ(json["shipped_good"][0], 50.0);
  EXPECT_EQ(json["escape_rate"][0], 50.0);
  EXPECT_EQ(json["overkill"][0], 0.0);
  EXPECT_EQ(json["prediction_rmse"].size(), 3u);
  EXPECT_EQ(json["misclassified_ship_all"][0], 50.0);
}

TEST(SummaryJson, ShowsTheOptimumOnlyWhereItIsKnown) {
  const auto known = nlohmann::json::parse(sample_summary_json());
  EXPECT_EQ(known["optimum_dies"], 10);
  EXPECT_EQ(known["yield"]["optimum"], 100.0);
  EXPECT_EQ(known["optimum"][0], 100.0);
  EXPECT_EQ(known["optimum"][1], known["yield_ci"]["optimum"][0]);
  EXPECT_EQ(known["optimum"][2], known["yield_ci"]["optimum"][1]);
  EXPECT_EQ(known["recovered_share"][0], 0.5);
  std::vector<DieRecord> records = sample_records(3);
  for (DieRecord& record : records) record.optimum = record.optimum_discordant = -1;
  const auto unknown = nlohmann::json::parse(summary_json(summarise(records, sample_facts()), {}));
  EXPECT_EQ(unknown["optimum_dies"], 0);
  EXPECT_FALSE(unknown["yield"].contains("optimum"));
  EXPECT_TRUE(unknown["optimum"].is_null());
  EXPECT_TRUE(unknown["recovered_share"].is_null());
}

TEST(SummaryTable, ShowsTheOptimumOnlyWhereItIsKnown) {
  std::vector<DieRecord> records = sample_records(10);
  std::string text = summary_table(summarise(records, sample_facts()), {}, false);
  EXPECT_NE(text.find("per-die optimum"), std::string::npos) << text;
  EXPECT_NE(text.find("recovered     0.50 of what the optimum gains"), std::string::npos) << text;
  records[4].optimum = -1;
  text = summary_table(summarise(records, sample_facts()), {}, false);
  EXPECT_NE(text.find("optimum of 9 dies"), std::string::npos) << text;
  for (DieRecord& record : records) record.optimum = -1;
  text = summary_table(summarise(records, sample_facts()), {}, false);
  EXPECT_EQ(text.find("optimum"), std::string::npos) << text;
}

TEST(SummaryJson, IsTheSameBytesEachTime) {
  EXPECT_EQ(sample_summary_json(), sample_summary_json());
}

TEST(TimingJson, RatesAreCyclesOverSecondsAndZeroWithoutTime) {
  const auto json = nlohmann::json::parse(timing_json({2.0, 4.0, 8000000, 2}));
  EXPECT_EQ(json["cycles_per_s"], 2e6);
  EXPECT_EQ(json["cycles_per_wall_s"], 4e6);
  EXPECT_EQ(json["jobs"], 2);
  EXPECT_EQ(nlohmann::json::parse(timing_json({}))["cycles_per_s"], 0.0);
}

TEST(DiesCsv, HasAHeaderAndOneStableLineADie) {
  DieRecord record = sample_record(3);
  record.message = "cycle 9: \"x\" differs, stopped";
  EXPECT_EQ(dies_csv({record}),
            "die,images,untuned,fixed_gain,mean_match,repaired,untuned_discordant,"
            "fixed_gain_discordant,mean_match_discordant,repaired_discordant,optimum,"
            "optimum_discordant,decision,error_code,error_detail,best0,best1,dist0,dist1,features0,"
            "features1,applied,mean_match_tuning,optimum_tuning,cycles_total,cycles_test,"
            "cycles_repair,cycles_retest,cycles_own,stray,outcome,predicted_now,"
            "predicted_forecast,predicted_after,predicted_best,tries,entry,cycles_compared,"
            "mismatches,message\n"
            "3,2000,1503,1603,1773,1768,353,233,103,108,1783,93,1,0,3,5,2,4503599627370496,77,"
            "-3;0;32767,-32768,4200:-17;65535:32767,4000:0;4001:0,4300:-9;3999:12,900003,400000,60,"
            "390000,20000,1,2,-3897,-640,-1,-550,2,4,910000,0,"
            "\"cycle 9: \"\"x\"\" differs, stopped\"\n");
}

TEST(JUnit, HasACaseADieAndAnExpectationAndEscapesText) {
  std::vector<DieRecord> records = sample_records(2);
  records[1].mismatches = 1;
  records[1].message = "a < b & \"c\"\n\x01";
  const std::string xml = junit_xml(summarise(records, sample_facts()), records, one_failure());
  EXPECT_NE(xml.find("tests=\"4\" failures=\"2\""), std::string::npos) << xml;
  EXPECT_NE(xml.find("name=\"die 0\"/>"), std::string::npos);
  EXPECT_NE(xml.find("message=\"a &lt; b &amp; &quot;c&quot;&#10; \""), std::string::npos) << xml;
  EXPECT_NE(xml.find("limit 95.0000, measured 90.0000"), std::string::npos);
}

TEST(JUnit, FailsADieWhoseControllerEndedInAnError) {
  std::vector<DieRecord> records = sample_records(1);
  records[0].error_code = 2;
  const std::string xml = junit_xml(summarise(records, sample_facts()), records, {});
  EXPECT_NE(xml.find("failures=\"1\""), std::string::npos);
  EXPECT_NE(xml.find("controller error 2 (IMAGE_TIMEOUT), detail 3"), std::string::npos) << xml;
}

TEST(AtomicFile, ReplacesTheFileAndLeavesNothingBeside) {
  const TemporaryFolder folder;
  write_file_atomically(folder.path() / "a.json", "old");
  write_file_atomically(folder.path() / "a.json", "new");
  EXPECT_EQ(read(folder.path() / "a.json"), "new");
  EXPECT_EQ(folder.names(), std::vector<std::string>{"a.json"});
}

TEST(AtomicFile, NamesAFileItCannotWrite) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "missing" / "a.json";
  const std::string sentence = error_of([&] { write_file_atomically(path, "text"); });
  EXPECT_NE(sentence.find(path.string() + ": cannot write"), std::string::npos) << sentence;
}

TEST(ReportFiles, AllFourAreWritten) {
  const TemporaryFolder folder;
  const std::vector<DieRecord> records = sample_records(2);
  write_report_files(folder.path(), summarise(records, sample_facts()), records, {});
  write_timing(folder.path(), {});
  EXPECT_EQ(folder.names(),
            (std::vector<std::string>{"dies.csv", "junit.xml", "summary.json", "timing.json"}));
}

TEST(SummaryTable, SaysYieldsCostAndFailuresInPlainAscii) {
  const std::string table =
      summary_table(summarise(sample_records(10), sample_facts()), one_failure(), false);
  for (const char* part :
       {"sample: 10 dies of seed 7, judged on 2 000 images each", "good from 88.50 %",
        "repaired by the RTL", "88.47 %", "50.0 %", "10 REPAIR", "900 005 cycles (median)",
        "mean match    800 000 cycles (median)", "difference to ideal 0.52 points",
        "4.500 ms at 200 MHz", "9 100 000 cycles", "0 mismatches", "1 of 2 held",
        "FAILED        min_repaired_yield = 95, measured 90.00"}) {
    EXPECT_NE(table.find(part), std::string::npos) << part << "\nmissing in\n" << table;
  }
  EXPECT_TRUE(
      std::all_of(table.begin(), table.end(), [](char c) { return c == '\n' || c >= ' '; }));
}

TEST(SummaryTable, TellsVerdictsOfAProgramWithPredictors) {
  RunFacts facts = sample_facts();
  facts.predicts = true;
  const std::string table = summary_table(summarise(sample_records(10), facts), {}, false);
  for (const char* part : {"10 REPAIRED", "shipped good 50.00 % (", "escapes 50.00 % (",
                           "overkill 0.00 % (", "500 000 DPPM", "misclassified 50.00 % (",
                           "were all shipped 50.00 % (", "RMSE ", "points (",
                           "of a spread of 0.14"}) {
    EXPECT_NE(table.find(part), std::string::npos) << part << "\nmissing in\n" << table;
  }
}

TEST(SummaryTable, IsColouredOnlyOnRequestAndNeverIntoAPipe) {
  const Summary summary = summarise(sample_records(10), sample_facts());
  EXPECT_NE(summary_table(summary, one_failure(), true).find("\033[1;31m"), std::string::npos);
  int pipe_ends[2];
  ASSERT_EQ(::pipe(pipe_ends), 0);
  EXPECT_FALSE(wants_colour(pipe_ends[1]));
  ::close(pipe_ends[0]);
  ::close(pipe_ends[1]);
}

TEST(SummaryTable, DoesNotCreditTheRtlInAnEngineWithoutIt) {
  std::vector<DieRecord> records = sample_records(1);
  records[0].cycles_compared = records[0].cycles_total = 0;
  const std::string table = summary_table(summarise(records, sample_facts()), {}, false);
  EXPECT_EQ(table.find("repaired by the RTL"), std::string::npos);
  EXPECT_NE(table.find("this engine runs no RTL"), std::string::npos);
}

}  // namespace
}  // namespace kintsugi
