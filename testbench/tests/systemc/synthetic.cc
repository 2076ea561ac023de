#include "testbench/tests/systemc/synthetic.h"

#include "models/core/random.h"

namespace kintsugi {
namespace {

// One value after the other, each from a range.
class Draws {
 public:
  Draws(uint64_t seed, uint32_t stream) : seed_(seed), stream_(stream) {}
  int between(int low, int high) {
    const auto span = static_cast<uint32_t>(high - low + 1);
    return low + static_cast<int>(draw(seed_, stream_, index_++) % span);
  }

 private:
  uint64_t seed_;
  uint32_t stream_;
  uint64_t index_ = 0;
};

template <typename T>
std::vector<T> some(Draws& draws, int count, int low, int high) {
  std::vector<T> values;
  for (int i = 0; i < count; ++i) values.push_back(static_cast<T>(draws.between(low, high)));
  return values;
}

void add_codebook(tuning::TestProgram& program, Draws& draws) {
  const int clusters = draws.between(1, 5);
  for (int k = 0; k < clusters; ++k) {
    tuning::CodebookEntry entry;
    entry.disposition = static_cast<tuning::Disposition>(draws.between(0, 3));
    entry.centroid = some<int16_t>(draws, program.features, -3000, 3000);
    for (int l = 0; l + 1 < program.layers(); ++l) {
      entry.base.push_back({static_cast<uint16_t>(draws.between(0, 65535)),
                            static_cast<int16_t>(draws.between(-32768, 32767))});
    }
    program.codebook.push_back(entry);
  }
}

tuning::PredictorRow some_row(Draws& draws, int features) {
  return {static_cast<int16_t>(draws.between(-20000, 20000)),
          some<int8_t>(draws, features, -128, 127)};
}

// Predicts `value` whatever the features are.
tuning::PredictorRow always(const tuning::TestProgram& program, int16_t value) {
  return {value, std::vector<int8_t>(static_cast<size_t>(program.features), 0)};
}

void add_affine_maps(tuning::TestProgram& program, Draws& draws) {
  const int slopes = (program.layers() - 1) * program.features;
  program.affine = true;
  program.gain_shift = draws.between(4, 24);
  program.offset_shift = draws.between(0, 20);
  for (tuning::CodebookEntry& entry : program.codebook) {
    entry.gain_slopes = some<int8_t>(draws, slopes, -128, 127);
    entry.offset_slopes = some<int8_t>(draws, slopes, -128, 127);
  }
}

// Nominals of every size, so that the code of a scatter is small, large and saturated.
void add_scatter(tuning::TestProgram& program, Draws& draws) {
  program.scatter = true;
  program.scatter_shift = draws.between(0, 3) == 0 ? draws.between(5, 31) : draws.between(0, 4);
  const int channels = program.statistics() - 3 * program.layers();
  const int reach = draws.between(0, 3) == 0 ? 32767 : 1 << draws.between(6, 12);
  program.nominal = some<int16_t>(draws, channels, -reach, reach);
  const auto weights = some<int8_t>(draws, program.layers() * program.features, -128, 127);
  program.projection.insert(program.projection.end(), weights.begin(), weights.end());
}

// Passing and shipping at once are made rare, so that most dies go through several retests.
void add_predictors(tuning::TestProgram& program, Draws& draws) {
  program.predict = true;
  program.predict_shift = draws.between(0, 20);
  program.after = some_row(draws, program.features);
  program.pass_limit = static_cast<int16_t>(draws.between(0, 32767));
  program.repair_limit = static_cast<int16_t>(draws.between(-32768, 10000));
  program.adapt_limit = static_cast<int16_t>(draws.between(-32768, 10000));
  program.ship_limit = static_cast<int16_t>(draws.between(-10000, 32767));
  program.fallbacks = draws.between(0, 3) == 0 ? 15 : draws.between(0, 5);
  for (tuning::CodebookEntry& entry : program.codebook) {
    entry.now = some_row(draws, program.features);
    entry.forecast = some_row(draws, program.features);
  }
}

}  // namespace

uint32_t draw(uint64_t seed, uint32_t stream, uint64_t index) {
  return random_word({seed, stream, 0, RandomRole::CellWithin}, index);
}

Stall random_stall(uint64_t seed, uint32_t stream, uint32_t percent) {
  return [=](uint64_t cycle) { return draw(seed, stream, cycle) % 100 < percent; };
}

tuning::TestProgram random_program(uint64_t seed) {
  Draws draws(seed, 1);
  tuning::TestProgram program;
  const int pixels = draws.between(1, 40);
  const int images = draws.between(1, 3);
  for (int i = 0; i < images; ++i) {
    program.stimuli.push_back(some<uint8_t>(draws, pixels, 0, 15));
  }
  const int layers = draws.between(2, 3);
  for (int l = 0; l < layers; ++l) {
    program.signature.push_back({draws.between(1, 4), draws.between(1, 6)});
  }
  program.features = draws.between(1, 16);
  program.log2_enabled = draws.between(0, 3) != 0;
  program.l1_distance = draws.between(0, 1) != 0;
  program.linear_shift = draws.between(0, 6);
  program.project_shift = draws.between(0, 10);
  program.projection = some<int8_t>(draws, program.statistics() * program.features, -128, 127);
  program.mean = some<int32_t>(draws, program.features, -100000, 100000);
  program.distance_weight = some<uint8_t>(draws, program.features, 0, 255);
  add_codebook(program, draws);
  program.reject_distance = draws.between(0, 4) == 0 ? 1000 : (uint64_t{1} << 48) - 1;
  program.gain_min = static_cast<uint16_t>(draws.between(0, 3000));
  program.gain_max = static_cast<uint16_t>(draws.between(3000, 65535));
  program.offset_min = static_cast<int16_t>(draws.between(-32768, 0));
  program.offset_max = static_cast<int16_t>(draws.between(0, 32767));
  Draws modes(seed, 4);
  if (modes.between(0, 1) != 0) add_affine_maps(program, modes);
  if (modes.between(0, 2) != 0) add_predictors(program, modes);
  Draws scatter(seed, 5);
  if (scatter.between(0, 1) != 0) add_scatter(program, scatter);
  return program;
}

tuning::TestProgram every_die_repaired(uint64_t seed) {
  tuning::TestProgram program = random_program(seed);
  program.reject_distance = (uint64_t{1} << 48) - 1;
  program.pass_limit = 1;
  program.repair_limit = INT16_MIN;
  for (tuning::CodebookEntry& entry : program.codebook) {
    entry.disposition = tuning::Disposition::Repair;
    entry.now = always(program, 0);
  }
  return program;
}

tuning::TestProgram judging_program(uint64_t seed, int16_t after, int fallbacks) {
  tuning::TestProgram program = every_die_repaired(seed);
  program.predict = true;
  program.after = always(program, after);
  program.ship_limit = 100;
  program.fallbacks = fallbacks;
  for (tuning::CodebookEntry& entry : program.codebook) entry.forecast = always(program, 0);
  return program;
}

uint64_t seed_with_entries(size_t entries) {
  for (uint64_t seed = 1;; ++seed) {
    if (random_program(seed).codebook.size() == entries) return seed;
  }
}

SyntheticAccelerator::SyntheticAccelerator(sc_core::sc_module_name name,
                                           const tuning::TestProgram& program, uint64_t seed,
                                           const TimingConfig& timing, uint32_t window_cycles,
                                           const std::vector<SparsePosition>& sparse)
    : sc_module(name),
      program_(program),
      seed_(seed),
      period_(timing.period()),
      registers_("tuning_registers", Tuning(program.signature.size() - 1), timing,
                 RegisterLayout{0, 0, sparse}) {
  if (window_cycles == 0) return;
  sc_core::sc_spawn_options method;
  method.spawn_method();
  sc_core::sc_spawn(
      [this, window_cycles] {
        if (windows_++ > 0 && image_ready()) end_window();
        // Half a cycle beside the edges.
        next_trigger(window_cycles * period_ +
                     (windows_ == 1 ? period_ / 2 : sc_core::SC_ZERO_TIME));
      },
      "windows", &method);
}

// Sums that change by a third or less.
void SyntheticAccelerator::end_window() {
  std::vector<uint64_t> sums(program_.signature.size());
  for (size_t l = 0; l < sums.size(); ++l) {
    sums[l] = 20000 + draw(seed_, 6, sums.size() * windows_ + l) % 10000;
  }
  registers_.image_ends(sums);
}

void SyntheticAccelerator::take_image(uint8_t tag, const std::vector<uint8_t>&) {
  registers_.image_begins();
  beats_.clear();
  next_ = 0;
  for (size_t l = 0; l < program_.signature.size(); ++l) append_layer(l, tag);
  beats_.back().last_image = true;
  if (misframed && misframed(images_)) beats_.front().channel ^= 1U;
  if (silent && silent(images_)) beats_.pop_back();
  const uint32_t latency = draw(seed_, 2, images_) % 50;
  ready_at_ = sc_core::sc_time_stamp() + latency * period_;
  ++images_;
}

// Small values mostly, the corners of 24 bits now and then.
void SyntheticAccelerator::append_layer(size_t layer, uint8_t tag) {
  const tuning::SignatureShape& shape = program_.signature[layer];
  const bool last = layer + 1 == program_.signature.size();
  for (int i = 0; i < shape.channels * shape.beats; ++i) {
    const uint32_t random = draw(seed_, 3, values_++);
    SignatureBeat beat;
    beat.layer = static_cast<uint8_t>(layer);
    beat.tag = tag;
    beat.channel = static_cast<uint16_t>(i / shape.beats);
    beat.value = static_cast<int32_t>(random >> 8) % (last ? 200000 : 16);
    if (last && random % 2 == 0) beat.value = -beat.value;
    if (random % 97 == 0) beat.value = -(1 << 23);
    beat.last_channel = (i + 1) % shape.beats == 0;
    beat.last_layer = i + 1 == shape.channels * shape.beats;
    beats_.push_back(beat);
  }
}

void SyntheticAccelerator::drop_images() {
  beats_.clear();
  next_ = 0;
  registers_.image_ends();
}

bool SyntheticAccelerator::next_beat(SignatureBeat& beat) {
  if (next_ == beats_.size() || sc_core::sc_time_stamp() < ready_at_) return false;
  beat = beats_[next_++];
  if (next_ == beats_.size()) registers_.image_ends();
  return true;
}

}  // namespace kintsugi
