#include "testbench/population/optima.h"

#include <fmt/format.h>

#include "models/core/error.h"
#include "models/tuning/digest.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {

CodedImages fitting_images(const Scenario& scenario, const Network& network) {
  const CodedImages all = load_images(scenario, network, true, ImageCount{0});
  return last_images(all, scenario.fit.optimum_images, network);
}

std::string optimum_mismatch(const tuning::OptimumFile& file, const std::string& key,
                             const std::string& images_digest) {
  if (file.chip != key) {
    return fmt::format(
        "chip: found {}; this scenario's is {} (network, device, converters, test program or "
        "search differ)",
        file.chip, key);
  }
  if (!images_digest.empty() && file.images_digest != images_digest) {
    return fmt::format("images_digest: found {}; this scenario's fitting images are {}",
                       file.images_digest, images_digest);
  }
  return "";
}

KnownOptima known_optima(const Scenario& scenario, const Chip& chip,
                         const tuning::TestProgram& program) {
  KnownOptima known;
  const std::filesystem::path path = optimum_path(scenario);
  const bool named = !scenario.optimum.empty();
  if (!std::filesystem::is_regular_file(path)) {
    if (!named) return known;
    throw UserError(fmt::format(
        "{}: there is no file {}; `kintsugi optimum` with this scenario writes it",
        scenario.where("optimum"), path.string()));
  }
  const std::string chip_key = tuning::optimum_key(chip, program);
  const tuning::OptimumFile file = tuning::load_optima(path, chip_key, chip.tuned_layers());
  const std::string mismatch = optimum_mismatch(file, chip_key);
  if (!mismatch.empty() && named) {
    throw UserError(fmt::format("{}: {}; name another file or make it anew with `kintsugi optimum`",
                                path.string(), mismatch));
  }
  known.note = mismatch.empty() ? "" : path.string() + " is not used: " + mismatch;
  if (!mismatch.empty()) return known;
  tuning::Digest digest;
  for (const auto& [key, optimum] : file.dies) {
    if (key.first != scenario.seed) continue;
    known.dies[key.second] = optimum.tuning;
    digest.add(key.second);
    for (const LayerTuning& layer : optimum.tuning) {
      digest.add(layer.gain);
      digest.add(layer.offset);
    }
  }
  if (!known.dies.empty()) known.digest = digest.hex();
  return known;
}

}  // namespace kintsugi
