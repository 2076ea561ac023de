#include "models/training/trainer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "models/training/architectures.h"
#include "models/training/device.h"
#include "models/training/manifest.h"
#include "models/training/policy_runner.h"
#include "testbench/tests/models/expect_user_error.h"
#include "testbench/tests/training/blocks.h"

namespace kintsugi {
namespace {

using testing::blocks;
using testing::expect_user_error;

TrainingSettings quick() {
  TrainingSettings settings;
  settings.network = "mlp";
  settings.epochs = 2;
  return settings;
}

void expect_same(const Network& a, const Network& b) {
  for (size_t l = 0; l < a.layers.size(); ++l) {
    EXPECT_EQ(a.layers[l].weights, b.layers[l].weights);
    EXPECT_EQ(a.layers[l].bias, b.layers[l].bias);
    EXPECT_EQ(a.layers[l].output_scale, b.layers[l].output_scale);
  }
}

TEST(TrainerTest, LearnsAndTheSameSeedGivesTheSameManifestAndWeights) {
  const Dataset training = blocks(8000);
  const Dataset test = blocks(500);
  TrainingSettings settings = quick();
  settings.mode = TrainingMode::Joint;
  int reports = 0;
  const auto count = [&](const TrainingProgress&) { ++reports; };
  const TrainedNetwork first = train(settings, training, test, count);
  const TrainedNetwork second = train(settings, training, test, nullptr);
  EXPECT_EQ(reports, 4);
  EXPECT_GT(first.quantised_accuracy, 0.9);
  EXPECT_EQ(manifest_json(settings, first, training, test, "a.onnx"),
            manifest_json(settings, second, training, test, "elsewhere/a.onnx"));
  expect_same(first.network, second.network);
  settings.seed = 2;
  const TrainedNetwork other = train(settings, training, test, nullptr);
  EXPECT_NE(first.network.layers[0].weights, other.network.layers[0].weights);
}

class EachMode : public ::testing::TestWithParam<TrainingMode> {};
INSTANTIATE_TEST_SUITE_P(Modes, EachMode,
                         ::testing::Values(TrainingMode::PostTraining, TrainingMode::Quantised,
                                           TrainingMode::Noise, TrainingMode::Joint));

TEST_P(EachMode, LearnsSingleEndedCellsBehindConverters) {
  TrainingSettings settings = quick();
  settings.mode = GetParam();
  settings.cells.mapping = Mapping::SingleEnded;
  settings.spread = {0.1, 0.1, 0.0, 0.1, 0.02};
  settings.adc.bits = 8;
  settings.activation_bits = 6;
  const TrainedNetwork trained = train(settings, blocks(8000), blocks(500), nullptr);
  EXPECT_GT(trained.quantised_accuracy, 0.9);
  EXPECT_GT(trained.converted_accuracy, 0.9);
  EXPECT_EQ(trained.network.activation_bits, 6);
}

TEST(TrainerTest, TrainingUnderSpreadToleratesIt) {
  const Dataset training = blocks(8000);
  const Dataset test = blocks(500);
  TrainingSettings settings = quick();
  settings.cells.mapping = Mapping::SingleEnded;
  settings.spread = {0.2, 0.0, 0.0, 0.0, 0.02};
  settings.epochs = 8;  // after 2, of 23 batches each, neither mode is ahead
  const double plain = train(settings, training, test, nullptr).spread_mean_accuracy;
  settings.mode = TrainingMode::Joint;
  const double joint = train(settings, training, test, nullptr).spread_mean_accuracy;
  EXPECT_GT(joint, plain + 0.05);
}

TEST(TrainerTest, TeachesFromItsFloatPhaseAndFromAFile) {
  const Dataset training = blocks(8000);
  const Dataset test = blocks(500);
  TrainingSettings settings = quick();
  const TrainedNetwork plain = train(settings, training, test, nullptr);
  const std::string teacher = ::testing::TempDir() + "teacher.onnx";
  save_onnx(plain.network, teacher);
  for (const std::string& name : {std::string("float"), teacher}) {
    settings.distillation.teacher = name;
    const TrainedNetwork taught = train(settings, training, test, nullptr);
    EXPECT_GT(taught.quantised_accuracy, 0.9);
    EXPECT_NE(taught.network.layers[0].weights, plain.network.layers[0].weights);
  }
  settings.distillation.teacher = "nowhere.onnx";
  expect_user_error([&] { train(settings, training, test, nullptr); }, {"nowhere.onnx"});
  std::filesystem::remove(teacher);
}

TEST(TrainerTest, AsksForAGpuWhereThereIsNone) {
  if (torch::cuda::is_available()) {
    EXPECT_TRUE(training_device("cuda").is_cuda());
    return;
  }
  TrainingSettings settings = quick();
  settings.device = "cuda";
  expect_user_error([&] { train(settings, blocks(8000), blocks(500), nullptr); },
                    {"finds no GPU", "--device cpu"});
}

struct Stop {};

// Stops after so many epochs, as a signal would right after the checkpoint.
Report stop_after(int epochs) {
  return [left = epochs](const TrainingProgress&) mutable {
    if (--left == 0) throw Stop{};
  };
}

TEST(ResumeTest, GivesTheBytesOfAnUndisturbedRun) {
  const Dataset training = blocks(8000);
  const Dataset test = blocks(500);
  TrainingSettings settings = quick();
  settings.mode = TrainingMode::Joint;
  settings.augment = true;
  settings.optimiser = Optimiser::Sgd;
  settings.rate = 0.05;
  settings.batch_norm = true;
  settings.distillation.teacher = "float";
  const TrainedNetwork whole = train(settings, training, test, nullptr);
  const std::filesystem::path path = ::testing::TempDir() + "resume.checkpoint";
  for (int epochs = 1; epochs <= 4; ++epochs) {
    std::filesystem::remove(path);
    EXPECT_THROW(train(settings, training, test, stop_after(epochs), {path, false, {}}), Stop);
    const TrainedNetwork resumed = train(settings, training, test, nullptr, {path, true, {}});
    expect_same(whole.network, resumed.network);
    EXPECT_EQ(whole.float_accuracy, resumed.float_accuracy) << epochs;
    EXPECT_EQ(whole.spread_mean_accuracy, resumed.spread_mean_accuracy) << epochs;
  }
  std::filesystem::remove(path);
}

TEST(ResumeTest, RefusesOtherSettingsAndDamage) {
  const Dataset training = blocks(6000);
  TrainingSettings settings = quick();
  const std::filesystem::path path = ::testing::TempDir() + "refused.checkpoint";
  EXPECT_THROW(train(settings, training, blocks(10), stop_after(1), {path, false, {}}), Stop);
  settings.seed = 2;
  expect_user_error(
      [&] {
        train(settings, training, blocks(10), nullptr, {path, true, {}});
      },
      {"refused.checkpoint", "other settings", "--seed 1"});
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  settings.seed = 1;
  expect_user_error(
      [&] {
        train(settings, training, blocks(10), nullptr, {path, true, {}});
      },
      {"refused.checkpoint", "damaged"});
  std::filesystem::remove(path);
}

TEST(TrainerTest, RefusesWhatItCannotTrain) {
  TrainingSettings settings;
  Dataset wide = blocks(6000);
  wide.shape = {1, 14, 56};
  EXPECT_THROW(train(settings, wide, wide, nullptr), UserError);
  EXPECT_THROW(train(settings, blocks(5000), blocks(10), nullptr), UserError);
  settings.epochs = 0;
  EXPECT_THROW(train(settings, blocks(6000), blocks(10), nullptr), UserError);
}

TEST(PolicyRunnerTest, RunsOfOneSeedAreTheSameAndReachAnEasyTarget) {
  const Dataset training = blocks(8000);
  const PolicyRun run = policy_runner(quick(), training, 60, 20);
  const auto policies = {RatePolicy::parse("fixed"), RatePolicy::parse("one-cycle")};
  const PolicyTarget target{0.9, 60};
  const PolicyStudy first = verify_policies(policies, {1, 2}, target, run);
  EXPECT_TRUE(first.policies[0].meets_target);
  EXPECT_EQ(policy_study_json(first),
            policy_study_json(verify_policies(policies, {1, 2}, target, run)));
  const PolicyStudy impossible =
      verify_policies({RatePolicy::parse("exponential(0.000001)")}, {1}, {1.0, 2}, run);
  EXPECT_FALSE(impossible.policies[0].meets_target);
}

}  // namespace
}  // namespace kintsugi
