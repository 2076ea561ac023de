#include "models/training/policy_runner.h"

#include <memory>

#include "models/core/error.h"
#include "models/training/architectures.h"
#include "models/training/device.h"
#include "models/training/phase.h"
#include "models/training/trainable_network.h"

namespace kintsugi {
namespace {

struct Runner {
  TrainingSettings settings;
  int64_t budget = 0;
  int check_every = 0;
  ImageTensors learned;
  ImageTensors held_out;
  torch::Device device;

  void run(const RatePolicy& policy, uint64_t seed, const Judge& judge) const {
    use_threads(settings.threads);
    torch::manual_seed(seed);
    const TrainableNetwork network =
        TrainableNetwork(architecture(settings.network), settings.cells, settings.batch_norm)
            .on(device);
    const Forward forward = [&](const torch::Tensor& images) {
      return network.forward_float(images);
    };
    const auto optimiser = make_optimiser(settings.optimiser, settings.rate, settings.weight_decay,
                                          network.float_parameters());
    const int64_t batches = learned.count() / kBatch;
    torch::Tensor order;
    for (int64_t i = 0; i < budget; ++i) {
      const int64_t b = i % batches;
      if (b == 0) order = torch::randperm(learned.count(), torch::kLong);
      set_rate(*optimiser,
               settings.rate * policy.factor(static_cast<double>(i) / static_cast<double>(budget)));
      auto batch = learned.select(order.slice(0, b * kBatch, (b + 1) * kBatch));
      if (settings.augment) batch = augmented(batch, architecture(settings.network).input);
      batch = batch.to(device);
      optimiser->zero_grad();
      torch::nn::functional::cross_entropy(network.forward_float(batch.bytes, true), batch.labels)
          .backward();
      optimiser->step();
      if ((i + 1) % check_every != 0 && i + 1 != budget) continue;
      if (judge(i + 1, accuracy(forward, held_out))) return;
    }
  }
};

}  // namespace

PolicyRun policy_runner(const TrainingSettings& settings, const Dataset& training, int64_t budget,
                        int check_every) {
  check(settings);
  const ImageTensors all = to_tensors(training, architecture(settings.network));
  const int64_t learned = all.count() - kValidationImages;
  if (learned < kBatch) {
    throw UserError("There are " + std::to_string(all.count()) +
                    " training images; training needs at least " +
                    std::to_string(kValidationImages + kBatch) + ".");
  }
  const torch::Device device = training_device(settings.device);
  const auto runner = std::make_shared<Runner>(Runner{settings, budget, check_every,
                                                      all.range(0, learned),
                                                      all.range(learned, all.count()).to(device),
                                                      device});
  return [runner](const RatePolicy& policy, uint64_t seed, const Judge& judge) {
    runner->run(policy, seed, judge);
  };
}

}  // namespace kintsugi
