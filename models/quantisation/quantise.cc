#include "models/quantisation/quantise.h"

#include <algorithm>
#include <cmath>

#include "models/core/error.h"
#include "models/quantisation/real_network.h"
#include "models/quantisation/scale_search.h"

namespace kintsugi {
namespace {

constexpr int kSignedTop = 127;

void check(const FloatNetwork& network, int count, const QuantisationOptions& options) {
  const auto require = [](bool holds, const std::string& sentence) {
    if (!holds) throw UserError(sentence);
  };
  require(options.weight_levels >= 2 && options.weight_levels <= 128,
          "--levels is " + std::to_string(options.weight_levels) + "; allowed are 2 to 128.");
  require(
      options.activation_bits >= 1 && options.activation_bits <= 8,
      "--activation-bits is " + std::to_string(options.activation_bits) + "; allowed are 1 to 8.");
  require(options.white > 0.0F && std::isfinite(options.white),
          "--white is " + std::to_string(options.white) + "; a positive number is needed.");
  require(count >= 1, "Quantisation needs at least one calibration image.");
  require(!network.structure.layers.empty(), "The network has no layers.");
}

bool averages(const Layer& layer) { return layer.pool > 1 && layer.pool_kind == PoolKind::Average; }

float best_step(const std::vector<Maps>& values, bool rectify, int top) {
  float largest = 0.0F;
  const auto size = [&](float value) { return rectify ? std::max(value, 0.0F) : std::abs(value); };
  for (const Maps& one : values) {
    for (const float value : one.reshaped()) largest = std::max(largest, size(value));
  }
  ScaleSearch search(largest);
  for (const Maps& one : values) {
    for (const float value : one.reshaped()) search.add(size(value));
  }
  return search.best_step(top);
}

// Both networks side by side, each tensor of the calibration images as long as it is read.
class Calibration {
 public:
  Calibration(const FloatNetwork& network, const uint8_t* pixels, int count,
              const QuantisationOptions& options)
      : floats_(network), real_(network), coded_(network), options_(options) {
    result_ = network.structure;
    result_.activation_bits = options.activation_bits;
    result_.weight_levels = options.weight_levels;
    const auto layers = result_.layers.size();
    last_reader_.assign(layers, -1);
    for (int l = 0; l < static_cast<int>(layers); ++l) {
      note_reader(source_of(result_, l), l);
      if (at(l).addend != 0) note_reader(addend_of(result_, l), l);
      if (source_of(result_, l) == kInputTensor) at(l).input_scale = input_scale();
    }
    tensors_real_.resize(layers);
    tensors_coded_.resize(layers);
    for (int i = 0; i < count; ++i) {
      const uint8_t* image = pixels + static_cast<ptrdiff_t>(i) * result_.input.size();
      input_real_.push_back(real_input(result_.input, image, options.white));
      input_coded_.push_back(coded_input(result_, image));
    }
    coded_.set_activation_bits(options.activation_bits);
  }

  Network run() {
    for (int l = 0; l < static_cast<int>(result_.layers.size()); ++l) {
      quantise_layer(l);
      release(l);
    }
    return std::move(result_);
  }

 private:
  using Tensors = std::vector<Maps>;  // of the images

  Layer& at(int layer) { return result_.layers[static_cast<size_t>(layer)]; }
  float input_scale() const {
    return options_.white / static_cast<float>((1 << options_.activation_bits) - 1);
  }
  void note_reader(int tensor, int layer) {
    if (tensor != kInputTensor) last_reader_[static_cast<size_t>(tensor)] = layer;
  }
  void release(int layer) {
    for (size_t t = 0; t < last_reader_.size(); ++t) {
      if (last_reader_[t] != layer) continue;
      tensors_real_[t] = {};
      tensors_coded_[t] = {};
    }
  }
  const Tensors& real(int tensor) const {
    return tensor == kInputTensor ? input_real_ : tensors_real_[static_cast<size_t>(tensor)];
  }
  const Tensors& coded(int tensor) const {
    return tensor == kInputTensor ? input_coded_ : tensors_coded_[static_cast<size_t>(tensor)];
  }
  float scale_of(int tensor) {
    if (tensor == kInputTensor) return input_scale();
    return averages(at(tensor)) ? at(tensor).pool_scale : at(tensor).output_scale;
  }

  Tensors before_relu(const RealNetwork& network, int l, bool coded_tensors) {
    const int source = source_of(result_, l);
    const Tensors& in = coded_tensors ? coded(source) : real(source);
    const Tensors* addend = nullptr;
    if (at(l).addend != 0) {
      const int tensor = addend_of(result_, l);
      addend = coded_tensors ? &coded(tensor) : &real(tensor);
    }
    Tensors out;
    for (size_t i = 0; i < in.size(); ++i) {
      out.push_back(network.before_relu(l, in[i], addend == nullptr ? nullptr : &(*addend)[i]));
    }
    return out;
  }

  void quantise_weights(int l) {
    Layer& layer = at(l);
    const std::vector<float>& weights = floats_.weights[static_cast<size_t>(l)];
    const int top = options_.weight_levels - 1;
    layer.weight_scale = best_weight_step(weights, top);
    for (const float w : weights) {
      const float level = std::round(w / layer.weight_scale);
      const auto limit = static_cast<float>(top);
      layer.weights.push_back(static_cast<int8_t>(std::clamp(level, -limit, limit)));
    }
  }

  // Gives every channel the mean it has in floating point.
  static void correct_bias(Layer& layer, const Tensors& wanted, Tensors* found) {
    const auto values = static_cast<double>(wanted.size()) * layer.positions();
    Eigen::VectorXd off = Eigen::VectorXd::Zero(layer.conv_out.channels);
    for (size_t i = 0; i < wanted.size(); ++i) {
      off += (wanted[i] - (*found)[i]).cast<double>().rowwise().sum();
    }
    const Eigen::VectorXf more = (off / values).cast<float>();
    for (int c = 0; c < layer.conv_out.channels; ++c) {
      layer.bias[static_cast<size_t>(c)] += more(c);
    }
    for (Maps& one : *found) one.colwise() += more;
  }

  void quantise_layer(int l) {
    Layer& layer = at(l);
    const bool last = l + 1 == static_cast<int>(result_.layers.size());
    layer.input_scale = scale_of(source_of(result_, l));
    if (layer.addend != 0) layer.addend_scale = scale_of(addend_of(result_, l));
    quantise_weights(l);
    coded_.quantise(l, layer);
    const Tensors wanted = before_relu(real_, l, false);
    Tensors found = before_relu(coded_, l, true);
    if (options_.correct_bias) correct_bias(layer, wanted, &found);
    if (last) return;
    const int top = (1 << options_.activation_bits) - 1;
    layer.output_scale = best_step(found, layer.relu, layer.relu ? top : kSignedTop);
    if (averages(layer)) {
      Tensors means;
      for (const Maps& one : found) {
        means.push_back(pooled(layer, on_codes(one.cwiseMax(0.0F), layer.output_scale, 0.0F,
                                               static_cast<float>(top))));
      }
      layer.pool_scale = best_step(means, true, top);
    }
    coded_.quantise(l, layer);
    for (size_t i = 0; i < found.size(); ++i) {
      tensors_real_[static_cast<size_t>(l)].push_back(real_.after(l, wanted[i]));
      tensors_coded_[static_cast<size_t>(l)].push_back(coded_.after(l, found[i]));
    }
  }

  const FloatNetwork& floats_;
  RealNetwork real_;
  RealNetwork coded_;
  QuantisationOptions options_;
  Network result_;
  std::vector<int> last_reader_;
  Tensors input_real_;
  Tensors input_coded_;
  std::vector<Tensors> tensors_real_;   // [layers]
  std::vector<Tensors> tensors_coded_;  // [layers]
};

}  // namespace

Network quantise(const FloatNetwork& network, const uint8_t* pixels, int count,
                 const QuantisationOptions& options) {
  check(network, count, options);
  Network quantised = Calibration(network, pixels, count, options).run();
  choose_signature(&quantised, options.signature);
  check_network(quantised);
  return quantised;
}

}  // namespace kintsugi
