// What a signature comes to: statistics, scatter, features, the nearest entry and its setting.
#include <algorithm>
#include <cstdlib>
#include <random>

#include "models/tuning/algorithm.h"
#include "testbench/tests/controller/small_program.h"

namespace kintsugi::controller_test {

using namespace regs;

namespace {

std::vector<uint32_t> statistics_of(const SmallProgram& program, int pass) {
  std::vector<uint32_t> result(static_cast<size_t>(program.statistics()), 0);
  for (int image = 0; image < program.images(); ++image) {
    int channel_slot = 3 * program.layers();
    int previous = -1;
    for (const SignatureBeat& beat : beats_of(program, pass, image, 0)) {
      if (previous >= 0 && previous != beat.channel + 1000 * beat.layer) ++channel_slot;
      previous = beat.channel + 1000 * beat.layer;
      const uint32_t size = tuning::magnitude(beat.value);
      const auto layer = static_cast<size_t>(3 * beat.layer);
      const auto channel = static_cast<size_t>(channel_slot);
      result[layer] = tuning::saturating_add(result[layer], size);
      result[layer + 1] += beat.value > 0 ? 1 : 0;
      result[layer + 2] = std::max(result[layer + 2], size);
      result[channel] = tuning::saturating_add(result[channel], size);
    }
  }
  return result;
}

// Codes of the layers' scatter by plain arithmetic, from the codes of the statistics.
std::vector<uint16_t> scatter_codes(const SmallProgram& program,
                                    const std::vector<uint16_t>& codes) {
  std::vector<uint16_t> result;
  size_t channel = 0;
  for (size_t l = 0; l < program.channels.size(); ++l) {
    int64_t scatter = 0;
    for (int c = 0; c < program.channels[l]; ++c, ++channel) {
      scatter += std::abs(codes[3 * program.channels.size() + channel] - codes[3 * l] -
                          program.nominal[channel]);
    }
    const int64_t code = scatter / (int64_t{1} << program.scatter_shift);
    result.push_back(static_cast<uint16_t>(std::min<int64_t>(code, 8191)));
  }
  return result;
}

}  // namespace

std::vector<uint16_t> projected_codes(const SmallProgram& program, int pass) {
  std::vector<uint16_t> codes;
  for (const uint32_t x : statistics_of(program, pass)) {
    codes.push_back(tuning::statistic_code(x, program.log2_enabled, program.linear_shift));
  }
  if (!program.scatter) return codes;
  const std::vector<uint16_t> scatter = scatter_codes(program, codes);
  codes.insert(codes.end(), scatter.begin(), scatter.end());
  return codes;
}

std::vector<int64_t> projection_sums(const SmallProgram& program, int pass) {
  const std::vector<uint16_t> codes = projected_codes(program, pass);
  std::vector<int64_t> sums(static_cast<size_t>(program.features), 0);
  for (size_t j = 0; j < codes.size(); ++j) {
    for (size_t d = 0; d < sums.size(); ++d) sums[d] += int64_t{program.weights[j][d]} * codes[j];
  }
  return sums;
}

std::vector<int16_t> features_of(const SmallProgram& program, int pass) {
  const std::vector<int64_t> sums = projection_sums(program, pass);
  std::vector<int16_t> result;
  for (size_t d = 0; d < program.means.size(); ++d) {
    result.push_back(tuning::finalise_feature(static_cast<int32_t>(sums[d]), program.means[d],
                                              program.project_shift));
  }
  return result;
}

Expectation expect(const SmallProgram& program, int pass) {
  Expectation result;
  result.statistics = statistics_of(program, pass);
  result.features = features_of(program, pass);
  result.distance = UINT64_MAX;
  for (size_t k = 0; k < program.codebook.size(); ++k) {
    uint64_t distance = 0;
    for (size_t d = 0; d < result.features.size(); ++d) {
      distance += tuning::distance_term(result.features[d], program.codebook[k].centroid[d],
                                        program.distance_weights[d], program.l1);
    }
    if (distance >= result.distance) continue;
    result.distance = distance;
    result.best = static_cast<int>(k);
  }
  const CodebookEntry& entry = program.codebook[static_cast<size_t>(result.best)];
  result.decision = entry.disposition;
  if (program.predict) {
    const int forecast = predicted(program, entry.forecast, result.features, entry.centroid);
    const int now = predicted(program, entry.now, result.features, entry.centroid);
    result.decision = now >= program.pass_limit          ? Decision::Pass
                      : forecast >= program.repair_limit ? Decision::Repair
                      : forecast >= program.adapt_limit  ? Decision::RepairAndAdapt
                                                         : Decision::Reject;
  }
  if (result.distance > program.reject_distance) result.decision = Decision::Reject;
  result.tune_words = setting_of(program, result.best);
  return result;
}

// Nominals lie around the differences of pass 0, some of them far away.
SmallProgram with_scatter(SmallProgram program, uint32_t seed) {
  std::mt19937 engine(seed);
  const auto between = [&engine](int least, int most) {
    return least + static_cast<int>(engine() % static_cast<uint32_t>(most - least + 1));
  };
  const std::vector<int64_t> before = projection_sums(program, 0);
  const std::vector<uint16_t> codes = projected_codes(program, 0);
  program.scatter = true;
  program.scatter_shift = between(0, 3) == 0 ? between(6, 31) : between(0, 5);
  size_t channel = 3 * program.channels.size();
  for (size_t l = 0; l < program.channels.size(); ++l) {
    for (int c = 0; c < program.channels[l]; ++c, ++channel) {
      const int nominal = between(0, 15) == 0 ? between(INT16_MIN, INT16_MAX)
                                              : codes[channel] - codes[3 * l] + between(-300, 300);
      program.nominal.push_back(static_cast<int16_t>(nominal));
    }
    std::vector<int8_t> row;
    for (int d = 0; d < program.features; ++d) {
      row.push_back(static_cast<int8_t>(between(-128, 127)));
    }
    program.weights.push_back(row);
  }
  const std::vector<int64_t> after = projection_sums(program, 0);
  for (size_t d = 0; d < after.size(); ++d) {
    program.means[d] += static_cast<int32_t>(after[d] - before[d]);
  }
  return program;
}

}  // namespace kintsugi::controller_test
