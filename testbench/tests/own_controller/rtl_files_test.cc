// File lists say what they mean, or what is wrong with them.
#include "testbench/own_controller/rtl_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "models/core/error.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;

class OwnRtlLists : public ::testing::Test {
 protected:
  OwnRtlLists() {
    std::string name = (fs::temp_directory_path() / "kintsugi_lists_XXXXXX").string();
    folder_ = mkdtemp(name.data());
    fs::create_directories(folder_ / "sub");
    for (const char* file : {"a.sv", "sub/b.sv"}) write(file, "module m; endmodule\n");
  }
  ~OwnRtlLists() override { fs::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
  }
  std::string refusal(const std::string& list) {
    write("l.f", list);
    try {
      read_rtl_files({folder_ / "l.f"});
    } catch (const UserError& error) {
      return error.what();
    }
    return "nothing was refused";
  }
  fs::path folder_;
};

TEST_F(OwnRtlLists, NameFilesRelativeToThemselves) {
  write("sub/inner.f", "b.sv  // the second\n");
  write("l.f", "# ours\n+incdir+sub\n+define+WIDE=1\na.sv\n-f sub/inner.f\n");
  const RtlFiles files = read_rtl_files({folder_ / "l.f"});
  ASSERT_EQ(files.sources.size(), 2U);
  EXPECT_EQ(files.sources[0], folder_ / "a.sv");
  EXPECT_EQ(files.sources[1], folder_ / "sub/b.sv");
  EXPECT_THAT(files.options, Contains("-I" + (folder_ / "sub").string()));
  EXPECT_THAT(files.options, Contains("-DWIDE=1"));
}

TEST_F(OwnRtlLists, FileThatIsNotThereIsNamedWithItsLine) {
  EXPECT_THAT(refusal("a.sv\nc.sv\n"), HasSubstr("l.f:2: found no file "));
}

TEST_F(OwnRtlLists, UnknownOptionIsRefused) {
  EXPECT_THAT(refusal("a.sv\n--timing\n"), HasSubstr("l.f:2: found --timing; allowed are files"));
}

TEST_F(OwnRtlLists, ListThatNamesItselfIsRefused) {
  EXPECT_THAT(refusal("-f l.f\n"), HasSubstr("names itself"));
}

TEST_F(OwnRtlLists, EmptyListIsRefused) {
  EXPECT_THAT(refusal("// nothing yet\n"), HasSubstr("a list without a source file"));
}

}  // namespace
}  // namespace kintsugi
