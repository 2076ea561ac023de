// The committed generated files are what the generator makes of the register source today, and
// the generator refuses sources that contradict themselves.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "models/registers/tuning_ctrl.h"
#include "rtl/regs/block.h"

namespace kintsugi::regs_gen {
namespace {

// Tests run in the repository root.
constexpr const char* kSource = "rtl/regs/tuning_ctrl.toml";

std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(GeneratedFiles, PackageIsUpToDate) {
  EXPECT_TRUE(systemverilog_package(read_block(kSource)) == file_text("rtl/pkg/tuning_ctrl_pkg.sv"))
      << "build the target regs_update and commit the result";
}

TEST(GeneratedFiles, HeaderIsUpToDate) {
  EXPECT_TRUE(cpp_header(read_block(kSource)) == file_text("models/registers/tuning_ctrl.h"))
      << "build the target regs_update and commit the result";
}

TEST(GeneratedFiles, DocumentationIsUpToDate) {
  EXPECT_TRUE(markdown_tables(read_block(kSource)) == file_text("docs/registers.md"))
      << "build the target regs_update and commit the result";
}

// Complaint of the reader about the source with `from` replaced by `to`.
std::string complaint(const std::string& from, const std::string& to) {
  std::string text = file_text(kSource);
  const size_t place = text.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  text.replace(place, from.size(), to);
  const std::string path =
      testing::TempDir() + "block_" + std::to_string(std::hash<std::string>()(from + to)) + ".toml";
  std::ofstream(path, std::ios::binary) << text;
  std::string message;
  try {
    read_block(path);
  } catch (const std::runtime_error& error) {
    message = error.what();
  }
  std::filesystem::remove(path);
  return message;
}

TEST(RegisterSource, OverlappingFieldsAreRefused) {
  EXPECT_NE(complaint("name = \"ABORT\", lsb = 1", "name = \"ABORT\", lsb = 0").find("overlaps"),
            std::string::npos);
}

TEST(RegisterSource, OverlappingRegistersAreRefused) {
  EXPECT_NE(complaint("address = 0x024", "address = 0x020").find("MODE overlaps"),
            std::string::npos);
}

TEST(RegisterSource, UnknownEnumerationIsRefused) {
  EXPECT_NE(complaint("enum = \"state\"", "enum = \"stat\"").find("'stat'"), std::string::npos);
}

TEST(RegisterSource, ResetBeyondTheFieldIsRefused) {
  EXPECT_NE(complaint("reset = 1024", "reset = 65536").find("allowed is 0 to 65535"),
            std::string::npos);
}

TEST(RegisterSource, ComplaintNamesTheLine) {
  const std::string text = file_text(kSource);
  const size_t place = text.rfind("[[register]]", text.find("access = \"WO\""));
  const auto line =
      1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(place), '\n');
  const std::string message = complaint("access = \"WO\"", "access = \"WX\"");
  EXPECT_NE(message.find(".toml:" + std::to_string(line) + ":"), std::string::npos) << message;
  EXPECT_NE(message.find("'WX'"), std::string::npos) << message;
}

TEST(PackedState, FieldsKeepTheirValuesBesideEachOther) {
  using namespace kintsugi::regs;
  uint32_t words[kObsWords] = {};
  for (int pass = 0; pass < 2; ++pass) {
    for (int i = 0; i < kObsFieldCount; ++i) {
      const uint64_t ones = detail::ones(kObsFields[i].width);
      obs_set(words, static_cast<ObsId>(i), pass == 0 ? 0x5A5AA5A5C3C33C3CULL * 3 : ~0ULL);
      EXPECT_EQ(obs_get(words, static_cast<ObsId>(i)),
                (pass == 0 ? 0x5A5AA5A5C3C33C3CULL * 3 : ~0ULL) & ones);
    }
  }
  obs_set<ObsId::dist0>(words, 0x123456789ABCULL);
  obs_set<ObsId::log_wdata>(words, 0);
  EXPECT_EQ(obs_get(words, ObsId::dist0), 0x123456789ABCULL);
  EXPECT_EQ(obs_get<ObsId::dist0>(words), 0x123456789ABCULL);
  for (int i = 0; i < kObsFieldCount; ++i) {
    const auto id = static_cast<ObsId>(i);
    if (id == ObsId::dist0 || id == ObsId::log_wdata) continue;
    EXPECT_EQ(obs_get(words, id), detail::ones(kObsFields[i].width)) << kObsFields[i].name;
  }
  EXPECT_EQ(obs_value_name(ObsId::state, 2), "PLAY");
  EXPECT_EQ(obs_value_name(ObsId::tag, 2), "2");
}

}  // namespace
}  // namespace kintsugi::regs_gen
