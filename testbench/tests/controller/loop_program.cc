#include "testbench/tests/controller/loop_program.h"

#include <gtest/gtest.h>

#include <random>

namespace kintsugi::controller_test {

using namespace regs;

namespace {

uint32_t u(int value) { return static_cast<uint32_t>(value); }

// The answers as the controller keeps them.
std::vector<tuning::Answer> answers_of(const LoopProgram& program) {
  std::vector<tuning::Answer> answers;
  for (size_t n = 0; n < program.values.size(); ++n) {
    const std::vector<int32_t>& values = program.values[n];
    const auto outputs = values.end() - program.outputs();
    tuning::Answer answer;
    for (auto v = outputs - program.inputs(); v != outputs; ++v) {
      answer.codes.push_back(tuning::stored_code(*v));
    }
    answer.outputs.assign(outputs, values.end());
    answer.label = program.labels[n];
    answers.push_back(answer);
  }
  return answers;
}

}  // namespace

LoopProgram make_loop_program(uint32_t seed, const LoopSizes& sizes) {
  std::mt19937 engine(seed);
  const auto between = [&engine](int least, int most) {
    return least + static_cast<int>(engine() % u(most - least + 1));
  };
  ProgramSizes shape;
  shape.images = 2;
  shape.pixels = 11;
  shape.channels = {2, sizes.inputs, sizes.outputs};
  shape.beats = {2, 1, 1};
  LoopProgram program;
  program.test = make_program(seed, shape);
  program.first_image = shape.images + between(0, 1);
  for (int n = 0; n < sizes.images; ++n) {
    std::vector<uint8_t> pixels;
    for (int i = 0; i < shape.pixels; ++i) pixels.push_back(static_cast<uint8_t>(between(0, 15)));
    program.stimuli.push_back(pixels);
    std::vector<int32_t> values;
    for (int i = 0; i < 4; ++i) values.push_back(between(-100, 100));
    for (int i = 0; i < sizes.inputs; ++i) values.push_back(between(-8, 20));
    for (int i = 0; i < sizes.outputs; ++i) values.push_back(between(-40, 40));
    program.values.push_back(values);
    program.labels.push_back(between(0, 9) == 0 ? 15 : between(0, sizes.outputs - 1));
  }
  for (int e = 0; e < sizes.entries; ++e) {
    program.entries.push_back({between(0, sizes.inputs + (between(0, 3) == 0 ? 200 : -1)),
                               between(0, sizes.outputs - (between(0, 5) == 0 ? 0 : 1)),
                               static_cast<int8_t>(between(-128, 127))});
  }
  program.loop_first = sizes.loop_first;
  program.options.shift = between(0, 3);
  program.options.step = between(1, 40);
  program.options.step_shift = between(0, 3);
  program.options.margin = between(0, 30);
  program.options.epochs = sizes.epochs;
  program.commit = between(0, 1) != 0;
  return program;
}

LoopExpectation expect_loop(const LoopProgram& program) {
  LoopExpectation expectation;
  std::vector<tuning::SparseEntry> entries = program.entries;
  for (int e = program.loop ? program.loop_first : program.count(); e < program.count(); ++e) {
    entries[static_cast<size_t>(e)].delta = 0;
  }
  expectation.written = u(program.count());
  for (const auto& entry : entries) expectation.accelerator.push_back(tuning::sparse_word(entry));
  expectation.delta = expectation.accelerator;
  if (!program.loop) return expectation;
  std::vector<tuning::SparseEntry> learned(entries.begin() + program.loop_first, entries.end());
  expectation.result = tuning::adapt_last_layer(answers_of(program), program.options, learned);
  for (size_t i = 0; i < learned.size(); ++i) {
    expectation.delta[u(program.loop_first) + i] = tuning::sparse_word(learned[i]);
    expectation.written += expectation.result.helped() && learned[i].delta != 0 ? 1 : 0;
  }
  if (expectation.result.helped()) expectation.accelerator = expectation.delta;
  return expectation;
}

std::vector<uint32_t> store_words(const LoopProgram& program, int image) {
  const tuning::Answer answer = answers_of(program)[static_cast<size_t>(image)];
  std::vector<uint32_t> words(static_cast<size_t>(program.code_words()), 0);
  for (size_t i = 0; i < answer.codes.size(); ++i) {
    words[i / 8] |= uint32_t{answer.codes[i]} << (4 * (i % 8));
  }
  for (const int32_t output : answer.outputs) words.push_back(static_cast<uint32_t>(output));
  return words;
}

void load_entries(Driver& driver, const LoopProgram& program) {
  for (int e = 0; e < program.count(); ++e) {
    driver.write(kDeltaWindow + 4 * u(e), tuning::sparse_word(program.entries[u(e)]));
  }
}

void load(Driver& driver, const LoopProgram& program) {
  load(driver, program.test);
  driver.write(kAdaptAddress, kAdaptAuto.put(program.automatic ? 1 : 0) |
                                  kAdaptLoopEn.put(program.loop ? 1 : 0) |
                                  kAdaptCommitEn.put(program.commit ? 1 : 0) |
                                  kAdaptShift.put(u(program.options.shift)) |
                                  kAdaptStep.put(u(program.options.step)) |
                                  kAdaptStepShift.put(u(program.options.step_shift)));
  driver.write(kAdaptCountAddress, kAdaptCountCount.put(u(program.count())) |
                                       kAdaptCountLoopFirst.put(u(program.loop_first)));
  driver.write(kAdaptTargetAddress, program.target);
  driver.write(kAdaptImagesAddress, kAdaptImagesFirst.put(u(program.first_image)) |
                                        kAdaptImagesCount.put(u(program.images())) |
                                        kAdaptImagesEpochs.put(u(program.options.epochs)));
  driver.write(kAdaptMarginAddress, u(program.options.margin));
  load_entries(driver, program);
  const uint32_t image_words = (u(program.test.pixels()) + 7) / 8;
  for (int n = 0; n < program.images(); ++n) {
    const std::vector<uint8_t>& pixels = program.stimuli[u(n)];
    std::vector<uint32_t> words(image_words, 0);
    for (size_t i = 0; i < pixels.size(); ++i) {
      words[i / 8] |= uint32_t{pixels[i]} << (4 * (i % 8));
    }
    for (uint32_t w = 0; w < image_words; ++w) {
      driver.write(kStimWindow + 4 * (u(program.first_image + n) * image_words + w), words[w]);
    }
    const int label_word = (n + 1) * program.store_stride() - 1;
    driver.write(kStoreWindow + 4 * u(label_word), 0xABCDE50 | u(program.labels[u(n)]));
  }
}

void answer_with(Driver& driver, const LoopProgram& program) {
  SmallProgram loop = program.test;
  loop.stimuli = program.stimuli;
  loop.values = {program.values};
  driver.answer = [&driver, test = program.test, loop](int, uint8_t tag) {
    const auto pass = static_cast<int>(driver.obs(ObsId::pass));
    const auto image = static_cast<int>(driver.obs(ObsId::image));
    return pass == 2 ? beats_of(loop, 0, image, tag) : beats_of(test, pass, image, tag);
  };
}

void adapt(Driver& driver) { driver.write(kCtrlAddress, kCtrlAdapt.put(1)); }

void run_adaptation(Driver& driver, const LoopProgram& program) {
  load(driver, program);
  answer_with(driver, program);
  program.automatic ? start(driver) : adapt(driver);
  for (int i = 0; i < 500000; ++i) {
    const State now = driver.state();
    if (now == State::Done || now == State::Error) return;
    driver.tick();
  }
  FAIL() << "the controller does not come to an end; state " << name(driver.state());
}

void expect_adapted(Driver& driver, const LoopProgram& program) {
  const LoopExpectation expectation = expect_loop(program);
  ASSERT_EQ(driver.state(), State::Done);
  Outcome outcome = expectation.result.helped() ? Outcome::Adapted : Outcome::NeedsAdapt;
  if (!program.loop) outcome = Outcome::Loaded;
  EXPECT_EQ(driver.obs(ObsId::outcome), static_cast<uint64_t>(outcome));
  EXPECT_EQ(driver.read(kAdaptResultAddress).data,
            kAdaptResultWrongFirst.put(u(expectation.result.wrong_first)) |
                kAdaptResultWrongLast.put(u(expectation.result.wrong_last)) |
                kAdaptResultEpochs.put(u(expectation.result.epochs)));
  EXPECT_EQ(driver.read(kAdaptWrittenAddress).data, expectation.written);
  for (int e = 0; e < program.count(); ++e) {
    EXPECT_EQ(driver.read(kDeltaWindow + 4 * u(e)).data, expectation.delta[u(e)]) << "entry " << e;
    EXPECT_EQ(driver.cfg.words[program.address(e)], expectation.accelerator[u(e)]) << "entry " << e;
  }
}

}  // namespace kintsugi::controller_test
