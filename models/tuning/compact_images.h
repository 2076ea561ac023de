// Choice of the few images a die is tested with.
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <vector>

#include "models/accelerator/die.h"
#include "models/tuning/program.h"

namespace kintsugi::tuning {

// Indices of `wanted` training images, classes in turn: among the images of a class that the
// nominal die classifies rightly, those nearest to the class's mean in the last hidden layer. Such
// an image works every layer as the class does on average, so its layer sums stand for many images.
// Looks at the first 2 000 images only.
std::vector<int> typical_images(const Die& nominal, const uint8_t* codes, const uint8_t* labels,
                                int count, int wanted);

// Indices of about `wanted` training images to choose from: a fifth typical, half near a decision
// boundary of the nominal die (where a die's faults show first), the rest evenly spaced. No index
// twice. Looks at boundaries among the first 4 000 images only.
std::vector<int> candidate_images(const Die& nominal, const uint8_t* codes, const uint8_t* labels,
                                  int count, int wanted);

// What training dies say to each candidate image, [die][candidate][statistics], and how accurate
// they are, [die]: of one state of the dies, such as untuned or repaired.
struct CandidateResponses {
  std::vector<std::vector<std::vector<uint32_t>>> statistics;
  Eigen::VectorXd accuracy;
};

// Statistics of a signature that plays `images`, from those of its images alone.
std::vector<uint32_t> combined_statistics(const std::vector<std::vector<uint32_t>>& of_image,
                                          const std::vector<int>& images, int layers);

// Greedy choice of `wanted` candidates (positions in the list of candidates): each step adds the
// one that leaves the least error when accuracies are predicted from the signature, dies left out
// one by one, summed over the states, each relative to its spread. `nominal` is
// [candidate][statistics]. `program` says how statistics become codes. Ties go to the earlier
// candidate.
std::vector<int> choose_compact_images(const std::vector<CandidateResponses>& states,
                                       const std::vector<std::vector<uint32_t>>& nominal,
                                       const TestProgram& program, int wanted);

}  // namespace kintsugi::tuning
