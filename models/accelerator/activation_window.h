// What the monitor of the controller reads: activation sums over windows of whole images
// (docs/accelerator.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kintsugi {

// Running sums are published together when the window's last image ends, and restarted. They
// saturate at 2^32 - 1.
class ActivationWindow {
 public:
  // `sums`: those of an image, see activation_sums().
  explicit ActivationWindow(size_t sums) : running_(sums), published_(sums) {}

  // Images a window; 0: off. Restarts the window and its count; what was published stays.
  void set_images(uint16_t images);
  void restart();
  void image_over(const std::vector<uint64_t>& sums);
  void reset();

  uint16_t images() const { return images_; }
  uint16_t sequence() const { return sequence_; }  // windows completed, wraps
  const std::vector<uint32_t>& sums() const { return published_; }

 private:
  std::vector<uint32_t> running_;
  std::vector<uint32_t> published_;
  uint16_t images_ = 0;
  uint16_t done_ = 0;
  uint16_t sequence_ = 0;
};

}  // namespace kintsugi
