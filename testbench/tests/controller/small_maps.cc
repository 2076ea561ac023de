// Affine maps and predictors of small programs, and what they come to by plain arithmetic.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "testbench/tests/controller/random.h"
#include "testbench/tests/controller/small_program.h"

namespace kintsugi::controller_test {
namespace {

std::vector<int8_t> random_slopes(Random& random, int features) {
  std::vector<int8_t> result;
  for (int d = 0; d < features; ++d) {
    result.push_back(static_cast<int8_t>(random.between(-128, 127)));
  }
  return result;
}

PredictorRow random_row(Random& random, int features) {
  return {static_cast<int16_t>(random.between(-5000, 15000)), random_slopes(random, features)};
}

int64_t slope_sum(const std::vector<int8_t>& slopes, const std::vector<int16_t>& features,
                  const std::vector<int16_t>& centres) {
  int64_t sum = 0;
  for (size_t d = 0; d < slopes.size(); ++d) sum += slopes[d] * (features[d] - centres[d]);
  return sum;
}

// sum / 2^shift, rounded to the nearest, halves up.
int64_t scaled(int64_t sum, int shift) {
  const int64_t divisor = int64_t{1} << shift;
  const int64_t doubled = 2 * sum + divisor;  // floor(doubled / 2 divisor) rounds
  const int64_t floor = doubled / (2 * divisor) - (doubled % (2 * divisor) < 0 ? 1 : 0);
  return floor;
}

// gain x 2^(octaves / 64): the fraction by a factor of 12 bits, the rest exact, rounded at the end.
int64_t moved_by_octaves(int64_t gain, int64_t octaves) {
  octaves = std::clamp<int64_t>(octaves, -512, 511);
  const int64_t from_bottom = octaves + 512;  // of the 16 octaves the format can name
  const auto fraction = static_cast<double>(from_bottom % 64);
  const auto factor = static_cast<int64_t>(std::floor(4096 * std::exp2(fraction / 64) + 0.5));
  const int64_t scale = int64_t{1} << (from_bottom / 64);  // 2^8 of it are 1
  return (2 * gain * factor * scale + (int64_t{1} << 20)) >> 21;
}

int16_t after_of(const SmallProgram& program, int pass) {
  const std::vector<int16_t> zeros(static_cast<size_t>(program.features), 0);
  return predicted(program, program.after, features_of(program, pass), zeros);
}

}  // namespace

SmallProgram with_maps(SmallProgram program, uint32_t seed) {
  Random random(seed);
  program.affine = true;
  program.gain_shift = random.between(3, 13);
  program.offset_shift = random.between(3, 9);
  program.stride += 2 * program.feature_words() * program.tuned_layers();
  for (CodebookEntry& entry : program.codebook) {
    for (int l = 0; l < program.tuned_layers(); ++l) {
      entry.gain_slopes.push_back(random_slopes(random, program.features));
      entry.offset_slopes.push_back(random_slopes(random, program.features));
    }
  }
  return program;
}

SmallProgram with_predictors(SmallProgram program, uint32_t seed) {
  Random random(seed);
  program.predict = true;
  program.predict_shift = random.between(4, 8);
  program.stride += 2 * (1 + program.feature_words());
  program.after = random_row(random, program.features);
  for (CodebookEntry& entry : program.codebook) {
    entry.now = random_row(random, program.features);
    entry.forecast = random_row(random, program.features);
  }
  return program;
}

SmallProgram with_ranked_retests(SmallProgram program, const std::vector<int>& ranks) {
  Random random(static_cast<uint32_t>(ranks.size()));
  const auto test = program.values[0];
  std::vector<std::pair<int16_t, decltype(program.values)::value_type>> retests;
  while (retests.size() < ranks.size()) {
    auto retest = test;
    for (auto& image : retest) {
      for (int32_t& value : image) value = random.between(-3000, 9000);
    }
    program.values = {test, retest};
    const int16_t after = after_of(program, 1);
    const bool known = std::any_of(retests.begin(), retests.end(),
                                   [after](const auto& other) { return other.first == after; });
    const bool saturated = after == INT16_MAX || after == INT16_MIN;
    if (!known && !saturated) retests.emplace_back(after, retest);
  }
  std::sort(retests.begin(), retests.end());
  program.values = {test};
  for (const int rank : ranks) {
    program.values.push_back(retests[static_cast<size_t>(rank)].second);
  }
  return program;
}

int16_t predicted(const SmallProgram& program, const PredictorRow& row,
                  const std::vector<int16_t>& features, const std::vector<int16_t>& centres) {
  const int64_t sum = slope_sum(row.slopes, features, centres);
  const int64_t accuracy =
      row.base + (program.predict_shift == 0 ? sum : scaled(sum, program.predict_shift));
  return static_cast<int16_t>(std::clamp<int64_t>(accuracy, INT16_MIN, INT16_MAX));
}

std::vector<uint32_t> setting_of(const SmallProgram& program, int entry) {
  const CodebookEntry& e = program.codebook[static_cast<size_t>(entry)];
  const std::vector<int16_t> features = features_of(program, 0);
  const auto movement = [&](const std::vector<int8_t>& slopes, int shift) {
    const int64_t sum = slope_sum(slopes, features, e.centroid);
    return shift == 0 ? sum : scaled(sum, shift);
  };
  std::vector<uint32_t> words;
  for (size_t l = 0; l < e.tune_words.size(); ++l) {
    int64_t gain = e.tune_words[l] & 0xFFFFU;
    int64_t offset = static_cast<int16_t>(static_cast<uint16_t>(e.tune_words[l] >> 16));
    if (program.affine) {
      gain = moved_by_octaves(gain, movement(e.gain_slopes[l], program.gain_shift));
      offset += movement(e.offset_slopes[l], program.offset_shift);
    }
    gain = std::clamp<int64_t>(gain, program.gain_min, program.gain_max);
    offset = std::clamp<int64_t>(offset, program.offset_min, program.offset_max);
    words.push_back(static_cast<uint32_t>(offset) << 16 | static_cast<uint32_t>(gain));
  }
  return words;
}

SmallProgram judged_program(bool restores) {
  ProgramSizes sizes;
  sizes.images = 1;
  sizes.pixels = 5;
  sizes.channels = {1, 1, 1};
  sizes.beats = {1, 1, 1};
  sizes.features = 3;
  sizes.clusters = 2;
  SmallProgram program = with_predictors(with_maps(make_program(30, sizes), 3), 4);
  program = with_ranked_retests(program, {1, 0});
  program.ship_limit = INT16_MAX;
  program.fallbacks = 1;
  const auto best = static_cast<size_t>(expect(program, 0).best);
  program.codebook[best].now = {static_cast<int16_t>(restores ? INT16_MAX - 1 : INT16_MIN),
                                std::vector<int8_t>(3, 0)};
  return program;
}

}  // namespace kintsugi::controller_test
