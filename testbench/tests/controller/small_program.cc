#include "testbench/tests/controller/small_program.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "testbench/tests/controller/random.h"

namespace kintsugi::controller_test {

using namespace regs;

namespace {

// Four signed bytes a word, lowest first.
void append_bytes(std::vector<uint32_t>& words, const std::vector<int8_t>& bytes) {
  for (size_t d = 0; d < bytes.size(); ++d) {
    if (d % 4 == 0) words.push_back(0);
    words.back() |= static_cast<uint32_t>(static_cast<uint8_t>(bytes[d])) << (8 * (d % 4));
  }
}

// Bits without meaning are not 0.
uint32_t nominal_word(const SmallProgram& program, int statistic) {
  const int channel = statistic - 3 * program.layers();
  const uint32_t noise = 0x9E3779B9U * static_cast<uint32_t>(statistic + 1);
  if (channel < 0 || statistic >= program.statistics()) return noise;
  const auto nominal = static_cast<uint16_t>(program.nominal[static_cast<size_t>(channel)]);
  return (noise & 0xFFFF0000U) | nominal;
}

std::vector<uint32_t> projection_words(const SmallProgram& program) {
  std::vector<uint32_t> words;
  for (int j = 0; j < program.projected(); ++j) {
    append_bytes(words, program.weights[static_cast<size_t>(j)]);
    if (program.scatter) words.push_back(nominal_word(program, j));
  }
  for (const int32_t mean : program.means) words.push_back(static_cast<uint32_t>(mean));
  return words;
}

void choose_contents(SmallProgram& program, const ProgramSizes& sizes, Random& random) {
  for (int image = 0; image < sizes.images; ++image) {
    std::vector<uint8_t> pixels;
    for (int i = 0; i < sizes.pixels; ++i) {
      pixels.push_back(static_cast<uint8_t>(random.between(0, 15)));
    }
    program.stimuli.push_back(pixels);
  }
  size_t beats = 0;
  for (size_t layer = 0; layer < sizes.channels.size(); ++layer) {
    beats += static_cast<size_t>(sizes.channels[layer] * sizes.beats[layer]);
  }
  program.values.assign(2, std::vector<std::vector<int32_t>>(static_cast<size_t>(sizes.images),
                                                             std::vector<int32_t>(beats, 0)));
  for (auto& pass : program.values) {
    for (auto& image : pass) {
      for (int32_t& value : image) value = random.between(-3000, 9000);
    }
  }
  for (int j = 0; j < program.statistics(); ++j) {
    std::vector<int8_t> row;
    for (int d = 0; d < sizes.features; ++d) {
      row.push_back(static_cast<int8_t>(random.between(-128, 127)));
    }
    program.weights.push_back(row);
  }
}

// Means put the features of pass 0 near random targets; the last entry lies next to them.
void choose_codebook(SmallProgram& program, const ProgramSizes& sizes, Random& random) {
  const std::vector<int64_t> sums = projection_sums(program, 0);
  std::vector<int> targets;
  for (int d = 0; d < sizes.features; ++d) {
    targets.push_back(random.between(-2000, 2000));
    program.means.push_back(static_cast<int32_t>(sums[static_cast<size_t>(d)] -
                                                 targets.back() * (1 << program.project_shift)));
    program.distance_weights.push_back(static_cast<uint8_t>(random.between(1, 255)));
  }
  for (int k = 0; k < sizes.clusters; ++k) {
    CodebookEntry entry;
    const int reach = k + 1 == sizes.clusters ? 5 : 1500;
    for (const int target : targets) {
      entry.centroid.push_back(static_cast<int16_t>(target + random.between(-reach, reach)));
    }
    for (size_t l = 0; l + 1 < sizes.channels.size(); ++l) {
      const auto gain = static_cast<uint32_t>(random.between(0, 0xFFFF));
      const auto offset = static_cast<uint32_t>(random.between(0, 0xFFFF));
      entry.tune_words.push_back(offset << 16 | gain);
    }
    program.codebook.push_back(entry);
  }
}

void append_row(std::vector<uint32_t>& words, const PredictorRow& row) {
  words.push_back(static_cast<uint16_t>(row.base));
  append_bytes(words, row.slopes);
}

std::vector<uint32_t> entry_words(const SmallProgram& program, const CodebookEntry& entry) {
  std::vector<uint32_t> words = {static_cast<uint32_t>(entry.disposition)};
  for (size_t d = 0; d < entry.centroid.size(); d += 2) {
    const auto even = static_cast<uint16_t>(entry.centroid[d]);
    const bool pair = d + 1 < entry.centroid.size();
    const auto odd = static_cast<uint16_t>(pair ? entry.centroid[d + 1] : 0);
    words.push_back(static_cast<uint32_t>(odd) << 16 | even);
  }
  words.insert(words.end(), entry.tune_words.begin(), entry.tune_words.end());
  for (size_t l = 0; program.affine && l < entry.gain_slopes.size(); ++l) {
    append_bytes(words, entry.gain_slopes[l]);
    append_bytes(words, entry.offset_slopes[l]);
  }
  if (program.predict) {
    append_row(words, entry.now);
    append_row(words, entry.forecast);
  }
  return words;
}

void load_codebook(Driver& driver, const SmallProgram& program) {
  const auto put = [&driver](int first, const std::vector<uint32_t>& words) {
    auto address = static_cast<uint32_t>(kCodebookWindow + 4 * first);
    for (const uint32_t word : words) {
      driver.write(address, word);
      address += 4;
    }
  };
  std::vector<uint32_t> head;
  append_bytes(head, {program.distance_weights.begin(), program.distance_weights.end()});
  if (program.predict) append_row(head, program.after);
  put(0, head);
  for (int k = 0; k < program.clusters(); ++k) {
    put(program.entry_word(k), entry_words(program, program.codebook[static_cast<size_t>(k)]));
  }
}

void load_registers(Driver& driver, const SmallProgram& program) {
  const auto u = [](auto value) { return static_cast<uint32_t>(value); };
  driver.write(kCountsAddress, kCountsImages.put(u(program.images())) |
                                   kCountsLayers.put(u(program.layers())) |
                                   kCountsFeatures.put(u(program.features)) |
                                   kCountsClusters.put(u(program.clusters())));
  driver.write(kModeAddress,
               kModeLog2En.put(u(program.log2_enabled)) | kModeL1En.put(u(program.l1)) |
                   kModeRetestEn.put(u(program.retest)) | kModePredictEn.put(u(program.predict)) |
                   kModeAffineEn.put(u(program.affine)) | kModeScatterEn.put(u(program.scatter)) |
                   kModeLinearShift.put(u(program.linear_shift)) |
                   kModeProjectShift.put(u(program.project_shift)) |
                   kModeScatterShift.put(u(program.scatter_shift)));
  driver.write(kPixelsAddress, u(program.pixels()));
  driver.write(kCbStrideAddress, u(program.stride));
  driver.write(kImageTimeoutAddress, program.image_timeout);
  driver.write(kCfgLimitsAddress,
               kCfgLimitsTimeout.put(program.cfg_timeout) | kCfgLimitsRetries.put(program.retries));
  driver.write(kGainLimitsAddress,
               kGainLimitsMin.put(program.gain_min) | kGainLimitsMax.put(program.gain_max));
  driver.write(kOffsetLimitsAddress, kOffsetLimitsMin.put(u(program.offset_min)) |
                                         kOffsetLimitsMax.put(u(program.offset_max)));
  driver.write(kRejectLoAddress, u(program.reject_distance));
  driver.write(kRejectHiAddress, u(program.reject_distance >> 32));
  driver.write(kShiftsAddress, kShiftsGain.put(u(program.gain_shift)) |
                                   kShiftsOffset.put(u(program.offset_shift)) |
                                   kShiftsPredict.put(u(program.predict_shift)));
  driver.write(kLimitsTestAddress, kLimitsTestPass.put(u(program.pass_limit)) |
                                       kLimitsTestRepair.put(u(program.repair_limit)));
  driver.write(kLimitsJudgeAddress, kLimitsJudgeAdapt.put(u(program.adapt_limit)) |
                                        kLimitsJudgeShip.put(u(program.ship_limit)));
  driver.write(kFallbacksAddress, u(program.fallbacks));
  for (int l = 0; l < program.layers(); ++l) {
    const auto i = static_cast<size_t>(l);
    driver.write(kLayerShapeAddress + 4 * u(l), kLayerShapeChannels.put(u(program.channels[i])) |
                                                    kLayerShapeBeats.put(u(program.beats[i])));
  }
}

}  // namespace

int SmallProgram::statistics() const {
  int count = 3 * layers();
  for (const int c : channels) count += c;
  return count;
}

int SmallProgram::feature_words() const { return (features + 3) / 4; }

int SmallProgram::first_entry() const {
  return feature_words() + (predict ? 1 + feature_words() : 0);
}

int SmallProgram::map_word(int k) const {
  return entry_word(k) + 1 + centroid_words() + tuned_layers();
}

int SmallProgram::row_word(int k) const {
  return map_word(k) + (affine ? 2 * feature_words() * tuned_layers() : 0);
}

SmallProgram make_program(uint32_t seed, const ProgramSizes& sizes) {
  Random random(seed);
  SmallProgram program;
  program.channels = sizes.channels;
  program.beats = sizes.beats;
  program.features = sizes.features;
  program.project_shift = random.between(3, 7);
  program.linear_shift = random.between(2, 6);
  program.log2_enabled = random.between(0, 3) != 0;
  program.l1 = random.between(0, 1) != 0;
  program.stride = 1 + (sizes.features + 1) / 2 + program.layers() - 1 + random.between(0, 2);
  choose_contents(program, sizes, random);
  choose_codebook(program, sizes, random);
  return program;
}

void load(Driver& driver, const SmallProgram& program) {
  load_registers(driver, program);
  uint32_t address = kStimWindow;
  for (const std::vector<uint8_t>& image : program.stimuli) {
    for (size_t first = 0; first < image.size(); first += 8) {
      uint32_t word = 0;
      for (size_t i = first; i < std::min(first + 8, image.size()); ++i) {
        word |= uint32_t{image[i]} << (4 * (i - first));
      }
      driver.write(address, word);
      address += 4;
    }
  }
  address = kProjWindow;
  for (const uint32_t word : projection_words(program)) {
    driver.write(address, word);
    address += 4;
  }
  load_codebook(driver, program);
}

std::vector<SignatureBeat> beats_of(const SmallProgram& program, int pass, int image, uint8_t tag) {
  std::vector<SignatureBeat> result;
  const size_t run = std::min(static_cast<size_t>(pass), program.values.size() - 1);
  const auto& values = program.values[run][static_cast<size_t>(image)];
  for (int layer = 0; layer < program.layers(); ++layer) {
    const int channels = program.channels[static_cast<size_t>(layer)];
    const int beats = program.beats[static_cast<size_t>(layer)];
    for (int channel = 0; channel < channels; ++channel) {
      for (int beat = 0; beat < beats; ++beat) {
        const bool last_channel = beat + 1 == beats;
        const bool last_layer = last_channel && channel + 1 == channels;
        const bool last_image = last_layer && layer + 1 == program.layers();
        result.push_back(
            {layer, channel, tag, values[result.size()], last_channel, last_layer, last_image});
      }
    }
  }
  return result;
}

void answer_with(Driver& driver, const SmallProgram& program) {
  driver.answer = [program](int number, uint8_t tag) {
    return beats_of(program, number / program.images(), number % program.images(), tag);
  };
}

void start(Driver& driver) { driver.write(kCtrlAddress, kCtrlStart.put(1)); }
void abort(Driver& driver) { driver.write(kCtrlAddress, kCtrlAbort.put(1)); }
void clear(Driver& driver) { driver.write(kCtrlAddress, kCtrlClear.put(1)); }

void run_program(Driver& driver, const SmallProgram& program) {
  load(driver, program);
  answer_with(driver, program);
  start(driver);
  for (int i = 0; i < 500000; ++i) {
    const State now = driver.state();
    if (now == State::Done || now == State::Error) return;
    driver.tick();
  }
  FAIL() << "the controller does not come to an end; state " << name(driver.state());
}

}  // namespace kintsugi::controller_test
