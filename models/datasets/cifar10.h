// CIFAR-10 in its binary version: data_batch_1.bin .. data_batch_5.bin and test_batch.bin.
#pragma once

#include <filesystem>

#include "models/datasets/dataset.h"

namespace kintsugi {

// 50 000 (Train) or 10 000 (Test) images of 3 x 32 x 32 from `folder`: records of one label 0 .. 9
// and 3 072 pixels, red, green and blue plane (Krizhevsky, 2009). Batches may be gzip files
// (.bin.gz). Throws UserError for missing, packed (.xz), truncated and overlong files and for other
// labels.
Dataset load_cifar10(const std::filesystem::path& folder, Split split);

// Whichever `folder` holds: CIFAR-10 where its first batch lies there, else a set of the MNIST
// family. Throws UserError as the two do.
Dataset load_images(const std::filesystem::path& folder, Split split);

// Adds the images of one batch, a file with as many records. Throws UserError for a file of another
// length and for labels above 9.
void append_cifar10_batch(const std::filesystem::path& path, int images, Dataset* data);

}  // namespace kintsugi
