// Sign-off of a controller that is not ours.
#include <fmt/format.h>

#include "testbench/own_controller/ports.h"
#include "testbench/tests/signoff/scene.h"

namespace kintsugi::signoff_test {
namespace {

const std::string kSecond = KINTSUGI_SOURCE_DIR "/testbench/second_controller/";

class SignoffOfOwn : public Signoff {
 protected:
  SignoffOfOwn() { setenv("KINTSUGI_ROOT", KINTSUGI_SOURCE_DIR, 1); }

  // With the plan that ships.
  Outcome sign_off_own(const std::vector<std::string>& more) {
    std::vector<std::string> args = {"--build", KINTSUGI_BUILD_DIR, "--out", out_, "--quiet"};
    args.insert(args.end(), more.begin(), more.end());
    return run_binary(args);
  }
  std::vector<std::string> staged(const std::string& reference) const {
    return {"--rtl", kSecond + "staged.f", "--top", "second_controller", "--reference", reference};
  }
  // A module that never does anything, at the boundary.
  std::string idle(const std::string& body = "") {
    std::string ports;
    std::string ties;
    for (const RtlPort& port : boundary_ports(false)) {
      ports += fmt::format("{}{} logic [{}:0] {}", ports.empty() ? "" : ", ",
                           port.input ? "input" : "output", port.width - 1, port.name);
      if (!port.input) ties += fmt::format("  assign {} = '0;\n", port.name);
    }
    const auto file = scratch_ / "idle.sv";
    write_file(file, "module idle (" + ports + ");\n" + ties + body + "endmodule\n");
    return file;
  }
  std::vector<std::string> of_idle() {
    return {"--rtl", idle(), "--top", "idle", "--check", "transaction"};
  }
  // A check that holds and says nothing of the controller but that it is about it.
  static std::string about_it() {
    return "command = [\"sh\", \"-c\", '''echo {\\\"compared\\\": 3} > $0''', \"{json}\", "
           "\"{own}\"]\nlimits = { \"/compared\" = \"> 0\" }";
  }
  void plan_about_it(const std::string& first) {
    write_plan(testpoint("a", "V1", first) + testpoint("b", "V2", about_it()) +
               testpoint("c", "V3", about_it()));
  }
};

TEST_F(SignoffOfOwn, FirstStageHoldsForTheSecondController) {
  const Outcome outcome = sign_off_own({"--stage", "V1", "--rtl", kSecond + "second_controller.f",
                                        "--top", "second_controller", "--check", "transaction"});
  EXPECT_EQ(outcome.status, 0) << outcome.out;
  EXPECT_SAYS(outcome.out, "V1 holds: 5 of 5 testpoints passed");
  EXPECT_EQ(json().at("plan"), "second_controller by transactions");
  EXPECT_SAYS(point("a_few_dies").at("command").dump(), "second_controller.f");
}

TEST_F(SignoffOfOwn, StagedControllerPassesAgainstItsOwnModel) {
  std::vector<std::string> args = staged(kSecond + "reference.cc");
  args.insert(args.end(), {"--only", "boundary|registers|faults|back_pressure"});
  const Outcome outcome = sign_off_own(args);
  EXPECT_EQ(outcome.status, 0) << outcome.out;
  EXPECT_SAYS(outcome.out, "partial: 4 of 4 testpoints passed");
}

TEST_F(SignoffOfOwn, ModelThatDiffersFailsWithCycleAndSignal) {
  std::string model = read_file(kSecond + "reference.cc");
  model.replace(model.find("kRest = 5"), 9, "kRest = 6");
  write_file(scratch_ / "model.cc", model);
  plan_about_it(
      "command = [\"" KINTSUGI_CLI
      "\", \"run\", \"fashion_mlp\", \"{controller}\", \"--dies\", \"0:1\", \"--images\", \"20\", "
      "\"--out\", \"{dir}/run\", \"--quiet\"]\njson = \"{dir}/run/summary.json\"\n"
      "limits = { \"/mismatches\" = \"== 0\", \"/cycles_compared\" = \"> 0\" }");
  const Outcome outcome = sign_off(staged(scratch_ / "model.cc"));
  EXPECT_EQ(outcome.status, 1) << outcome.out;
  const std::string reason = point("a").at("reason");
  EXPECT_SAYS(reason, "die 0: Cycle ");
  EXPECT_SAYS(reason, "obs.writer_step expected READ_ACCESS (0x6), got READ_SETUP (0x5)");
  EXPECT_EQ(point("a").at("failures")[0].at("rerun").at("outcome"), "reproduced");
}

TEST_F(SignoffOfOwn, ControllerThatDoesNothingFailsEverywhere) {
  std::vector<std::string> args = of_idle();
  args.insert(args.end(), {"--stage", "V1", "--only", "lint|registers|faults"});
  const Outcome outcome = sign_off_own(args);
  EXPECT_EQ(outcome.status, 1) << outcome.out;
  EXPECT_SAYS(outcome.out, "partial: 0 of 3 testpoints passed");
  EXPECT_SAYS(point("lint").at("reason").dump(), "Warning-UNUSED");
}

TEST_F(SignoffOfOwn, ChangedRtlRunsAgain) {
  plan_about_it(about_it());
  ASSERT_EQ(sign_off(of_idle()).status, 0);
  ASSERT_EQ(sign_off(of_idle()).status, 0);
  EXPECT_TRUE(point("a").at("kept"));
  std::vector<std::string> args = of_idle();
  idle("  initial $display(\"other\");\n");
  ASSERT_EQ(sign_off(args).status, 0);
  EXPECT_FALSE(point("a").at("kept")) << "it is another controller";
}

TEST_F(SignoffOfOwn, PlanAboutAnotherControllerIsRefused) {
  plan_about_it(good());
  const Outcome outcome = sign_off(of_idle());
  EXPECT_EQ(outcome.status, 2) << outcome.out;
  EXPECT_SAYS(outcome.out, "--rtl: testpoint a of ");
  plan_about_it(about_it());
  const Outcome without = sign_off();
  EXPECT_EQ(without.status, 2) << without.out;
  EXPECT_SAYS(without.out, "is about a controller of one's own; allowed beside --rtl");
}

TEST_F(SignoffOfOwn, WhatCannotBeUsedEndsWith2) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> mistakes = {
      {{"--rtl", "none.f"}, "none.f"},
      {{"--rtl", idle(), "--top", "idel", "--check", "transaction"}, "did you mean idle"},
      {{"--rtl", idle(), "--top", "idle"}, "found no port obs_o"},
      {{"--rtl", idle(), "--check", "cycles"}, "did you mean cycle"},
      {{"--top", "idle"}, "--top: found no --rtl beside it"},
      {{"--rtl", idle(), "--check", "transaction", "--reference", "a.cc"}, "has no reference"},
  };
  for (const auto& [args, sentence] : mistakes) {
    const Outcome outcome = sign_off_own(args);
    EXPECT_EQ(outcome.status, 2) << outcome.out;
    EXPECT_SAYS(outcome.out, sentence);
    EXPECT_FALSE(std::filesystem::exists(out_ / "signoff.json"));
  }
}

}  // namespace
}  // namespace kintsugi::signoff_test
