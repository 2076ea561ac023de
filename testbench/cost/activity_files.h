// Activity as files: counts as CSV, toggles as VCD and SAIF.
#pragma once

#include <string>
#include <vector>

#include "testbench/cost/toggle_recorder.h"

namespace kintsugi {

// A line an image and layer: image, layer, name, every count of kActivityFields, then
// conductance_reads (sum of G / Gmax). Counts are exact; the last column has 17 digits.
std::string activity_csv(const std::vector<ImageActivity>& images,
                         const cost::ChipDescription& description);

// IEEE 1364 value change dump, 1 ps, scope `chip`.
class VcdText : public ToggleSink {
 public:
  void begin(const std::vector<ToggleSignal>& signals) override;
  void change(int64_t time_ps, size_t signal, const std::vector<uint8_t>& bits) override;
  void end(int64_t time_ps) override;
  const std::string& text() const { return text_; }

 private:
  void value(size_t signal, const std::vector<uint8_t>& bits);

  std::string text_;
  std::vector<std::string> codes_;
  int64_t time_ps_ = 0;
};

// SAIF 2.0, backward: time at 0 and 1 and number of toggles of every bit of every signal that is
// no counter. T0 + T1 is the duration.
class SaifText : public ToggleSink {
 public:
  void begin(const std::vector<ToggleSignal>& signals) override;
  void change(int64_t time_ps, size_t signal, const std::vector<uint8_t>& bits) override;
  void end(int64_t time_ps) override;
  const std::string& text() const { return text_; }

 private:
  struct Bit {
    uint8_t value = 0;
    int64_t since_ps = 0;
    int64_t high_ps = 0;
    int64_t toggles = 0;
  };
  std::string nets(size_t signal, int64_t duration_ps, const std::string& indent) const;

  std::string text_;
  std::vector<ToggleSignal> signals_;
  std::vector<std::vector<Bit>> bits_;
};

}  // namespace kintsugi
