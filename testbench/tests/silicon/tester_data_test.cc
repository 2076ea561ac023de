// signatures.csv: what is written is read back, and each thing it may not hold is refused by name.
#include "testbench/silicon/tester_data.h"

#include <gtest/gtest.h>

#include "models/tuning/flow.h"
#include "testbench/population/experiment.h"
#include "testbench/report/atomic_file.h"
#include "testbench/scenario/paths.h"
#include "testbench/tests/models/expect_user_error.h"
#include "testbench/tests/population/temporary_folder.h"

namespace kintsugi {
namespace {

using Cells = std::vector<std::vector<std::string>>;  // [line][column]

Cells cells_of_text(const std::string& text) {
  Cells cells(1, {""});
  for (const char c : text) {
    if (c == '\n') {
      cells.push_back({""});
    } else if (c == ',') {
      cells.back().emplace_back();
    } else {
      cells.back().back() += c;
    }
  }
  cells.pop_back();
  return cells;
}

std::string text_of_cells(const Cells& cells) {
  std::string text;
  for (const auto& line : cells) {
    for (size_t c = 0; c < line.size(); ++c) text += (c == 0 ? "" : ",") + line[c];
    text += '\n';
  }
  return text;
}

class TesterFile : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    experiment_ = new Experiment(
        load_design(load_scenario(find_scenario("fashion_mlp"), {{"judge.images", "1"}})));
    data_ = new TesterData;
    for (uint32_t d = 0; d < 3; ++d) {
      const Die die(experiment_->chip, DieKey{7, d});
      const auto play = [&](const Tuning& tuning) {
        return tuning::collect_statistics(experiment_->program,
                                          tuning::run_signature(die, tuning, experiment_->program));
      };
      TesterDie one;
      one.name = {"0", "3", std::to_string(d), static_cast<int>(d), -2};
      one.accuracy = 71.25 + d;
      one.best = Tuning(experiment_->program.signature.size() - 1, {4000, -7});
      one.statistics = play(identity_tuning(experiment_->chip));
      if (d != 1) {
        one.repaired = 80.5;
        one.after = play(one.best);
      }
      data_->dies.push_back(one);
    }
    data_->seed = 7;
  }
  static void TearDownTestSuite() {
    delete experiment_;
    delete data_;
  }

  static std::string good_text() {
    return tester_csv(*data_, experiment_->program, experiment_->chip.network);
  }
  static size_t column(const std::string& name) {
    const auto head = cells_of_text(good_text())[0];
    const auto found = std::find(head.begin(), head.end(), name);
    EXPECT_NE(found, head.end()) << name;
    return static_cast<size_t>(found - head.begin());
  }
  TesterData read(const std::string& text) const {
    write_file_atomically(file_, text);
    return read_tester_data(file_, experiment_->program, experiment_->chip.network);
  }
  void refuses(const Cells& cells, std::initializer_list<const char*> parts) const {
    testing::expect_user_error([&] { read(text_of_cells(cells)); }, parts);
  }
  // The good file with one cell of line 3 (the second die) replaced.
  void refuses(const char* name, const char* value,
               std::initializer_list<const char*> parts) const {
    Cells cells = cells_of_text(good_text());
    cells[2][column(name)] = value;
    refuses(cells, parts);
  }

  static Experiment* experiment_;
  static TesterData* data_;
  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "s.csv";
};
Experiment* TesterFile::experiment_ = nullptr;
TesterData* TesterFile::data_ = nullptr;

TEST_F(TesterFile, IsReadBackAsItWasWritten) {
  const TesterData back = read(good_text());
  ASSERT_EQ(back.dies.size(), 3U);
  EXPECT_EQ(back.seed, 7U);
  for (size_t d = 0; d < 3; ++d) {
    EXPECT_TRUE(same_part(back.dies[d].name, data_->dies[d].name));
    EXPECT_EQ(back.dies[d].name.y, -2);
    EXPECT_EQ(back.dies[d].accuracy, data_->dies[d].accuracy);
    EXPECT_EQ(back.dies[d].repaired, data_->dies[d].repaired);
    EXPECT_EQ(back.dies[d].statistics, data_->dies[d].statistics);
    EXPECT_EQ(back.dies[d].after, data_->dies[d].after);
    EXPECT_EQ(back.dies[d].best, data_->dies[d].best);
  }
}

TEST_F(TesterFile, ColumnsMayStandInAnyOrderAndLinesEndAsWindowsEndsThem) {
  Cells cells = cells_of_text(good_text());
  for (auto& line : cells) {
    std::reverse(line.begin(), line.end());
    line.back() += "\r";
  }
  EXPECT_EQ(read(text_of_cells(cells)).dies[2].after, data_->dies[2].after);
}

TEST_F(TesterFile, OptionalColumnsMayBeLeftOut) {
  Cells cells = cells_of_text(good_text());
  const Cells all = cells;
  for (size_t line = 0; line < cells.size(); ++line) {
    cells[line].clear();
    for (size_t c = 0; c < all[0].size(); ++c) {
      const std::string& name = all[0][c];
      const bool needed = name == "PART_ID" || name == "accuracy" ||
                          (name.find('.') != std::string::npos && name.rfind("after.", 0) != 0 &&
                           name.rfind("gain.", 0) != 0 && name.rfind("offset.", 0) != 0);
      if (needed) cells[line].push_back(all[line][c]);
    }
  }
  const TesterData back = read(text_of_cells(cells));
  EXPECT_EQ(back.dies[1].statistics, data_->dies[1].statistics);
  EXPECT_TRUE(back.dies[0].after.empty());
  EXPECT_TRUE(back.dies[0].best.empty());
  EXPECT_FALSE(back.dies[0].repaired || back.seed);
}

TEST_F(TesterFile, RefusesNumbersThatAreNone) {
  refuses("accuracy", "nan", {"s.csv:3: accuracy: found nan", "a number from 0 to 100"});
  refuses("accuracy", "", {"s.csv:3: accuracy: found an empty cell"});
  refuses("accuracy", "100.1", {"s.csv:3: accuracy: found 100.1"});
  refuses("accuracy_repaired", "inf", {"s.csv:3: accuracy_repaired: found inf"});
  refuses("fc1.c3", "12.5", {"s.csv:3: fc1.c3: found 12.5", "a whole number from 0 to"});
  refuses("fc1.c3", "-1", {"s.csv:3: fc1.c3: found -1"});
}

TEST_F(TesterFile, RefusesCodesTheNetworkCannotGive) {
  refuses("fc1.max", "16", {"s.csv:3: fc1.max: found 16", "from 0 to 15"});
  refuses("fc1.c3", "151", {"s.csv:3: fc1.c3: found 151", "from 0 to 150"});  // 10 images of 15
  refuses("gain.fc1", "65536", {"s.csv:3: gain.fc1: found 65536", "from 0 to 65535"});
  refuses("offset.fc1", "40000", {"s.csv:3: offset.fc1: found 40000", "from -32768 to 32767"});
}

TEST_F(TesterFile, RefusesSignaturesThatContradictThemselves) {
  const std::string sum = std::to_string(data_->dies[1].statistics[0] + 1);
  refuses("fc1.sum", sum.c_str(), {"s.csv:3: fc1.sum: found", "the sum of its channels"});
  refuses("fc1.max", "0", {"s.csv:3: fc1.max: found 0", "a largest value that goes with a sum"});
}

TEST_F(TesterFile, RefusesADieTwice) {
  Cells cells = cells_of_text(good_text());
  cells[3][column("PART_ID")] = "0";
  refuses(cells, {"s.csv:4: found lot 0, wafer 3, part 0 a second time"});
  refuses("X_COORD", "0", {"s.csv:3: found lot 0, wafer 3, part 1 at x 0, y -2, where an earlier"});
}

TEST_F(TesterFile, RefusesAnotherWidthAndOtherColumns) {
  Cells cells = cells_of_text(good_text());
  cells[2].pop_back();
  refuses(cells, {"s.csv:3: found", "cells; allowed are"});
  cells = cells_of_text(good_text());
  cells[0][column("fc1.c3")] = "fc1.c333";
  refuses(cells, {"s.csv:1: found the unknown column fc1.c333", "did you mean fc1."});
  cells = cells_of_text(good_text());
  const size_t gone = column("fc1.c3");
  for (auto& line : cells) line.erase(line.begin() + static_cast<std::ptrdiff_t>(gone));
  refuses(cells, {"s.csv:1: found no column fc1.c3"});
  cells = cells_of_text(good_text());
  cells[0][column("LOT_ID")] = "WAFER_ID";
  refuses(cells, {"s.csv:1: found the column WAFER_ID twice"});
}

TEST_F(TesterFile, RefusesHalfOfWhatBelongsTogether) {
  Cells cells = cells_of_text(good_text());
  cells[1][column("after.fc1.c0")] = "";
  refuses(cells, {"s.csv:2: after.fc1.c0: found an empty cell"});
  cells = cells_of_text(good_text());
  cells[1][column("accuracy_repaired")] = "";
  refuses(cells, {"s.csv:2: found a signature of a retest without accuracy_repaired"});
  cells = cells_of_text(good_text());
  const size_t gone = column("offset.fc1");
  for (auto& line : cells) line.erase(line.begin() + static_cast<std::ptrdiff_t>(gone));
  refuses(cells, {"s.csv:1: found no column offset.fc1", "a gain and an offset"});
  refuses("SEED", "8", {"s.csv:3: SEED: found 8", "one seed for all dies"});
}

TEST_F(TesterFile, RefusesWhatIsNoTable) {
  testing::expect_user_error([&] { read(""); }, {"s.csv: found no row"});
  testing::expect_user_error([&] { read("PART_ID,\"accuracy\"\n"); },
                             {"s.csv:1: found a quotation"});
  testing::expect_user_error(
      [&] {
        read_tester_data(folder_.path() / "none.csv", experiment_->program,
                         experiment_->chip.network);
      },
      {"none.csv: cannot be read"});
}

}  // namespace
}  // namespace kintsugi
