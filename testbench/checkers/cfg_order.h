// What the orders of traffic on the cfg port have in common.
#pragma once

#include <cstdint>
#include <string>

#include "models/controller/pins.h"
#include "models/registers/tuning_ctrl.h"
#include "testbench/checkers/transactions.h"

namespace kintsugi {

// What a controller must report, or may.
struct ErrorCause {
  regs::Error error = regs::Error::None;
  int detail = 0;
  bool operator==(const ErrorCause& o) const { return error == o.error && detail == o.detail; }
};

inline std::string cause_text(const ErrorCause& cause) {
  return std::string(regs::name(cause.error)) + ", detail " + std::to_string(cause.detail);
}

inline std::string transfer_text(const ControllerOutputs& setup) {
  const std::string name = cfg_name(setup.cfg_paddr);
  return std::string(setup.cfg_pwrite != 0 ? "cfg writes " : "cfg reads ") +
         (name.empty() ? "address " + std::to_string(setup.cfg_paddr) : name);
}

inline bool reads(const ControllerOutputs& setup, uint32_t address) {
  return setup.cfg_pwrite == 0 && setup.cfg_paddr == address;
}
inline bool writes(const ControllerOutputs& setup, uint32_t address) {
  return setup.cfg_pwrite != 0 && setup.cfg_paddr == address;
}

// A word that is written and read back, again while it differs and retries are left.
class WordWriting {
 public:
  enum class After { Again, Equal, GivenUp };

  bool due(const ControllerOutputs& setup, uint32_t address) const {
    return written_ ? reads(setup, address) : writes(setup, address);
  }
  const char* due_text() const { return written_ ? "reading back" : "writing"; }
  bool begun() const { return written_ || retries_ > 0; }

  // A transfer that was due has succeeded.
  After ends(const ControllerOutputs& out, const ControllerInputs& in, uint32_t retries) {
    written_ = !written_;
    if (written_) {
      word_ = out.cfg_pwdata;
      return After::Again;
    }
    if (in.cfg_prdata == word_) {
      retries_ = 0;
      return After::Equal;
    }
    return retries_++ < retries ? After::Again : After::GivenUp;
  }

 private:
  bool written_ = false;
  uint32_t retries_ = 0;
  uint32_t word_ = 0;
};

}  // namespace kintsugi
