#include "models/training/manifest.h"

#include <torch/version.h>
#include <zlib.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "models/core/error.h"

namespace kintsugi {
namespace {

double to_1e4(double share) { return std::round(share * 1e4) / 1e4; }

// CRC-32 of all pixels and then all labels: two data sets that differ, differ here.
std::string fingerprint(const Dataset& data) {
  uLong crc = crc32_z(0, data.pixels.data(), data.pixels.size());
  crc = crc32_z(crc, data.labels.data(), data.labels.size());
  char text[9];
  std::snprintf(text, sizeof text, "%08lx", crc);
  return text;
}

nlohmann::ordered_json spread_json(const TrainingSpread& spread) {
  return {{"sigma_cell", spread.sigma_cell},
          {"sigma_tile", spread.sigma_tile},
          {"sigma_layer", spread.sigma_layer},
          {"sigma_die", spread.sigma_die},
          {"g_min", spread.g_min}};
}

nlohmann::ordered_json phase_json(const char* optimiser, double rate, const RatePolicy& policy,
                                  int epochs) {
  return {
      {"epochs", epochs}, {"optimiser", optimiser}, {"peak_rate", rate}, {"policy", policy.text()}};
}

nlohmann::ordered_json method_json(const TrainingSettings& s) {
  const bool adam = s.optimiser == Optimiser::Adam;
  nlohmann::ordered_json json;
  json["mode"] = mode_name(s.mode);
  json["float_phase"] =
      phase_json(adam ? "Adam" : "SGD, Nesterov momentum 0.9", s.rate, s.policy, s.epochs);
  json["float_phase"]["weight_decay"] = s.weight_decay;
  json["float_phase"]["batch_norm"] = s.batch_norm;
  json["second_phase"] =
      phase_json("Adam", s.fine_tuning_rate, s.fine_tuning_policy, s.second_epochs());
  json["second_phase"]["quantisation"] = s.quantised() ? "straight-through, learned steps (LSQ)"
                                                       : "afterwards, steps of least squared error";
  if (s.noisy()) json["second_phase"]["spread"] = spread_json(s.spread);
  json["batch"] = kBatch;
  json["augmentation"] = s.augment ? "shift by up to 4 pixels, mirror" : "none";
  json["weight_levels"] = s.cells.levels;
  json["mapping"] = s.cells.differential() ? "differential" : "single-ended";
  json["tile"] = {{"rows", s.cells.tile_rows}, {"outputs", s.cells.tile_outputs}};
  json["activation_bits"] = s.activation_bits;
  json["adc"] = {{"bits", s.adc.bits}, {"range", s.adc.range}};
  if (!s.distillation.teacher.empty()) {
    json["distillation"] = {
        {"teacher", std::filesystem::path(s.distillation.teacher).filename().string()},
        {"temperature", s.distillation.temperature},
        {"weight", s.distillation.weight}};
  }
  json["seed"] = s.seed;
  json["threads"] = s.threads;
  if (s.device != "cpu") json["device"] = s.device;
  return json;
}

}  // namespace

std::string training_command(const TrainingSettings& settings, const std::filesystem::path& onnx) {
  const bool own_data = settings.dataset != "fashion-mnist";
  return "kintsugi train " + settings.network + command_options(settings) +
         (own_data ? " --data FOLDER" : "") + " --out " + onnx.filename().string();
}

std::string manifest_json(const TrainingSettings& settings, const TrainedNetwork& trained,
                          const Dataset& training, const Dataset& test,
                          const std::filesystem::path& onnx) {
  nlohmann::ordered_json json;
  json["file"] = onnx.filename().string();
  json["network"] = settings.network;
  json["command"] = training_command(settings, onnx);
  json["method"] = method_json(settings);
  json["dataset"] = {
      {"name", settings.dataset},
      {"training_images", trained.training_images},
      {"validation_images", trained.validation_images},
      {"test_images", trained.test_images},
      {"training_crc32", fingerprint(training)},
      {"test_crc32", fingerprint(test)},
  };
  json["test_accuracy"] = {
      {"float", to_1e4(trained.float_accuracy)},
      {"quantised", to_1e4(trained.quantised_accuracy)},
  };
  if (settings.adc.bits > 0) {
    json["test_accuracy"]["quantised_with_adc"] = to_1e4(trained.converted_accuracy);
  }
  json["test_accuracy_under_spread"] = spread_json(settings.spread);
  json["test_accuracy_under_spread"]["draws"] = trained.spread_draws;
  json["test_accuracy_under_spread"]["mean"] = to_1e4(trained.spread_mean_accuracy);
  json["test_accuracy_under_spread"]["worst"] = to_1e4(trained.spread_worst_accuracy);
  json["made_with"] = {{"libtorch", TORCH_VERSION}, {"compiler", "g++ " __VERSION__}};
  return json.dump(2) + "\n";
}

void write_trained(const TrainingSettings& settings, const TrainedNetwork& trained,
                   const Dataset& training, const Dataset& test,
                   const std::filesystem::path& onnx) {
  save_onnx(trained.network, onnx);
  auto path = onnx;
  path.replace_extension(".json");
  std::ofstream file(path, std::ios::binary);
  file << manifest_json(settings, trained, training, test, onnx) << std::flush;
  if (!file) {
    throw UserError("The manifest '" + path.string() +
                    "' cannot be written; check that its folder exists and is writable.");
  }
}

}  // namespace kintsugi
