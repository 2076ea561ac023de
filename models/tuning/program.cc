#include "models/tuning/program.h"

#include <fmt/format.h>

#include "models/core/error.h"
#include "models/registers/tuning_ctrl.h"
#include "models/tuning/digest.h"

namespace kintsugi::tuning {
namespace {

uint32_t low_half(int16_t x) { return static_cast<uint16_t>(x); }

uint32_t pack_tuning(LayerTuning t) {
  return low_half(t.offset) << 16 | static_cast<uint32_t>(t.gain);
}

// Four bytes a word, byte 4 w + i in bits 8 i + 7 : 8 i.
template <typename Byte>
void append_bytes(const Byte* bytes, int count, std::vector<uint32_t>* words) {
  for (int first = 0; first < count; first += 4) {
    uint32_t word = 0;
    for (int i = 0; i < 4 && first + i < count; ++i) {
      word |= static_cast<uint32_t>(static_cast<uint8_t>(bytes[first + i])) << (8 * i);
    }
    words->push_back(word);
  }
}

void append(const std::vector<uint32_t>& more, std::vector<uint32_t>* words) {
  words->insert(words->end(), more.begin(), more.end());
}

void append_row(const PredictorRow& row, std::vector<uint32_t>* words) {
  words->push_back(low_half(row.base));
  append(slope_words(row.slopes, 0, static_cast<int>(row.slopes.size())), words);
}

void append_affine_map(const TestProgram& program, const CodebookEntry& entry,
                       std::vector<uint32_t>* words) {
  for (int l = 0; l + 1 < program.layers(); ++l) {
    const int first = l * program.features;
    append(slope_words(entry.gain_slopes, first, program.features), words);
    append(slope_words(entry.offset_slopes, first, program.features), words);
  }
}

// What a layer of a chain does not have; digests of chains stay what they were.
void add_graph(const Layer& layer, bool last, Digest* d) {
  const bool averages = layer.pool > 1 && layer.pool_kind == PoolKind::Average;
  if (layer.source == 1 && layer.addend == 0 && !averages && layer.in_signature &&
      layer.relu != last) {
    return;
  }
  for (int n :
       {layer.source, layer.addend, int{averages}, int{layer.in_signature}, int{layer.relu}}) {
    d->add(n);
  }
  d->add(layer.addend_scale);
  d->add(layer.pool_scale);
}

}  // namespace

int TestProgram::statistics() const {
  int channels = 0;
  for (const SignatureShape& s : signature) channels += s.channels;
  return 3 * layers() + channels;
}

std::vector<uint32_t> slope_words(const std::vector<int8_t>& slopes, int first, int count) {
  std::vector<uint32_t> words;
  append_bytes(slopes.data() + first, count, &words);
  return words;
}

std::vector<uint32_t> stimulus_words(const TestProgram& program) {
  std::vector<uint32_t> words;
  for (const std::vector<uint8_t>& image : program.stimuli) {
    for (size_t first = 0; first < image.size(); first += 8) {
      uint32_t word = 0;
      for (size_t i = 0; i < 8 && first + i < image.size(); ++i) {
        word |= static_cast<uint32_t>(image[first + i]) << (4 * i);
      }
      words.push_back(word);
    }
  }
  return words;
}

std::vector<uint32_t> projection_words(const TestProgram& program) {
  std::vector<uint32_t> words;
  const int first_channel = 3 * program.layers();
  for (int j = 0; j < program.projected(); ++j) {
    append_bytes(program.projection.data() + static_cast<size_t>(j) * program.features,
                 program.features, &words);
    if (!program.scatter) continue;
    const bool channel = j >= first_channel && j < program.statistics();
    words.push_back(channel ? low_half(program.nominal[static_cast<size_t>(j - first_channel)])
                            : 0);
  }
  for (int32_t mu : program.mean) words.push_back(static_cast<uint32_t>(mu));
  return words;
}

std::vector<uint32_t> codebook_words(const TestProgram& program) {
  std::vector<uint32_t> words;
  append_bytes(program.distance_weight.data(), program.features, &words);
  if (program.predict) append_row(program.after, &words);
  for (const CodebookEntry& entry : program.codebook) {
    words.push_back(static_cast<uint32_t>(entry.disposition));
    for (size_t d = 0; d < entry.centroid.size(); d += 2) {
      const int16_t odd = d + 1 < entry.centroid.size() ? entry.centroid[d + 1] : int16_t{0};
      words.push_back(low_half(odd) << 16 | low_half(entry.centroid[d]));
    }
    for (LayerTuning t : entry.base) words.push_back(pack_tuning(t));
    if (program.affine) append_affine_map(program, entry, &words);
    if (program.predict) {
      append_row(entry.now, &words);
      append_row(entry.forecast, &words);
    }
  }
  return words;
}

std::string digest(const Network& network) {
  Digest d;
  d.add(network.activation_bits);
  d.add(network.weight_levels);
  for (const Layer& layer : network.layers) {
    for (int n :
         {layer.in.channels, layer.in.height, layer.in.width, layer.out.channels, layer.out.height,
          layer.out.width, layer.kernel, layer.stride, layer.pad, layer.pool}) {
      d.add(n);
    }
    d.add(layer.weight_scale);
    d.add(layer.input_scale);
    d.add(layer.output_scale);
    d.add_all(layer.weights);
    d.add_all(layer.bias);
    add_graph(layer, &layer == &network.layers.back(), &d);
  }
  return d.hex();
}

std::string digest(const TestProgram& program) {
  Digest d;
  d.add_all(stimulus_words(program));
  d.add_all(projection_words(program));
  d.add_all(codebook_words(program));
  d.add_all(program.adc_full_scale);
  d.add_all(program.nominal_sum);
  for (LayerTuning t : program.fixed_gain) d.add(pack_tuning(t));
  for (int n : {int{program.log2_enabled}, int{program.l1_distance},
                program.linear_shift,      program.project_shift,
                int{program.gain_min},     int{program.gain_max},
                int{program.offset_min},   int{program.offset_max},
                int{program.scatter},      program.scatter ? program.scatter_shift : 0,
                int{program.affine},       int{program.predict},
                program.gain_shift,        program.offset_shift,
                program.predict_shift,     int{program.pass_limit},
                int{program.repair_limit}, int{program.adapt_limit},
                int{program.ship_limit},   program.fallbacks}) {
    d.add(n);
  }
  d.add(program.reject_distance);
  return d.hex();
}

void require_few_layers(const Network& network, const std::string& where) {
  const size_t layers = signature_layers(network).size();
  if (layers <= regs::kMaxLayers) return;
  throw UserError(fmt::format(
      "{}: network '{}' has {} signature layers, but the controller sees at most {}, the last "
      "layer among them; set the network's metadata kintsugi.NODE.signature to 0 for the others, "
      "or name them with `kintsugi quantise --signature`",
      where, network.name, layers, regs::kMaxLayers));
}

void require_fits(const TestProgram& program, const Network& network,
                  const std::filesystem::path& path) {
  const std::string file = path.string();
  if (program.network_digest != digest(network)) {
    throw UserError(fmt::format(
        "{}: network_digest: test program was made for network '{}' ({}), but the scenario uses "
        "'{}' ({}); make one for it with `kintsugi fit SCENARIO`",
        file, program.network, program.network_digest, network.name, digest(network)));
  }
  require_few_layers(network, file);
  const auto require = [&](bool ok, const char* key, size_t found, int most) {
    if (ok) return;
    throw UserError(fmt::format(
        "{}: {}: needs {} words, but the controller holds at most {}; make a smaller test program "
        "with `kintsugi fit` (fewer images, features or clusters)",
        file, key, found, most));
  };
  const auto words = [](const std::vector<uint32_t>& w) { return w.size(); };
  const size_t stimuli = words(stimulus_words(program));
  const size_t projection = words(projection_words(program));
  const size_t codebook = words(codebook_words(program));
  require(stimuli <= regs::kStimWords, "stimuli", stimuli, regs::kStimWords);
  require(projection <= regs::kProjWords, "projection", projection, regs::kProjWords);
  require(codebook <= regs::kCodebookWords, "codebook", codebook, regs::kCodebookWords);
  const auto statistics = static_cast<size_t>(program.statistics());
  require(statistics <= regs::kStatSlots, "signature", statistics, regs::kStatSlots);
}

}  // namespace kintsugi::tuning
