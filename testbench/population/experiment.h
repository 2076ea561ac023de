// A scenario with everything it names loaded and checked: network, test program, chip, images.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/accelerator/setting.h"
#include "models/tuning/program.h"
#include "testbench/scenario/scenario.h"

namespace kintsugi {

// Activation codes and labels of a data set, [count][pixels].
struct CodedImages {
  std::vector<uint8_t> codes;
  std::vector<uint8_t> labels;
  int count() const { return static_cast<int>(labels.size()); }
};

// 1 for each image that was classified correctly, else 0; [count].
using ImageVerdicts = std::vector<uint8_t>;

// Best tunings of dies of the scenario's seed, as far as they are known (optima.h).
struct KnownOptima {
  std::map<uint32_t, Tuning> dies;
  std::string digest;  // of them; empty for none
  std::string note;    // why a file that is there does not count
};

struct Experiment {
  Scenario scenario;
  tuning::TestProgram program;
  Chip chip;
  CodedImages judged;   // test images that judge every die
  ImageVerdicts ideal;  // on them, of the die with no variation
  KnownOptima optima;
};

// Everything but `ideal`, which takes a look at every image, and `optima`. The images that judge
// are those of `like` where it is given and was loaded from the same files. Throws UserError for
// whatever is missing or does not fit together.
Experiment load_design(const Scenario& scenario, const Experiment* like = nullptr);
Experiment load_experiment(const Scenario& scenario);

Network load_network(const Scenario& scenario);
CodedImages load_images(const Scenario& scenario, const Network& network, bool training,
                        ImageCount limit);

// The last of them, as many as wanted.
CodedImages last_images(const CodedImages& images, ImageCount wanted, const Network& network);

ImageVerdicts judge_images(const Die& die, const Tuning& tuning, const CodedImages& images);

// Correctly classified images.
int count_correct(const ImageVerdicts& verdicts);
int count_correct(const Die& die, const Tuning& tuning, const CodedImages& images);
int count_correct(const Die& die, const Setting& setting, const CodedImages& images);

// Images on which just one of two chips is right. Both lists have the same length.
int count_discordant(const ImageVerdicts& a, const ImageVerdicts& b);

}  // namespace kintsugi
