// What the command line says about waves, and how they are opened.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "testbench/cli/commands.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;

class WaveOptionsOfRun : public ::testing::Test {
 protected:
  int call(std::vector<std::string> args) {
    args.insert(args.begin(), {"run", "fashion_mlp"});
    Simulation simulation;
    simulation.run = [this](const RunOptions& options) { return run_ = options, 0; };
    return kintsugi_main(args, simulation, out_, err_);
  }
  std::string refusal(const std::vector<std::string>& args) {
    err_.str("");
    EXPECT_EQ(call(args), 2);
    return err_.str();
  }

  std::optional<RunOptions> run_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(WaveOptionsOfRun, DefaultIsTheWholeRunAndTheFirstLayer) {
  EXPECT_EQ(call({"--wave"}), 0);
  EXPECT_TRUE(run_->wave);
  EXPECT_FALSE(run_->wave_on_failure);
  EXPECT_EQ(run_->wave_options.from_cycle, 0U);
  EXPECT_EQ(run_->wave_options.to_cycle, UINT64_MAX);
  EXPECT_EQ(run_->wave_options.layer, 0);
  EXPECT_TRUE(run_->wave_options.cells.empty());
}

TEST_F(WaveOptionsOfRun, WindowLayerAndCellsAreRead) {
  EXPECT_EQ(call({"--wave-on-failure", "--wave-from", "100", "--wave-to", "900", "--wave-layer",
                  "2", "--wave-cells", "0:3:1,2:40:7"}),
            0)
      << err_.str();
  EXPECT_TRUE(run_->wave_on_failure);
  EXPECT_EQ(run_->wave_options.from_cycle, 100U);
  EXPECT_EQ(run_->wave_options.to_cycle, 900U);
  EXPECT_EQ(run_->wave_options.layer, 2);
  ASSERT_EQ(run_->wave_options.cells.size(), 2U);
  EXPECT_EQ(run_->wave_options.cells[1].layer, 2);
  EXPECT_EQ(run_->wave_options.cells[1].row, 40);
  EXPECT_EQ(run_->wave_options.cells[1].column, 7);
}

TEST_F(WaveOptionsOfRun, BadValuesAreRefused) {
  EXPECT_THAT(refusal({"--wave", "--wave-from", "9", "--wave-to", "3"}),
              HasSubstr("--wave-to: found 3; allowed --wave-from 9 or later"));
  for (const char* cells : {"1", "1:2", "1:2:3:4", "1:2:3,", "a:2:3", "-1:2:3", "1:2:3 "}) {
    EXPECT_THAT(refusal({"--wave", std::string("--wave-cells=") + cells}),
                HasSubstr("allowed LAYER:ROW:COLUMN"))
        << cells;
  }
  EXPECT_THAT(refusal({"--wave-on-failure", "--engine", "fast"}), HasSubstr("--engine fast"));
  EXPECT_THAT(refusal({"--wave-from", "3"}), HasSubstr("found no --wave beside it"));
}

// A folder with a GTKWave that writes down its arguments.
class WaveCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "kintsugi_XXXXXX").string();
    folder_ = mkdtemp(name.data());
    fs::create_directory(folder_ / "bin");
    const fs::path program = folder_ / "bin/gtkwave";
    std::ofstream(program) << "#!/bin/sh\nprintf '%s\\n' \"$@\" >'"
                           << (folder_ / "arguments").string() << "'\n";
    fs::permissions(program, fs::perms::owner_all);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void add_wave(const std::string& stem) {
    for (const char* end : {".fst", ".overview.gtkw", ".repair.gtkw"}) {
      std::ofstream(folder_ / (stem + end)) << "x";
    }
  }
  std::string refusal(const std::vector<std::string>& args) {
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(kintsugi_main(args, {}, out, err), 2);
    return err.str();
  }
  // The arguments GTKWave got, one a line.
  std::string opened(const std::vector<std::string>& args) {
    const pid_t child = fork();
    if (child == 0) {
      setenv("PATH", ((folder_ / "bin").string() + ":/bin:/usr/bin").c_str(), 1);
      refusal(args);
      _exit(1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    std::ostringstream text;
    text << std::ifstream(folder_ / "arguments").rdbuf();
    return text.str();
  }

  fs::path folder_;
};

TEST_F(WaveCommand, OpensTheOnlyWaveOfAFolderWithTheViewAskedFor) {
  add_wave("die_3");
  EXPECT_THAT(opened({"wave", folder_.string()}),
              HasSubstr((folder_ / "die_3.fst").string() + "\n" +
                        (folder_ / "die_3.overview.gtkw").string() + "\n"));
  EXPECT_THAT(opened({"wave", (folder_ / "die_3.fst").string(), "--view", "repair"}),
              HasSubstr((folder_ / "die_3.repair.gtkw").string()));
}

TEST_F(WaveCommand, SaysWhatIsMissing) {
  EXPECT_THAT(refusal({"wave", folder_.string()}), HasSubstr("found no wave in"));
  EXPECT_THAT(refusal({"wave", (folder_ / "none.fst").string()}), HasSubstr("none.fst"));
  add_wave("die_3");
  EXPECT_THAT(refusal({"wave", folder_.string(), "--view", "bsu"}), HasSubstr("did you mean bus"));
  EXPECT_THAT(refusal({"wave", folder_.string(), "--view", "bus"}), HasSubstr("die_3.bus.gtkw"));
  add_wave("die_4");
  EXPECT_THAT(refusal({"wave", folder_.string()}), HasSubstr("found 2 waves"));
  EXPECT_THAT(refusal({"wave"}), HasSubstr("run_or_fst"));
}

}  // namespace
}  // namespace kintsugi
