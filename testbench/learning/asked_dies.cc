#include "testbench/learning/asked_dies.h"

#include "models/compact/accuracy_regressor.h"
#include "models/compact/die_posterior.h"
#include "models/tuning/compact_images.h"
#include "testbench/learning/spot_check.h"

namespace kintsugi {

AskedDies measure_dies(StudyRun& run, const AskedSizes& sizes) {
  AskedDies dies;
  dies.design = load_learning_design("fashion_lenet");
  const LearningDesign& design = dies.design;
  dies.training = accuracies(run, "training", design.chip, kTrainingSeed, sizes.training_dies,
                             design.training.last(sizes.training_images));
  dies.judged = accuracies(run, "judged", design.chip, kJudgedSeed, sizes.judged_dies,
                           design.test.first(sizes.judged_images));
  dies.pool = design.training.first(design.training.count() - sizes.training_images);
  return dies;
}

ImageCodes codes_of(const LearningImages& images, const std::vector<int>& chosen) {
  ImageCodes out;
  for (const int i : chosen) out.emplace_back(images.image(i), images.image(i) + images.pixels);
  return out;
}

compact::Answers ask(const Chip& chip, uint64_t seed, int dies, const ImageCodes& images) {
  std::vector<const uint8_t*> shown;
  for (const auto& image : images) shown.push_back(image.data());
  return compact::ask_dies(chip, seed, 0, dies, shown, 1);
}

std::vector<std::vector<int>> foretold_classes(const Chip& chip, const ImageCodes& shown,
                                               const std::vector<uint8_t>& images, uint64_t seed,
                                               int first, int count) {
  std::vector<const uint8_t*> pixels;
  for (const auto& image : shown) pixels.push_back(image.data());
  const compact::DiePosterior posterior(chip, pixels);
  const Tuning neutral = identity_tuning(chip);
  const int judging = static_cast<int>(images.size()) / chip.network.input.size();
  std::vector<std::vector<int>> classes;
  for (int d = first; d < first + count; ++d) {
    const Die die(chip, DieKey{seed, static_cast<uint32_t>(d)});
    std::vector<ImageOutput> answers;
    for (size_t i = 0; i < pixels.size(); ++i) {
      answers.push_back(run_image(die, neutral, pixels[i], static_cast<uint32_t>(i)));
    }
    classes.push_back(
        posterior.classes(answers, images.data(), judging, kLookAlikes, static_cast<uint64_t>(d)));
  }
  return classes;
}

std::vector<int> greedy_images(const AskedDies& dies, int candidates, int wanted) {
  const Chip& chip = dies.design.chip;
  const LearningImages& pool = dies.pool;
  const std::vector<int> offered = tuning::candidate_images(
      Die::nominal(chip), pool.codes.data(), pool.labels.data(), pool.count(), candidates);
  const compact::Answers asked =
      ask(chip, kTrainingSeed, static_cast<int>(dies.training.size()), codes_of(pool, offered));
  std::vector<int> chosen;
  for (const int c :
       compact::choose_images(asked, dies.training, wanted, compact::KernelShape{}, 1)) {
    chosen.push_back(offered[static_cast<size_t>(c)]);
  }
  return chosen;
}

int64_t spot_check_of(const AskedDies& dies, const ImageCodes& images,
                      const std::filesystem::path& folder) {
  Scenario scenario = dies.design.scenario;
  scenario.seed = kJudgedSeed;
  return spot_check(scenario, images, folder / "spot_check.program.json");
}

}  // namespace kintsugi
