#include "testbench/learning/design.h"

#include <algorithm>

#include "models/datasets/cifar10.h"
#include "models/tuning/program.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
LearningImages coded(const Dataset& data, const Network& network) {
  return {activation_codes(data.pixels, network.activation_bits), data.labels, data.shape.size()};
}

LearningImages LearningImages::first(int wanted) const {
  const int n = std::min(wanted, count());
  return {{codes.begin(), codes.begin() + static_cast<ptrdiff_t>(n) * pixels},
          {labels.begin(), labels.begin() + n},
          pixels};
}

LearningImages LearningImages::last(int wanted) const {
  const int n = std::min(wanted, count());
  return {{codes.end() - static_cast<ptrdiff_t>(n) * pixels, codes.end()},
          {labels.end() - n, labels.end()},
          pixels};
}

LearningDesign load_learning_design(const std::string& name) {
  LearningDesign design;
  design.scenario = load_scenario(find_scenario(name));
  const Network network = load_onnx(network_path(design.scenario));
  ChipConfig config = chip_config(design.scenario);
  config.adc.full_scale =
      tuning::load_program(existing_test_program(design.scenario)).adc_full_scale;
  design.chip = make_chip(network, config);
  design.training = coded(load_images(design.scenario.data_dir, Split::Train), network);
  design.test = coded(load_images(design.scenario.data_dir, Split::Test), network);
  return design;
}

double right_share(const std::vector<int>& found, const LearningImages& images) {
  int right = 0;
  for (size_t i = 0; i < found.size(); ++i) right += found[i] == images.labels[i];
  return 100.0 * right / images.count();
}

double accuracy_of(const Die& die, const LearningImages& images) {
  return right_share(
      classify(die, identity_tuning(die.chip()), images.codes.data(), images.count()), images);
}

void add_die_pieces(const std::string& key, int count,
                    const std::function<nlohmann::json(int first, int count)>& work,
                    std::vector<StudyItem>* items) {
  for (int first = 0; first < count; first += kDiesAPiece) {
    items->push_back({key + "-" + std::to_string(first), [work, first, count] {
                        return work(first, std::min(kDiesAPiece, count - first));
                      }});
  }
}

Eigen::VectorXd accuracies(StudyRun& run, const std::string& key, const Chip& chip, uint64_t seed,
                           int count, const LearningImages& images) {
  std::vector<StudyItem> items;
  add_die_pieces(
      key, count,
      [&chip, &images, seed](int first, int dies) {
        nlohmann::json values = nlohmann::json::array();
        const double ideal = accuracy_of(Die::nominal(chip), images);
        for (int d = first; d < first + dies; ++d) {
          const Die die(chip, DieKey{seed, static_cast<uint32_t>(d)});
          values.push_back(accuracy_of(die, images) - ideal);
        }
        return values;
      },
      &items);
  Eigen::VectorXd out(count);
  Eigen::Index at = 0;
  for (const nlohmann::json& piece : run.make("dies (20 each)", items)) {
    for (const double value : piece) out(at++) = value;
  }
  return out;
}

}  // namespace kintsugi
