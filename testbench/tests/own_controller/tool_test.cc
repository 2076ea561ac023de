// A tool's answer comes back whole.
#include "testbench/own_controller/tool.h"

#include <gtest/gtest.h>

namespace kintsugi {
namespace {

TEST(OwnRtlTool, StatusAndBothStreamsComeBack) {
  const ToolResult r = run_tool({"sh", "-c", "echo out; echo err >&2; pwd; exit 3"}, "/");
  EXPECT_EQ(r.status, 3);
  EXPECT_EQ(r.output, "out\n/\n");
  EXPECT_EQ(r.errors, "err\n");
}

TEST(OwnRtlTool, MuchOutputBlocksNobody) {
  const ToolResult r = run_tool({"sh", "-c", "head -c 1000000 /dev/zero; echo end >&2"}, "/");
  EXPECT_EQ(r.output.size(), 1000000U);
  EXPECT_EQ(r.errors, "end\n");
}

TEST(OwnRtlTool, MissingProgramIsAStatus) {
  EXPECT_EQ(run_tool({"no_such_program_at_all"}, "/").status, 127);
}

TEST(OwnRtlTool, KilledProgramIsAStatus) {
  EXPECT_EQ(run_tool({"sh", "-c", "kill -9 $$"}, "/").status, 128 + 9);
}

}  // namespace
}  // namespace kintsugi
