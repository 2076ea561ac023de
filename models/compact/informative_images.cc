#include "models/compact/informative_images.h"

#include <algorithm>
#include <limits>

#include "models/accelerator/die.h"
#include "models/compact/die_posterior.h"
#include "models/tuning/layer_sight.h"
#include "models/tuning/nominal_weights.h"
#include "models/tuning/weight_estimate.h"

namespace kintsugi::compact {
namespace {

using Eigen::MatrixXd;
using tuning::LayerCodes;

// What the nominal chip makes of one image.
struct Played {
  std::vector<std::vector<uint8_t>> codes;  // inputs of every layer
  ImageOutput outputs;
};

Played play(const Die& nominal, const uint8_t* image) {
  const Chip& chip = nominal.chip();
  Played played{layer_codes(nominal, identity_tuning(chip), image),
                run_image(nominal, identity_tuning(chip), image)};
  played.codes.insert(played.codes.begin(),
                      std::vector<uint8_t>(image, image + chip.network.input.size()));
  return played;
}

LayerCodes inputs(const Chip& chip, int layer, const std::vector<const Played*>& images) {
  LayerCodes in{{}, 0, chip.layers[static_cast<size_t>(layer)].layer.in.size()};
  for (const Played* image : images) {
    const std::vector<uint8_t>& codes = image->codes[static_cast<size_t>(layer)];
    in.codes.insert(in.codes.end(), codes.begin(), codes.end());
    ++in.count;
  }
  return in;
}

}  // namespace

std::vector<int> choose_informative(const Chip& chip, const uint8_t* pool, int typical,
                                    const std::vector<int>& candidates, int wanted) {
  require_known_cells(chip);
  const Die nominal = Die::nominal(chip);
  const auto played = [&](int i) {
    return play(nominal, pool + ptrdiff_t{i} * chip.network.input.size());
  };
  std::vector<Played> usual;
  for (int i = 0; i < typical; ++i) usual.push_back(played(i));
  std::vector<const Played*> all;
  for (const Played& image : usual) all.push_back(&image);
  std::vector<tuning::NominalWeights> weights;
  std::vector<MatrixXd> moments;
  for (int l = 0; l < chip.layer_count(); ++l) {
    const LayerPlan& plan = chip.layers[static_cast<size_t>(l)];
    weights.push_back(tuning::nominal_weights(plan, chip.config));
    const int rows = plan.layer.rows();
    moments.push_back(
        tuning::input_moment(plan.layer, inputs(chip, l, all)).topLeftCorner(rows, rows));
  }
  std::vector<Played> offered;
  for (const int c : candidates) offered.push_back(played(c));

  std::vector<const Played*> shown;
  std::vector<int> chosen;
  while (chosen.size() < std::min(static_cast<size_t>(wanted), candidates.size())) {
    size_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (size_t c = 0; c < offered.size(); ++c) {
      if (std::find(shown.begin(), shown.end(), &offered[c]) != shown.end()) continue;
      std::vector<const Played*> with = shown;
      with.push_back(&offered[c]);
      double doubt = 0;
      for (int l = 0; l < chip.layer_count(); ++l) {
        std::vector<const int32_t*> outputs;
        for (const Played* image : with) {
          outputs.push_back(image->outputs[static_cast<size_t>(l)].values.data());
        }
        doubt +=
            tuning::doubt_left(tuning::sight_of_outputs(chip, l, inputs(chip, l, with), outputs),
                               weights[static_cast<size_t>(l)], chip.config.device.sigma_within,
                               moments[static_cast<size_t>(l)]);
      }
      if (doubt >= least) continue;
      least = doubt;
      best = c;
    }
    shown.push_back(&offered[best]);
    chosen.push_back(candidates[best]);
  }
  return chosen;
}

}  // namespace kintsugi::compact
