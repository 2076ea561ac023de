#include "models/training/settings.h"

#include <charconv>
#include <filesystem>
#include <vector>

#include "models/core/error.h"

namespace kintsugi {
namespace {

const std::vector<std::string> kModes{"post-training", "quantised", "noise", "joint"};

// The shortest text that reads back as the same number.
std::string text(double value) {
  char digits[32];
  return std::string(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void require(bool good, const std::string& option, double value, const std::string& allowed) {
  if (!good) throw UserError(option + " is " + text(value) + "; it must be " + allowed + ".");
}

void check_range(const std::string& option, double value, double low, double high) {
  require(value >= low && value <= high, option, value, text(low) + " to " + text(high));
}

}  // namespace

TrainingSettings default_settings(const std::string& network) {
  TrainingSettings settings;
  settings.network = network;
  if (network == "vgg" || network == "resnet20" || network == "resnet18") {
    settings.dataset = "cifar10";
    settings.optimiser = Optimiser::Sgd;
    settings.rate = 0.1;
    settings.policy = RatePolicy::parse("one-cycle");
    settings.weight_decay = 5e-4;
    settings.batch_norm = true;
    settings.augment = true;
  }
  if (network == "vgg-slim") {
    // Without the biases that folded batch normalisation leaves, a layer's activations grow with its
    // gain, which is what the monitor of the controller goes by.
    settings.dataset = "cifar10";
    settings.policy = RatePolicy::parse("one-cycle");
    settings.augment = true;
  }
  if (network == "convnet") settings.batch_norm = true;
  return settings;
}

TrainingMode training_mode(const std::string& name) {
  for (size_t i = 0; i < kModes.size(); ++i) {
    if (kModes[i] == name) return static_cast<TrainingMode>(i);
  }
  throw UserError("--mode is '" + name +
                  "'; allowed are post-training, quantised, noise and joint.");
}

std::string mode_name(TrainingMode mode) { return kModes[static_cast<size_t>(mode)]; }

void check(const TrainingSettings& s) {
  require(s.epochs >= 1, "--epochs", s.epochs, "at least 1");
  require(s.second_epochs() >= 1, "--fine-tuning-epochs", s.second_epochs(), "at least 1");
  require(s.threads >= 1, "--threads", s.threads, "at least 1");
  if (s.device != "cpu" && s.device != "cuda") {
    throw UserError("--device is '" + s.device + "'; allowed are cpu and cuda.");
  }
  check_range("--activation-bits", s.activation_bits, 2, 8);
  check_range("--levels", s.cells.levels, s.cells.differential() ? 2 : 3, 128);
  check_range("--tile-rows", s.cells.tile_rows, 1, 65536);
  check_range("--tile-outputs", s.cells.tile_outputs, 1, 65536);
  check_range("--sigma-cell", s.spread.sigma_cell, 0, 2);
  check_range("--sigma-tile", s.spread.sigma_tile, 0, 2);
  check_range("--sigma-layer", s.spread.sigma_layer, 0, 2);
  check_range("--sigma-die", s.spread.sigma_die, 0, 2);
  check_range("--g-min", s.spread.g_min, 0, 0.9);
  if (s.adc.bits != 0) check_range("--adc-bits", s.adc.bits, 2, 16);
  require(s.adc.range > 0 && s.adc.range <= 4, "--adc-range", s.adc.range, "above 0 and up to 4");
  require(s.distillation.temperature > 0 && s.distillation.temperature <= 100, "--temperature",
          s.distillation.temperature, "above 0 and up to 100");
  check_range("--teacher-weight", s.distillation.weight, 0, 1);
  require(s.rate > 0 && s.rate <= 10, "--rate", s.rate, "above 0 and up to 10");
  require(s.fine_tuning_rate > 0 && s.fine_tuning_rate <= 10, "--fine-tuning-rate",
          s.fine_tuning_rate, "above 0 and up to 10");
  check_range("--weight-decay", s.weight_decay, 0, 1);
  if (s.weight_decay > 0 && s.optimiser == Optimiser::Adam) {
    throw UserError("--weight-decay goes with --optimiser sgd only.");
  }
  if (s.noisy() && s.spread.none()) {
    throw UserError("--mode " + mode_name(s.mode) +
                    " needs a spread: one of --sigma-cell, --sigma-tile, --sigma-layer and "
                    "--sigma-die must be above 0.");
  }
}

std::string command_options(const TrainingSettings& s) {
  const TrainingSettings d = default_settings(s.network);
  std::string line;
  const auto word = [&](const char* option, const std::string& value, const std::string& usual) {
    if (value != usual) line += std::string(" ") + option + " " + value;
  };
  const auto number = [&](const char* option, double value, double usual) {
    word(option, text(value), text(usual));
  };
  const auto on_off = [](bool on) { return std::string(on ? "on" : "off"); };
  word("--dataset", s.dataset, d.dataset);
  word("--mode", mode_name(s.mode), mode_name(d.mode));
  number("--activation-bits", s.activation_bits, d.activation_bits);
  number("--levels", s.cells.levels, d.cells.levels);
  word("--mapping", s.cells.differential() ? "differential" : "single-ended", "differential");
  number("--tile-rows", s.cells.tile_rows, d.cells.tile_rows);
  number("--tile-outputs", s.cells.tile_outputs, d.cells.tile_outputs);
  number("--sigma-cell", s.spread.sigma_cell, d.spread.sigma_cell);
  number("--sigma-tile", s.spread.sigma_tile, d.spread.sigma_tile);
  number("--sigma-layer", s.spread.sigma_layer, d.spread.sigma_layer);
  number("--sigma-die", s.spread.sigma_die, d.spread.sigma_die);
  number("--g-min", s.spread.g_min, d.spread.g_min);
  number("--adc-bits", s.adc.bits, d.adc.bits);
  number("--adc-range", s.adc.range, d.adc.range);
  word("--teacher", std::filesystem::path(s.distillation.teacher).filename().string(), "");
  number("--temperature", s.distillation.temperature, d.distillation.temperature);
  number("--teacher-weight", s.distillation.weight, d.distillation.weight);
  word("--optimiser", s.optimiser == Optimiser::Adam ? "adam" : "sgd",
       d.optimiser == Optimiser::Adam ? "adam" : "sgd");
  number("--rate", s.rate, d.rate);
  number("--fine-tuning-rate", s.fine_tuning_rate, d.fine_tuning_rate);
  word("--policy", s.policy.text(), d.policy.text());
  word("--fine-tuning-policy", s.fine_tuning_policy.text(), d.fine_tuning_policy.text());
  number("--weight-decay", s.weight_decay, d.weight_decay);
  word("--batch-norm", on_off(s.batch_norm), on_off(d.batch_norm));
  word("--augment", on_off(s.augment), on_off(d.augment));
  word("--device", s.device, d.device);
  line += " --epochs " + std::to_string(s.epochs);
  if (s.second_epochs() != s.epochs) {
    line += " --fine-tuning-epochs " + std::to_string(s.second_epochs());
  }
  return line + " --seed " + std::to_string(s.seed) + " --threads " + std::to_string(s.threads);
}

}  // namespace kintsugi
