// SAVE, JUDGE, fallback entries, the best entry written again, restore (sections 7.6 and 7.7).
#include <gtest/gtest.h>

#include <set>

#include "testbench/tests/controller/expected_run.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

ProgramSizes loop_sizes(int clusters) {
  ProgramSizes sizes;
  sizes.images = 1;
  sizes.pixels = 9;
  sizes.channels = {2, 1, 1};
  sizes.beats = {2, 1, 2};
  sizes.features = 5;
  sizes.clusters = clusters;
  return sizes;
}

const std::vector<uint32_t> kFound = {0x12345678, 0x87654321};

// A program whose retests never ship and whose fallbacks are as many as there are entries.
SmallProgram stubborn(const std::vector<int>& ranks, bool affine = true) {
  const auto clusters = static_cast<int>(ranks.size());
  SmallProgram program = with_predictors(make_program(14, loop_sizes(clusters)), 17);
  if (affine) program = with_maps(program, 15);
  program = with_ranked_retests(program, ranks);
  program.ship_limit = INT16_MAX;
  program.fallbacks = clusters - 1;
  return program;
}

void set_now(SmallProgram& program, int now) {
  const auto best = static_cast<size_t>(expect(program, 0).best);
  program.codebook[best].now = {static_cast<int16_t>(now),
                                std::vector<int8_t>(static_cast<size_t>(program.features), 0)};
}

// Runs with the accelerator holding kFound and compares everything.
void run_and_expect(Driver& driver, const SmallProgram& program) {
  std::copy(kFound.begin(), kFound.end(), driver.cfg.active.begin());
  driver.cfg.commits = 0;
  run_program(driver, program);
  const ExpectedRun run = expect_run(program, kFound);
  expect_done(driver, program, run);
  EXPECT_EQ(driver.cfg.commits, run.commits);
  EXPECT_EQ(driver.played.size(), (1 + run.repairs.size()) * program.stimuli.size());
}

uint64_t outcome(const Driver& driver) { return driver.obs(ObsId::outcome); }
uint64_t code(Outcome outcome) { return static_cast<uint64_t>(outcome); }

TEST(Judge, ShipsAtItsLimitAndNotBelow) {
  SmallProgram program = stubborn({0});
  const int after = expect_run(program, kFound).afters[0];
  for (const bool adapt : {false, true}) {
    program.repair_limit = adapt ? INT16_MAX : INT16_MIN;
    program.ship_limit = static_cast<int16_t>(after);
    Driver ships;
    run_and_expect(ships, program);
    EXPECT_EQ(outcome(ships), code(adapt ? Outcome::NeedsAdapt : Outcome::Repaired));
    program.ship_limit = static_cast<int16_t>(after + 1);
    set_now(program, after - 1);
    Driver falls_short;
    run_and_expect(falls_short, program);
    EXPECT_EQ(outcome(falls_short), code(Outcome::Below));
  }
}

TEST(Judge, TriesEntriesFromNearToFarEachOnce) {
  for (const bool affine : {false, true}) {
    const SmallProgram program = stubborn({0, 1, 2, 3, 4}, affine);
    Driver driver;
    std::vector<int> entries;
    State before = State::Idle;
    driver.on_cycle = [&] {
      const bool begins = driver.state() == State::Write && before != State::Write;
      if (begins) entries.push_back(static_cast<int>(driver.obs(ObsId::entry)));
      before = driver.state();
    };
    run_and_expect(driver, program);
    ExpectedRun run = expect_run(program, kFound);
    ASSERT_EQ(run.repairs.size(), 5U);
    if (run.outcome == Outcome::Restored) run.repairs.push_back(run.repairs.back());
    EXPECT_EQ(entries, run.repairs);
  }
}

TEST(Judge, TieAmongFallbacksGoesToTheLowerIndex) {
  SmallProgram program = stubborn({0, 1, 2, 3});
  for (size_t k = 0; k < 3; ++k) program.codebook[k].centroid = program.codebook[0].centroid;
  program.fallbacks = 2;
  Driver driver;
  run_and_expect(driver, program);
  EXPECT_EQ(driver.obs(ObsId::tried), 0b1011U);
}

TEST(Judge, FallbacksAreLimitedByTheirCountAndByTheCodebook) {
  for (int count = 0; count <= 5; ++count) {
    SmallProgram program = stubborn({1, 3, 0, 2});
    program.fallbacks = count;
    Driver driver;
    run_and_expect(driver, program);
    EXPECT_EQ(driver.obs(ObsId::tries), static_cast<uint64_t>(std::min(count + 1, 4)));
  }
}

TEST(Judge, FallbackThatShipsEndsTheLoop) {
  SmallProgram program = stubborn({0, 1, 3, 2});
  program.ship_limit = expect_run(program, kFound).afters[2];
  Driver driver;
  run_and_expect(driver, program);
  EXPECT_EQ(driver.obs(ObsId::tries), 3U);
  EXPECT_EQ(outcome(driver), code(Outcome::Repaired));
}

TEST(Judge, BestEntryIsWrittenAgainWhenItIsNotTheLast) {
  SmallProgram program = stubborn({0, 2, 1});
  set_now(program, INT16_MIN);
  Driver driver;
  run_and_expect(driver, program);
  EXPECT_EQ(outcome(driver), code(Outcome::Below));
  EXPECT_EQ(driver.cfg.commits, 4);
  EXPECT_EQ(driver.obs(ObsId::last_write), 1U);
  EXPECT_EQ(active_setting(driver, program),
            setting_of(program, static_cast<int>(driver.obs(ObsId::best_entry))));
}

TEST(Judge, BestEntryStaysWhenItIsTheLast) {
  SmallProgram program = stubborn({1, 0, 2});
  set_now(program, INT16_MIN);
  Driver driver;
  run_and_expect(driver, program);
  EXPECT_EQ(outcome(driver), code(Outcome::Below));
  EXPECT_EQ(driver.cfg.commits, 3);
  EXPECT_EQ(driver.obs(ObsId::last_write), 0U);
}

TEST(Judge, EqualAccuracyKeepsTheEarlierEntry) {
  SmallProgram program = stubborn({0, 1, 2});
  program.after.slopes.assign(5, 0);
  set_now(program, program.after.base - 1);
  Driver driver;
  run_and_expect(driver, program);
  EXPECT_EQ(driver.obs(ObsId::best_entry), driver.obs(ObsId::best0));
}

TEST(Judge, AccuraciesAreComparedWithTheirSigns) {
  SmallProgram program = stubborn({0, 1, 2});
  const int middle = expect_run(program, kFound).afters[1];
  program.after.base = static_cast<int16_t>(program.after.base - middle);
  const ExpectedRun run = expect_run(program, kFound);
  ASSERT_LT(run.afters[0], 0);
  ASSERT_GT(run.afters[2], 0);
  program.ship_limit = 1;
  Driver driver;
  run_and_expect(driver, program);
  EXPECT_EQ(driver.obs(ObsId::tries), 3U);
}

TEST(Restore, ComesBackWhenNoRepairBeatsTheDieAsItIs) {
  SmallProgram program = stubborn({1, 2, 0});
  const int best = expect_run(program, kFound).best_after;
  program.gain_max = 0x0100;  // what was found is outside and comes back as it was
  program.offset_max = 0;
  set_now(program, best);
  Driver restored;
  run_and_expect(restored, program);
  EXPECT_EQ(outcome(restored), code(Outcome::Restored));
  EXPECT_EQ(active_setting(restored, program), kFound);
  for (uint32_t l = 0; l < 2; ++l) {
    EXPECT_EQ(restored.read(kSavedAddress + 4 * l).data, kFound[l]);
  }
  EXPECT_EQ(restored.read(kSavedAddress + 4 * 2).data, 0U);
  set_now(program, best - 1);
  Driver kept;
  run_and_expect(kept, program);
  EXPECT_EQ(outcome(kept), code(Outcome::Below));
}

TEST(Restore, WrongReadBackIsRetried) {
  SmallProgram program = stubborn({0});
  set_now(program, INT16_MAX - 1);
  program.pass_limit = INT16_MAX;
  Driver driver;
  driver.on_cycle = [&driver, done = false]() mutable {
    if (done || driver.obs(ObsId::restoring) == 0) return;
    driver.manner.wrong_reads = 2;
    done = true;
  };
  run_and_expect(driver, program);
  EXPECT_EQ(visits(driver, State::Write).back(), 2U * 6 + 2 * 5) << "no FETCH, two rewrites";
}

TEST(Judge, SixteenRepairsAreTheMost) {
  ProgramSizes sizes = loop_sizes(20);
  sizes.features = 2;
  SmallProgram program = with_predictors(make_program(3, sizes), 3);
  program.ship_limit = INT16_MAX;
  program.fallbacks = 15;
  Driver driver;
  run_and_expect(driver, program);
  EXPECT_EQ(driver.obs(ObsId::tries), 15U) << "saturates";
  EXPECT_EQ(visits(driver, State::Judge).size(), 16U);
}

TEST(RetestLoop, LastsAsTheTimingTableSays) {
  for (const int waits : {0, 3}) {
    SmallProgram program = stubborn({1, 0, 2});
    set_now(program, INT16_MAX - 1);
    Driver driver;
    driver.manner.cfg_wait_states = waits;
    run_and_expect(driver, program);
    ASSERT_EQ(outcome(driver), code(Outcome::Restored));
    const auto wait = static_cast<uint32_t>(waits);
    const uint32_t g = 2, h = 3, d = 5, k = 3, t = 2;
    const uint32_t affine_write = h + 1 + t * (1 + 2 * g + 2 + 1 + 5 + 2 * wait);
    using Cycles = std::vector<uint32_t>;
    EXPECT_EQ(visits(driver, State::Check), Cycles{24});
    EXPECT_EQ(visits(driver, State::Save), Cycles{t * (2 + wait)});
    EXPECT_EQ(visits(driver, State::Cluster), Cycles(1 + 3 + 2, g + k * d + 4));
    const uint32_t after = 1 + g + 3;
    EXPECT_EQ(visits(driver, State::Predict), (Cycles{h + 2 * (1 + g) + 3, after, after, after}));
    EXPECT_EQ(visits(driver, State::Decide), Cycles{2});
    EXPECT_EQ(visits(driver, State::Judge), Cycles(3, 1));
    EXPECT_EQ(visits(driver, State::Write),
              (Cycles{affine_write, affine_write, affine_write, t * (6 + 2 * wait)}));
    EXPECT_EQ(visits(driver, State::Commit), Cycles(4, 2 + wait));
  }
}

TEST(RetestLoop, CountersEqualTheCyclesSpent) {
  SmallProgram program = stubborn({1, 0, 2});
  Driver driver;
  uint32_t test = 0;
  uint32_t repair = 0;
  uint32_t retest = 0;
  driver.on_cycle = [&] {
    const State now = driver.state();
    if (now == State::Idle || now == State::Done) return;
    const bool writing = now == State::Write || now == State::Commit;
    ++(writing ? repair : driver.obs(ObsId::pass) == 0 ? test : retest);
  };
  run_and_expect(driver, program);
  EXPECT_EQ(driver.read(kCycTestAddress).data, test);
  EXPECT_EQ(driver.read(kCycRepairAddress).data, repair);
  EXPECT_EQ(driver.read(kCycRetestAddress).data, retest);
  EXPECT_EQ(driver.read(kCycTotalAddress).data, test + repair + retest);
}

TEST(RetestLoop, NextTestStartsClean) {
  SmallProgram program = stubborn({1, 0, 2});
  set_now(program, INT16_MAX - 1);
  Driver driver;
  run_and_expect(driver, program);
  start(driver);
  const ObsId cleared[] = {ObsId::outcome, ObsId::entry,    ObsId::best_entry, ObsId::tries,
                           ObsId::tried,   ObsId::again,    ObsId::last_write, ObsId::restoring,
                           ObsId::now,     ObsId::forecast, ObsId::after,      ObsId::best_after};
  for (const ObsId id : cleared) {
    EXPECT_EQ(driver.obs(id), 0U) << kObsFields[static_cast<int>(id)].name;
  }
  EXPECT_EQ(driver.read(kSavedAddress).data, 0U) << "SAVE has not begun";
  ASSERT_TRUE(driver.run_until(State::Done));
  expect_done(driver, program, expect_run(program, kFound));
}

// States in which a transfer that begins `delay` cycles after START meets DECODE and ACCESS.
std::set<State> probe(Driver& driver, int delay, bool write) {
  start(driver);
  driver.tick(delay);
  std::set<State> met;
  driver.on_cycle = [&] {
    const auto phase = static_cast<CsrPhase>(driver.obs(ObsId::csr_phase));
    const bool tested = phase == CsrPhase::Access || (write && phase == CsrPhase::Decode);
    if (tested) met.insert(driver.state());
  };
  const bool any_busy = [&] {
    if (write) return driver.write(kFallbacksAddress, 1).error;
    return kStatusBusy.get(driver.read(kStatusAddress).data) != 0;
  }();
  driver.on_cycle = nullptr;
  EXPECT_EQ(any_busy, met != std::set<State>{State::Done}) << name(*met.begin());
  EXPECT_TRUE(driver.run_until(State::Done));
  return met;
}

TEST(RetestLoop, EveryStateOfItIsBusyAndLocksRegisters) {
  SmallProgram program = stubborn({1, 0});
  set_now(program, INT16_MAX - 1);
  for (const bool write : {false, true}) {
    Driver driver;
    load(driver, program);
    answer_with(driver, program);
    std::set<State> seen;
    for (int delay = 0; delay < 2000 && seen.count(State::Done) == 0; ++delay) {
      seen.merge(probe(driver, delay, write));
    }
    for (const State state : {State::Save, State::Predict, State::Judge, State::Write}) {
      EXPECT_EQ(seen.count(state), 1U) << name(state);
    }
  }
}

TEST(Save, ReadsTheActiveSettingBackToBackAndShowsEachWordOnce) {
  const SmallProgram program = stubborn({0, 1});
  Driver driver;
  std::vector<uint32_t> words;
  std::vector<uint32_t> addresses;
  driver.on_cycle = [&] {
    if (driver.state() == State::Save) {
      EXPECT_EQ(driver.outputs().cfg_psel, 1);
      EXPECT_EQ(driver.outputs().cfg_pwrite, 0);
      if (driver.outputs().cfg_penable == 0) addresses.push_back(driver.outputs().cfg_paddr);
    }
    if (driver.obs(ObsId::saved_we) == 0) return;
    EXPECT_EQ(driver.obs(ObsId::saved_layer), words.size());
    words.push_back(static_cast<uint32_t>(driver.obs(ObsId::saved_word)));
  };
  run_and_expect(driver, program);
  EXPECT_EQ(words, kFound);
  EXPECT_EQ(addresses, (std::vector<uint32_t>{kTuneActive, kTuneActive + 4U}));
}

void expect_error_in_save(Driver& driver, Error error, uint32_t layer) {
  EXPECT_EQ(driver.state(), State::Error);
  EXPECT_EQ(driver.read(kErrorAddress).data,
            kErrorCode.put(static_cast<uint32_t>(error)) | kErrorDetail.put(layer));
  EXPECT_EQ(driver.outputs().cfg_psel, 0);
  EXPECT_EQ(driver.obs(ObsId::writer_step), 0U);
  EXPECT_EQ(driver.obs(ObsId::writer_layer), 0U);
  EXPECT_EQ(driver.obs(ObsId::tag), 0U) << "no image began";
}

TEST(Save, SlaveErrorNamesTheLayer) {
  for (int layer = 0; layer < 2; ++layer) {
    Driver driver;
    driver.manner.slverr_transfer = layer;
    run_program(driver, stubborn({0, 1}));
    expect_error_in_save(driver, Error::CfgSlverr, static_cast<uint32_t>(layer));
  }
}

TEST(Save, HungSlaveEndsInErrorAfterTheAllowedCycles) {
  for (int layer = 0; layer < 2; ++layer) {
    SmallProgram program = stubborn({0, 1});
    program.cfg_timeout = 17;
    Driver driver;
    driver.manner.hung_transfer = layer;
    run_program(driver, program);
    expect_error_in_save(driver, Error::CfgTimeout, static_cast<uint32_t>(layer));
    EXPECT_EQ(visits(driver, State::Save), std::vector<uint32_t>{2U * (layer != 0) + 1 + 17});
  }
}

TEST(Save, TransferMayEndInTheLastAllowedCycle) {
  SmallProgram program = stubborn({0, 1});
  program.cfg_timeout = 6;
  Driver just;
  just.manner.cfg_wait_states = 5;
  run_and_expect(just, program);
  Driver late;
  late.manner.cfg_wait_states = 6;
  run_program(late, program);
  expect_error_in_save(late, Error::CfgTimeout, 0);
}

}  // namespace
}  // namespace kintsugi::controller_test
