// RTL that cannot be used gets one clear sentence and status 2, before anything is compiled.
#include <gtest/gtest.h>

#include "testbench/tests/end_to_end/binary.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

class OwnRtl : public ::testing::Test {
 protected:
  // What a run with these options says; it must be one line.
  std::string refusal(const std::vector<std::string>& more) {
    std::vector<std::string> args = {
        "run",      "fashion_mlp", "--dies", "0:1",
        "--images", "50",          "--out",  (scratch_ / "r").string()};
    args.insert(args.end(), more.begin(), more.end());
    const Outcome o = run_binary(args);
    EXPECT_EQ(o.status, 2) << o.out;
    EXPECT_FALSE(fs::exists(scratch_ / "r"));
    const size_t line = o.out.find("kintsugi: error: ");
    EXPECT_EQ(std::count(o.out.begin(), o.out.end(), '\n'), line == 0 ? 1 : 2) << o.out;
    return line == std::string::npos ? o.out : o.out.substr(line);
  }
  std::string file(const std::string& name, const std::string& text) {
    write_file(scratch_ / name, text);
    return (scratch_ / name).string();
  }
  ScratchFolder scratch_;
};

#define EXPECT_SAYS(text, words) EXPECT_NE(text.find(words), std::string::npos) << text

TEST_F(OwnRtl, MissingFile) {
  EXPECT_SAYS(refusal({"--rtl", "nowhere.sv"}), "--rtl: found no file nowhere.sv");
}

TEST_F(OwnRtl, SyntaxErrorHasFileAndLine) {
  const std::string rtl =
      file("bad.sv", "module bad (input logic clk_i);\n  logic = 3;\nendmodule\n");
  EXPECT_SAYS(refusal({"--rtl", rtl, "--top", "bad"}), rtl + ":2:");
}

TEST_F(OwnRtl, MissingModuleHasFileAndLine) {
  const std::string rtl =
      file("hole.sv", "module hole (input logic clk_i);\n  gone u_gone ();\nendmodule\n");
  const std::string said = refusal({"--rtl", rtl, "--top", "hole"});
  EXPECT_SAYS(said, rtl + ":2:");
  EXPECT_SAYS(said, "gone");
}

TEST_F(OwnRtl, MissingIncludeHasFileAndLine) {
  const std::string rtl = file("inc.sv", "\n`include \"gone.svh\"\nmodule inc; endmodule\n");
  EXPECT_SAYS(refusal({"--rtl", rtl, "--top", "inc"}), rtl + ":2:");
}

TEST_F(OwnRtl, UnknownTopIsRefusedWithASuggestion) {
  const std::string rtl = file("my.sv", "module my_ctrl (input logic clk_i); endmodule\n");
  EXPECT_SAYS(refusal({"--rtl", rtl, "--top", "my_ctlr"}),
              "--top: found my_ctlr; allowed is a module of the files; did you mean my_ctrl");
}

TEST_F(OwnRtl, MissingPortIsNamed) {
  const std::string rtl =
      file("my.sv", "module my_ctrl (input logic clk_i, input logic rst_ni);\nendmodule\n");
  EXPECT_SAYS(refusal({"--rtl", rtl, "--top", "my_ctrl"}),
              "module my_ctrl: found no port csr_psel_i; the boundary has it as input of 1 bit");
}

// Ours, edited.
std::string edited_top(const std::string& from, const std::string& to) {
  std::string text = read_file(fs::path(KINTSUGI_SOURCE_DIR) / "rtl/tuning_ctrl/tuning_ctrl.sv");
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

// A list of our files with another top.
std::string list_with(const std::string& top_file) {
  const std::string rtl = std::string(KINTSUGI_SOURCE_DIR) + "/rtl";
  std::string list = "-I" + rtl + "\n";
  std::istringstream ours(read_file(rtl + "/tuning_ctrl.f"));
  for (std::string line; std::getline(ours, line);) {
    if (line.find("/tuning_ctrl.sv") == std::string::npos) list += rtl + "/" + line + "\n";
  }
  return list + top_file + "\n";
}

TEST_F(OwnRtl, PortOfAnotherWidthIsNamed) {
  const std::string top =
      file("top.sv", edited_top("logic [23:0] sig_value_i", "logic [15:0] sig_value_i"));
  EXPECT_SAYS(refusal({"--rtl", file("l.f", list_with(top))}),
              "port sig_value_i is 16 bits, the boundary has 24");
}

TEST_F(OwnRtl, CombinationalLoopIsNamed) {
  const std::string rtl = file("loop.sv",
                               "module loop (input logic a_i, output logic b_o);\n"
                               "  logic x, y;\n  assign x = y ^ a_i;\n  assign y = x & a_i;\n"
                               "  assign b_o = x;\nendmodule\n");
  EXPECT_SAYS(refusal({"--rtl", rtl, "--top", "loop"}), "found a combinational loop through loop.");
}

TEST_F(OwnRtl, OptionsThatDoNotGoTogetherAreRefused) {
  EXPECT_SAYS(refusal({"--top", "my_ctrl"}), "--top: found no --rtl beside it");
  EXPECT_SAYS(refusal({"--check", "transactions"}), "did you mean transaction");
  EXPECT_SAYS(refusal({"--check", "transaction", "--engine", "fast"}), "--engine: found fast");
  EXPECT_SAYS(refusal({"--check", "transaction", "--plant", "reference:offset_not_clamped"}),
              "--plant: found --check transaction");
}

}  // namespace
}  // namespace kintsugi
