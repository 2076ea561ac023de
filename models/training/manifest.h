// The record that ships beside a trained network: how it was made and how good it is.
#pragma once

#include <filesystem>
#include <string>

#include "models/datasets/dataset.h"
#include "models/training/trainer.h"

namespace kintsugi {

// The command that makes the same network again; `onnx` enters by its file name only.
std::string training_command(const TrainingSettings& settings, const std::filesystem::path& onnx);

// JSON, two-space indented, ends in a newline. Holds no date and no folder: the same training gives
// the same bytes. Accuracies are rounded to 1e-4, one test image.
std::string manifest_json(const TrainingSettings& settings, const TrainedNetwork& trained,
                          const Dataset& training, const Dataset& test,
                          const std::filesystem::path& onnx);

// Writes `onnx` (save_onnx) and, beside it with the extension .json, the manifest. Throws UserError
// when a file cannot be written.
void write_trained(const TrainingSettings& settings, const TrainedNetwork& trained,
                   const Dataset& training, const Dataset& test, const std::filesystem::path& onnx);

}  // namespace kintsugi
