// A scenario with everything it names loaded and checked: network, test program, chip, images.
#pragma once

#include <string>
#include <vector>

#include "models/tuning/program.h"
#include "testbench/scenario/scenario.h"

namespace kintsugi {

// Activation codes and labels of a data set, [count][pixels].
struct CodedImages {
  std::vector<uint8_t> codes;
  std::vector<uint8_t> labels;
  int count() const { return static_cast<int>(labels.size()); }
};

struct Experiment {
  Scenario scenario;
  tuning::TestProgram program;
  Chip chip;
  CodedImages judged;     // test images that judge every die
  int ideal_correct = 0;  // of them by the die with no variation
};

// Throws UserError for whatever is missing or does not fit together.
Experiment load_experiment(const Scenario& scenario);

Network load_network(const Scenario& scenario);
CodedImages load_images(const Scenario& scenario, const Network& network, bool training,
                        ImageCount limit);

// Correctly classified of the judged images.
int count_correct(const Die& die, const Tuning& tuning, const CodedImages& images);

}  // namespace kintsugi
