#include "testbench/cli/train_options.h"

#include <boost/program_options.hpp>
#include <sstream>
#include <string>

#include "models/core/error.h"
#include "models/datasets/dataset.h"
#include "models/training/architectures.h"

namespace kintsugi {
namespace {

namespace po = boost::program_options;

// What is written as a word and read into another type.
struct Words {
  std::string mode;
  std::string mapping = "differential";
  std::string optimiser;
  std::string policy;
  std::string fine_tuning_policy;
  std::string batch_norm;
  std::string augment;
  bool variation_aware = false;
};

template <class T>
po::typed_value<T>* option(T& value) {
  return po::value(&value)->default_value(value);
}
po::typed_value<double>* option(double& value) {
  std::ostringstream text;
  text << value;
  return po::value(&value)->default_value(value, text.str());
}

po::options_description run_options(TrainCommand& command) {
  auto& s = command.settings;
  po::options_description options("Run");
  options.add_options()("help,h", po::bool_switch(&command.help), "print this text")(
      "out", po::value(&command.out),
      "ONNX file to write; the manifest goes beside it as .json, the checkpoint of an unfinished "
      "run as .checkpoint")("resume", po::bool_switch(&command.resume),
                            "go on from the checkpoint, to the same bytes")(
      "dataset", option(s.dataset), "fashion-mnist, mnist or cifar10")(
      "data", po::value(&command.data),
      "folder of its files; of fashion-mnist where Debian's package puts them")(
      "epochs", option(s.epochs), "of the float phase")(
      "fine-tuning-epochs", po::value(&s.fine_tuning_epochs),
      "of the second phase; as many unless given")("seed", option(s.seed),
                                                   "of weights, order and spread")(
      "threads", option(s.threads), "processor threads; the bytes of the result depend on it")(
      "device", option(s.device), "cpu, or cuda where libtorch has a GPU")(
      "float-out", po::value(&command.float_out),
      "ONNX file of the network as the float phase leaves it, for kintsugi quantise");
  return options;
}

po::options_description chip_options(TrainCommand& command, Words& words) {
  auto& s = command.settings;
  po::options_description options("Chip in the second phase");
  options.add_options()(
      "mode", option(words.mode),
      "post-training: float, then steps of least squared error; quantised; noise: "
      "spread on float weights, then as post-training; joint: both")(
      "variation-aware", po::bool_switch(&words.variation_aware), "short for --mode joint")(
      "levels", option(s.cells.levels), "conductance levels of a cell, 2 to 128")(
      "mapping", option(words.mapping), "differential or single-ended")(
      "activation-bits", option(s.activation_bits), "2 to 8")(
      "sigma-cell", option(s.spread.sigma_cell), "log-normal spread, a factor a cell")(
      "sigma-tile", option(s.spread.sigma_tile), "a factor a tile")(
      "sigma-layer", option(s.spread.sigma_layer), "a factor a layer")(
      "sigma-die", option(s.spread.sigma_die), "a factor for all layers")(
      "g-min", option(s.spread.g_min), "lowest conductance as a share of the highest")(
      "tile-rows", option(s.cells.tile_rows), "rows of a tile")(
      "tile-outputs", option(s.cells.tile_outputs), "outputs of a tile")(
      "adc-bits", option(s.adc.bits), "converters in the loop, 2 to 16; 0 for none")(
      "adc-range", option(s.adc.range), "their range as a share of the largest calibration sum");
  return options;
}

po::options_description learning_options(TrainCommand& command, Words& words) {
  auto& s = command.settings;
  po::options_description options("Learning");
  options.add_options()("teacher", po::value(&s.distillation.teacher),
                        "float (the network of the first phase) or an ONNX file")(
      "temperature", option(s.distillation.temperature), "of the teacher")(
      "teacher-weight", option(s.distillation.weight), "its share of the loss, 0 to 1")(
      "policy", option(words.policy),
      "learning rate of the float phase: fixed, step(N,F), exponential(F), cosine, cyclic(N,F), "
      "one-cycle(W), or parts with shares: cyclic:0.6+cosine:0.4")(
      "rate", option(s.rate), "its peak")("fine-tuning-policy", option(words.fine_tuning_policy),
                                          "of the second phase")(
      "fine-tuning-rate", option(s.fine_tuning_rate), "its peak")(
      "optimiser", option(words.optimiser), "of the float phase: adam or sgd")(
      "weight-decay", option(s.weight_decay), "of sgd")(
      "batch-norm", option(words.batch_norm), "in the float phase, then folded: on or off")(
      "augment", option(words.augment), "random shifts and mirrors: on or off");
  return options;
}

po::options_description policy_options(TrainCommand& command, std::vector<std::string>& policies) {
  po::options_description options("Learning-rate policies instead of a network");
  options.add_options()("verify-policies", po::bool_switch(&command.verify_policies),
                        "which policies reach --target within --budget, and which soonest; the "
                        "network learns in float, judged on the held-out training images")(
      "policies", po::value(&policies)->multitoken(), "all single ones and a composite by default")(
      "target", po::value(&command.target), "accuracy, 0 to 1")(
      "budget", po::value(&command.budget), "iterations (batches of 128) of each run")(
      "check-every", option(command.check_every), "iterations between two judgements")(
      "seeds", option(command.seeds), "runs of each policy")(
      "json", po::value(&command.json), "file for the result; standard output by default");
  return options;
}

bool on(const std::string& name, const std::string& word) {
  if (word != "on" && word != "off") {
    throw UserError("--" + name + " is '" + word + "'; allowed are on and off.");
  }
  return word == "on";
}

void read_words(const Words& words, TrainingSettings& s) {
  s.mode = words.variation_aware ? TrainingMode::Joint : training_mode(words.mode);
  if (words.variation_aware && words.mode != "quantised" && words.mode != "joint") {
    throw UserError("--variation-aware is short for --mode joint, but --mode is '" + words.mode +
                    "'; give one of them.");
  }
  s.cells.mapping = cell_mapping(words.mapping);
  if (words.optimiser != "adam" && words.optimiser != "sgd") {
    throw UserError("--optimiser is '" + words.optimiser + "'; allowed are adam and sgd.");
  }
  s.optimiser = words.optimiser == "adam" ? Optimiser::Adam : Optimiser::Sgd;
  s.policy = RatePolicy::parse(words.policy);
  s.fine_tuning_policy = RatePolicy::parse(words.fine_tuning_policy);
  s.batch_norm = on("batch-norm", words.batch_norm);
  s.augment = on("augment", words.augment);
}

void check_data(TrainCommand& command) {
  const std::string& name = command.settings.dataset;
  if (name != "fashion-mnist" && name != "mnist" && name != "cifar10") {
    throw UserError("--dataset is '" + name + "'; allowed are fashion-mnist, mnist and cifar10.");
  }
  if (!command.data.empty()) return;
  if (name != "fashion-mnist") {
    throw UserError("--dataset " + name + " needs --data FOLDER, the folder of its files; " +
                    "docs/networks.md says where they are published.");
  }
  command.data = kFashionMnistFolder;
}

void check_policies(TrainCommand& command, std::vector<std::string> names) {
  if (!(command.target > 0.0 && command.target <= 1.0)) {
    throw UserError("--verify-policies needs --target, an accuracy above 0 and up to 1.");
  }
  if (command.budget < 1 || command.budget > 10000000) {
    throw UserError("--verify-policies needs --budget, 1 to 10000000 iterations.");
  }
  if (command.seeds < 1 || command.check_every < 1) {
    throw UserError("--seeds and --check-every must be at least 1.");
  }
  if (names.empty()) {
    names = rate_policy_names();
    names.emplace_back("cyclic:0.6+cosine:0.4");
  }
  for (const std::string& name : names) command.policies.push_back(RatePolicy::parse(name));
}

void check_out(const std::string& option, const std::filesystem::path& out) {
  if (out.extension() != ".onnx") {
    throw UserError(option + " is '" + out.string() + "'; it must name a file that ends in .onnx.");
  }
  const auto folder = std::filesystem::absolute(out).parent_path();
  if (!std::filesystem::is_directory(folder)) {
    throw UserError("The folder of " + option + ", '" + folder.string() +
                    "', does not exist; make it first.");
  }
}

constexpr const char* kExamples =
    "\nexamples:\n"
    "  kintsugi train lenet --out my.onnx                     the reference network\n"
    "  kintsugi train mlp --epochs 2 --out my.onnx            a quick look\n"
    "  kintsugi train lenet --variation-aware --out my.onnx   trained under spread\n"
    "  kintsugi train vgg --data cifar-10 --epochs 20 --out my.onnx\n"
    "  kintsugi train resnet20 --data cifar-10 --epochs 100 --out my.onnx --float-out "
    "my_float.onnx\n"
    "  kintsugi train resnet18 --data cifar-10 --device cuda --epochs 30 --out my.onnx\n"
    "  kintsugi train lenet --mapping single-ended --mode joint --sigma-cell 0.3 --sigma-layer 0 "
    "--out my.onnx\n"
    "  kintsugi train lenet --verify-policies --target 0.88 --budget 2000 --json policies.json\n";

// The network comes first, wherever it stands: the defaults of the others depend on it.
std::string network_of(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    for (const std::string_view name : kArchitectures) {
      if (argv[i] == name) return std::string(name);
    }
  }
  return "lenet";
}

}  // namespace

TrainCommand parse_train_command(int argc, const char* const* argv, std::ostream& help) {
  TrainCommand command;
  command.settings = default_settings(network_of(argc, argv));
  const TrainingSettings& s = command.settings;
  const auto word = [](bool is_on) { return is_on ? "on" : "off"; };
  Words words{mode_name(s.mode),
              "differential",
              s.optimiser == Optimiser::Adam ? "adam" : "sgd",
              s.policy.text(),
              s.fine_tuning_policy.text(),
              word(s.batch_norm),
              word(s.augment),
              false};
  std::vector<std::string> policies;
  po::options_description options;
  options.add(run_options(command))
      .add(chip_options(command, words))
      .add(learning_options(command, words))
      .add(policy_options(command, policies));
  po::options_description all;
  all.add(options).add_options()("network", po::value(&command.settings.network));
  po::positional_options_description positional;
  positional.add("network", 1);
  po::variables_map values;
  try {
    po::store(po::command_line_parser(argc, argv).options(all).positional(positional).run(),
              values);
    po::notify(values);
  } catch (const po::error& e) {
    throw UserError(std::string(e.what()) + "; see kintsugi train --help.");
  }
  if (command.help) {
    help << "usage: kintsugi train NETWORK [options] --out FILE.onnx\n\n"
         << "Networks: " << architecture_names() << "\n"
         << options << kExamples;
    return command;
  }
  if (values.count("network") == 0) {
    throw UserError("No network is named; write kintsugi train " + architecture_names() + ".");
  }
  architecture(command.settings.network);
  read_words(words, command.settings);
  check(command.settings);
  check_data(command);
  if (command.verify_policies) {
    check_policies(command, policies);
  } else {
    check_out("--out", command.out);
    if (!command.float_out.empty()) check_out("--float-out", command.float_out);
  }
  return command;
}

CheckpointFile checkpoint_of(const TrainCommand& command) {
  CheckpointFile file;
  file.path = command.out;
  file.path.replace_extension(".checkpoint");
  file.resume = command.resume;
  file.float_network = command.float_out;
  if (!command.resume && std::filesystem::exists(file.path)) {
    throw UserError("Found '" + file.path.string() +
                    "' of an unfinished run; add --resume to go on from it, or delete it.");
  }
  return file;
}

}  // namespace kintsugi
