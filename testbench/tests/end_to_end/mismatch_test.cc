// A red run, seen by its user: what it says, what it leaves behind, and the line it asks to paste.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "testbench/tests/end_to_end/binary.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using Args = std::vector<std::string>;
using Json = nlohmann::json;

#define EXPECT_SAYS(text, words) EXPECT_NE(text.find(words), std::string::npos) << text

constexpr const char* kPlant = "reference:done_one_cycle_early";

class Mismatches : public ::testing::Test {
 protected:
  Outcome run(const fs::path& out, const Args& more) {
    Args args = {"run", "fashion_mlp", "--images", "50", "--quiet", "--out", out.string()};
    args.insert(args.end(), more.begin(), more.end());
    return run_binary(args);
  }
  ScratchFolder scratch_;
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

// The line with the binary under test in the place of the launcher. Only the debug variant has
// waves; the launcher would build it.
std::string for_this_build(std::string line) {
  line = replaced(line, "./kintsugi ", std::string(KINTSUGI_BINARY) + " ");
  const Json version = Json::parse(run_binary({"version", "--json"}).out);
  if (version.at("variant") == "debug") return line;
  const size_t begin = line.find(" --wave ");
  const size_t end = line.find(" --out ");
  return begin < end ? line.erase(begin, end - begin) : line;
}

int run_shell(const std::string& line) {
  const int status = std::system((line + " >/dev/null 2>&1").c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

fs::path folder_beginning_with(const fs::path& folder, const std::string& name) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename().string().rfind(name, 0) == 0) return entry.path();
  }
  return {};
}

TEST_F(Mismatches, RedRunSaysWhatWhereAndHowToMeetItAgain) {
  const Outcome o = run(scratch_ / "r", {"--dies", "0:1", "--plant", kPlant});
  EXPECT_EQ(o.status, 1) << o.out;
  EXPECT_SAYS(o.out, "kintsugi: die 0: Cycle ");
  EXPECT_SAYS(o.out, "obs.state expected PREDICT (0xe), got CLUSTER (0x6)");
  EXPECT_SAYS(o.out, "Likely class: latency shift: obs.state of the RTL follows");
  EXPECT_SAYS(o.out, "Run again: ");
  EXPECT_SAYS(o.out, "mismatch_die_0.txt");
}

TEST_F(Mismatches, EveryRedDieHasItsReportInAllForms) {
  ASSERT_EQ(run(scratch_ / "r", {"--dies", "3:5", "--plant", kPlant}).status, 1);
  for (const char* die : {"3", "4"}) {
    const std::string stem = std::string("r/mismatch_die_") + die;
    const Json json = Json::parse(read_file(scratch_ / (stem + ".json")));
    EXPECT_EQ(json.at("seeds").at("die"), die);
    EXPECT_TRUE(json.at("versions").contains("Verilator"));
    EXPECT_TRUE(json.at("versions").contains("test_program"));
    EXPECT_SAYS(read_file(scratch_ / (stem + ".txt")), "Last agreed cycle: ");
    EXPECT_SAYS(read_file(scratch_ / (stem + ".svg")), "</svg>");
    EXPECT_TRUE(Json::parse(read_file(scratch_ / (stem + ".wavejson"))).contains("signal"));
  }
}

TEST_F(Mismatches, PastedLineMeetsTheSameDivergence) {
  const fs::path out = scratch_ / "a folder's name";
  ASSERT_EQ(run(out, {"--dies", "2:3", "--seed", "11", "--set", "adc.bits=7", "--set",
                      "timing.fifo_depth=3", "--plant", kPlant})
                .status,
            1);
  const Json first = Json::parse(read_file(out / "mismatch_die_2.json"));
  const std::string line = first.at("rerun");
  for (const char* word : {"--seed 11", "--dies 2:3", "--set adc.bits=7", "timing.fifo_depth=3",
                           "--plant reference:done_one_cycle_early", "--wave "}) {
    EXPECT_SAYS(line, word);
  }
  ASSERT_EQ(run_shell(for_this_build(line)), 1) << line;
  const fs::path again = folder_beginning_with(out, "rerun_die_2");
  const Json second = Json::parse(read_file(again / "mismatch_die_2.json"));
  EXPECT_EQ(second.at("divergence"), first.at("divergence"));
  EXPECT_EQ(second.at("cycles"), first.at("cycles"));
  EXPECT_EQ(run_shell(for_this_build(line)), 1) << "the line can be pasted again";
}

TEST_F(Mismatches, OverrideLeftOutOfTheLineWouldMissTheDivergence) {
  const Args plant = {"--dies", "2:3", "--plant", kPlant};
  Args slower = plant;
  slower.insert(slower.end(), {"--set", "timing.dac_cycles=3"});
  ASSERT_EQ(run(scratch_ / "a", slower).status, 1);
  ASSERT_EQ(run(scratch_ / "b", plant).status, 1);
  const auto cycle = [&](const char* folder) {
    const auto file = scratch_ / (std::string(folder) + "/mismatch_die_2.json");
    return Json::parse(read_file(file)).at("divergence").at("cycle");
  };
  EXPECT_NE(cycle("a"), cycle("b"));
}

TEST_F(Mismatches, GreenRunLeavesNoReport) {
  ASSERT_LE(run(scratch_ / "r", {"--dies", "0:1"}).status, 1);
  EXPECT_TRUE(folder_beginning_with(scratch_ / "r", "mismatch").empty());
}

TEST_F(Mismatches, UnknownPlantIsRefusedBeforeAnythingIsWritten) {
  const Outcome o = run(scratch_ / "r", {"--plant", "reference:done_one_cycle_erly"});
  EXPECT_EQ(o.status, 2) << o.out;
  EXPECT_SAYS(o.out, "did you mean reference:done_one_cycle_early");
  EXPECT_FALSE(fs::exists(scratch_ / "r"));
  EXPECT_EQ(run(scratch_ / "r", {"--plant", kPlant, "--engine", "fast"}).status, 2);
}

TEST_F(Mismatches, PlantedResultsAreNotMixedWithHonestOnes) {
  ASSERT_EQ(run(scratch_ / "r", {"--dies", "0:1", "--plant", kPlant}).status, 1);
  const Outcome honest = run(scratch_ / "r", {"--dies", "0:2"});
  EXPECT_EQ(honest.status, 2) << honest.out;
}

}  // namespace
}  // namespace kintsugi
