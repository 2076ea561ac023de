// `kintsugi train`: the command line of models/training.
#include <boost/program_options.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "models/core/error.h"
#include "models/training/manifest.h"
#include "models/training/trainer.h"

namespace {

namespace po = boost::program_options;

struct Command {
  kintsugi::TrainingSettings settings;
  std::filesystem::path data = kintsugi::kFashionMnistFolder;
  std::filesystem::path out;
  bool help = false;
};

po::options_description visible_options(Command& command) {
  po::options_description options("Options");
  auto& s = command.settings;
  options.add_options()("help,h", po::bool_switch(&command.help), "print this text")(
      "variation-aware", po::bool_switch(&s.variation_aware),
      "fine-tune under device spread (population A)")(
      "epochs", po::value(&s.epochs)->default_value(s.epochs),
      "epochs of float training, and as many again of fine-tuning")(
      "seed", po::value(&s.seed)->default_value(s.seed), "seed of weights, order and spread")(
      "threads", po::value(&s.threads)->default_value(s.threads),
      "processor threads; the bytes of the result depend on it")(
      "data", po::value(&command.data)->default_value(command.data),
      "folder with the four IDX files of the MNIST family")(
      "out", po::value(&command.out), "ONNX file to write; the manifest goes beside it as .json");
  return options;
}

// Throws UserError for anything that is not a complete command.
Command parse(int argc, char** argv) {
  Command command;
  const auto options = visible_options(command);
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
    throw kintsugi::UserError(std::string(e.what()) + "; see kintsugi train --help.");
  }
  if (command.help) {
    std::cout << "usage: kintsugi train lenet|mlp [options] --out FILE.onnx\n\n"
              << options
              << "\nexamples:\n"
                 "  kintsugi train lenet --out my.onnx                     the reference network\n"
                 "  kintsugi train mlp --epochs 2 --out my.onnx            a quick look\n"
                 "  kintsugi train lenet --variation-aware --out my.onnx   trained under spread\n";
    return command;
  }
  if (values.count("network") == 0) {
    throw kintsugi::UserError("No network is named; write kintsugi train lenet or mlp.");
  }
  if (command.out.extension() != ".onnx") {
    throw kintsugi::UserError("--out is '" + command.out.string() +
                              "'; it must name a file that ends in .onnx.");
  }
  const auto folder = std::filesystem::absolute(command.out).parent_path();
  if (!std::filesystem::is_directory(folder)) {
    throw kintsugi::UserError("The folder of --out, '" + folder.string() +
                              "', does not exist; make it first.");
  }
  command.settings.dataset = std::filesystem::weakly_canonical(command.data).filename().string();
  return command;
}

void print_progress(const kintsugi::TrainingProgress& p) {
  std::printf("%-9s epoch %2d/%d  loss %.4f  validation %.2f %%  %.0f images/s  ETA %.0f s\n",
              p.phase, p.epoch, p.epochs, p.loss, 100 * p.validation_accuracy, p.images_per_second,
              p.seconds_left);
  std::fflush(stdout);
}

void run(const Command& command) {
  using namespace kintsugi;
  const Dataset training = load_mnist_family(command.data, Split::Train);
  const Dataset test = load_mnist_family(command.data, Split::Test);
  const TrainedNetwork trained = train(command.settings, training, test, print_progress);
  write_trained(command.settings, trained, training, test, command.out);
  std::printf(
      "test images: float %.2f %%, quantised %.2f %%, under spread %.2f %% (worst %.2f %%)\n",
      100 * trained.float_accuracy, 100 * trained.quantised_accuracy,
      100 * trained.spread_mean_accuracy, 100 * trained.spread_worst_accuracy);
  std::printf("wrote %s\n", command.out.string().c_str());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const Command command = parse(argc, argv);
    if (!command.help) run(command);
    return 0;
  } catch (const kintsugi::UserError& e) {
    std::cerr << "error: " << e.what() << '\n';
    return 2;
  } catch (const std::exception& e) {
    std::cerr << "internal error: " << e.what() << '\n';
    return 1;
  }
}
