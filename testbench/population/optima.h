// Per-die optima: the images they are searched on, and those that a file already holds.
#pragma once

#include <map>
#include <string>

#include "models/tuning/optimum_file.h"
#include "testbench/population/experiment.h"

namespace kintsugi {

// The last fit.optimum_images training images, which network training set aside and test programs
// do not draw from. Never a test image: those judge.
CodedImages fitting_images(const Scenario& scenario, const Network& network);

// What of a file's chip or images is not the experiment's, whose optimum_key() is `key`, as a
// sentence; empty when all agrees. Images are compared only where `images_digest` is given.
std::string optimum_mismatch(const tuning::OptimumFile& file, const std::string& key,
                             const std::string& images_digest = "");

// The optima of the scenario's seed, if its file is there and of this chip. Throws UserError for a
// damaged file, and for a missing one or one of another chip when the scenario names it.
KnownOptima known_optima(const Scenario& scenario, const Chip& chip,
                         const tuning::TestProgram& program);

}  // namespace kintsugi
