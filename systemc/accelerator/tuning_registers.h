// The accelerator's registers as the controller's cfg port sees them.
#pragma once

#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <string>
#include <systemc>
#include <tlm>
#include <vector>

#include "models/accelerator/activation_window.h"
#include "models/accelerator/setting.h"
#include "systemc/accelerator/timing.h"
#include "systemc/trace/probe.h"

namespace kintsugi {

// What a chip has beside the registers of its layers.
struct RegisterLayout {
  size_t tiles = 0;
  size_t channels = 0;                 // of the tuned layers
  std::vector<SparsePosition> sparse;  // of every entry, layer by layer
};

RegisterLayout register_layout(const Chip& chip);

// Gains and offsets are words {offset 31:16, gain 15:0}, twice: a shadow that is written and the
// active copy that the layers use. A commit asks for all shadows to become active, which happens at
// the next image boundary, so that no image is computed with half a repair.
//
//   TuneShadow + 4 l      RW   shadow of layer l
//   TuneCommit            RW   write 1: commit; reads the number of commits
//   TuneActive + 4 l      RO   active word of layer l
//   kMonSequence          RO   windows completed since kMonWindow was written
//   kMonWindow            RW   images a window, 0: off
//   kMonSum + 4 i         RO   sums of the last complete window
//   kTileShadow + 4 t     RW   shadow of tile t
//   kChannelShadow + 4 c  RW   shadow of channel c
//   kSparseEntry + 4 e    RW   {row 31:18, column 17:8, delta 7:0}; only the delta is written. It
//                              is read back at once and acts at the next image boundary
//
// Only aligned 32-bit accesses without byte enables. Anything else, a register the chip does not
// have, and a write to what is read only, get an error response and have no effect.
class TuningRegisters : public sc_core::sc_module {
 public:
  static constexpr uint64_t kMonSequence = 0x300;
  static constexpr uint64_t kMonWindow = 0x304;
  static constexpr uint64_t kMonSum = 0x308;
  static constexpr uint64_t kTileShadow = 0x1000;
  static constexpr uint64_t kChannelShadow = 0x4000;
  static constexpr uint64_t kSparseEntry = 0x8000;

  tlm_utils::simple_target_socket<TuningRegisters> socket;

  TuningRegisters(sc_core::sc_module_name name, const Tuning& initial, const TimingConfig& timing,
                  RegisterLayout layout = {});

  const Tuning& active() const { return active_.layers; }
  const Setting& setting() const { return active_; }

  // The accelerator tells where an image begins and ends. The boundary is wherever no image is in
  // work: a commit between images acts at once, one during an image at its end. An image that no
  // test played and that was not dropped ends with its activation sums, [layers tuned + 1]: they
  // count before a commit acts.
  void image_begins() { image_in_work_ = true; }
  void image_ends();
  void image_ends(const std::vector<uint64_t>& sums);

  // Deltas become 0, the window is off and its sums are 0. Gains and offsets stay.
  void reset();

  // Active and shadow gains of the layers as real numbers, offsets, commits and whether one waits,
  // and the monitor's windows.
  void add_probes(ProbeList& probes, const std::string& scope) const;

 private:
  struct Bank {
    uint64_t base;
    Tuning* words;
    bool writable;
  };

  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(tlm::tlm_generic_payload& payload);
  tlm::tlm_response_status read(uint64_t address, uint32_t& word) const;
  tlm::tlm_response_status write(uint64_t address, uint32_t word);
  void write_delta(size_t entry, int8_t delta);
  void commit();

  sc_core::sc_time write_delay_;
  std::vector<SparsePosition> sparse_;
  Setting active_;
  Setting shadow_;  // deltas: as written last
  std::vector<Bank> banks_;
  uint32_t commits_ = 0;
  bool image_in_work_ = false;
  bool deltas_wait_ = false;  // for the end of the image in work
  bool committed_ = false;    // likewise
  Setting committed_setting_;
  ActivationWindow window_;
  bool window_restarted_ = false;  // during the image in work, which then is not whole
};

}  // namespace kintsugi
