// What a wave says is what the run did, when it did it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "models/device/cell.h"
#include "models/registers/tuning_ctrl.h"
#include "testbench/tests/waves/vcd.h"
#include "testbench/tests/waves/wave_run.h"

namespace kintsugi {
namespace {

constexpr uint64_t kPeriod = WaveRun::kPeriodPs;
const std::string kTuning = "platform.accelerator.tuning.";

WaveOptions shown() {
  WaveOptions options;
  options.cells = {{0, 2, 1}, {1, 20, 3}};
  return options;
}

// One run with its wave for all tests that only look at it.
class WaveFile : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    run_ = std::make_unique<WaveRun>();
    said_ = run_->simulate(shown());
    wave_ = std::make_unique<Vcd>(run_->fst());
  }
  static void TearDownTestSuite() {
    wave_.reset();
    run_.reset();
  }
  static uint64_t number(const std::string& name, size_t n = 0) {
    return std::stoull(fact(said_, name, n));
  }
  // Time of the clock edge after which CYCLE, which counts from the end of the reset, is `cycle`.
  static uint64_t time_of_cycle(uint64_t cycle) { return (cycle + 3) * kPeriod; }

  static std::unique_ptr<WaveRun> run_;
  static std::unique_ptr<Vcd> wave_;
  static std::string said_;
};
std::unique_ptr<WaveRun> WaveFile::run_;
std::unique_ptr<Vcd> WaveFile::wave_;
std::string WaveFile::said_;

TEST_F(WaveFile, IsInPicosecondsAndEndsAtTheLastEdge) {
  EXPECT_EQ(wave_->timescale(), "1ps");
  EXPECT_EQ(wave_->first_time(), 0U);
  EXPECT_EQ(wave_->last_time(), (number("edges") - 1) * kPeriod);
  EXPECT_EQ(wave_->bits("platform.clock", wave_->last_time()), 1U);
  EXPECT_EQ(wave_->changes("platform.clock").size(), 2 * number("edges") - 1);
}

TEST_F(WaveFile, HoldsRtlWithItsMemoriesReferenceTransactionsAndModels) {
  for (const char* signal :
       {"TOP.cfg_paddr_o", "TOP.tuning_ctrl.clk_i",
        "TOP.tuning_ctrl.u_memories.u_codebook.u_ram.mem[1023]",
        "TOP.tuning_ctrl.u_memories.u_log.mem[63]", "lock_step.edge",
        "lock_step.log_wdata_expected", "lock_step.irq_o_mismatch", "platform.host.stage",
        "platform.csr.id", "platform.cfg.kind", "platform.stim.status", "platform.sig.address",
        "platform.accelerator.layer", "platform.accelerator.tuning.shadow_gain_1",
        "platform.accelerator.layer_0.tiles.id", "platform.accelerator.layer_0.adc.tile_0_output_0",
        "platform.accelerator.layer_0.accumulator.channel_2"}) {
    EXPECT_TRUE(wave_->has(signal)) << signal;
  }
}

TEST_F(WaveFile, StatesFollowEachOtherAsInTheEventLogAtTheSameTimes) {
  for (const std::string state :
       {"lock_step.state_actual", "lock_step.state_expected", "TOP.obs_o.state"}) {
    const auto& changes = wave_->changes(state);
    ASSERT_GT(changes.size(), 20U);
    for (size_t i = 1; i < changes.size(); ++i) {
      EXPECT_EQ(bits_of(changes[i].value), number("entered", i - 1)) << state << " change " << i;
      EXPECT_EQ(changes[i].time, time_of_cycle(number("entered_at", i - 1))) << state;
    }
    EXPECT_EQ(fact(said_, "entered", changes.size() - 1), "") << "a state is missing";
  }
}

TEST_F(WaveFile, GainsInForceChangeWithTheCommitAndEndAsTheRunSays) {
  const uint64_t commit = wave_->time_of(kTuning + "commits", 1);
  ASSERT_NE(commit, UINT64_MAX);
  for (size_t l = 0; l < 2; ++l) {
    const std::string index = std::to_string(l);
    const double gain = static_cast<double>(number("gain", l)) / 4096.0;
    EXPECT_NE(gain, 1.0) << "a repair that changes nothing shows nothing";
    EXPECT_EQ(wave_->real(kTuning + "gain_" + index, commit - kPeriod), 1.0);
    EXPECT_EQ(wave_->real(kTuning + "gain_" + index, commit), gain);
    EXPECT_EQ(wave_->real(kTuning + "shadow_gain_" + index, commit - kPeriod), gain);
    const auto offset = static_cast<int16_t>(wave_->bits(kTuning + "offset_" + index, commit));
    EXPECT_EQ(std::to_string(offset), fact(said_, "offset", l));
  }
  EXPECT_EQ(wave_->bits("platform.cfg.address", commit), regs::kTuneCommit);
  EXPECT_EQ(wave_->bits("platform.cfg.data", commit), 1U);
  EXPECT_EQ(wave_->bits("TOP.cfg_psel_o", commit), 1U);
  EXPECT_EQ(wave_->bits("lock_step.state_actual", commit),
            static_cast<uint64_t>(regs::State::Commit));
}

// Valid and ready of one cycle stand in one column, else the count would be wrong.
TEST_F(WaveFile, HandshakesAreSeenInTheCycleInWhichTheyHappen) {
  const auto handshakes = [&](const char* valid, const char* ready) {
    uint64_t count = 0;
    for (uint64_t time = 0; time <= wave_->last_time(); time += kPeriod) {
      count += wave_->bits(valid, time) & wave_->bits(ready, time);
    }
    return count;
  };
  const uint64_t images = 2 * static_cast<uint64_t>(run_->program().images());
  uint64_t beats = 0;
  for (const auto& shape : run_->program().signature) {
    beats += static_cast<uint64_t>(shape.channels) * static_cast<uint64_t>(shape.beats);
  }
  EXPECT_EQ(handshakes("TOP.stim_valid_o", "TOP.stim_ready_i"), images * 36);
  EXPECT_EQ(handshakes("TOP.sig_valid_i", "TOP.sig_ready_o"), images * beats);
  EXPECT_EQ(wave_->bits("platform.stim.id", wave_->last_time()), images);
  EXPECT_EQ(wave_->bits("platform.sig.id", wave_->last_time()), images * beats);
}

TEST_F(WaveFile, TransactionsSayHowTheyEnded) {
  constexpr uint64_t kOk = 2;
  uint64_t ended = 0;
  for (const VcdChange& change : wave_->changes("platform.cfg.status")) {
    ended += bits_of(change.value) == kOk ? 1U : 0U;
    EXPECT_LE(bits_of(change.value), kOk) << "at " << change.time;
  }
  EXPECT_EQ(ended, 5U) << "two layers written and read back, one commit";
  EXPECT_EQ(wave_->bits("platform.cfg.id", wave_->last_time()), 5U);
}

TEST_F(WaveFile, ReferenceAgreesEverywhere) {
  EXPECT_EQ(wave_->changes("lock_step.mismatch").size(), 1U);
  EXPECT_EQ(wave_->bits("lock_step.mismatch", 0), 0U);
  for (const std::string field : {"cycle", "dist0", "csr_phase", "stim_data_o"}) {
    const auto& actual = wave_->changes("lock_step." + field + "_actual");
    const auto& expected = wave_->changes("lock_step." + field + "_expected");
    ASSERT_EQ(actual.size(), expected.size()) << field;
    EXPECT_GT(actual.size(), 1U) << field;
    for (size_t i = 0; i < actual.size(); ++i) {
      EXPECT_EQ(actual[i].time, expected[i].time) << field;
      EXPECT_EQ(actual[i].value, expected[i].value) << field;
    }
  }
}

// When the first layer has computed its first image, converters and accumulators hold the last
// position.
TEST_F(WaveFile, CodesAndAccumulatorsOfTheLayerAreThoseOfTheModel) {
  uint64_t done = 0;
  for (const VcdChange& change : wave_->changes("platform.accelerator.computing")) {
    if (change.time > 0 && bits_of(change.value) == 0) {
      done = change.time;
      break;
    }
  }
  ASSERT_GT(done, 0U);
  const LayerPlan& plan = run_->chip().layers[0];
  const std::vector<uint8_t>& image = run_->program().stimuli[0];
  const std::vector<int32_t> sums =
      layer_accumulators(run_->die(), identity_tuning(run_->chip()), 0, image.data(), 1);
  const auto positions = static_cast<size_t>(plan.layer.positions());
  for (size_t c = 0; c < 3; ++c) {
    const uint64_t shown =
        wave_->bits("platform.accelerator.layer_0.accumulator.channel_" + std::to_string(c), done);
    EXPECT_EQ(static_cast<int32_t>(static_cast<uint32_t>(shown)), sums[(c + 1) * positions - 1]);
  }
  std::vector<uint8_t> rows(static_cast<size_t>(plan.layer.rows()));
  gather_window(plan.layer, image.data(), static_cast<int>(positions) - 1, rows.data());
  for (size_t t = 0; t < plan.tiles.size(); ++t) {
    std::vector<int32_t> codes(static_cast<size_t>(plan.tiles[t].outputs));
    read_plane(run_->die().tiles(0)[t], rows.data() + plan.tiles[t].first_row, 3, {}, codes.data());
    for (size_t o = 0; o < codes.size(); ++o) {
      const uint64_t shown = wave_->bits("platform.accelerator.layer_0.adc.tile_" +
                                             std::to_string(t) + "_output_" + std::to_string(o),
                                         done);
      EXPECT_EQ(static_cast<int8_t>(static_cast<uint8_t>(shown)), codes[o]);
    }
  }
  EXPECT_EQ(wave_->bits("platform.accelerator.layer_0.tiles.id", done), positions * 4);
}

TEST_F(WaveFile, ChosenCellsShowTheirConductance) {
  const std::vector<Tile>& tiles = run_->die().tiles(0);
  const LayerPlan& plan = run_->chip().layers[0];
  double expected = 0;
  for (size_t t = 0; t < tiles.size(); ++t) {
    const TilePlacement& tile = plan.tiles[t];
    if (tile.first_row == 0 && tile.first_output <= 1 && 1 < tile.first_output + tile.outputs) {
      expected = tiles[t].codes[static_cast<size_t>(2 * tile.outputs + 1 - tile.first_output)] /
                 kCodesPerGmax;
    }
  }
  EXPECT_NE(expected, 0);
  EXPECT_NEAR(wave_->real("platform.accelerator.cell.layer_0_row_2_column_1", 0), expected, 1e-9);
  EXPECT_TRUE(wave_->has("platform.accelerator.cell.layer_1_row_20_column_3"));
}

TEST_F(WaveFile, EveryViewShowsSignalsThatExist) {
  for (const char* view : {"overview", "repair", "bus"}) {
    std::ifstream file(run_->fst().substr(0, run_->fst().size() - 3) + view + ".gtkw");
    ASSERT_TRUE(file.is_open()) << view;
    int signals = 0;
    for (std::string line; std::getline(file, line);) {
      if (line.rfind("+{", 0) == 0) line = line.substr(line.find("} ") + 2);
      if (line.rfind("TOP.", 0) != 0 && line.rfind("platform.", 0) != 0 &&
          line.rfind("lock_step.", 0) != 0) {
        continue;
      }
      ++signals;
      EXPECT_TRUE(wave_->has(line.substr(0, line.find('[')))) << view << ": " << line;
    }
    EXPECT_GT(signals, 20) << view;
  }
}

TEST_F(WaveFile, LeavesTheRunAsItIs) {
  EXPECT_NE(said_, "");
  EXPECT_EQ(run_->simulate({}, false), said_);
}

TEST(WaveWindow, HoldsItsCyclesAndNoOther) {
  WaveRun run;
  WaveOptions options;
  options.from_cycle = 1000;
  options.to_cycle = 1050;
  run.simulate(options);
  const Vcd wave(run.fst());
  EXPECT_EQ(wave.first_time(), 1000 * kPeriod);
  EXPECT_EQ(wave.last_time(), 1050 * kPeriod);
  EXPECT_EQ(wave.bits("lock_step.edge", 1000 * kPeriod), 1000U);
  EXPECT_EQ(wave.bits("lock_step.edge", 1050 * kPeriod), 1050U);
}

TEST(WaveLayer, OfAnyNumberCanBeShown) {
  WaveRun run;
  WaveOptions options;
  options.layer = 2;
  run.simulate(options);
  const Vcd wave(run.fst());
  EXPECT_TRUE(wave.has("platform.accelerator.layer_2.accumulator.channel_3"));
  EXPECT_FALSE(wave.has("platform.accelerator.layer_0.accumulator.channel_0"));
}

TEST(WaveOfAMismatch, MarksTheCycleInWhichSidesPart) {
  WaveRun run;
  const std::string said = run.simulate({}, true, ReferenceFault::DoneOneCycleEarly);
  const uint64_t time = std::stoull(fact(said, "diverged_at")) * kPeriod;
  const Vcd wave(run.fst());
  EXPECT_EQ(wave.time_of("lock_step.mismatch", 1), time);
  EXPECT_EQ(wave.time_of("lock_step.state_mismatch", 1), time);
  EXPECT_EQ(wave.bits("lock_step.state_expected", time), static_cast<uint64_t>(regs::State::Done));
  EXPECT_EQ(wave.bits("lock_step.state_actual", time), static_cast<uint64_t>(regs::State::Cluster));
}

}  // namespace
}  // namespace kintsugi
