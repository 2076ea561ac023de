#include "models/compact/answers.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>

namespace kintsugi::compact {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr int kLayerColumns = 3;
constexpr int kLogitColumns = 2;

double octaves(double sum) { return std::log2(1.0 + sum); }

Index layer_columns(const Chip& chip) {
  return Index{kLayerColumns} * chip.tuned_layers() + kLogitColumns;
}

Index detail_columns(const Chip& chip) {
  Index channels = chip.network.classes();
  for (int t = 0; t < chip.tuned_layers(); ++t) channels += chip.tuned(t).layer.out.channels;
  return channels;
}

// One image of one die: `layers` and `details` are its columns.
void write_answer(const Chip& chip, const ImageOutput& output, double logit_unit,
                  Eigen::Ref<Eigen::RowVectorXd> layers, Eigen::Ref<Eigen::RowVectorXd> details) {
  Index at = 0;
  Index detail = 0;
  for (int t = 0; t < chip.tuned_layers(); ++t) {
    const std::vector<int32_t>& codes = output[static_cast<size_t>(t)].values;
    const int channels = chip.tuned(t).layer.out.channels;
    const size_t positions = codes.size() / static_cast<size_t>(channels);
    double sum = 0;
    double active = 0;
    double squares = 0;
    for (int c = 0; c < channels; ++c) {
      double of_channel = 0;
      for (size_t i = 0; i < positions; ++i) {
        const double code = codes[static_cast<size_t>(c) * positions + i];
        of_channel += code;
        active += code > 0;
        squares += code * code;
      }
      sum += of_channel;
      details(detail++) = octaves(of_channel);
    }
    layers(at++) = octaves(sum);
    layers(at++) = octaves(active);
    layers(at++) = octaves(squares);
  }
  std::vector<int32_t> logits = output.back().values;
  double magnitude = 1;
  for (const int32_t logit : logits) {
    magnitude += std::abs(static_cast<double>(logit));
    details(detail++) = logit / logit_unit;
  }
  std::nth_element(logits.begin(), logits.begin() + 1, logits.end(), std::greater<>());
  layers(at++) = octaves(magnitude);
  layers(at++) = (static_cast<double>(logits[0]) - logits[1]) / magnitude;
}

double mean_magnitude(const Die& nominal, const std::vector<const uint8_t*>& images) {
  double sum = 0;
  double count = 0;
  for (const uint8_t* image : images) {
    const ImageOutput output = run_image(nominal, identity_tuning(nominal.chip()), image);
    for (const int32_t logit : output.back().values) {
      sum += std::abs(static_cast<double>(logit));
      ++count;
    }
  }
  return std::max(sum, 1.0) / std::max(count, 1.0);
}

Answers empty(const Chip& chip, int dies, size_t images) {
  const auto count = static_cast<Index>(images);
  return {MatrixXd(dies, count * layer_columns(chip)), MatrixXd(dies, count * detail_columns(chip)),
          static_cast<int>(images)};
}

void ask(const Die& die, const std::vector<const uint8_t*>& images, double logit_unit, Index row,
         Answers* out) {
  const Chip& chip = die.chip();
  const Index wide = layer_columns(chip);
  const Index narrow = detail_columns(chip);
  Eigen::RowVectorXd layers(wide);
  Eigen::RowVectorXd details(narrow);
  for (size_t i = 0; i < images.size(); ++i) {
    const auto image = static_cast<Index>(i);
    write_answer(chip, run_image(die, identity_tuning(chip), images[i], static_cast<uint32_t>(i)),
                 logit_unit, layers, details);
    out->layers.row(row).segment(image * wide, wide) = layers;
    out->details.row(row).segment(image * narrow, narrow) = details;
  }
}

MatrixXd columns_of(const MatrixXd& all, int images, const std::vector<int>& chosen) {
  const Index wide = all.cols() / images;
  MatrixXd out(all.rows(), wide * static_cast<Index>(chosen.size()));
  for (size_t i = 0; i < chosen.size(); ++i) {
    out.middleCols(static_cast<Index>(i) * wide, wide) = all.middleCols(chosen[i] * wide, wide);
  }
  return out;
}

}  // namespace

Answers Answers::of_images(const std::vector<int>& chosen) const {
  return {columns_of(layers, images, chosen), columns_of(details, images, chosen),
          static_cast<int>(chosen.size())};
}

Answers Answers::of_dies(Index first, Index count) const {
  return {layers.middleRows(first, count), details.middleRows(first, count), images};
}

Answers ask_dies(const Chip& chip, uint64_t seed, uint32_t first, int count,
                 const std::vector<const uint8_t*>& images, int jobs) {
  Answers out = empty(chip, count, images.size());
  const double unit = mean_magnitude(Die::nominal(chip), images);
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  static_cast<size_t>(jobs));
  tbb::parallel_for(0, count, [&](int d) {
    const Die die(chip, DieKey{seed, first + static_cast<uint32_t>(d)});
    ask(die, images, unit, d, &out);
  });
  return out;
}

Answers ask_nominal(const Chip& chip, const std::vector<const uint8_t*>& images) {
  Answers out = empty(chip, 1, images.size());
  const Die nominal = Die::nominal(chip);
  ask(nominal, images, mean_magnitude(nominal, images), 0, &out);
  return out;
}

}  // namespace kintsugi::compact
