#include "models/compact/stand_ins.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "models/accelerator/die.h"
#include "models/core/random.h"

namespace kintsugi::compact {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr int kMostLeaves = 6;
constexpr double kHole = 0.2;  // probability that a leaf is as dark as the ground

// How an image is shown again.
struct Copy {
  int right = 0, down = 0;
  double brightness = 1.0;
};
constexpr Copy kCopies[] = {{0, 0}, {1, 0},  {-1, 0}, {0, 1},  {0, -1},      {1, 1},     {-1, -1},
                            {2, 0}, {-2, 0}, {0, 2},  {0, -2}, {0, 0, 0.75}, {0, 0, 1.3}};

// Numbers of one image, in order.
class Numbers {
 public:
  Numbers(uint64_t seed, uint32_t image) : key_{seed, image, 0, RandomRole::StandIn} {}
  double between(double low, double high) { return low + (high - low) * uniform(key_, next_++); }
  int below(int count) { return static_cast<int>(between(0, count)); }

 private:
  RandomKey key_;
  uint64_t next_ = 0;
};

// A direction, without a function that machines round differently.
std::pair<double, double> direction(Numbers* draw) {
  const double x = draw->between(-1, 1);
  const double y = draw->between(-1, 1);
  const double length = std::max(std::sqrt(x * x + y * y), 1e-3);
  return {x / length, y / length};
}

// Between -1 and 1, up and down once for each whole of t.
double wave(double t) { return std::abs(4.0 * (t - std::floor(t)) - 2.0) - 1.0; }

bool inside(int form, double u, double v) {
  if (form == 0) return u * u + v * v < 1;                       // ellipse
  if (form == 1) return std::max(std::abs(u), std::abs(v)) < 1;  // rectangle
  return v > -1 && std::abs(u) < (1 - v) / 2;                    // triangle
}

// Puts a leaf over what is there; half of them are striped. `image` [channels][height][width].
void add_leaf(const Shape& shape, Numbers* draw, std::vector<double>* image) {
  const double x0 = draw->between(0.2, 0.8) * shape.width;
  const double y0 = draw->between(0.2, 0.8) * shape.height;
  const double rx = draw->between(0.05, 0.5) * shape.width;
  const double ry = draw->between(0.05, 0.5) * shape.height;
  const auto [cosine, sine] = direction(draw);
  const int form = draw->below(3);
  const bool striped = draw->below(2) == 0;
  const double depth = striped ? draw->between(0.0, 0.5) : 0.0;
  const auto [across, along] = direction(draw);
  const double stripes = draw->between(0.05, 0.5);  // a pixel
  const double phase = draw->between(0, 1);
  const bool hole = draw->between(0, 1) < kHole;
  std::vector<double> brightness;
  for (int c = 0; c < shape.channels; ++c) {
    brightness.push_back(hole ? 0.0 : draw->between(0.1, 1.0));
  }
  for (int y = 0; y < shape.height; ++y) {
    for (int x = 0; x < shape.width; ++x) {
      const double dx = x + 0.5 - x0;
      const double dy = y + 0.5 - y0;
      const double u = (dx * cosine + dy * sine) / rx;
      const double v = (dy * cosine - dx * sine) / ry;
      if (!inside(form, u, v)) continue;
      const double texture = 1 + depth * wave(stripes * (x * across + y * along) + phase);
      for (int c = 0; c < shape.channels; ++c) {
        (*image)[static_cast<size_t>((c * shape.height + y) * shape.width + x)] =
            std::min(brightness[static_cast<size_t>(c)] * texture, 1.0);
      }
    }
  }
}

uint8_t to_code(double value, int top) {
  return static_cast<uint8_t>(std::clamp(std::floor(value + 0.5), 0.0, static_cast<double>(top)));
}

// Black where the image does not reach.
void show_again(const Shape& shape, const Copy& copy, int top, const uint8_t* image, uint8_t* out) {
  for (int c = 0; c < shape.channels; ++c) {
    for (int y = 0; y < shape.height; ++y) {
      for (int x = 0; x < shape.width; ++x) {
        const int from_x = x - copy.right;
        const int from_y = y - copy.down;
        const bool there =
            from_x >= 0 && from_x < shape.width && from_y >= 0 && from_y < shape.height;
        const int code = there ? image[(c * shape.height + from_y) * shape.width + from_x] : 0;
        out[(c * shape.height + y) * shape.width + x] = to_code(code * copy.brightness, top);
      }
    }
  }
}

// Softmax of the nominal die's logits in real units, [images][classes].
MatrixXd softmax_of(const Die& nominal, const std::vector<uint8_t>& codes) {
  const Chip& chip = nominal.chip();
  const LayerPlan& last = chip.layers.back();
  const double unit =
      last.layer.weight_scale * last.layer.input_scale / lsb_per_weight_step(last, chip.config);
  const auto count = static_cast<int>(codes.size()) / chip.network.input.size();
  const std::vector<int32_t> sums = layer_accumulators(nominal, identity_tuning(chip),
                                                       chip.layer_count() - 1, codes.data(), count);
  MatrixXd out(count, chip.network.classes());
  for (Index i = 0; i < out.rows(); ++i) {
    for (Index c = 0; c < out.cols(); ++c) {
      out(i, c) = unit * (sums[static_cast<size_t>(i * out.cols() + c)] +
                          last.digital.bias[static_cast<size_t>(c)]);
    }
    const double most = out.row(i).maxCoeff();
    for (Index c = 0; c < out.cols(); ++c) {
      out(i, c) = portable_exp(std::max(out(i, c) - most, -80.0));
    }
    out.row(i) /= out.row(i).sum();
  }
  return out;
}

}  // namespace

std::vector<uint8_t> dead_leaves(const Shape& shape, int bits, int count, uint64_t seed) {
  const int top = (1 << bits) - 1;
  std::vector<uint8_t> codes;
  for (int i = 0; i < count; ++i) {
    Numbers draw(seed, static_cast<uint32_t>(i));
    std::vector<double> image(static_cast<size_t>(shape.size()), 0.0);
    const int leaves = 1 + draw.below(kMostLeaves);
    for (int leaf = 0; leaf < leaves; ++leaf) add_leaf(shape, &draw, &image);
    for (const double value : image) codes.push_back(to_code(value * top, top));
  }
  return codes;
}

StandIns choose_stand_ins(const Chip& chip, const StandInOptions& options) {
  const Shape& shape = chip.network.input;
  const auto size = static_cast<size_t>(shape.size());
  const int top = (1 << chip.activation_bits()) - 1;
  const std::vector<uint8_t> offered =
      dead_leaves(shape, chip.activation_bits(), options.offered, options.seed);
  const Die nominal = Die::nominal(chip);
  MatrixXd shares = MatrixXd::Zero(options.offered, chip.network.classes());
  std::vector<uint8_t> again(offered.size());
  for (const Copy& copy : kCopies) {
    for (size_t at = 0; at < offered.size(); at += size) {
      show_again(shape, copy, top, offered.data() + at, again.data() + at);
    }
    shares += softmax_of(nominal, again) / static_cast<double>(std::size(kCopies));
  }

  std::vector<std::vector<Index>> of_class(static_cast<size_t>(shares.cols()));
  for (Index i = 0; i < shares.rows(); ++i) {
    Index found = 0;
    shares.row(i).maxCoeff(&found);
    of_class[static_cast<size_t>(found)].push_back(i);
  }
  const auto sureness = [&](Index i) { return shares.row(i).maxCoeff(); };
  for (std::vector<Index>& images : of_class) {
    std::sort(images.begin(), images.end(), [&](Index a, Index b) {
      return sureness(a) != sureness(b) ? sureness(a) < sureness(b) : a < b;
    });
  }
  of_class.erase(std::remove_if(of_class.begin(), of_class.end(),
                                [](const auto& images) { return images.empty(); }),
                 of_class.end());
  StandIns chosen;
  chosen.shares.resize(options.images, shares.cols());
  // Doubt u^k of u uniform in 0 .. 1 has the mean 1 / (1 + k).
  const double power = 1.0 / (1.0 - options.sureness) - 1.0;
  const RandomKey key{options.seed, 0, 1, RandomRole::StandIn};
  for (Index n = 0; n < chosen.shares.rows(); ++n) {
    const std::vector<Index>& images = of_class[static_cast<size_t>(n) % of_class.size()];
    const double doubt = portable_exp(power * portable_log(uniform(key, static_cast<uint64_t>(n))));
    const double wanted = 1.0 - doubt;
    const auto next = std::lower_bound(images.begin(), images.end(), wanted,
                                       [&](Index i, double share) { return sureness(i) < share; });
    const Index image = next == images.end() ? images.back() : *next;
    const uint8_t* codes = offered.data() + static_cast<size_t>(image) * size;
    chosen.codes.insert(chosen.codes.end(), codes, codes + size);
    chosen.shares.row(n) = shares.row(image);
  }
  return chosen;
}

}  // namespace kintsugi::compact
