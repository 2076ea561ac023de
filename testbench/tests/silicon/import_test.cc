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

// The example's command lines, run once; their folders lie in a scratch folder.
class OwnSilicon : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    scratch_ = new ScratchFolder;
    std::istringstream page(read_file("docs/own_silicon.md"));
    std::string line;
    const std::string start = "    ./kintsugi ";
    while (std::getline(page, line)) {
      if (line.rfind(start, 0) != 0) continue;
      Args args;
      std::istringstream words(line.substr(start.size()));
      for (std::string word; words >> word;) args.push_back(in_scratch(word));
      outcomes_.push_back(run_binary(args));
    }
  }
  static void TearDownTestSuite() { delete scratch_; }

  // A word that names a folder of the example, moved to the scratch folder.
  static std::string in_scratch(const std::string& word) {
    for (const char* folder : {"tester", "imported", "results/imported"}) {
      for (const std::string& head : {std::string(), std::string("test_program=")}) {
        const std::string whole = head + folder;
        const bool is =
            word.rfind(whole, 0) == 0 && (word.size() == whole.size() || word[whole.size()] == '/');
        if (is) return head + (*scratch_ / word.substr(head.size())).string();
      }
    }
    return word;
  }
  static fs::path at(const std::string& name) { return *scratch_ / name; }
  static Json json(const std::string& name) { return Json::parse(read_file(at(name))); }

  // What import says of the example's files with the signatures replaced; nothing may be written.
  static Outcome refused(const std::string& signatures, const Args& more = {}) {
    write_file(at("bad.csv"), signatures);
    Args args = {"import", "fashion_mlp",         "--signatures", at("bad.csv").string(),
                 "--out",  at("refused").string()};
    args.insert(args.end(), more.begin(), more.end());
    Outcome outcome = run_binary(args);
    EXPECT_EQ(outcome.status, 2) << outcome.out;
    EXPECT_FALSE(fs::exists(at("refused")));
    return outcome;
  }

  static ScratchFolder* scratch_;
  static std::vector<Outcome> outcomes_;
};
ScratchFolder* OwnSilicon::scratch_ = nullptr;
std::vector<Outcome> OwnSilicon::outcomes_;

TEST_F(OwnSilicon, TheExampleOfThePageRuns) {
  ASSERT_EQ(outcomes_.size(), 3U);
  EXPECT_EQ(outcomes_[0].status, 0) << outcomes_[0].out;
  EXPECT_EQ(outcomes_[1].status, 0) << outcomes_[1].out;
  EXPECT_LE(outcomes_[2].status, 1) << outcomes_[2].out;  // three dies may miss an expected yield
  EXPECT_SAYS(outcomes_[1].out, "refitted: accuracy as they came");
  for (const char* name :
       {"program.json", "import.json", "import.csv", "import.html", "parts.csv", "bins.csv"}) {
    EXPECT_TRUE(fs::exists(at("imported") / name)) << name;
  }
}

TEST_F(OwnSilicon, TheNewProgramRunsInTheRtlWithoutAMismatch) {
  const Json summary = json("results/imported/summary.json");
  EXPECT_EQ(summary.at("dies"), 3);
  EXPECT_EQ(summary.at("mismatches"), 0);
  EXPECT_EQ(summary.at("failed_dies"), 0);
  EXPECT_GT(summary.at("cycles_compared"), 100000);
  EXPECT_EQ(json("imported/program.json").at("name"), "fashion_mlp_imported");
}

TEST_F(OwnSilicon, OtherSiliconIsPredictedBetterByTheNewProgram) {
  const Json import = json("imported/import.json");
  EXPECT_GT(import.at("/dies_judged"_json_pointer), 60);
  EXPECT_GT(import.at("/as_they_came/gain_over_given/1"_json_pointer), 0.0);
  EXPECT_GT(import.at("/as_they_came/gain_over_mean/1"_json_pointer), 0.0);
}

TEST_F(OwnSilicon, DiesOfTheFileCannotJudgeTheNewProgram) {
  const Outcome o = run_binary({"run", "fashion_mlp", "--seed", "21", "--engine", "fast", "--dies",
                                "0:1", "--images", "10", "--quiet", "--set",
                                "test_program=" + (at("imported") / "program.json").string(),
                                "--out", at("judged").string()});
  EXPECT_EQ(o.status, 2);
  EXPECT_SAYS(o.out, "seed 21 made the training dies");
}

TEST_F(OwnSilicon, EveryDieIsBinnedAndSaysWhetherItFittedOrJudged) {
  const std::string csv = read_file(at("imported/import.csv"));
  const auto count = [&](const std::string& words) {
    size_t found = 0;
    for (size_t i = csv.find(words); i != std::string::npos; i = csv.find(words, i + 1)) ++found;
    return found;
  };
  const Json import = json("imported/import.json");
  EXPECT_EQ(count(",fit,"), import.at("dies_fitted"));
  EXPECT_EQ(count(",judge,"), import.at("dies_judged"));
  EXPECT_SAYS(read_file(at("imported/bins.csv")), "HBR,1,");
}

TEST_F(OwnSilicon, ABadFileIsRefusedBeforeAnythingIsWritten) {
  std::string text = read_file(at("tester/signatures.csv"));
  const size_t second = text.find('\n') + 1;
  size_t cell = second;
  for (int i = 0; i < 6; ++i) cell = text.find(',', cell) + 1;
  const std::string nan = text.substr(0, cell) + "nan" + text.substr(text.find(',', cell));
  EXPECT_SAYS(refused(nan).out, "bad.csv:2: accuracy: found nan");
  EXPECT_SAYS(refused(text + text.substr(second, text.find('\n', second) + 1 - second)).out,
              "bad.csv:242: found lot");
  EXPECT_SAYS(refused(text.substr(0, text.find('\n', second) + 1)).out, "0 or more") << "few";
}

TEST_F(OwnSilicon, BinsOfOtherPartsAreRefused) {
  const std::string text = read_file(at("tester/signatures.csv"));
  const std::string parts = read_file(at("tester/parts.csv"));
  write_file(at("fewer.csv"), parts.substr(0, parts.rfind('\n', parts.size() - 2) + 1));
  EXPECT_SAYS(refused(text, {"--parts", at("fewer.csv").string()}).out,
              "fewer.csv: found no line of lot 0, wafer 0, part 239");
  EXPECT_SAYS(refused(text, {"--bins", at("tester/bins.csv").string()}).out,
              "--bins: found without --parts");
}

}  // namespace
}  // namespace kintsugi
