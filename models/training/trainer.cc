#include "models/training/trainer.h"

#include <algorithm>
#include <optional>

#include "models/core/error.h"
#include "models/training/architectures.h"
#include "models/training/device.h"
#include "models/training/distillation.h"
#include "models/training/image_tensors.h"
#include "models/training/trainable_network.h"

namespace kintsugi {
namespace {

constexpr int kCalibrationImages = 1000;
constexpr int kSpreadDraws = 20;

struct Splits {
  ImageTensors learned;
  ImageTensors held_out;
  ImageTensors judged;
};

// What is learned stays where it is augmented; what is judged goes to the device.
Splits split(const Dataset& training, const Dataset& test, const Network& shape,
             torch::Device device) {
  const ImageTensors all = to_tensors(training, shape);
  const int64_t learned = all.count() - kValidationImages;
  if (learned < kBatch || test.count == 0) {
    throw UserError("There are " + std::to_string(all.count()) + " training and " +
                    std::to_string(test.count) + " test images; training needs at least " +
                    std::to_string(kValidationImages + kBatch) + " and 1.");
  }
  return {all.range(0, learned), all.range(learned, all.count()).to(device),
          to_tensors(test, shape).to(device)};
}

class Training {
 public:
  Training(const TrainingSettings& settings, const Dataset& training, const Dataset& test,
           const Report& report, const CheckpointFile& file)
      : settings_(settings),
        shape_(shape_of(settings)),
        device_(training_device(settings.device)),
        data_(split(training, test, shape_, device_)),
        report_(report),
        file_(file),
        network_(first_network()) {
    loop_.quantised = settings.quantised();
    if (loop_.quantised) loop_.adc = settings.adc;
    if (settings.noisy()) loop_.spread = settings.spread;
  }

  TrainedNetwork run() {
    resume();
    float_phase();
    second_phase();
    return judge();
  }

 private:
  static Network shape_of(const TrainingSettings& settings) {
    Network shape = architecture(settings.network);
    shape.activation_bits = settings.activation_bits;
    shape.weight_levels = settings.cells.levels;
    return shape;
  }

  // Sets what its random weights depend on first.
  TrainableNetwork first_network() {
    use_threads(settings_.threads);
    const std::string& teacher = settings_.distillation.teacher;
    if (!teacher.empty() && teacher != "float") teacher_ = read_teacher(teacher);
    torch::manual_seed(settings_.seed);
    return TrainableNetwork(shape_, settings_.cells, settings_.batch_norm).on(device_);
  }

  TrainableNetwork read_teacher(const std::string& path) const {
    const Network teacher = load_onnx(path);
    if (teacher.input.size() != shape_.input.size() || teacher.classes() != shape_.classes()) {
      throw UserError("The teacher '" + path +
                      "' takes other images or has other classes than "
                      "network " +
                      shape_.name + "; choose one of the same data set.");
    }
    return TrainableNetwork::of(teacher).on(device_);
  }

  void resume() {
    if (!file_.resume || !std::filesystem::exists(file_.path)) return;
    checkpoint_.emplace(file_.path, checkpoint_settings());
    place_ = checkpoint_->place();
    if (place_.phase == 1) end_float_phase();
    checkpoint_->restore(tensors());
  }

  std::string checkpoint_settings() const { return settings_.network + command_options(settings_); }

  std::vector<torch::Tensor> tensors() const {
    auto all = network_.state();
    if (teacher_) {
      for (const auto& tensor : teacher_->state()) all.push_back(tensor);
    }
    return all;
  }

  void run_phase(int phase, Phase& plan) {
    if (checkpoint_) checkpoint_->restore(plan.optimiser());
    checkpoint_.reset();
    plan.run(place_.epoch, data_.learned, data_.held_out, [&](const TrainingProgress& progress) {
      place_.phase = phase;
      place_.epoch = progress.epoch;
      if (!file_.path.empty()) {
        save_checkpoint(file_.path, checkpoint_settings(), place_, tensors(), plan.optimiser());
      }
      if (report_) report_(progress);
    });
    place_.epoch = 0;
  }

  void float_phase() {
    if (place_.phase > 0) return;
    PhasePlan plan{"float",
                   settings_.rate,
                   settings_.policy,
                   settings_.epochs,
                   settings_.second_epochs(),
                   settings_.optimiser,
                   settings_.weight_decay,
                   settings_.augment,
                   device_,
                   shape_.input};
    const Loss loss = [this](const ImageTensors& batch) {
      return torch::nn::functional::cross_entropy(network_.forward_float(batch.bytes, true),
                                                  batch.labels);
    };
    Phase phase(plan, loss, in_float(), network_.float_parameters());
    run_phase(0, phase);
    place_.float_accuracy = accuracy(in_float(), data_.judged);
    end_float_phase();
    if (!file_.float_network.empty()) {
      save_float_onnx(network_.to_float_network(), file_.float_network);
    }
    network_.calibrate(calibration_images());
    if (settings_.adc.bits > 0) network_.calibrate_converters(calibration_images(), settings_.adc);
  }

  void end_float_phase() {
    network_.fold_batch_norm();
    if (settings_.distillation.teacher == "float") teacher_ = network_.on(device_);
  }

  void second_phase() {
    PhasePlan plan{"fine-tune",
                   settings_.fine_tuning_rate,
                   settings_.fine_tuning_policy,
                   settings_.second_epochs(),
                   0,
                   Optimiser::Adam,
                   0.0,
                   settings_.augment,
                   device_,
                   shape_.input};
    const Loss loss = [this](const ImageTensors& batch) { return second_loss(batch); };
    const bool quantised = settings_.quantised();
    const Forward validation = quantised ? this->quantised() : in_float();
    Phase phase(plan, loss, validation,
                quantised ? network_.quantised_parameters() : network_.float_parameters());
    run_phase(1, phase);
    if (quantised) return;
    network_.calibrate_by_error(calibration_images());
    if (settings_.adc.bits > 0) network_.calibrate_converters(calibration_images(), settings_.adc);
  }

  torch::Tensor second_loss(const ImageTensors& batch) const {
    const bool plain = settings_.mode == TrainingMode::PostTraining;
    const auto logits =
        plain ? network_.forward_float(batch.bytes) : network_.forward(batch.bytes, loop_);
    const auto own = torch::nn::functional::cross_entropy(logits, batch.labels);
    if (!teacher_) return own;
    const auto taught =
        distillation_loss(logits, teacher_logits(batch.bytes), settings_.distillation.temperature);
    const double weight = settings_.distillation.weight;
    return own * (1.0 - weight) + taught * weight;
  }

  torch::Tensor teacher_logits(const torch::Tensor& images) const {
    const torch::NoGradGuard no_grad;
    return settings_.distillation.teacher == "float" ? teacher_->forward_float(images)
                                                     : teacher_->forward_quantised(images, {});
  }

  TrainedNetwork judge() {
    TrainedNetwork result;
    result.float_accuracy = place_.float_accuracy;
    result.quantised_accuracy = accuracy(quantised(), data_.judged);
    if (settings_.adc.bits > 0) {
      const Loop converted{true, {}, settings_.adc};
      result.converted_accuracy = accuracy(
          [&](const auto& images) { return network_.forward(images, converted); }, data_.judged);
    }
    judge_under_spread(result);
    result.network = network_.to_network();
    result.training_images = static_cast<int>(data_.learned.count());
    result.validation_images = static_cast<int>(data_.held_out.count());
    result.test_images = static_cast<int>(data_.judged.count());
    return result;
  }

  // Rewinding the generator before each batch gives all images of one draw the same factors.
  void judge_under_spread(TrainedNetwork& result) const {
    double sum = 0.0;
    double worst = 1.0;
    for (int draw = 0; draw < kSpreadDraws; ++draw) {
      const Forward one_draw = [&](const torch::Tensor& images) {
        torch::manual_seed(static_cast<uint64_t>(draw) + 1);
        return network_.forward(images, {true, settings_.spread, settings_.adc});
      };
      const double share = accuracy(one_draw, data_.judged);
      sum += share;
      worst = std::min(worst, share);
    }
    result.spread_draws = kSpreadDraws;
    result.spread_mean_accuracy = sum / kSpreadDraws;
    result.spread_worst_accuracy = worst;
  }

  torch::Tensor calibration_images() const {
    return data_.learned.range(0, kCalibrationImages).bytes.to(device_);
  }
  Forward in_float() const {
    return [this](const torch::Tensor& images) { return network_.forward_float(images); };
  }
  Forward quantised() const {
    return [this](const torch::Tensor& images) { return network_.forward_quantised(images, {}); };
  }

  TrainingSettings settings_;
  Network shape_;
  torch::Device device_;
  Splits data_;
  const Report& report_;
  CheckpointFile file_;
  std::optional<TrainableNetwork> teacher_;
  TrainableNetwork network_;
  Loop loop_;  // of the second phase
  TrainingPlace place_;
  std::optional<Checkpoint> checkpoint_;
};

}  // namespace

TrainedNetwork train(const TrainingSettings& settings, const Dataset& training, const Dataset& test,
                     const Report& report, const CheckpointFile& checkpoint) {
  check(settings);
  return Training(settings, training, test, report, checkpoint).run();
}

}  // namespace kintsugi
