// The example of docs/own_silicon.md as a user types it, and what import does with files that lie.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "testbench/tests/end_to_end/binary.h"

namespace kintsugi {
namespace {

using Args = std::vector<std::string>;
using Json = nlohmann::json;
namespace fs = std::filesystem;

#define EXPECT_SAYS(text, words) EXPECT_NE(text.find(words), std::string::npos) << text

class OwnSilicon : public ::testing::Test {
 protected:
  // The command lines of the page's example, their folders in the scratch folder.
  std::vector<Args> example() const {
    std::istringstream page(read_file("docs/own_silicon.md"));
    const std::string start = "    ./kintsugi ";
    std::vector<Args> lines;
    for (std::string line; std::getline(page, line);) {
      if (line.rfind(start, 0) != 0) continue;
      lines.emplace_back();
      std::istringstream words(line.substr(start.size()));
      for (std::string word; words >> word;) lines.back().push_back(in_scratch(word));
    }
    return lines;
  }
  // A word that names a folder of the example, moved to the scratch folder.
  std::string in_scratch(const std::string& word) const {
    for (const char* folder : {"tester", "imported", "results/imported"}) {
      for (const std::string& head : {std::string(), std::string("test_program=")}) {
        const std::string whole = head + folder;
        const bool is =
            word.rfind(whole, 0) == 0 && (word.size() == whole.size() || word[whole.size()] == '/');
        if (is) return head + (scratch_ / word.substr(head.size())).string();
      }
    }
    return word;
  }
  std::string text(const std::string& name) const { return read_file(scratch_ / name); }
  Json json(const std::string& name) const { return Json::parse(text(name)); }

  // What import says of a file; nothing may be written.
  std::string refused(const std::string& signatures, const Args& more = {}) const {
    write_file(scratch_ / "bad.csv", signatures);
    Args args = {"import",       "fashion_mlp",
                 "--signatures", (scratch_ / "bad.csv").string(),
                 "--out",        (scratch_ / "refused").string()};
    args.insert(args.end(), more.begin(), more.end());
    const Outcome outcome = run_binary(args);
    EXPECT_EQ(outcome.status, 2) << outcome.out;
    EXPECT_FALSE(fs::exists(scratch_ / "refused"));
    return outcome.out;
  }
  ScratchFolder scratch_;
};

TEST_F(OwnSilicon, TheExampleOfThePageGivesABetterProgramThatTheRtlRuns) {
  const std::vector<Args> lines = example();
  ASSERT_EQ(lines.size(), 3U);
  const Outcome exported = run_binary(lines[0]);
  ASSERT_EQ(exported.status, 0) << exported.out;
  const Outcome imported = run_binary(lines[1]);
  ASSERT_EQ(imported.status, 0) << imported.out;
  EXPECT_SAYS(imported.out, "refitted: accuracy as they came");
  const Outcome ran = run_binary(lines[2]);
  ASSERT_LE(ran.status, 1) << ran.out;  // three dies may miss the yield the scenario expects

  const Json import = json("imported/import.json");
  EXPECT_GT(import.at("/dies_judged"_json_pointer), 60);
  EXPECT_GT(import.at("/as_they_came/gain_over_given/1"_json_pointer), 0.0);
  EXPECT_GT(import.at("/as_they_came/gain_over_mean/1"_json_pointer), 0.0);

  const Json summary = json("results/imported/summary.json");
  EXPECT_EQ(summary.at("dies"), 3);
  EXPECT_EQ(summary.at("mismatches"), 0);
  EXPECT_EQ(summary.at("failed_dies"), 0);
  EXPECT_GT(summary.at("cycles_compared"), 100000);
  EXPECT_EQ(json("imported/program.json").at("name"), "fashion_mlp_imported");

  const std::string csv = text("imported/import.csv");
  const auto count = [&](const std::string& words) {
    int64_t found = 0;
    for (size_t i = csv.find(words); i != std::string::npos; i = csv.find(words, i + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count(",fit,"), import.at("dies_fitted"));
  EXPECT_EQ(count(",judge,"), import.at("dies_judged"));
  EXPECT_SAYS(text("imported/bins.csv"), "HBR,1,");
  EXPECT_SAYS(text("results/imported/bins.csv"), "HBR,1,");
  EXPECT_SAYS(text("imported/import.html"), "<svg");

  // Dies of the file cannot judge the new program.
  const Outcome again = run_binary({"run", "fashion_mlp", "--seed", "21", "--engine", "fast",
                                    "--dies", "0:1", "--images", "10", "--quiet", "--set",
                                    "test_program=" + (scratch_ / "imported/program.json").string(),
                                    "--out", (scratch_ / "judged").string()});
  EXPECT_EQ(again.status, 2);
  EXPECT_SAYS(again.out, "seed 21 made the training dies");
}

TEST_F(OwnSilicon, OfThePopulationItKnowsTheNewProgramIsAsGoodWithinTheInterval) {
  ASSERT_EQ(run_binary({"export", "fashion_mlp", "--tester", "--seed", "21", "--dies", "0:200",
                        "--images", "300", "--out", (scratch_ / "tester").string()})
                .status,
            0);
  const Outcome o = run_binary({"import", "fashion_mlp", "--images", "300", "--signatures",
                                (scratch_ / "tester/signatures.csv").string(), "--json", "--out",
                                (scratch_ / "imported").string()});
  ASSERT_EQ(o.status, 0) << o.out;
  const Json import = Json::parse(o.out);
  for (const char* stage : {"as_they_came", "after_repair"}) {
    EXPECT_GE(import.at(stage).at("gain_over_given").at(2), 0.0) << o.out;
    EXPECT_GT(import.at(stage).at("gain_over_mean").at(1), 0.0) << o.out;
  }
  EXPECT_EQ(import.at("tester_bins"), nullptr);
}

TEST_F(OwnSilicon, BadFilesAreRefusedBeforeAnythingIsWritten) {
  const Outcome exported = run_binary({"export", "fashion_mlp", "--tester", "--dies", "0:6",
                                       "--images", "20", "--out", (scratch_ / "tester").string()});
  ASSERT_EQ(exported.status, 0) << exported.out;
  const std::string good = text("tester/signatures.csv");
  const size_t second = good.find('\n') + 1;
  size_t cell = second;
  for (int i = 0; i < 6; ++i) cell = good.find(',', cell) + 1;
  const std::string nan = good.substr(0, cell) + "nan" + good.substr(good.find(',', cell));
  EXPECT_SAYS(refused(nan), "bad.csv:2: accuracy: found nan");
  const size_t third = good.find('\n', second) + 1;
  EXPECT_SAYS(refused(good + good.substr(second, third - second)), "bad.csv:8: found lot 0");
  EXPECT_SAYS(refused(good), "dies to fit on and");  // too few

  const std::string parts = text("tester/parts.csv");
  write_file(scratch_ / "fewer.csv", parts.substr(0, parts.rfind('\n', parts.size() - 2) + 1));
  EXPECT_SAYS(refused(good, {"--parts", (scratch_ / "fewer.csv").string()}),
              "fewer.csv: found no line of lot 0, wafer 0, part 5");
  EXPECT_SAYS(refused(good, {"--bins", (scratch_ / "tester/bins.csv").string()}),
              "--bins: found without --parts");
  EXPECT_SAYS(refused(good, {"--by", "wafers"}), "did you mean wafer");
}

}  // namespace
}  // namespace kintsugi
