// `kintsugi optimum` as a user types it, on the small network and few images.
#include <gtest/gtest.h>
#include <signal.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "testbench/tests/end_to_end/binary.h"

namespace kintsugi {
namespace {

using Args = std::vector<std::string>;
using Json = nlohmann::json;

#define EXPECT_SAYS(text, words) EXPECT_NE(text.find(words), std::string::npos) << text

class OptimumCommand : public ::testing::Test {
 protected:
  Args args(const std::string& file, const std::string& dies, const Args& more = {}) const {
    Args all = {"optimum", "fashion_mlp",          "--dies", dies, "--quiet",
                "--set",   "fit.optimum_images=150", "--out",  (scratch_ / file).string()};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  int search(const std::string& file, const std::string& dies, const Args& more = {}) const {
    return run_binary(args(file, dies, more)).status;
  }
  std::string text(const std::string& file) const { return read_file(scratch_ / file); }
  ScratchFolder scratch_;
};

TEST_F(OptimumCommand, GivesTheSameBytesInOneGoInPartsAndOnTwoJobs) {
  ASSERT_EQ(search("whole.optimum.json", "0:4", {"--jobs", "1"}), 0);
  ASSERT_EQ(search("parts.optimum.json", "2:4"), 0);
  ASSERT_EQ(search("parts.optimum.json", "0:4", {"--jobs", "2"}), 0);
  EXPECT_EQ(text("whole.optimum.json"), text("parts.optimum.json"));
}

TEST_F(OptimumCommand, KilledAndStartedAgainEndsWithTheSameBytes) {
  ASSERT_EQ(search("whole.optimum.json", "0:6"), 0);
  const pid_t pid = start_binary(args("killed.optimum.json", "0:6", {"--jobs", "1"}));
  while (!std::filesystem::exists(scratch_ / "killed.optimum.json") && kill(pid, 0) == 0) {
    std::this_thread::yield();
  }
  kill(pid, SIGKILL);
  wait_for(pid);
  EXPECT_GE(Json::parse(text("killed.optimum.json")).at("dies").size(), 1U);
  ASSERT_EQ(search("killed.optimum.json", "0:6"), 0);
  EXPECT_EQ(text("whole.optimum.json"), text("killed.optimum.json"));
}

TEST_F(OptimumCommand, RunShowsTheOptimaItFinds) {
  ASSERT_EQ(search("o.optimum.json", "0:2"), 0);
  const Outcome o = run_binary({"run", "fashion_mlp", "--engine", "fast", "--dies", "0:3",
                                "--images", "200", "--quiet", "--json", "--set",
                                "optimum=" + (scratch_ / "o.optimum.json").string(), "--out",
                                (scratch_ / "r").string()});
  ASSERT_LE(o.status, 1) << o.out;
  const Json summary = Json::parse(o.out);
  EXPECT_EQ(summary.at("optimum_dies"), 2);
  EXPECT_TRUE(summary.at("mean_accuracy").contains("optimum"));
}

TEST_F(OptimumCommand, RefusesAFileOfAnotherChipOrOtherImages) {
  ASSERT_EQ(search("o.optimum.json", "0:1"), 0);
  const std::string before = text("o.optimum.json");
  const Outcome chip = run_binary(args("o.optimum.json", "0:2", {"--set", "adc.bits=6"}));
  EXPECT_EQ(chip.status, 2);
  EXPECT_SAYS(chip.out, "chip: found");
  const Outcome images =
      run_binary(args("o.optimum.json", "0:2", {"--set", "fit.optimum_images=160"}));
  EXPECT_EQ(images.status, 2);
  EXPECT_SAYS(images.out, "images_digest: found");
  EXPECT_EQ(text("o.optimum.json"), before);
}

}  // namespace
}  // namespace kintsugi
