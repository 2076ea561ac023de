// Waves: the debug build writes them on the time base of the simulation, other builds say so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>

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
    run.options.wave.file = file;
    try {
      return sentences(run_synthetic(random_program(1), run, *rtl, reference).verdict);
    } catch (const UserError& e) {
      return std::string(e.what());
    }
  });
}

// What the header of an FST file says (offsets as in GTKWave's fstapi.c, numbers big-endian).
struct FstHeader {
  uint64_t start = 0;
  uint64_t end = 0;
  int timescale = 0;  // power of ten of a second
};

FstHeader header_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::array<char, 74> bytes{};
  in.read(bytes.data(), bytes.size());
  const auto number = [&](size_t offset) {
    uint64_t value = 0;
    for (size_t i = 0; i < 8; ++i) value = value << 8 | static_cast<uint8_t>(bytes[offset + i]);
    return value;
  };
  return {number(9), number(17), static_cast<signed char>(bytes[73])};
}

TEST(Wave, IsWrittenInPicosecondsOrRefusedWithASentence) {
  const std::string file =
      (std::filesystem::temp_directory_path() / "kintsugi_wave_test.fst").string();
  std::filesystem::remove(file);
  const std::string answer = run_with_wave(file);
  if (!answer.empty()) {
    EXPECT_THAT(answer, HasSubstr("this build has no tracing"));
    EXPECT_FALSE(std::filesystem::exists(file));
    return;
  }
  const FstHeader header = header_of(file);
  EXPECT_EQ(header.timescale, -12);
  EXPECT_EQ(header.start, 0U);
  EXPECT_GT(header.end, 100U * 5000U);
  EXPECT_EQ(header.end % 5000, 0U) << "the last edge is not at a multiple of the period";
}

}  // namespace
}  // namespace kintsugi
