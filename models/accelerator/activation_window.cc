#include "models/accelerator/activation_window.h"

#include <algorithm>

namespace kintsugi {

void ActivationWindow::set_images(uint16_t images) {
  images_ = images;
  sequence_ = 0;
  restart();
}

void ActivationWindow::restart() {
  done_ = 0;
  std::fill(running_.begin(), running_.end(), 0);
}

void ActivationWindow::image_over(const std::vector<uint64_t>& sums) {
  if (images_ == 0) return;
  for (size_t i = 0; i < running_.size(); ++i) {
    running_[i] = static_cast<uint32_t>(std::min<uint64_t>(running_[i] + sums[i], UINT32_MAX));
  }
  if (++done_ < images_) return;
  published_ = running_;
  ++sequence_;
  restart();
}

void ActivationWindow::reset() {
  set_images(0);
  std::fill(published_.begin(), published_.end(), 0);
}

}  // namespace kintsugi
