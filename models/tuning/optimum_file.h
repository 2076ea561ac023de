// Per-die optima kept in a file, so that a run need not search for them again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "models/tuning/optimum.h"

namespace kintsugi::tuning {

struct OptimumFile {
  std::string chip;           // optimum_key() of what they were found for
  int fitting_images = 0;     // the last so many training images
  std::string images_digest;  // of their codes and labels
  std::map<std::pair<uint64_t, uint32_t>, Optimum> dies;  // by seed and die
};

// Hex digest of what decides an optimum beside the die's key and the fitting images: network, chip,
// test program and the way the search goes.
std::string optimum_key(const Chip& chip, const TestProgram& program);

// `pixels` is the number of codes of one image.
std::string digest(const TrainingImages& images, int pixels);

// Text of a file and back, exact inverses; a line a die, in the order of their keys. load_optima
// throws UserError naming file and key for syntax, missing keys and values out of format; in a file
// of the chip with the key `chip`, each tuning is of `tuned_layers` layers.
std::string optima_text(const OptimumFile& file);
OptimumFile load_optima(const std::filesystem::path& path, const std::string& chip,
                        int tuned_layers);

}  // namespace kintsugi::tuning
