// Waves: the debug build writes them on the time base of the simulation, other builds say so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "models/core/error.h"
#include "testbench/tests/systemc/controllers.h"
#include "testbench/tests/systemc/in_child.h"
#include "testbench/tests/systemc/synthetic_bench.h"

namespace kintsugi {
namespace {

using ::testing::HasSubstr;

std::string run_with_wave(const std::string& file) {
  return in_child([&] {
    const auto rtl = make_verilated_controller(1);
    ControllerReference reference;
    SyntheticRun run;
    run.options.wave = file;
    try {
      return sentences(run_synthetic(random_program(1), run, *rtl, reference).verdict);
    } catch (const UserError& e) {
      return std::string(e.what());
    }
  });
}

std::string output_of(const std::string& command) {
  std::string text;
  std::array<char, 4096> buffer{};
  FILE* pipe = popen(command.c_str(), "r");
  while (pipe != nullptr && fgets(buffer.data(), buffer.size(), pipe) != nullptr) {
    text += buffer.data();
  }
  if (pipe != nullptr) pclose(pipe);
  return text;
}

TEST(Wave, IsWrittenInPicosecondsOrRefusedWithASentence) {
  const std::string file =
      (std::filesystem::temp_directory_path() / "kintsugi_wave_test.fst").string();
  std::filesystem::remove(file);
  const std::string answer = run_with_wave(file);
  if (!answer.empty()) {
    EXPECT_THAT(answer, HasSubstr("this build has no tracing; build the debug variant."));
    EXPECT_FALSE(std::filesystem::exists(file));
    return;
  }
  EXPECT_GT(std::filesystem::file_size(file), 1000U);
  if (std::system("command -v fst2vcd > /dev/null") != 0) {
    GTEST_SKIP() << "fst2vcd (package gtkwave) is not installed: the file was not read back";
  }
  const std::string vcd = output_of("fst2vcd " + file);
  EXPECT_THAT(vcd, HasSubstr("1ps"));
  EXPECT_THAT(vcd, HasSubstr("clk_i"));
  EXPECT_THAT(vcd, HasSubstr("\n#5000\n")) << "edge 1 is at one period";
}

}  // namespace
}  // namespace kintsugi
