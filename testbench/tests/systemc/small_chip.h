// A chip small enough for a test and rich enough to have every kind of layer and split: padded and
// pooled convolution, dense layers, tiles split over rows and over outputs.
#pragma once

#include <cstdint>
#include <vector>

#include "models/accelerator/chip.h"
#include "models/tuning/program.h"

namespace kintsugi {

Network small_convolutional_network();

// A block with a projection, averaged, of which the controller sees stem, output and last layer.
Network small_residual_network();

// Tiles of 7 rows and 4 columns (2 differential outputs), spread in cells, tiles and converters.
ChipConfig small_tiles(size_t layers = 3);

// A random image of the network, activation codes.
std::vector<uint8_t> random_image(const Network& network, uint64_t seed);

// A test program for the network with random features and codebook that always repairs.
tuning::TestProgram program_for(const Network& network, uint64_t seed);

// The same program with affine maps and predictors that part the dies of small_tiles().
tuning::TestProgram with_predictors(tuning::TestProgram program);

}  // namespace kintsugi
