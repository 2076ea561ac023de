// Bins as testers keep them: what goes out comes back, and files that contradict each other do not.
#include "testbench/silicon/bins.h"

#include <gtest/gtest.h>

#include "models/registers/tuning_ctrl.h"
#include "testbench/report/atomic_file.h"
#include "testbench/tests/models/expect_user_error.h"
#include "testbench/tests/population/temporary_folder.h"

namespace kintsugi {
namespace {

class Bins : public ::testing::Test {
 protected:
  Bins() {
    for (const auto outcome : {regs::Outcome::Passed, regs::Outcome::Repaired, regs::Outcome::Below,
                               regs::Outcome::Rejected}) {
      DieRecord record;
      record.die = static_cast<uint32_t>(records_.size());
      record.outcome = static_cast<int>(outcome);
      record.cycles_total = 900000;
      records_.push_back(record);
    }
    records_.push_back({});
    records_.back().die = 4;
    records_.back().error_code = 1;
    parts_ = parts_of(records_, WaferLayout{}, 200.0);
  }
  std::string with(std::string text, const std::string& from, const std::string& to) const {
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  }
  std::filesystem::path file(const std::string& text) const {
    write_file_atomically(folder_.path() / "f.csv", text);
    return folder_.path() / "f.csv";
  }
  void refuses_parts(const std::string& text, std::initializer_list<const char*> words) const {
    testing::expect_user_error([&] { read_parts(file(text)); }, words);
  }
  void refuses_bins(const std::string& text, std::initializer_list<const char*> words) const {
    testing::expect_user_error([&] { read_bins(file(text), parts_); }, words);
  }

  TemporaryFolder folder_;
  std::vector<DieRecord> records_;
  std::vector<PartResult> parts_;
};

TEST_F(Bins, ShipWhatPassedOrWasRepaired) {
  const std::vector<int> hard = {1, 1, 2, 3, 4};
  const std::vector<int> soft = {1, 2, 4, 6, 7};
  for (size_t i = 0; i < parts_.size(); ++i) {
    EXPECT_EQ(parts_[i].hard_bin, hard[i]);
    EXPECT_EQ(parts_[i].soft_bin, soft[i]);
    EXPECT_EQ(parts_[i].passed, i < 2);
  }
  EXPECT_DOUBLE_EQ(parts_[0].test_ms, 4.5);
}

TEST_F(Bins, ComeBackAsTheyWentOut) {
  write_bins(folder_.path(), parts_);
  const auto parts = read_parts(folder_.path() / "parts.csv");
  EXPECT_EQ(parts_csv(parts), parts_csv(parts_));
  EXPECT_EQ(bins_csv(read_bins(folder_.path() / "bins.csv", parts)), bins_csv(bins_of(parts_)));
}

TEST_F(Bins, HaveTheColumnsOfPrrHbrAndSbr) {
  EXPECT_EQ(parts_csv({parts_[1]}),
            "LOT_ID,WAFER_ID,X_COORD,Y_COORD,PART_ID,HARD_BIN,SOFT_BIN,PART_FLG,TEST_T\n"
            "0,0,26,0,1,1,2,P,4.5000\n");
  const std::string bins = bins_csv(bins_of(parts_));
  EXPECT_EQ(bins.substr(0, bins.find("HBR,2")),
            "REC_TYP,BIN_NUM,BIN_CNT,BIN_PF,BIN_NAM\nHBR,1,2,P,SHIP\n");
  EXPECT_NE(bins.find("SBR,6,1,F,REJECTED\n"), std::string::npos) << bins;
}

TEST_F(Bins, RefusePartsThatAreNone) {
  const std::string good = parts_csv(parts_);
  refuses_parts(with(good, ",P,", ",X,"), {"f.csv:2: PART_FLG: found X", "P (passed) or F"});
  refuses_parts(with(good, "HARD_BIN", "HARD_BAN"),
                {"f.csv:1: found the unknown column HARD_BAN", "did you mean HARD_BIN"});
  refuses_parts(with(good, ",1,1,2,P", ",1,1,-2,P"), {"f.csv:3: SOFT_BIN: found -2"});
  refuses_parts(good + good.substr(good.find('\n') + 1), {"f.csv:7: found lot 0, wafer 0, part 0"});
  refuses_parts(with(good, "4.5000", "nan"), {"f.csv:2: TEST_T: found nan"});
}

TEST_F(Bins, RefuseSummariesThatAreNotOfTheseParts) {
  const std::string good = bins_csv(bins_of(parts_));
  refuses_bins(with(good, "HBR,1,2", "HBR,1,3"),
               {"f.csv:2: BIN_CNT: found 3", "2, the parts that are in it"});
  refuses_bins(with(good, "HBR,1,2,P", "HBR,1,2,F"),
               {"f.csv:2: BIN_PF: found F", "P, as PART_FLG of lot 0, wafer 0, part 0"});
  refuses_bins(with(good, "HBR,1,2,P,SHIP\n", ""), {"f.csv: found no HBR of bin 1"});
  refuses_bins(with(good, "HBR,2", "PBR,2"), {"f.csv:3: REC_TYP: found PBR"});
  refuses_bins(with(good, "HBR,2", "HBR,1"), {"f.csv:3: BIN_NUM: found 1", "each bin once"});
}

}  // namespace
}  // namespace kintsugi
