// The order of a download, its commit, labelled images and learned words: what is right passes at
// any time, what is not is named.
#include "testbench/checkers/course.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testbench/tests/controller/loop_program.h"
#include "testbench/tests/systemc/watched.h"

namespace kintsugi {
namespace {

using controller_test::Driver;
using controller_test::LoopProgram;
using controller_test::LoopSizes;
using ::testing::HasSubstr;
using namespace regs;

LoopProgram download(uint32_t seed, bool loop = true, bool commit = true) {
  LoopProgram program = controller_test::make_loop_program(seed);
  program.loop = loop;
  program.commit = commit;
  return program;
}

LoopProgram automatic(uint32_t seed, bool retest = false) {
  LoopProgram program = download(seed);
  program.automatic = true;
  program.test.retest = retest;
  for (auto& entry : program.test.codebook) entry.disposition = Decision::RepairAndAdapt;
  return program;
}

class CourseTest : public ::testing::Test {
 protected:
  CourseTest() : driver_(std::make_unique<Watched>(&watch_)) {
    driver_.write(kIrqMaskAddress, kIrqMaskMask.ones());
  }

  // Runs to the end; everything that is wrong with it.
  std::string judged(const LoopProgram& program) {
    driver_.write(kIrqStatusAddress, ~0U);
    controller_test::run_adaptation(driver_, program);
    driver_.tick(4);
    if (!watch_.fault.empty()) return watch_.fault;
    const uint32_t error = driver_.read(kErrorAddress).data;
    return watch_.course.end_fault(
        runs_++, driver_.state(),
        {static_cast<Error>(kErrorCode.get(error)), static_cast<int>(kErrorDetail.get(error))});
  }
  std::string judged_misunderstood(const LoopProgram& program, uint32_t address, uint32_t bits) {
    watch_.inputs = misunderstood(address, bits);
    return judged(program);
  }

  Watch watch_;
  Driver driver_;
  size_t runs_ = 0;
};

// --- What is right passes ------------------------------------------------------------------------

class CourseRuns : public CourseTest, public ::testing::WithParamInterface<int> {};

TEST_P(CourseRuns, DownloadsAndLoopsPassBehindBackPressure) {
  const int seed = GetParam();
  driver_.manner.stim_ready_percent = 50 + seed;
  driver_.manner.sig_valid_percent = 90 - seed;
  driver_.manner.cfg_wait_states = seed % 4;
  for (const bool loop : {false, true}) {
    driver_.manner.wrong_reads = seed % 3;  // retries, no error
    const LoopProgram program = download(static_cast<uint32_t>(seed), loop, seed % 2 == 0);
    EXPECT_EQ(judged(program), "");
    EXPECT_EQ(driver_.state(), State::Done);
    EXPECT_EQ(watch_.course.words(), driver_.obs(ObsId::adapt_written));
  }
}

TEST_P(CourseRuns, TestsThatGoOnToAdaptPass) {
  const auto seed = static_cast<uint32_t>(GetParam());
  EXPECT_EQ(judged(automatic(seed, seed % 2 == 0)), "");
  EXPECT_TRUE(watch_.course.adapting());
  // A second one, by command.
  EXPECT_EQ(judged(download(seed)), "");
  EXPECT_EQ(driver_.state(), State::Done);
}

INSTANTIATE_TEST_SUITE_P(Seeds, CourseRuns, ::testing::Range(1, 13));

TEST_F(CourseTest, JudgedRepairMayBeFollowedByAnAdaptation) {
  LoopProgram program = automatic(5, true);
  program.test = controller_test::with_predictors(program.test, 5);
  program.test.repair_limit = INT16_MAX;
  EXPECT_EQ(judged(program), "");
  EXPECT_EQ(driver_.obs(ObsId::adapting), 1U);
}

TEST_F(CourseTest, NothingToDownloadPasses) {
  LoopProgram program = download(3, false);
  program.entries.clear();
  program.loop_first = 0;
  EXPECT_EQ(judged(program), "");
  program.commit = false;
  EXPECT_EQ(judged(program), "");
}

// --- Errors have their reason --------------------------------------------------------------------

TEST_F(CourseTest, ErrorsOfADownloadAreThoseOfTheWord) {
  const LoopProgram program = download(7);
  driver_.manner.slverr_addresses = {program.address(3)};
  EXPECT_EQ(judged(program), "");
  EXPECT_EQ(driver_.state(), State::Error);
  EXPECT_THAT(watch_.course.end_fault(0, State::Error, {Error::CfgSlverr, 3}),
              HasSubstr("a reason for CFG_SLVERR, detail 8195"));
  controller_test::clear(driver_);
  driver_.manner = {};
  driver_.manner.hung_addresses = {kTuneCommit};
  EXPECT_EQ(judged(program), "");
  EXPECT_EQ(driver_.state(), State::Error);
  controller_test::clear(driver_);
  driver_.manner = {};
  driver_.manner.wrong_reads = 100;
  EXPECT_EQ(judged(program), "");
  EXPECT_EQ(driver_.obs(ObsId::error_code), static_cast<uint64_t>(Error::Readback));
}

TEST_F(CourseTest, OverdueLabelledImageIsCountedByItself) {
  LoopProgram program = automatic(8);
  program.test.image_timeout = 2000;
  controller_test::load(driver_, program);
  controller_test::answer_with(driver_, program);
  const auto answer = driver_.answer;
  driver_.answer = [&](int number, uint8_t tag) {
    const bool silent = driver_.obs(ObsId::pass) == 2 && driver_.obs(ObsId::image) == 1;
    return silent ? std::vector<controller_test::SignatureBeat>{} : answer(number, tag);
  };
  controller_test::start(driver_);
  ASSERT_TRUE(driver_.run_until(State::Error));
  driver_.tick(4);
  EXPECT_EQ(watch_.fault, "");
  EXPECT_EQ(watch_.course.end_fault(0, State::Error, {Error::ImageTimeout, 1}), "");
  EXPECT_NE(watch_.course.end_fault(0, State::Error, {Error::ImageTimeout, 2}), "");
}

TEST_F(CourseTest, ParityIsAReasonOnlyWhereAWordWasSpoilt) {
  const LoopProgram program = download(9);
  controller_test::load(driver_, program);
  driver_.write(kInjectAddress,
                kInjectArm.put(1) | kInjectMemory.put(static_cast<uint32_t>(Memory::Delta)));
  controller_test::load_entries(driver_, program);
  controller_test::answer_with(driver_, program);
  controller_test::adapt(driver_);
  ASSERT_TRUE(driver_.run_until(State::Error));
  driver_.tick(4);
  EXPECT_EQ(watch_.fault, "");
  const auto says = [&](Memory memory) {
    return watch_.course.end_fault(0, State::Error, {Error::Parity, static_cast<int>(memory)});
  };
  EXPECT_EQ(says(Memory::Delta), "");
  EXPECT_THAT(says(Memory::Stim), HasSubstr("the pins show no reason for one"));
}

// --- What is wrong is named ----------------------------------------------------------------------

TEST_F(CourseTest, WordsOfADownloadComeInTheirOrder) {
  watch_.outputs = [](ControllerOutputs& out) {
    if (out.cfg_psel != 0 && out.cfg_paddr == kSparseEntry) out.cfg_paddr += 4;
  };
  EXPECT_THAT(judged(download(2)), HasSubstr("cfg writes sparse entry 1; the writing of word 0 of "
                                             "the download comes next"));
}

TEST_F(CourseTest, WordThatIsNotReadBack) {
  watch_.outputs = [](ControllerOutputs& out) {
    if (out.cfg_psel == 0 || out.cfg_pwrite != 0) return;
    out.cfg_pwrite = 1;
    out.cfg_pstrb = 0xF;
  };
  EXPECT_THAT(judged(download(2)), HasSubstr("the reading back of word 0 of the download comes"));
}

TEST_F(CourseTest, CommitThatNobodyAskedFor) {
  const LoopProgram program = download(2, false, false);
  EXPECT_THAT(judged_misunderstood(program, kAdaptAddress, kAdaptCommitEn.put(1)),
              HasSubstr("cfg writes commit outside a download"));
}

TEST_F(CourseTest, CommitThatIsMissing) {
  EXPECT_THAT(judged_misunderstood(download(2), kAdaptAddress, kAdaptCommitEn.put(1)),
              HasSubstr("image 0 is played before the download is complete"));
}

TEST_F(CourseTest, DoneWithoutTheCommit) {
  EXPECT_THAT(judged_misunderstood(download(2, false), kAdaptAddress, kAdaptCommitEn.put(1)),
              HasSubstr("DONE and leaves a download without its commit"));
}

TEST_F(CourseTest, LoopThatNobodyAskedFor) {
  EXPECT_THAT(judged_misunderstood(download(2, false), kAdaptAddress, kAdaptLoopEn.put(1)),
              HasSubstr("image 0 is played behind the last"));
}

TEST_F(CourseTest, LoopThatIsMissing) {
  EXPECT_THAT(judged_misunderstood(download(2), kAdaptAddress, kAdaptLoopEn.put(1)),
              HasSubstr("DONE and leaves labelled images that were not played"));
}

TEST_F(CourseTest, DownloadThatIsTooShort) {
  EXPECT_THAT(
      judged_misunderstood(download(2, false, false), kAdaptCountAddress, kAdaptCountCount.put(1)),
      HasSubstr("DONE and leaves a download that is not complete"));
}

TEST_F(CourseTest, DownloadThatIsTooLong) {
  LoopProgram program = download(2, false, false);
  program.entries.pop_back();
  EXPECT_THAT(judged_misunderstood(program, kAdaptCountAddress, kAdaptCountCount.put(1)),
              HasSubstr("cfg writes sparse entry 8 outside a download"));
}

TEST_F(CourseTest, LabelledImagesThatAreTooMany) {
  LoopProgram program = download(2);
  program.stimuli.pop_back();  // its answer is still there
  EXPECT_THAT(judged_misunderstood(program, kAdaptImagesAddress, kAdaptImagesCount.put(1)),
              HasSubstr("image 4 is played behind the last"));
}

TEST_F(CourseTest, WordLearnedThatIsNone) {
  std::string text;
  for (uint32_t seed = 1; seed < 20 && text.empty(); ++seed) {
    LoopProgram program = download(seed);
    if (!expect_loop(program).result.helped()) continue;
    text = judged_misunderstood(program, kAdaptCountAddress, kAdaptCountLoopFirst.put(2));
  }
  EXPECT_THAT(text, HasSubstr("; a word that was learned comes next, from word 2 on"));
}

TEST_F(CourseTest, AdaptationThatNobodyAskedFor) {
  LoopProgram program = automatic(4);
  watch_.inputs = misunderstood(kAdaptAddress, kAdaptAuto.put(1));
  program.automatic = false;
  controller_test::load(driver_, program);
  controller_test::answer_with(driver_, program);
  controller_test::start(driver_);
  ASSERT_TRUE(driver_.run_until(State::Done));
  EXPECT_THAT(watch_.fault, HasSubstr("cfg writes sparse entry 0 outside a repair"));
}

TEST_F(CourseTest, AdaptationBeforeARepair) {
  LoopProgram program = automatic(4);
  watch_.outputs = [](ControllerOutputs& out) {
    if (out.cfg_psel != 0 && out.cfg_paddr == kTuneShadow) out.cfg_paddr = kSparseEntry;
  };
  EXPECT_THAT(judged(program), HasSubstr("the writing of the shadow of layer 0 comes next"));
}

}  // namespace
}  // namespace kintsugi
