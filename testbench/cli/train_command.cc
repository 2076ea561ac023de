#include "testbench/cli/train_command.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "models/core/error.h"
#include "models/datasets/cifar10.h"
#include "models/training/manifest.h"
#include "models/training/policy_runner.h"
#include "models/training/trainer.h"
#include "testbench/cli/train_options.h"

namespace kintsugi {
namespace {

void print_progress(const TrainingProgress& p) {
  std::printf("%-9s epoch %2d/%d  loss %.4f  validation %.2f %%  %.0f images/s  ETA %.0f s\n",
              p.phase, p.epoch, p.epochs, p.loss, 100 * p.validation_accuracy, p.images_per_second,
              p.seconds_left);
  std::fflush(stdout);
}

Dataset load(const TrainCommand& command, Split split) {
  return command.settings.dataset == "cifar10" ? load_cifar10(command.data, split)
                                               : load_mnist_family(command.data, split);
}

void run(const TrainCommand& command) {
  const CheckpointFile checkpoint = checkpoint_of(command);
  const Dataset training = load(command, Split::Train);
  const Dataset test = load(command, Split::Test);
  const TrainedNetwork trained =
      train(command.settings, training, test, print_progress, checkpoint);
  write_trained(command.settings, trained, training, test, command.out);
  std::filesystem::remove(checkpoint.path);
  std::printf(
      "test images: float %.2f %%, quantised %.2f %%, under spread %.2f %% (worst %.2f %%)\n",
      100 * trained.float_accuracy, 100 * trained.quantised_accuracy,
      100 * trained.spread_mean_accuracy, 100 * trained.spread_worst_accuracy);
  std::printf("wrote %s\n", command.out.string().c_str());
}

void verify(const TrainCommand& command) {
  std::vector<uint64_t> seeds;
  for (int i = 0; i < command.seeds; ++i) {
    seeds.push_back(command.settings.seed + static_cast<uint64_t>(i));
  }
  const PolicyRun once = policy_runner(command.settings, load(command, Split::Train),
                                       command.budget, command.check_every);
  const PolicyRun told = [&](const RatePolicy& policy, uint64_t seed, const Judge& judge) {
    int64_t last = 0;
    double reached = 0.0;
    once(policy, seed, [&](int64_t iterations, double accuracy) {
      last = iterations;
      reached = accuracy;
      return judge(iterations, accuracy);
    });
    std::fprintf(stderr, "%-24s seed %llu: %.2f %% after %lld iterations\n", policy.text().c_str(),
                 static_cast<unsigned long long>(seed), 100 * reached,
                 static_cast<long long>(last));
  };
  const std::string json = policy_study_json(
      verify_policies(command.policies, seeds, {command.target, command.budget}, told));
  if (command.json.empty()) {
    std::cout << json;
    return;
  }
  std::ofstream file(command.json);
  file << json << std::flush;
  if (!file) {
    throw UserError("--json '" + command.json.string() +
                    "' cannot be written; check that its folder exists and is writable.");
  }
}

}  // namespace

void train_command(int argc, char** argv) {
  const TrainCommand command = parse_train_command(argc, argv, std::cout);
  if (command.help) return;
  if (command.verify_policies) {
    verify(command);
  } else {
    run(command);
  }
}

}  // namespace kintsugi
