#include "models/training/test_images.h"

#include <cmath>
#include <limits>

#include "models/core/error.h"

namespace kintsugi {
namespace {

double highest_code(int bits) { return static_cast<double>((1 << bits) - 1); }

torch::Tensor to_pixels(const ImageCodes& images, int bits) {
  std::vector<torch::Tensor> rows;
  for (const auto& image : images) {
    rows.push_back(torch::tensor(std::vector<float>(image.begin(), image.end())));
  }
  return torch::stack(rows) / highest_code(bits);
}

ImageCodes image_codes(const torch::Tensor& pixels, int bits) {
  const auto codes =
      (pixels.detach().clamp(0, 1) * highest_code(bits)).round().to(torch::kUInt8).contiguous();
  ImageCodes out;
  for (int64_t i = 0; i < codes.size(0); ++i) {
    const auto* first = codes.data_ptr<uint8_t>() + i * codes.size(1);
    out.emplace_back(first, first + codes.size(1));
  }
  return out;
}

// Along the last dimension, in nats.
torch::Tensor entropy(const torch::Tensor& shares) {
  return -(shares * (shares + 1e-9).log()).sum(-1);
}

torch::Tensor roughness(const torch::Tensor& pixels, const Shape& shape) {
  const auto maps = pixels.view({-1, shape.channels, shape.height, shape.width});
  return maps.diff(1, 2).square().mean() + maps.diff(1, 3).square().mean();
}

// Noise of a few pixels' grain, with contrast that differs from image to image.
torch::Tensor grainy(int images, const Shape& shape) {
  const auto noise =
      torch::avg_pool2d(torch::rand({images, shape.channels, shape.height, shape.width}), 3, 1, 1);
  const auto contrast = 1.0 + 3.0 * torch::rand({images, 1, 1, 1});
  const auto ground = 0.5 * torch::rand({images, 1, 1, 1});
  return ((noise - 0.5) * contrast + ground).clamp(0, 1).reshape({images, shape.size()});
}

}  // namespace

ImageCodes optimise_pixels(const DieBank& bank, const std::vector<double>& accuracy,
                           const ImageCodes& start, int bits, const PixelOptions& options) {
  if (accuracy.size() != static_cast<size_t>(bank.dies()) || bank.dies() < 3 || start.empty()) {
    throw UserError("Pixel optimisation needs images, and the accuracies of at least 3 dies.");
  }
  auto pixels = to_pixels(start, bits).requires_grad_();
  const auto known = torch::tensor(accuracy);
  torch::optim::Adam optimiser({pixels}, torch::optim::AdamOptions(options.rate));
  double least = std::numeric_limits<double>::infinity();
  ImageCodes best = start;
  for (int step = 0; step <= options.steps; ++step) {
    optimiser.zero_grad();
    const auto error = left_out_error(columns_of(bank.answer(pixels)), known, options.width,
                                      options.details, options.ridge);
    const double value = error.item<double>();
    if (value < least) {
      least = value;
      best = image_codes(pixels, bits);
    }
    if (options.progress && !options.progress(step, value)) break;
    error.backward();
    optimiser.step();
    const torch::NoGradGuard no_grad;
    pixels.clamp_(0, 1);
  }
  return best;
}

ImageCodes synthesise(const DieBank& nominal, const DieBank& bank, const Shape& shape, int bits,
                      const SynthesisOptions& options) {
  torch::manual_seed(options.seed);
  auto pixels = grainy(options.images, shape).requires_grad_();
  torch::optim::Adam optimiser({pixels}, torch::optim::AdamOptions(options.rate));
  for (int step = 0; step < options.steps; ++step) {
    optimiser.zero_grad();
    const auto sure = torch::softmax(nominal.answer(pixels).logits[0], 1);
    const auto varied = torch::softmax(bank.answer(pixels).logits, 2).mean(0);
    const auto loss =
        options.sure * entropy(sure).mean() - options.unsure * entropy(varied).mean() -
        options.even * entropy(sure.mean(0)) + options.smooth * roughness(pixels, shape);
    loss.backward();
    optimiser.step();
    const torch::NoGradGuard no_grad;
    pixels.clamp_(0, 1);
  }
  return image_codes(pixels, bits);
}

}  // namespace kintsugi
