// The JSON form of a test program. One table of keys serves reading and writing.
#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "models/tuning/json_reader.h"
#include "models/tuning/program.h"

namespace kintsugi::tuning {
namespace {

using Json = nlohmann::ordered_json;

// Format 1 knew neither affine maps nor predictors nor scatter; format 2 moved gains in steps, not
// in octaves, and was never shipped.
constexpr int kOldestFormat = 1;
constexpr int kFormat = 3;
constexpr const char* kDispositions[] = {"pass", "repair", "repair_and_adapt", "reject"};

constexpr const char* kRemedy = "make the file anew with `kintsugi fit SCENARIO`";

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& key,
                       const std::string& sentence) {
  fail_in_json(path, key, sentence, kRemedy);
}

Json row_json(const PredictorRow& row) { return {{"base", row.base}, {"slopes", row.slopes}}; }

Disposition read_disposition(const std::string& word, const std::filesystem::path& path) {
  for (int i = 0; i < 4; ++i) {
    if (word == kDispositions[i]) return static_cast<Disposition>(i);
  }
  fail(path, "codebook.disposition",
       fmt::format("found '{}', allowed are pass, repair, repair_and_adapt, reject", word));
}

void read_stimuli(const JsonReader& r, TestProgram* p, int max_code) {
  const Json& images = r.at("stimuli");
  r.require_array(images, "stimuli", -1);
  for (const Json& image : images) {
    const int pixels = p->stimuli.empty() ? -1 : static_cast<int>(p->stimuli[0].size());
    p->stimuli.push_back(r.list<uint8_t>(image, "stimuli", pixels, 0, max_code));
  }
  p->stimulus_index = r.numbers<int>("stimulus_index", p->images(), 0, INT32_MAX);
  p->labels = r.numbers<uint8_t>("labels", p->images(), 0, 255);
}

void read_features(const JsonReader& r, int format, TestProgram* p) {
  p->features = r.number<int>("features", 1, 16);
  p->log2_enabled = r.flag("log2_enabled");
  p->l1_distance = r.flag("l1_distance");
  p->linear_shift = r.number<int>("linear_shift", 0, 31);
  p->project_shift = r.number<int>("project_shift", 0, 31);
  p->scatter = format > kOldestFormat && r.flag("scatter");
  if (p->scatter) {
    p->scatter_shift = r.number<int>("scatter_shift", 0, 31);
    const int channels = p->statistics() - 3 * p->layers();
    p->nominal = r.numbers<int16_t>("nominal", channels, INT16_MIN, INT16_MAX);
  }
  p->projection = r.numbers<int8_t>("projection", p->projected() * p->features, INT8_MIN, INT8_MAX);
  p->mean = r.numbers<int32_t>("mean", p->features, INT32_MIN, INT32_MAX);
  p->distance_weight = r.numbers<uint8_t>("distance_weight", p->features, 0, 255);
}

PredictorRow read_row(const Json& row, const std::filesystem::path& path, const std::string& prefix,
                      int features) {
  const JsonReader r(row, path, prefix, kRemedy);
  return {r.number<int16_t>("base", INT16_MIN, INT16_MAX),
          r.numbers<int8_t>("slopes", features, INT8_MIN, INT8_MAX)};
}

void read_affine_and_predict(const JsonReader& r, const std::filesystem::path& path,
                             TestProgram* p) {
  p->affine = r.flag("affine");
  p->predict = r.flag("predict");
  if (p->affine) {
    p->gain_shift = r.number<int>("gain_shift", 0, 31);
    p->offset_shift = r.number<int>("offset_shift", 0, 31);
  }
  if (!p->predict) return;
  p->predict_shift = r.number<int>("predict_shift", 0, 31);
  p->after = read_row(r.at("after"), path, "after.", p->features);
  p->pass_limit = r.number<int16_t>("pass_limit", INT16_MIN, INT16_MAX);
  p->repair_limit = r.number<int16_t>("repair_limit", INT16_MIN, INT16_MAX);
  p->adapt_limit = r.number<int16_t>("adapt_limit", INT16_MIN, INT16_MAX);
  p->ship_limit = r.number<int16_t>("ship_limit", INT16_MIN, INT16_MAX);
  p->fallbacks = r.number<int>("fallbacks", 0, 15);
}

void read_codebook(const JsonReader& r, const std::filesystem::path& path, TestProgram* p) {
  r.require_array(r.at("codebook"), "codebook", -1);
  for (const Json& item : r.at("codebook")) {
    const JsonReader e(item, path, "codebook.", kRemedy);
    CodebookEntry entry;
    entry.disposition = read_disposition(e.text("disposition"), path);
    entry.centroid = e.numbers<int16_t>("centroid", p->features, INT16_MIN, INT16_MAX);
    entry.base = e.tuning("base", p->layers() - 1);
    if (p->affine) {
      const int slopes = (p->layers() - 1) * p->features;
      entry.gain_slopes = e.numbers<int8_t>("gain_slopes", slopes, INT8_MIN, INT8_MAX);
      entry.offset_slopes = e.numbers<int8_t>("offset_slopes", slopes, INT8_MIN, INT8_MAX);
    }
    if (p->predict) {
      entry.now = read_row(e.at("now"), path, "codebook.now.", p->features);
      entry.forecast = read_row(e.at("forecast"), path, "codebook.forecast.", p->features);
    }
    p->codebook.push_back(std::move(entry));
  }
  if (p->codebook.empty()) fail(path, "codebook", "is empty");
}

void add_affine_and_predict(const TestProgram& p, Json* j) {
  (*j)["affine"] = p.affine;
  (*j)["predict"] = p.predict;
  if (p.affine) {
    (*j)["gain_shift"] = p.gain_shift;
    (*j)["offset_shift"] = p.offset_shift;
  }
  if (!p.predict) return;
  (*j)["predict_shift"] = p.predict_shift;
  (*j)["after"] = row_json(p.after);
  (*j)["pass_limit"] = p.pass_limit;
  (*j)["repair_limit"] = p.repair_limit;
  (*j)["adapt_limit"] = p.adapt_limit;
  (*j)["ship_limit"] = p.ship_limit;
  (*j)["fallbacks"] = p.fallbacks;
}

Json entry_json(const TestProgram& p, const CodebookEntry& e) {
  Json j = {{"disposition", kDispositions[static_cast<int>(e.disposition)]},
            {"centroid", e.centroid},
            {"base", tuning_json(e.base)}};
  if (p.affine) {
    j["gain_slopes"] = e.gain_slopes;
    j["offset_slopes"] = e.offset_slopes;
  }
  if (p.predict) {
    j["now"] = row_json(e.now);
    j["forecast"] = row_json(e.forecast);
  }
  return j;
}

Json to_json(const TestProgram& p) {
  Json j;
  j["format"] = kFormat;
  j["name"] = p.name;
  j["network"] = p.network;
  j["network_digest"] = p.network_digest;
  j["fit_seed"] = p.fit_seed;
  j["fit_dies"] = p.fit_dies;
  Json signature = Json::array();
  for (SignatureShape s : p.signature) signature.push_back({s.channels, s.beats});
  j["signature"] = signature;
  j["array"] = p.array;
  j["adc_full_scale"] = p.adc_full_scale;
  j["fixed_gain"] = tuning_json(p.fixed_gain);
  j["nominal_sum"] = p.nominal_sum;
  j["features"] = p.features;
  j["log2_enabled"] = p.log2_enabled;
  j["l1_distance"] = p.l1_distance;
  j["linear_shift"] = p.linear_shift;
  j["project_shift"] = p.project_shift;
  j["scatter"] = p.scatter;
  if (p.scatter) {
    j["scatter_shift"] = p.scatter_shift;
    j["nominal"] = p.nominal;
  }
  j["mean"] = p.mean;
  j["distance_weight"] = p.distance_weight;
  j["reject_distance"] = p.reject_distance;
  j["gain_min"] = p.gain_min;
  j["gain_max"] = p.gain_max;
  j["offset_min"] = p.offset_min;
  j["offset_max"] = p.offset_max;
  add_affine_and_predict(p, &j);
  Json codebook = Json::array();
  for (const CodebookEntry& e : p.codebook) codebook.push_back(entry_json(p, e));
  j["codebook"] = codebook;
  j["projection"] = p.projection;
  j["labels"] = p.labels;
  j["stimulus_index"] = p.stimulus_index;
  j["stimuli"] = p.stimuli;
  return j;
}

// One top-level key a line, one codebook entry a line: readable in a diff.
std::string print(const Json& j) {
  std::string out = "{\n";
  for (auto it = j.begin(); it != j.end(); ++it) {
    if (it != j.begin()) out += ",\n";
    out += "\"" + it.key() + "\": ";
    if (it.key() != "codebook" && it.key() != "stimuli") {
      out += it.value().dump();
      continue;
    }
    out += "[";
    for (size_t i = 0; i < it.value().size(); ++i) {
      out += (i == 0 ? "\n  " : ",\n  ") + it.value()[i].dump();
    }
    out += "]";
  }
  return out + "\n}\n";
}

}  // namespace

TestProgram load_program(const std::filesystem::path& path) {
  const Json j = read_json(path, kRemedy);
  const JsonReader r(j, path, "", kRemedy);
  const int format = r.number<int>("format", kOldestFormat, kFormat);
  if (format != kOldestFormat && format != kFormat) {
    r.fail("format", fmt::format("found {}, allowed is {} or {}", format, kOldestFormat, kFormat));
  }
  TestProgram p;
  p.name = r.text("name");
  p.network = r.text("network");
  p.network_digest = r.text("network_digest");
  p.fit_seed = r.number<uint64_t>("fit_seed", 0, INT64_MAX);
  p.fit_dies = r.number<int>("fit_dies", 0, INT32_MAX);
  r.require_array(r.at("signature"), "signature", -1);
  for (const Json& item : r.at("signature")) {
    const auto shape = r.list<int>(item, "signature", 2, 1, 65535);
    p.signature.push_back({shape[0], shape[1]});
  }
  if (p.layers() < 2) fail(path, "signature", "needs at least 2 layers");
  // Files of before there was a choice do not say.
  p.array = j.contains("array") ? r.text("array") : array_text(ChipConfig{});
  // Of every layer, of which those of the signature are some.
  p.adc_full_scale = r.numbers<int32_t>("adc_full_scale", -1, 1, INT32_MAX);
  if (p.adc_full_scale.size() < p.signature.size()) {
    r.require_array(r.at("adc_full_scale"), "adc_full_scale", p.layers());
  }
  p.fixed_gain = r.tuning("fixed_gain", p.layers() - 1);
  p.nominal_sum = r.numbers<int64_t>("nominal_sum", p.layers(), INT64_MIN, INT64_MAX);
  read_stimuli(r, &p, 15);
  read_features(r, format, &p);
  p.reject_distance = r.number<uint64_t>("reject_distance", 0, (int64_t{1} << 48) - 1);
  p.gain_min = r.number<uint16_t>("gain_min", 0, UINT16_MAX);
  p.gain_max = r.number<uint16_t>("gain_max", p.gain_min, UINT16_MAX);
  p.offset_min = r.number<int16_t>("offset_min", INT16_MIN, INT16_MAX);
  p.offset_max = r.number<int16_t>("offset_max", p.offset_min, INT16_MAX);
  if (format > kOldestFormat) read_affine_and_predict(r, path, &p);
  read_codebook(r, path, &p);
  return p;
}

void save_program(const TestProgram& program, const std::filesystem::path& path) {
  const std::filesystem::path temporary = path.string() + ".tmp";
  std::ofstream out(temporary, std::ios::binary);
  out << print(to_json(program));
  out.close();
  if (!out) {
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    fail(path, "file", "cannot be written");
  }
  std::filesystem::rename(temporary, path);
}

}  // namespace kintsugi::tuning
