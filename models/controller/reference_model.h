// What RTL is held against in every cycle: a cycle-accurate model of a tuning controller. Ours is
// ControllerReference; docs/own_controller.md says how one writes another.
#pragma once

#include <cstdint>

#include "models/controller/pins.h"
#include "models/controller/sizes.h"
#include "models/registers/tuning_ctrl.h"

namespace kintsugi {

class ReferenceModel {
 public:
  virtual ~ReferenceModel() = default;

  // Takes one clock edge with the pins sampled at it; in reset `rst_n` is 0.
  virtual void step(const ControllerInputs& in) = 0;

  // Pins after the last edge.
  virtual const ControllerOutputs& outputs() const = 0;

  // Declared state after the last edge: regs::kObsWords words, packed as obs_o of the RTL (field i
  // at bit kObsFields[i].lsb, lowest word first). Null: it declares none, and the pins alone are
  // compared.
  virtual const uint32_t* declared_state() const { return nullptr; }

  // What the sweep holds the memories of our RTL against; those of other RTL are not looked at.
  virtual bool has_memories() const { return false; }
  virtual ControllerSizes sizes() const { return {}; }
  // Without parity: one value a word, in the order of regs::Memory. std::out_of_range behind the
  // memory's depth.
  virtual uint64_t memory_word(regs::Memory /*memory*/, int /*word*/) const { return 0; }
};

}  // namespace kintsugi

// Closes the source of a model: what `kintsugi run --reference` makes, one a die.
#define KINTSUGI_REFERENCE_MODEL(Model)                                       \
  extern "C" __attribute__((visibility("default"))) kintsugi::ReferenceModel* \
  kintsugi_reference_model() {                                                \
    return new Model;                                                         \
  }
