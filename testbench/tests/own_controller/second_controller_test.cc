// A controller with other lanes and latencies, from its sources to a verdict.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "testbench/own_controller/ports.h"
#include "testbench/tests/end_to_end/binary.h"

namespace kintsugi {
namespace {

using Json = nlohmann::json;

#define EXPECT_SAYS(text, words) EXPECT_NE(text.find(words), std::string::npos) << text

const std::string kList =
    std::string(KINTSUGI_SOURCE_DIR) + "/testbench/second_controller/second_controller.f";

class SecondController : public ::testing::Test {
 protected:
  Outcome run(const std::string& name, const std::vector<std::string>& more) {
    std::vector<std::string> args = {
        "run", "fashion_mlp", "--images", "50", "--quiet", "--out", (scratch_ / name).string()};
    args.insert(args.end(), more.begin(), more.end());
    return run_binary(args);
  }
  Outcome run_second(const std::string& name, const std::string& check,
                     const std::vector<std::string>& more) {
    std::vector<std::string> args = {"--rtl",   kList, "--top", "second_controller",
                                     "--check", check};
    args.insert(args.end(), more.begin(), more.end());
    return run(name, args);
  }
  Json report(const std::string& name, const char* die) {
    return Json::parse(read_file(scratch_ / (name + "/mismatch_die_" + die + ".json")));
  }
  ScratchFolder scratch_;
};

// One fallback, one not: dies 0 to 3 of fashion_mlp.
TEST_F(SecondController, PassesTransactionAndRepairsAsOursDoes) {
  const Outcome second = run_second("second", "transaction", {"--dies", "0:4"});
  EXPECT_EQ(second.status, 0) << second.out;
  const Outcome ours = run("ours", {"--dies", "0:4"});
  EXPECT_EQ(ours.status, 0) << ours.out;
  const Json a = Json::parse(read_file(scratch_ / "second/summary.json"));
  const Json b = Json::parse(read_file(scratch_ / "ours/summary.json"));
  EXPECT_EQ(a.at("mismatches"), 0);
  EXPECT_EQ(a.at("check"), "transaction");
  EXPECT_EQ(a.at("mean_accuracy"), b.at("mean_accuracy"));
  EXPECT_EQ(a.at("outcomes"), b.at("outcomes"));
  EXPECT_GT(a.at("own_share_ms_median"), 2 * b.at("own_share_ms_median").get<double>());
}

// CHECK takes 24 cycles from the one in which START is answered; behind it the first transfer of
// SAVE is due, which this controller begins a cycle late.
TEST_F(SecondController, FailsCycleWhereItFirstDiffers) {
  const Outcome o = run_second("r", "cycle", {"--dies", "0:1"});
  EXPECT_EQ(o.status, 1) << o.out;
  EXPECT_SAYS(o.out, "state SAVE: cfg_psel_o expected 0x1, got 0x0.");
  EXPECT_SAYS(o.out, "Likely class: latency shift");
  EXPECT_SAYS(o.out, "1 cycle late");
  const Json json = report("r", "0");
  uint64_t answered = 0;
  for (const Json& transaction : json.at("transactions")) {
    if (transaction.at("port") == "csr") answered = transaction.at("end");
  }
  EXPECT_EQ(json.at("divergence").at("cycle"), answered - 1 + 24);
  EXPECT_EQ(json.at("last_agreed"), answered - 1 + 23);
  const std::string line = json.at("rerun");
  EXPECT_SAYS(line, "--rtl " + kList + " --top second_controller");
}

TEST_F(SecondController, ThatIsTooSlowFailsByName) {
  const Outcome o =
      run_second("r", "transaction", {"--dies", "0:1", "--set", "controller.limit_own=3000"});
  EXPECT_EQ(o.status, 1) << o.out;
  EXPECT_SAYS(o.out, "own share in pass 0 exceeds controller.limit_own = 3000 cycles a pass");
  EXPECT_SAYS(report("r", "0").at("rerun").get<std::string>(), "--check transaction");
}

TEST_F(SecondController, ResultsAreNotMixedWithOurs) {
  ASSERT_EQ(run_second("r", "transaction", {"--dies", "0:1"}).status, 0);
  EXPECT_EQ(run("r", {"--dies", "0:1"}).status, 2);
}

TEST_F(SecondController, OursPassesTransactionToo) {
  const Outcome o = run("r", {"--dies", "0:2", "--check", "transaction"});
  EXPECT_EQ(o.status, 0) << o.out;
}

// All ports, and one output that follows an input at once.
TEST_F(SecondController, OutputThatIsNoFlopIsAFault) {
  std::string ports;
  std::string ties;
  for (const RtlPort& port : boundary_ports(false)) {
    ports += fmt::format("{}{} logic [{}:0] {}", ports.empty() ? "" : ", ",
                         port.input ? "input" : "output", port.width - 1, port.name);
    if (port.input) continue;
    ties += fmt::format("  assign {} = {};\n", port.name,
                        port.name == "csr_pready_o" ? "csr_psel_i && csr_penable_i" : "'0");
  }
  write_file(scratch_ / "hasty.sv", "module hasty (" + ports + ");\n" + ties + "endmodule\n");
  const Outcome o = run("r", {"--rtl", (scratch_ / "hasty.sv").string(), "--top", "hasty",
                              "--check", "transaction", "--dies", "0:1"});
  EXPECT_EQ(o.status, 1) << o.out;
  EXPECT_SAYS(o.out, "csr_pready_o changes between clock edges: it is no flop.");
}

}  // namespace
}  // namespace kintsugi
