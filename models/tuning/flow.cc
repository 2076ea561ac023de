#include "models/tuning/flow.h"

#include <algorithm>

#include "models/tuning/algorithm.h"

namespace kintsugi::tuning {
namespace {

constexpr int kMostTries = 15;  // the count saturates

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

int16_t predicted(const TestProgram& program, const PredictorRow& row,
                  const std::vector<int16_t>& features, const std::vector<int16_t>& centres) {
  const std::vector<uint32_t> words = slope_words(row.slopes, 0, program.features);
  return predicted_accuracy(row.base, slope_sum(words, features, centres), program.predict_shift);
}

// One die on its way through docs/controller.md, 7.5 to 7.7.
class Flow {
 public:
  Flow(const TestProgram& program, const Tuning& found, const Play& play)
      : program_(program), found_(found), play_(play) {
    r_.applied = found;
  }

  FlowResult run(bool with_retest) {
    test();
    if (r_.decision == Disposition::Pass || r_.decision == Disposition::Reject) {
      r_.outcome = r_.decision == Disposition::Pass ? FlowOutcome::Passed : FlowOutcome::Rejected;
      return r_;
    }
    r_.outcome =
        r_.decision == Disposition::Repair ? FlowOutcome::Repaired : FlowOutcome::NeedsAdapt;
    repair();
    if (!with_retest) return r_;
    do {
      retest();
    } while (program_.predict && judge());
    return r_;
  }

 private:
  void test() {
    r_.statistics = play_(r_.applied);
    r_.features0 = compute_features(program_, r_.statistics);
    r_.nearest0 = nearest_entry(program_, r_.features0);
    r_.entry = r_.nearest0.index;
    TestPrediction prediction;
    if (program_.predict) prediction = predict_test(program_, r_.entry, r_.features0);
    r_.now = prediction.now;
    r_.forecast = prediction.forecast;
    r_.decision = decide(program_, r_.nearest0, prediction);
  }

  void retest() {
    r_.retested = true;
    r_.statistics = play_(r_.applied);
    r_.features1 = compute_features(program_, r_.statistics);
    r_.nearest1 = nearest_entry(program_, r_.features1);
    if (program_.predict) r_.after = predict_after(program_, r_.features1);
  }

  // Whether another repair was written, to be retested.
  bool judge() {
    const bool better = r_.tries == 0 || r_.after > r_.best_after;
    const int tries = r_.tries + 1;
    r_.tries = std::min(tries, kMostTries);
    tried_ |= uint64_t{1} << r_.entry;
    if (better) {
      r_.best_after = r_.after;
      r_.best_entry = r_.entry;
    }
    if (r_.after >= program_.ship_limit) return false;
    if (tries <= program_.fallbacks && tries < program_.clusters()) {
      r_.entry = nearest_entry(program_, r_.features0, tried_).index;
      repair();
      return true;
    }
    settle();
    return false;
  }

  // No repair was good enough: the best of them if it is better than none, else what was found.
  void settle() {
    if (r_.best_after <= r_.now) {
      r_.outcome = FlowOutcome::Restored;
      write(found_);
      return;
    }
    r_.outcome = FlowOutcome::Below;
    if (r_.best_entry == r_.entry) return;
    r_.entry = r_.best_entry;
    repair();
  }

  void repair() { write(repair_of(program_, r_.entry, r_.features0)); }

  void write(const Tuning& tuning) {
    r_.applied = tuning;
    r_.writes.push_back(tuning);
  }

  const TestProgram& program_;
  const Tuning& found_;
  const Play& play_;
  FlowResult r_;
  uint64_t tried_ = 0;  // entries, by bit
};

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

std::vector<uint16_t> projected_codes(const TestProgram& program,
                                      const std::vector<uint32_t>& statistics) {
  std::vector<uint16_t> codes;
  for (const uint32_t x : statistics) {
    codes.push_back(statistic_code(x, program.log2_enabled, program.linear_shift));
  }
  if (!program.scatter) return codes;
  const auto layers = static_cast<size_t>(program.layers());
  size_t channel = 0;
  for (size_t l = 0; l < layers; ++l) {
    uint32_t scatter = 0;
    for (int c = 0; c < program.signature[l].channels; ++c, ++channel) {
      scatter += scatter_term(codes[3 * layers + channel], codes[3 * l], program.nominal[channel]);
    }
    codes.push_back(scatter_code(scatter, program.scatter_shift));
  }
  return codes;
}

std::vector<int16_t> compute_features(const TestProgram& program,
                                      const std::vector<uint32_t>& statistics) {
  const std::vector<uint32_t> words = projection_words(program);
  const auto groups = static_cast<size_t>(program.groups());
  const auto row = static_cast<size_t>(program.projection_row());
  std::vector<int32_t> sums(groups * 4, 0);
  const std::vector<uint16_t> codes = projected_codes(program, statistics);
  for (size_t j = 0; j < codes.size(); ++j) {
    for (size_t g = 0; g < groups; ++g) project_step(words[j * row + g], codes[j], &sums[4 * g]);
  }
  std::vector<int16_t> features;
  for (int d = 0; d < program.features; ++d) {
    const auto i = static_cast<size_t>(d);
    features.push_back(finalise_feature(sums[i], program.mean[i], program.project_shift));
  }
  return features;
}

Nearest nearest_entry(const TestProgram& program, const std::vector<int16_t>& features,
                      uint64_t tried) {
  Nearest best{-1, 0};
  for (int k = 0; k < program.clusters(); ++k) {
    if ((tried >> k & 1) != 0) continue;
    const CodebookEntry& entry = program.codebook[static_cast<size_t>(k)];
    uint64_t distance = 0;
    for (size_t d = 0; d < features.size(); ++d) {
      distance += distance_term(features[d], entry.centroid[d], program.distance_weight[d],
                                program.l1_distance);
    }
    if (best.index < 0 || distance < best.distance) best = {k, distance};
  }
  return best;
}

TestPrediction predict_test(const TestProgram& program, int index,
                            const std::vector<int16_t>& features) {
  const CodebookEntry& entry = program.codebook[static_cast<size_t>(index)];
  return {predicted(program, entry.now, features, entry.centroid),
          predicted(program, entry.forecast, features, entry.centroid)};
}

int16_t predict_after(const TestProgram& program, const std::vector<int16_t>& features) {
  const std::vector<int16_t> origin(features.size(), 0);
  return predicted(program, program.after, features, origin);
}

Disposition decide(const TestProgram& program, const Nearest& nearest,
                   const TestPrediction& prediction) {
  if (nearest.distance > program.reject_distance) return Disposition::Reject;
  if (!program.predict) {
    return program.codebook[static_cast<size_t>(nearest.index)].disposition;
  }
  if (prediction.now >= program.pass_limit) return Disposition::Pass;
  if (prediction.forecast >= program.repair_limit) return Disposition::Repair;
  if (prediction.forecast >= program.adapt_limit) return Disposition::RepairAndAdapt;
  return Disposition::Reject;
}

Tuning repair_of(const TestProgram& program, int index, const std::vector<int16_t>& features) {
  const CodebookEntry& entry = program.codebook[static_cast<size_t>(index)];
  Tuning out;
  for (size_t l = 0; l < entry.base.size(); ++l) {
    const auto moved_by = [&](const std::vector<int8_t>& slopes) {
      if (!program.affine) return 0;
      const int first = static_cast<int>(l) * program.features;
      return slope_sum(slope_words(slopes, first, program.features), features, entry.centroid);
    };
    out.push_back(unpack(affine_tune_word(pack(entry.base[l]), moved_by(entry.gain_slopes),
                                          program.gain_shift, moved_by(entry.offset_slopes),
                                          program.offset_shift, program.gain_min, program.gain_max,
                                          program.offset_min, program.offset_max)));
  }
  return out;
}

std::vector<ImageOutput> run_signature(const Die& die, const Tuning& tuning,
                                       const TestProgram& program, uint32_t first) {
  std::vector<ImageOutput> out;
  for (const std::vector<uint8_t>& image : program.stimuli) {
    out.push_back(run_image(die, tuning, image.data(), first++));
  }
  return out;
}

FlowResult test_and_repair(const TestProgram& program, const Tuning& found, bool retest,
                           const Play& play) {
  return Flow(program, found, play).run(retest);
}

FlowResult test_and_repair(const Die& die, const TestProgram& program, bool retest) {
  uint32_t seen = 0;
  return test_and_repair(program, identity_tuning(die.chip()), retest, [&](const Tuning& tuning) {
    const std::vector<ImageOutput> signature = run_signature(die, tuning, program, seen);
    seen += static_cast<uint32_t>(signature.size());
    return collect_statistics(program, signature);
  });
}

uint16_t quantise_gain(double factor) {
  return static_cast<uint16_t>(std::clamp(factor * kUnityGain + 0.5, 0.0, 65535.0));
}

LayerTuning channel_registers(LayerTuning layer, double gain, double offset) {
  const double relative = gain * kUnityGain / std::max<double>(layer.gain, 1.0);
  return {quantise_gain(relative),
          static_cast<int16_t>(std::clamp(std::round(offset - layer.offset), -32768.0, 32767.0))};
}

Tuning mean_match(const Die& die, const TestProgram& program, int rounds) {
  Tuning tuning = identity_tuning(die.chip());
  uint32_t seen = 0;
  for (int round = 0; round < rounds; ++round) {
    for (int l = 0; l + 1 < program.layers(); ++l) {
      LayerTuning& t = tuning[static_cast<size_t>(l)];
      const int64_t measured = layer_sum(run_signature(die, tuning, program, seen), l);
      seen += static_cast<uint32_t>(program.stimuli.size());
      if (measured == 0) continue;  // a dead layer carries no information
      const double ratio = static_cast<double>(program.nominal_sum[static_cast<size_t>(l)]) /
                           static_cast<double>(measured);
      t.gain = quantise_gain(ratio * t.gain / kUnityGain);
    }
  }
  return tuning;
}

}  // namespace kintsugi::tuning
