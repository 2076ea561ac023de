#include "models/tuning/flow.h"

#include <algorithm>

#include "models/tuning/algorithm.h"

namespace kintsugi::tuning {
namespace {

constexpr double kGainOne = 4096.0;

uint32_t pack(LayerTuning t) {
  return static_cast<uint32_t>(static_cast<uint16_t>(t.offset)) << 16 | t.gain;
}

LayerTuning unpack(uint32_t word) {
  return {static_cast<uint16_t>(word), static_cast<int16_t>(static_cast<uint16_t>(word >> 16))};
}

int64_t layer_sum(const std::vector<ImageOutput>& signature, int layer) {
  int64_t sum = 0;
  for (const ImageOutput& image : signature) {
    for (int32_t value : image[static_cast<size_t>(layer)].values) sum += magnitude(value);
  }
  return sum;
}

}  // namespace

std::vector<uint32_t> collect_statistics(const TestProgram& program,
                                         const std::vector<ImageOutput>& signature) {
  const int layers = program.layers();
  std::vector<uint32_t> stat(static_cast<size_t>(program.statistics()), 0);
  for (const ImageOutput& image : signature) {
    size_t channel_slot = static_cast<size_t>(3 * layers);
    for (int l = 0; l < layers; ++l) {
      const SignatureShape shape = program.signature[static_cast<size_t>(l)];
      const std::vector<int32_t>& values = image[static_cast<size_t>(l)].values;
      uint32_t& sum = stat[static_cast<size_t>(3 * l)];
      uint32_t& active = stat[static_cast<size_t>(3 * l + 1)];
      uint32_t& maximum = stat[static_cast<size_t>(3 * l + 2)];
      for (int c = 0; c < shape.channels; ++c, ++channel_slot) {
        for (int b = 0; b < shape.beats; ++b) {
          const int32_t value = values[static_cast<size_t>(c * shape.beats + b)];
          const uint32_t a = magnitude(value);
          stat[channel_slot] = saturating_add(stat[channel_slot], a);
          sum = saturating_add(sum, a);
          active = saturating_add(active, value > 0 ? 1 : 0);
          maximum = std::max(maximum, a);
        }
      }
    }
  }
  return stat;
}

std::vector<int16_t> compute_features(const TestProgram& program,
                                      const std::vector<uint32_t>& statistics) {
  const std::vector<uint32_t> words = projection_words(program);
  const auto groups = static_cast<size_t>(program.groups());
  std::vector<int32_t> sums(groups * 4, 0);
  for (size_t j = 0; j < statistics.size(); ++j) {
    const uint16_t code =
        statistic_code(statistics[j], program.log2_enabled, program.linear_shift);
    for (size_t g = 0; g < groups; ++g) {
      project_step(words[j * groups + g], code, &sums[4 * g]);
    }
  }
  std::vector<int16_t> features;
  for (int d = 0; d < program.features; ++d) {
    const auto i = static_cast<size_t>(d);
    features.push_back(finalise_feature(sums[i], program.mean[i], program.project_shift));
  }
  return features;
}

Nearest nearest_entry(const TestProgram& program, const std::vector<int16_t>& features) {
  Nearest best;
  for (int k = 0; k < program.clusters(); ++k) {
    const CodebookEntry& entry = program.codebook[static_cast<size_t>(k)];
    uint64_t distance = 0;
    for (size_t d = 0; d < features.size(); ++d) {
      distance += distance_term(features[d], entry.centroid[d], program.distance_weight[d],
                                program.l1_distance);
    }
    if (k == 0 || distance < best.distance) best = {k, distance};
  }
  return best;
}

Disposition decide(const TestProgram& program, const Nearest& nearest) {
  if (nearest.distance > program.reject_distance) return Disposition::Reject;
  return program.codebook[static_cast<size_t>(nearest.index)].disposition;
}

Tuning repair_of(const TestProgram& program, int index) {
  Tuning out;
  for (LayerTuning t : program.codebook[static_cast<size_t>(index)].base) {
    out.push_back(unpack(clamp_tune_word(pack(t), program.gain_min, program.gain_max,
                                         program.offset_min, program.offset_max)));
  }
  return out;
}

std::vector<ImageOutput> run_signature(const Die& die, const Tuning& tuning,
                                       const TestProgram& program) {
  std::vector<ImageOutput> out;
  for (const std::vector<uint8_t>& image : program.stimuli) {
    out.push_back(run_image(die, tuning, image.data()));
  }
  return out;
}

FlowResult test_and_repair(const Die& die, const TestProgram& program, bool retest) {
  FlowResult r;
  r.applied = identity_tuning(die.chip());
  r.statistics = collect_statistics(program, run_signature(die, r.applied, program));
  r.features0 = compute_features(program, r.statistics);
  r.nearest0 = nearest_entry(program, r.features0);
  r.decision = decide(program, r.nearest0);
  if (r.decision == Disposition::Pass || r.decision == Disposition::Reject) return r;
  r.applied = repair_of(program, r.nearest0.index);
  if (!retest) return r;
  r.retested = true;
  r.statistics = collect_statistics(program, run_signature(die, r.applied, program));
  r.features1 = compute_features(program, r.statistics);
  r.nearest1 = nearest_entry(program, r.features1);
  return r;
}

uint16_t quantise_gain(double factor) {
  return static_cast<uint16_t>(std::clamp(factor * kGainOne + 0.5, 0.0, 65535.0));
}

Tuning mean_match(const Die& die, const TestProgram& program, int rounds) {
  Tuning tuning = identity_tuning(die.chip());
  for (int round = 0; round < rounds; ++round) {
    for (int l = 0; l + 1 < program.layers(); ++l) {
      LayerTuning& t = tuning[static_cast<size_t>(l)];
      const int64_t measured = layer_sum(run_signature(die, tuning, program), l);
      if (measured == 0) continue;  // a dead layer carries no information
      const double ratio = static_cast<double>(program.nominal_sum[static_cast<size_t>(l)]) /
                           static_cast<double>(measured);
      t.gain = quantise_gain(ratio * t.gain / kGainOne);
    }
  }
  return tuning;
}

}  // namespace kintsugi::tuning
