// Commands around a run, as a user or a script types them.
#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "testbench/tests/end_to_end/binary.h"

namespace kintsugi {
namespace {

using Args = std::vector<std::string>;
using Json = nlohmann::json;

#define EXPECT_SAYS(text, words) EXPECT_NE(text.find(words), std::string::npos) << text

class Commands : public ::testing::Test {
 protected:
  // Two dies of the small network, in a folder of the scratch folder.
  Outcome run(const std::string& name, const Args& more) {
    Args args = {"run",      "fashion_mlp", "--images", "50",
                 "--engine", "fast",        "--out",    (scratch_ / name).string()};
    args.insert(args.end(), more.begin(), more.end());
    return run_binary(args);
  }
  Outcome diff(const std::string& a, const std::string& b, const Args& more = {}) {
    Args args = {"diff", (scratch_ / a).string(), (scratch_ / b).string()};
    args.insert(args.end(), more.begin(), more.end());
    return run_binary(args);
  }
  ScratchFolder scratch_;
};

TEST_F(Commands, RunPrintsItsSummaryAsJson) {
  const Outcome o = run("r", {"--dies", "0:2", "--json", "--quiet"});
  ASSERT_LE(o.status, 1) << o.out;
  EXPECT_EQ(o.out, read_file(scratch_ / "r/summary.json"));
  EXPECT_EQ(Json::parse(o.out).at("dies"), 2);
}

TEST_F(Commands, VerboseRunHasALineADie) {
  const Outcome o = run("r", {"--dies", "4:6", "--verbose", "--jobs", "1"});
  ASSERT_LE(o.status, 1) << o.out;
  EXPECT_SAYS(o.out, "[1/2] die 4  ");
  EXPECT_SAYS(o.out, "[2/2] die 5  ");
  EXPECT_SAYS(o.out, "repaired ");
}

TEST_F(Commands, QuietRunSaysNothing) {
  EXPECT_EQ(run("r", {"--dies", "0:1", "--quiet"}).out, "");
}

TEST_F(Commands, DiffTellsEqualRunsFromUnequalOnes) {
  ASSERT_LE(run("a", {"--dies", "0:2", "--quiet"}).status, 1);
  ASSERT_LE(run("b", {"--dies", "0:2", "--quiet"}).status, 1);
  ASSERT_LE(run("c", {"--dies", "0:3", "--quiet", "--set", "adc.bits=4"}).status, 1);
  const Outcome equal = diff("a", "b");
  EXPECT_EQ(equal.status, 0) << equal.out;
  EXPECT_SAYS(equal.out, "nothing differs");
  const Outcome unequal = diff("a", "c");
  EXPECT_EQ(unequal.status, 1) << unequal.out;
  EXPECT_SAYS(unequal.out, "adc.bits  8 -> 4");
  EXPECT_SAYS(unequal.out, "2 in both; only in A 0; only in B 1 (2)");
  const Outcome json = diff("a", "c", {"--json"});
  EXPECT_EQ(json.status, 1);
  EXPECT_EQ(Json::parse(json.out).at("only_b"), Json::array({2}));
}

TEST_F(Commands, DiffWritesAPageOrRefusesWithoutAWord) {
  ASSERT_LE(run("a", {"--dies", "0:2", "--quiet"}).status, 1);
  ASSERT_LE(run("b", {"--dies", "0:2", "--quiet", "--set", "adc.bits=4"}).status, 1);
  const std::string page = (scratch_ / "diff.html").string();
  const Outcome o = diff("a", "b", {"--html", page});
  EXPECT_EQ(o.status, 1) << o.out;
  EXPECT_SAYS(o.out, "the runs differ");
  EXPECT_SAYS(read_file(page), "\"adc.bits\"");
  ASSERT_EQ(diff("a", "b", {"--html", page + "2"}).status, 1);
  EXPECT_EQ(read_file(page), read_file(page + "2"));
  const Outcome refused = diff("a", "b", {"--html", (scratch_ / "no/diff.html").string()});
  EXPECT_EQ(refused.status, 2) << refused.out;
  EXPECT_SAYS(refused.out, "no/diff.html: cannot write this file");
  EXPECT_EQ(refused.out.find("the runs differ"), std::string::npos);
}

TEST_F(Commands, DiffOfWhatIsNoRunIsBadInput) {
  ASSERT_LE(run("a", {"--dies", "0:1", "--quiet"}).status, 1);
  const Outcome o = diff("a", "none");
  EXPECT_EQ(o.status, 2) << o.out;
  EXPECT_SAYS(o.out, "found no results.sqlite");
}

TEST_F(Commands, ValidateSaysInALineWhatAScenarioIs) {
  const Outcome o = run_binary({"validate", "fashion_mlp", "--set", "dies=3:9"});
  EXPECT_EQ(o.status, 0) << o.out;
  EXPECT_SAYS(o.out, "fashion_mlp.toml: valid: 6 dies (3:9) of seed 7; network mlp");
  EXPECT_EQ(std::count(o.out.begin(), o.out.end(), '\n'), 1);
  const Json json = Json::parse(run_binary({"validate", "fashion_mlp", "--json"}).out);
  EXPECT_EQ(json.at("network").at("inputs"), 784);
  EXPECT_EQ(json.at("judging_images"), 2000);
}

TEST_F(Commands, ValidateRefusesWhatRunWouldRefuse) {
  write_file(scratch_ / "s.toml", "network = \"fashion_mlp\"\n[device]\nlevles = 10\n");
  const std::string file = (scratch_ / "s.toml").string();
  for (const Args& args : {Args{"validate", file},
                           Args{"validate", "fashion_mlp", "--set", "test_program=fashion_lenet_a"},
                           Args{"validate", "fashion_mlp", "--set", "data_dir=/nowhere"},
                           Args{"validate", "fashion_mlp", "--set", "network=fashion_mpl"},
                           Args{"validate", "fashion_mlp", "--set", "device.levels=4"}}) {
    const Outcome o = run_binary(args);
    EXPECT_EQ(o.status, 2) << o.out;
    EXPECT_EQ(o.out.rfind("kintsugi: error: ", 0), 0U) << o.out;
  }
}

// What the binary writes to a terminal.
std::string on_terminal(const Args& args, const char* no_colour) {
  int terminal = -1;
  const pid_t pid = forkpty(&terminal, nullptr, nullptr, nullptr);
  if (pid == 0) {
    setenv("TERM", "xterm", 1);
    no_colour != nullptr ? setenv("NO_COLOR", no_colour, 1) : unsetenv("NO_COLOR");
    std::vector<char*> argv = {const_cast<char*>(KINTSUGI_BINARY)};
    for (const std::string& arg : args) argv.push_back(const_cast<char*>(arg.c_str()));
    argv.push_back(nullptr);
    execv(KINTSUGI_BINARY, argv.data());
    _exit(127);
  }
  std::string text;
  char buffer[4096];
  for (ssize_t n = read(terminal, buffer, sizeof buffer); n > 0;
       n = read(terminal, buffer, sizeof buffer)) {
    text.append(buffer, static_cast<size_t>(n));
  }
  close(terminal);
  wait_for(pid);
  return text;
}

TEST_F(Commands, ColoursAreForTerminalsThatWantThem) {
  ASSERT_LE(run("a", {"--dies", "0:1", "--quiet"}).status, 1);
  const std::string folder = (scratch_ / "a").string();
  for (const Args& args :
       {Args{"diff", folder, folder},
        Args{"run", "fashion_mlp", "--images", "50", "--engine", "fast", "--out", folder, "--dies",
             "0:1", "--verbose"}}) {
    EXPECT_SAYS(on_terminal(args, nullptr), "\033[");
    EXPECT_SAYS(on_terminal(args, ""), "\033[") << "an empty NO_COLOR is none";
    EXPECT_EQ(on_terminal(args, "1").find("\033["), std::string::npos);
    EXPECT_EQ(run_binary(args).out.find("\033["), std::string::npos) << "a pipe has no colours";
  }
}

}  // namespace
}  // namespace kintsugi
