// One image after the other: its pixels, behind them its signature, framed as the tester told.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "systemc/rtl_host/cycle_observer.h"
#include "testbench/checkers/told.h"

namespace kintsugi {

class ImageOrder {
 public:
  bool playing() const { return playing_; }  // pixels are still to come
  bool out() const { return out_; }          // first pixel offered, not all answered
  uint8_t tag() const { return tag_; }

  // Whether the first pixel of a beat is offered at this edge.
  static bool offers(const ControllerOutputs& before, const Cycle& cycle);
  // Takes the last pixel of the edge before.
  void take_pixel(const ControllerOutputs& before, const ControllerInputs& in);
  // The first pixel of an image; a sentence when its tag does not count up.
  std::string begin(uint8_t tag);
  // A beat that was taken: the check of docs/controller.md, section 7.2, that it fails, or 0.
  int take_beat(const Told& told, const ControllerInputs& in);
  // The image is given up.
  void drop() { playing_ = out_ = false; }
  void stop_playing() { playing_ = false; }

 private:
  int framing_fault(const Told& told, const ControllerInputs& in) const;
  void accept(const Told& told);

  bool playing_ = false;
  bool out_ = false;
  std::optional<uint8_t> last_tag_;
  uint8_t tag_ = 0;
  uint32_t layer_ = 0;  // of the beat that comes next
  int channel_ = 0;
  int beat_ = 0;
};

}  // namespace kintsugi
