// Downloads and the last-layer loop on the platform: what the controller leaves in the accelerator
// is what models/tuning makes of the same answers, and the checkers see when it is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/tuning/flow.h"
#include "systemc/platform/platform.h"
#include "testbench/checkers/die_checker.h"
#include "testbench/tests/systemc/controllers.h"
#include "testbench/tests/systemc/in_child.h"
#include "testbench/tests/systemc/small_chip.h"
#include "testbench/tests/systemc/synthetic_bench.h"

namespace kintsugi {
namespace {

using ::testing::HasSubstr;

class AdaptationTest : public ::testing::Test {
 protected:
  static ChipConfig sparse_tiles() {
    ChipConfig config = small_tiles();
    config.adaptation.entries = {6, 20, 14};
    config.gains = GainGrain::Channel;
    return config;
  }

  std::vector<uint32_t> sparse_words(size_t first, size_t count) const {
    std::vector<uint32_t> words;
    for (size_t e = first; e < first + count; ++e) {
      const auto delta = static_cast<int8_t>(e * 37 % 101 - 50);
      words.push_back(tuning::sparse_word({positions[e].row, positions[e].column, delta}));
    }
    return words;
  }

  AdaptRequest download() const {
    AdaptRequest request;
    request.words = sparse_words(0, 26);
    return request;
  }

  // Learns the entries of the last layer behind the last two of the layer before.
  AdaptRequest loop() const {
    AdaptRequest request;
    request.words = sparse_words(24, 16);
    request.target = static_cast<uint16_t>(regs::kSparseEntry + 4 * 24);
    request.loop_first = 2;
    request.loop.shift = chip.layers.back().sparse.shift;
    request.loop.step = 3;
    request.loop.step_shift = 1;
    request.loop.margin = 400;
    request.loop.epochs = 5;
    for (uint8_t n = 0; n < 7; ++n) {
      request.images.push_back(random_image(network, 60 + n));
      request.labels.push_back(n == 0 ? 1 : 2);
    }
    return request;
  }

  AdaptRequest channel_gains() const {
    AdaptRequest request;
    request.target = static_cast<uint16_t>(regs::kChannelShadow);
    request.commit = true;
    for (uint32_t c = 0; c < 8; ++c) request.words.push_back((c * 9) << 16 | (4096 + 100 * c));
    return request;
  }

  PlatformResult run(ControllerModel& controller, ReferenceFault fault, Verdict* verdict,
                     const std::function<void(PlatformResult&)>& spoil = nullptr) const {
    ControllerReference reference(fault);
    const Die die(chip, DieKey{3, 1});
    DieChecker checker(controller, reference, timing.period_ps(), program, options.adapt);
    Platform platform(die, program, timing, options, controller, reference, checker);
    PlatformResult result = platform.run();
    if (spoil) spoil(result);
    *verdict = checker.finish(result);
    return result;
  }

  // A run of the RTL, and what `look` finds in its result.
  std::string on_rtl(const std::function<std::string(const PlatformResult&)>& look) const {
    return in_child([&] {
      const auto rtl = make_verilated_controller(11);
      Verdict verdict;
      const PlatformResult result = run(*rtl, ReferenceFault::None, &verdict);
      return sentences(verdict) + look(result);
    });
  }

  // The last-layer loop on a die under `setting`, untimed; its deltas go into the setting.
  tuning::AdaptResult adapt_untimed(const AdaptRequest& request, Setting* setting,
                                    uint32_t seen) const {
    const Die die(chip, DieKey{3, 1});
    const size_t first = (request.target - regs::kSparseEntry) / 4;
    const auto learned = static_cast<size_t>(request.loop_first);
    for (size_t e = 0; e < request.words.size(); ++e) {
      setting->deltas[first + e] =
          e < learned ? tuning::sparse_entry(request.words[e]).delta : int8_t{0};
    }
    std::vector<tuning::Answer> answers;
    for (size_t n = 0; n < request.images.size(); ++n) {
      const ImageOutput seen_of =
          run_image(die, *setting, request.images[n].data(), seen + static_cast<uint32_t>(n));
      tuning::Answer answer;
      for (const int32_t value : seen_of[1].values) {
        answer.codes.push_back(tuning::stored_code(value));
      }
      answer.outputs = seen_of[2].values;
      answer.label = request.labels[n];
      answers.push_back(answer);
    }
    std::vector<tuning::SparseEntry> entries;
    for (size_t e = learned; e < request.words.size(); ++e) {
      entries.push_back({positions[first + e].row, positions[first + e].column, 0});
    }
    const tuning::AdaptResult result = tuning::adapt_last_layer(answers, request.loop, entries);
    for (size_t i = 0; i < entries.size() && result.helped(); ++i) {
      setting->deltas[first + learned + i] = entries[i].delta;
    }
    return result;
  }

  const Network network = small_convolutional_network();
  const Chip chip = make_chip(network, sparse_tiles());
  const std::vector<SparsePosition> positions = sparse_positions(chip);
  tuning::TestProgram program = program_for(network, 17);
  TimingConfig timing;
  PlatformOptions options;
};

TEST_F(AdaptationTest, DownloadedWordsAreInForce) {
  options.adapt = {download(), channel_gains()};
  EXPECT_EQ(on_rtl([&](const PlatformResult& result) {
              std::string text;
              for (size_t e = 0; e < 40; ++e) {
                const int wanted =
                    e < 26 ? int{tuning::sparse_entry(download().words[e]).delta} : 0;
                if (result.deltas[e] != wanted) text += "delta " + std::to_string(e) + "\n";
              }
              for (size_t c = 0; c < 8; ++c) {
                const LayerTuning wanted{static_cast<uint16_t>(4096 + 100 * c),
                                         static_cast<int16_t>(9 * c)};
                if (!(result.channels[c] == wanted)) text += "channel " + std::to_string(c) + "\n";
              }
              if (result.adapted.size() != 2) return text + "requests\n";
              if (result.adapted[0].cycles.adapt != 26 * 9) {
                text += "cycles " + std::to_string(result.adapted[0].cycles.adapt) + "\n";
              }
              return text;
            }),
            "");
}

TEST_F(AdaptationTest, LoopEqualsTheUntimedChip) {
  options.adapt = {download(), loop()};
  EXPECT_EQ(on_rtl([&](const PlatformResult& result) {
              const Die die(chip, DieKey{3, 1});
              Setting setting(tuning::test_and_repair(die, program, true).applied);
              setting.deltas.assign(40, 0);
              for (size_t e = 0; e < 26; ++e) {
                setting.deltas[e] = tuning::sparse_entry(download().words[e]).delta;
              }
              const tuning::AdaptResult expected =
                  adapt_untimed(loop(), &setting, 2 * static_cast<uint32_t>(program.images()));
              const AdaptReport& report = result.adapted.at(1);
              std::string text;
              if (report.result.wrong_first != expected.wrong_first) text += "wrong at first\n";
              if (report.result.wrong_last != expected.wrong_last) text += "wrong at last\n";
              if (report.result.epochs != expected.epochs) text += "passes\n";
              if (setting.deltas != result.deltas) text += "deltas\n";
              if (expected.wrong_first <= expected.wrong_last) text += "nothing was learned\n";
              return text;
            }),
            "");
}

// The die asks for it: no command of the host.
TEST_F(AdaptationTest, LoopBeginsByItselfBehindARepairThatIsNotEnough) {
  for (tuning::CodebookEntry& entry : program.codebook) {
    entry.disposition = tuning::Disposition::RepairAndAdapt;
  }
  options.adapt = {loop()};
  options.adapt_auto = true;
  EXPECT_EQ(on_rtl([&](const PlatformResult& result) {
              std::string text;
              if (result.adapted.size() != 1) return std::string("requests\n");
              if (result.outcome != regs::Outcome::Adapted) text += "outcome\n";
              if (result.adapted[0].written < 16) text += "words\n";
              return text;
            }),
            "");
}

TEST_F(AdaptationTest, DieThatNeedsNoneIsNotAdaptedByItself) {
  options.adapt = {loop()};
  options.adapt_auto = true;
  EXPECT_EQ(on_rtl([&](const PlatformResult& result) {
              return std::string(result.adapted.empty() ? "" : "requests\n");
            }),
            "");
}

// A list made for other positions is not read back as it was written.
TEST_F(AdaptationTest, ListForOtherPositionsIsRefused) {
  AdaptRequest wrong = download();
  wrong.words[5] ^= 1U << 18;
  options.adapt = {wrong, loop()};
  EXPECT_EQ(on_rtl([&](const PlatformResult&) { return std::string(); }),
            "adaptation 0, it ended with error READBACK, detail 8197.\n");
}

// Must fail ---------------------------------------------------------------------------------------

// An image whose lead is the margin is learned by the planted fault alone. With the reference wrong
// lock-step sees it; with both wrong the scoreboard does.
TEST_F(AdaptationTest, ImageLearnedWronglyIsSeen) {
  options.adapt = {loop()};
  const auto judged = [&](ReferenceFault controller_fault, int margin) {
    options.adapt[0].loop.margin = margin;
    return in_child([&] {
      ReferenceAsController controller(controller_fault);
      Verdict verdict;
      run(controller, ReferenceFault::MarginIncluded, &verdict);
      return sentences(verdict);
    });
  };
  int margin = 0;
  while (margin < 400 && judged(ReferenceFault::None, margin).empty()) ++margin;
  ASSERT_LT(margin, 400) << "no image ever has the margin as its lead";
  EXPECT_THAT(judged(ReferenceFault::None, margin), HasSubstr("obs."));
  EXPECT_THAT(judged(ReferenceFault::MarginIncluded, margin), HasSubstr("adaptation 0, "));
}

TEST_F(AdaptationTest, ScoreboardSeesWhatIsReportedWrongly) {
  options.adapt = {download(), loop()};
  const auto judged = [&](const std::function<void(PlatformResult&)>& spoil) {
    return in_child([&] {
      ReferenceAsController controller;
      Verdict verdict;
      run(controller, ReferenceFault::None, &verdict, spoil);
      return sentences(verdict);
    });
  };
  EXPECT_EQ(judged([](PlatformResult&) {}), "");
  EXPECT_THAT(judged([](PlatformResult& r) { ++r.deltas[3]; }), HasSubstr("delta of entry 3: "));
  EXPECT_THAT(judged([](PlatformResult& r) { r.adapted[1].words[9] ^= 1; }),
              HasSubstr("adaptation 1, DELTA word 9: "));
  EXPECT_THAT(judged([](PlatformResult& r) { ++r.adapted[0].written; }),
              HasSubstr("adaptation 0, words written: "));
  EXPECT_THAT(judged([](PlatformResult& r) { ++r.adapted[1].result.wrong_last; }),
              HasSubstr("adaptation 1, wrong at last: "));
  EXPECT_THAT(judged([](PlatformResult& r) { ++r.adapted[1].result.wrong_first; }),
              HasSubstr("adaptation 1, wrong at first: "));
  EXPECT_THAT(judged([](PlatformResult& r) { ++r.adapted[1].result.epochs; }),
              HasSubstr("adaptation 1, passes that learned: "));
  EXPECT_THAT(judged([](PlatformResult& r) { r.adapted.pop_back(); }), HasSubstr("played"));
}

// The host asks for one thing, the checker was told another.
TEST_F(AdaptationTest, ScoreboardSeesADownloadNobodyAskedFor) {
  options.adapt = {download()};
  EXPECT_THAT(in_child([&] {
                ReferenceAsController controller;
                ControllerReference reference;
                const Die die(chip, DieKey{3, 1});
                std::vector<AdaptRequest> told = options.adapt;
                told[0].words[7] ^= 4;
                DieChecker checker(controller, reference, timing.period_ps(), program, told);
                Platform platform(die, program, timing, options, controller, reference, checker);
                return sentences(checker.finish(platform.run()));
              }),
              HasSubstr("adaptation 0, write 7, word: "));
}

}  // namespace
}  // namespace kintsugi
