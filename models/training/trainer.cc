#include "models/training/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "models/core/error.h"
#include "models/training/architectures.h"
#include "models/training/image_tensors.h"
#include "models/training/trainable_network.h"

extern "C" void openblas_set_num_threads(int threads);

namespace kintsugi {
namespace {

constexpr int kValidationImages = 5000;
constexpr int kBatch = 128;
constexpr int kEvaluationBatch = 1000;
constexpr int kCalibrationImages = 1000;
constexpr int kSpreadDraws = 20;
constexpr double kFloatRate = 2e-3;
constexpr double kFineTuneRate = 1e-3;

constexpr TrainingSpread kNoSpread{};

using Clock = std::chrono::steady_clock;
using Forward = std::function<torch::Tensor(const torch::Tensor& images)>;

void check(const TrainingSettings& settings) {
  if (settings.epochs < 1) {
    throw UserError("--epochs is " + std::to_string(settings.epochs) + "; it must be at least 1.");
  }
  if (settings.threads < 1) {
    throw UserError("--threads is " + std::to_string(settings.threads) +
                    "; it must be at least 1.");
  }
}

// OpenBLAS keeps threads of its own, and how many there are changes the last digits of a product.
void use_threads(int threads) {
  torch::set_num_threads(threads);
  openblas_set_num_threads(threads);
}

double accuracy(const Forward& forward, const ImageTensors& images) {
  const torch::NoGradGuard no_grad;
  int64_t right = 0;
  for (int64_t first = 0; first < images.count(); first += kEvaluationBatch) {
    const auto batch = images.range(first, std::min<int64_t>(first + kEvaluationBatch,
                                                             images.count()));
    right += (forward(batch.bytes).argmax(1) == batch.labels).sum().item<int64_t>();
  }
  return static_cast<double>(right) / static_cast<double>(images.count());
}

// One of the two phases: Adam with a cosine learning rate from `rate` down to zero.
class Phase {
 public:
  Phase(const char* name, double rate, int epochs, int epochs_after, Forward forward,
        Forward forward_validation, const std::vector<torch::Tensor>& parameters)
      : name_(name), rate_(rate), epochs_(epochs), epochs_after_(epochs_after),
        forward_(std::move(forward)), forward_validation_(std::move(forward_validation)),
        adam_(parameters, torch::optim::AdamOptions(rate)) {}

  void run(const ImageTensors& training, const ImageTensors& validation,
           const std::function<void(const TrainingProgress&)>& report) {
    for (int epoch = 0; epoch < epochs_; ++epoch) {
      const auto start = Clock::now();
      TrainingProgress progress;
      progress.phase = name_;
      progress.epoch = epoch + 1;
      progress.epochs = epochs_;
      progress.loss = run_epoch(epoch, training);
      progress.validation_accuracy = accuracy(forward_validation_, validation);
      const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
      progress.images_per_second = static_cast<double>(training.count()) / seconds;
      progress.seconds_left = seconds * (epochs_ - epoch - 1 + epochs_after_);
      if (report) report(progress);
    }
  }

 private:
  double run_epoch(int epoch, const ImageTensors& training) {
    const auto order = torch::randperm(training.count(), torch::kLong);
    const int64_t batches = training.count() / kBatch;
    double loss_sum = 0.0;
    for (int64_t b = 0; b < batches; ++b) {
      const double done = static_cast<double>(epoch * batches + b) /
                          static_cast<double>(epochs_ * batches);
      set_rate(0.5 * rate_ * (1.0 + std::cos(M_PI * done)));
      const auto batch = training.select(order.slice(0, b * kBatch, (b + 1) * kBatch));
      adam_.zero_grad();
      const auto loss = torch::nn::functional::cross_entropy(forward_(batch.bytes), batch.labels);
      loss.backward();
      adam_.step();
      loss_sum += loss.item<double>();
    }
    return loss_sum / static_cast<double>(batches);
  }

  void set_rate(double rate) {
    for (auto& group : adam_.param_groups()) group.options().set_lr(rate);
  }

  const char* name_;
  double rate_;
  int epochs_;
  int epochs_after_;
  Forward forward_;
  Forward forward_validation_;
  torch::optim::Adam adam_;
};

// Rewinding the generator before each batch gives all images of one draw the same factors.
void measure_spread(const TrainableNetwork& network, const ImageTensors& test,
                    TrainedNetwork& result) {
  double sum = 0.0;
  double worst = 1.0;
  for (int draw = 0; draw < kSpreadDraws; ++draw) {
    const Forward one_draw = [&](const torch::Tensor& images) {
      torch::manual_seed(static_cast<uint64_t>(draw) + 1);
      return network.forward_quantised(images, result.spread);
    };
    const double share = accuracy(one_draw, test);
    sum += share;
    worst = std::min(worst, share);
  }
  result.spread_draws = kSpreadDraws;
  result.spread_mean_accuracy = sum / kSpreadDraws;
  result.spread_worst_accuracy = worst;
}

struct Splits {
  ImageTensors learned;
  ImageTensors held_out;
  ImageTensors judged;
};

Splits split(const Dataset& training, const Dataset& test, const Network& shape) {
  const ImageTensors all = to_tensors(training, shape);
  const int64_t learned = all.count() - kValidationImages;
  if (learned < kBatch || test.count == 0) {
    throw UserError("There are " + std::to_string(all.count()) + " training and " +
                    std::to_string(test.count) + " test images; training needs at least " +
                    std::to_string(kValidationImages + kBatch) + " and 1.");
  }
  return {all.range(0, learned), all.range(learned, all.count()), to_tensors(test, shape)};
}

}  // namespace

TrainedNetwork train(const TrainingSettings& settings, const Dataset& training, const Dataset& test,
                     const std::function<void(const TrainingProgress&)>& report) {
  check(settings);
  const Network shape = architecture(settings.network);
  const Splits data = split(training, test, shape);
  use_threads(settings.threads);
  torch::manual_seed(settings.seed);
  TrainableNetwork network(shape);
  const Forward in_float = [&](const torch::Tensor& images) {
    return network.forward_float(images);
  };
  const Forward quantised = [&](const torch::Tensor& images) {
    return network.forward_quantised(images, kNoSpread);
  };
  const Forward spread = [&](const torch::Tensor& images) {
    return network.forward_quantised(images, kPopulationA);
  };

  TrainedNetwork result;
  Phase("float", kFloatRate, settings.epochs, settings.epochs, in_float, in_float,
        network.float_parameters())
      .run(data.learned, data.held_out, report);
  result.float_accuracy = accuracy(in_float, data.judged);

  network.calibrate(data.learned.range(0, kCalibrationImages).bytes);
  Phase("fine-tune", kFineTuneRate, settings.epochs, 0,
        settings.variation_aware ? spread : quantised, quantised, network.quantised_parameters())
      .run(data.learned, data.held_out, report);
  result.quantised_accuracy = accuracy(quantised, data.judged);
  measure_spread(network, data.judged, result);

  result.network = network.to_network();
  result.training_images = static_cast<int>(data.learned.count());
  result.validation_images = static_cast<int>(data.held_out.count());
  result.test_images = static_cast<int>(data.judged.count());
  return result;
}

}  // namespace kintsugi
