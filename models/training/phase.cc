#include "models/training/phase.h"

#include <algorithm>
#include <chrono>

#include "models/training/augmentation.h"

#ifdef KINTSUGI_OPENBLAS
extern "C" void openblas_set_num_threads(int threads);
#endif

namespace kintsugi {
namespace {

constexpr int kEvaluationBatch = 1000;
constexpr int kLargestShift = 4;
constexpr double kMomentum = 0.9;

using Clock = std::chrono::steady_clock;

}  // namespace

void use_threads(int threads) {
  torch::set_num_threads(threads);
#ifdef KINTSUGI_OPENBLAS
  openblas_set_num_threads(threads);
#endif
}

std::unique_ptr<torch::optim::Optimizer> make_optimiser(
    Optimiser kind, double rate, double weight_decay,
    const std::vector<torch::Tensor>& parameters) {
  if (kind == Optimiser::Adam) {
    return std::make_unique<torch::optim::Adam>(parameters, torch::optim::AdamOptions(rate));
  }
  return std::make_unique<torch::optim::SGD>(
      parameters,
      torch::optim::SGDOptions(rate).momentum(kMomentum).nesterov(true).weight_decay(weight_decay));
}

void set_rate(torch::optim::Optimizer& optimiser, double rate) {
  for (auto& group : optimiser.param_groups()) group.options().set_lr(rate);
}

double accuracy(const Forward& forward, const ImageTensors& images) {
  const torch::NoGradGuard no_grad;
  int64_t right = 0;
  for (int64_t first = 0; first < images.count(); first += kEvaluationBatch) {
    const auto batch =
        images.range(first, std::min<int64_t>(first + kEvaluationBatch, images.count()));
    right += (forward(batch.bytes).argmax(1) == batch.labels).sum().item<int64_t>();
  }
  return static_cast<double>(right) / static_cast<double>(images.count());
}

ImageTensors augmented(const ImageTensors& batch, const Shape& shape) {
  const auto shifts =
      torch::randint(-kLargestShift, kLargestShift + 1, {batch.count(), 2}, torch::kInt);
  const auto mirrors = torch::randint(0, 2, {batch.count()}, torch::kInt);
  auto bytes = torch::empty_like(batch.bytes);
  for (int64_t i = 0; i < batch.count(); ++i) {
    const int* shift = shifts.data_ptr<int>() + 2 * i;
    write_view(shape, {shift[0], shift[1], mirrors.data_ptr<int>()[i] == 1},
               batch.bytes.data_ptr<uint8_t>() + i * shape.size(),
               bytes.data_ptr<uint8_t>() + i * shape.size());
  }
  return {bytes, batch.labels};
}

Phase::Phase(PhasePlan plan, Loss loss, Forward forward_validation,
             const std::vector<torch::Tensor>& parameters)
    : plan_(std::move(plan)),
      loss_(std::move(loss)),
      forward_validation_(std::move(forward_validation)),
      optimiser_(make_optimiser(plan_.optimiser, plan_.rate, plan_.weight_decay, parameters)) {}

void Phase::run(int first, const ImageTensors& training, const ImageTensors& validation,
                const std::function<void(const TrainingProgress&)>& after_epoch) {
  for (int epoch = first; epoch < plan_.epochs; ++epoch) {
    const auto start = Clock::now();
    TrainingProgress progress;
    progress.phase = plan_.name;
    progress.epoch = epoch + 1;
    progress.epochs = plan_.epochs;
    progress.loss = run_epoch(epoch, training);
    progress.validation_accuracy = accuracy(forward_validation_, validation);
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    progress.images_per_second = static_cast<double>(training.count()) / seconds;
    progress.seconds_left = seconds * (plan_.epochs - epoch - 1 + plan_.epochs_after);
    after_epoch(progress);
  }
}

double Phase::run_epoch(int epoch, const ImageTensors& training) {
  const auto order = torch::randperm(training.count(), torch::kLong);
  const int64_t batches = training.count() / kBatch;
  double loss_sum = 0.0;
  for (int64_t b = 0; b < batches; ++b) {
    const double done =
        static_cast<double>(epoch * batches + b) / static_cast<double>(plan_.epochs * batches);
    set_rate(*optimiser_, plan_.rate * plan_.policy.factor(done));
    auto batch = training.select(order.slice(0, b * kBatch, (b + 1) * kBatch));
    if (plan_.augment) batch = augmented(batch, plan_.shape);
    optimiser_->zero_grad();
    const auto loss = loss_(batch.to(plan_.device));
    loss.backward();
    optimiser_->step();
    loss_sum += loss.item<double>();
  }
  return loss_sum / static_cast<double>(batches);
}

}  // namespace kintsugi
