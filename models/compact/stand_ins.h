// Images that stand in for a data set nobody has, to tell how much a die would lose on it.
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <vector>

#include "models/accelerator/chip.h"

namespace kintsugi::compact {

// Images of nothing in particular: a few shapes before a dark ground, nearer ones over those behind
// (dead leaves; Lee, Mumford and Huang, IJCV 2001), from which networks learn to see nearly as well
// as from pictures (Baradad et al., NeurIPS 2021). `count` images of activation codes of `bits`
// bits, [count][shape.size()], channel-major.
std::vector<uint8_t> dead_leaves(const Shape& shape, int bits, int count, uint64_t seed);

struct StandInOptions {
  int images = 1000;
  int offered = 10000;  // dead leaves they are chosen from
  // Mean share that the nominal die gives the class it finds: of a trained network its accuracy.
  double sureness = 0.9;
  uint64_t seed = 1;
};

struct StandIns {
  std::vector<uint8_t> codes;  // [images][input.size()]
  Eigen::MatrixXd shares;      // of the classes, [images][classes], rows of sum 1
};

// Classes in turn, as far as the nominal die finds them at all; of each class the images whose
// share is next to one that is drawn: mostly near 1, with the mean `sureness`. The share of a class
// is that of the nominal die's softmax, averaged over the image and copies of it that show the
// same: moved by up to two pixels, darker and brighter. So an image that is a class by accident
// counts for little.
StandIns choose_stand_ins(const Chip& chip, const StandInOptions& options);

}  // namespace kintsugi::compact
