#include "testbench/cli/train_options.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi {
namespace {

using testing::expect_user_error;

TrainCommand parse(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words{"train"};
  for (std::string word; stream >> word;) words.push_back(word);
  std::vector<const char*> arguments;
  for (const auto& word : words) arguments.push_back(word.c_str());
  std::ostringstream help;
  return parse_train_command(static_cast<int>(arguments.size()), arguments.data(), help);
}

TEST(TrainOptionsTest, DefaultsAreThoseOfTheNetwork) {
  EXPECT_EQ(command_options(parse("lenet --out a.onnx").settings),
            " --epochs 10 --seed 1 --threads 1");
  const TrainCommand vgg = parse("--data . --out a.onnx vgg");
  EXPECT_EQ(vgg.settings.dataset, "cifar10");
  EXPECT_TRUE(vgg.settings.batch_norm);
  EXPECT_EQ(vgg.settings.policy.text(), "one-cycle");
}

// The command in a manifest gives the settings it was written from.
TEST(TrainOptionsTest, WrittenCommandReadsBackTheSame) {
  const std::string line =
      " --dataset mnist --mode noise --activation-bits 6 --levels 16 --mapping single-ended "
      "--tile-rows 256 --tile-outputs 64 --sigma-cell 0.3 --sigma-tile 0.1 --sigma-layer 0.2 "
      "--sigma-die 0.05 --g-min 0.01 --adc-bits 7 --adc-range 0.5 --teacher float --temperature 4 "
      "--teacher-weight 0.9 --optimiser sgd --rate 0.05 --fine-tuning-rate 5e-04 "
      "--policy cyclic:0.6+cosine:0.4 --fine-tuning-policy step(2,0.5) --weight-decay 5e-04 "
      "--batch-norm on --augment on --device cuda --epochs 3 --fine-tuning-epochs 2 --seed 7 "
      "--threads 2";
  EXPECT_EQ(command_options(parse("lenet" + line + " --data . --out a.onnx").settings), line);
}

TEST(TrainOptionsTest, VariationAwareIsShortForJoint) {
  EXPECT_EQ(parse("mlp --variation-aware --out a.onnx").settings.mode, TrainingMode::Joint);
  expect_user_error([] { parse("mlp --variation-aware --mode noise --out a.onnx"); },
                    {"short for --mode joint", "'noise'"});
}

TEST(TrainOptionsTest, RefusesIncompleteCommands) {
  expect_user_error([] { parse("--out a.onnx"); }, {"No network is named"});
  expect_user_error([] { parse("resnet --out a.onnx"); }, {"'resnet'"});
  expect_user_error([] { parse("lenet --out a.txt"); }, {"ends in .onnx"});
  expect_user_error([] { parse("lenet --out none/a.onnx"); }, {"does not exist"});
  expect_user_error([] { parse("vgg --out a.onnx"); }, {"--dataset cifar10 needs --data"});
  expect_user_error([] { parse("lenet --dataset svhn --out a.onnx"); }, {"'svhn'"});
  expect_user_error([] { parse("lenet --augment yes --out a.onnx"); }, {"--augment is 'yes'"});
  expect_user_error([] { parse("lenet --optimiser rms --out a.onnx"); }, {"'rms'"});
  expect_user_error([] { parse("lenet --bits 4 --out a.onnx"); }, {"--bits", "--help"});
  expect_user_error([] { parse("lenet --device gpu --out a.onnx"); },
                    {"--device is 'gpu'", "cpu and cuda"});
  expect_user_error([] { parse("lenet --levels 200 --out a.onnx"); }, {"--levels is 200"});
}

TEST(TrainOptionsTest, PoliciesNeedATargetAndABudget) {
  const TrainCommand command = parse("lenet --verify-policies --target 0.9 --budget 100");
  EXPECT_EQ(command.policies.size(), 7U);
  EXPECT_EQ(parse("lenet --verify-policies --target 0.9 --budget 9 --policies fixed cosine")
                .policies.size(),
            2U);
  expect_user_error([] { parse("lenet --verify-policies --budget 100"); }, {"--target"});
  expect_user_error([] { parse("lenet --verify-policies --target 0.9"); }, {"--budget"});
  expect_user_error([] { parse("lenet --verify-policies --target 88 --budget 9"); }, {"--target"});
}

TEST(TrainOptionsTest, AnUnfinishedRunIsNotOverwrittenUnasked) {
  const std::string out = ::testing::TempDir() + "unfinished.onnx";
  const auto path = std::filesystem::path(out).replace_extension(".checkpoint");
  EXPECT_FALSE(checkpoint_of(parse("lenet --out " + out)).resume);
  std::ofstream(path) << "half";
  expect_user_error([&] { checkpoint_of(parse("lenet --out " + out)); }, {"--resume"});
  EXPECT_TRUE(checkpoint_of(parse("lenet --resume --out " + out)).resume);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace kintsugi
