// Gains and offsets of the digital ReLUs as the controller's cfg port sees them.
#pragma once

#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <string>
#include <systemc>
#include <tlm>

#include "models/accelerator/die.h"
#include "systemc/accelerator/timing.h"
#include "systemc/trace/probe.h"

namespace kintsugi {

// One word {offset 31:16, gain 15:0} a tuned layer, twice: a shadow that is written and the active
// copy that the layers use. A commit asks for the shadow to become active, which happens at the
// next image boundary, so that no image is computed with half a repair.
//
//   TuneShadow + 4 l   RW   shadow of layer l
//   TuneCommit         RW   write 1: commit; reads the number of commits
//   TuneActive + 4 l   RO   active word of layer l
//
// Only aligned 32-bit accesses without byte enables. Anything else, and a write to TuneActive,
// gets an error response and has no effect.
class TuningRegisters : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<TuningRegisters> socket;

  TuningRegisters(sc_core::sc_module_name name, const Tuning& initial, const TimingConfig& timing);

  const Tuning& active() const { return active_; }

  // The accelerator tells where an image begins and ends. The boundary is wherever no image is in
  // work: a commit between images acts at once, one during an image at its end.
  void image_begins() { image_in_work_ = true; }
  void image_ends();

  // Active and shadow gains as real numbers, offsets, commits and whether one waits.
  void add_probes(ProbeList& probes, const std::string& scope) const;

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(tlm::tlm_generic_payload& payload);
  tlm::tlm_response_status read(uint64_t address, uint32_t& word) const;
  tlm::tlm_response_status write(uint64_t address, uint32_t word);
  void commit();

  sc_core::sc_time write_delay_;
  Tuning shadow_;
  Tuning active_;
  uint32_t commits_ = 0;
  bool image_in_work_ = false;
  bool committed_ = false;  // waits for the end of the image in work
  Tuning committed_tuning_;
};

}  // namespace kintsugi
