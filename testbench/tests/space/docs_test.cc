// The worked example of docs/sweeps.md, on fewer dies and images.
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "testbench/tests/end_to_end/binary.h"

namespace kintsugi {
namespace {

TEST(SweepDocsTest, CommandsOfThePageRun) {
  const std::string page = read_file(std::filesystem::path(KINTSUGI_SOURCES) / "docs/sweeps.md");
  const std::regex command("\n    \\./kintsugi (sweep [^\n#]*[^\n# ])");
  int run = 0;
  for (std::sregex_iterator at(page.begin(), page.end(), command), end; at != end; ++at) {
    std::istringstream words((*at)[1].str());
    std::vector<std::string> args;
    for (std::string word; words >> word;) args.push_back(word);
    // What the page's commands are given here in place of hours.
    const ScratchFolder scratch;
    write_file(scratch / "points.csv", "adc.bits,adc.type\n4,sar\n6,flash\n");
    for (std::string& arg : args) {
      if (arg == "points.csv") arg = (scratch / "points.csv").string();
    }
    const auto replace = [&](const std::string& option, const std::string& value) {
      const auto found = std::find(args.begin(), args.end(), option);
      if (found != args.end()) args.erase(found, found + 2);
      args.insert(args.end(), {option, value});
    };
    replace("--dies", "0:1");
    replace("--images", "20");
    replace("--out", (scratch / "out").string());
    if (std::find(args.begin(), args.end(), "--refit") != args.end()) {
      args.insert(args.end(), {"--set", "fit.dies=8", "--set", "fit.clusters=2", "--set",
                               "fit.judge_images=20", "--set", "fit.predict=false"});
    }
    const Outcome o = run_binary(args);
    EXPECT_EQ(o.status, 0) << (*at)[1] << '\n' << o.out;
    EXPECT_TRUE(std::filesystem::exists(scratch / "out/report.html")) << (*at)[1];
    ++run;
  }
  EXPECT_GE(run, 3);
}

}  // namespace
}  // namespace kintsugi
