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

}  // namespace

std::string training_command(const TrainingSettings& settings, const std::filesystem::path& onnx) {
  std::string command = "kintsugi train " + settings.network;
  if (settings.variation_aware) command += " --variation-aware";
  return command + " --epochs " + std::to_string(settings.epochs) + " --seed " +
         std::to_string(settings.seed) + " --threads " + std::to_string(settings.threads) +
         " --out " + onnx.filename().string();
}

std::string manifest_json(const TrainingSettings& settings, const TrainedNetwork& trained,
                          const Dataset& training, const Dataset& test,
                          const std::filesystem::path& onnx) {
  nlohmann::ordered_json json;
  json["file"] = onnx.filename().string();
  json["network"] = settings.network;
  json["command"] = training_command(settings, onnx);
  json["method"] = {
      {"float_epochs", settings.epochs},
      {"fine_tuning_epochs", settings.epochs},
      {"optimiser", "Adam, cosine learning rate, batch 128"},
      {"quantisation", "straight-through, learned steps (LSQ)"},
      {"weight_levels", trained.network.weight_levels},
      {"activation_bits", trained.network.activation_bits},
      {"variation_aware", settings.variation_aware},
      {"seed", settings.seed},
      {"threads", settings.threads},
  };
  if (settings.variation_aware) {
    json["method"]["sigma_within"] = trained.spread.sigma_within;
    json["method"]["sigma_common"] = trained.spread.sigma_common;
  }
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
  json["test_accuracy_under_spread"] = {
      {"sigma_within", trained.spread.sigma_within},
      {"sigma_common", trained.spread.sigma_common},
      {"draws", trained.spread_draws},
      {"mean", to_1e4(trained.spread_mean_accuracy)},
      {"worst", to_1e4(trained.spread_worst_accuracy)},
  };
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
