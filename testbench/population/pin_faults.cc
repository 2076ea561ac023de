#include "testbench/population/pin_faults.h"

#include <utility>

namespace kintsugi {
namespace {

void pixel_flipped(const ControllerInputs&, ControllerOutputs& out) {
  if (out.stim_valid != 0) out.stim_data ^= 1;
}
void tag_flipped(const ControllerInputs&, ControllerOutputs& out) {
  if (out.stim_valid != 0) out.stim_tag ^= 1;
}
void word_flipped(const ControllerInputs&, ControllerOutputs& out) {
  if (out.cfg_psel != 0 && out.cfg_pwrite != 0) out.cfg_pwdata ^= 1;
}
void setup_skipped(const ControllerInputs&, ControllerOutputs& out) {
  out.cfg_penable = out.cfg_psel;
}
void result_flipped(const ControllerInputs& in, ControllerOutputs& out) {
  const bool read = out.csr_pready != 0 && in.csr_pwrite == 0;
  if (read && in.csr_paddr == regs::kOutcomeAddress) out.csr_prdata ^= 1;
}
void flush_unasked(const ControllerInputs&, ControllerOutputs& out) {
  if (out.stim_valid != 0 && out.stim_last != 0) out.flush = 1;
}
void interrupt_lost(const ControllerInputs&, ControllerOutputs& out) { out.irq = 0; }

class WrongAtItsPins : public ControllerModel {
 public:
  WrongAtItsPins(std::unique_ptr<ControllerModel> controller, PinFault fault)
      : right_(std::move(controller)), fault_(fault) {}

  void step(const ControllerInputs& in, ControllerOutputs& out) override {
    right_->step(in, shown_);
    out = shown_;
    if (in.rst_n != 0) fault_(in, out);
  }
  const uint32_t* obs() const override { return right_->obs(); }
  bool has_memories() const override { return right_->has_memories(); }
  uint64_t memory_word(regs::Memory memory, int word) const override {
    return right_->memory_word(memory, word);
  }
  Assertions assertions() const override { return right_->assertions(); }
  bool assertion_failed() const override { return right_->assertion_failed(); }
  std::string failed_assertion() const override { return right_->failed_assertion(); }
  bool open_wave(const WaveRequest& request) override { return right_->open_wave(request); }
  void sample_wave() override { right_->sample_wave(); }
  void close_wave() override { right_->close_wave(); }

 private:
  std::unique_ptr<ControllerModel> right_;
  PinFault fault_;
  ControllerOutputs shown_;  // by the right one
};

}  // namespace

const NamedPinFault kPinFaults[kPinFaultCount] = {
    {"pins:flush_unasked", flush_unasked}, {"pins:interrupt_lost", interrupt_lost},
    {"pins:pixel_flipped", pixel_flipped}, {"pins:result_flipped", result_flipped},
    {"pins:setup_skipped", setup_skipped}, {"pins:tag_flipped", tag_flipped},
    {"pins:word_flipped", word_flipped},
};

std::unique_ptr<ControllerModel> with_pin_fault(std::unique_ptr<ControllerModel> controller,
                                                PinFault fault) {
  return std::make_unique<WrongAtItsPins>(std::move(controller), fault);
}

}  // namespace kintsugi
