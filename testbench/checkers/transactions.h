// The last transfers on each port of the controller, read from its pins.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "systemc/rtl_host/cycle_observer.h"

namespace kintsugi {

enum class Port { Csr, Cfg, Stimulus, Signature };
inline constexpr const char* kPortNames[] = {"csr", "cfg", "stim", "sig"};
constexpr size_t kPorts = 4;

// An APB transfer or a beat of a stream.
struct Transaction {
  Port port = Port::Csr;
  uint64_t id = 0;     // counted from 0 on its port
  uint64_t begin = 0;  // edge after which SETUP or valid showed
  uint64_t end = 0;    // edge of the transfer, or the last one seen when it is still open
  bool open = true;    // not answered yet
  bool write = false;  // APB
  bool error = false;
  uint32_t address = 0;  // APB
  uint32_t data = 0;     // written or read; pixel; signature value, 24 bits
  uint8_t tag = 0;       // streams
  uint8_t layer = 0;     // signature
  uint16_t channel = 0;
  bool last = false;  // last beat of an image
};

// "write CTRL (0x4) = 0x1", "pixel 12 of tag 3, last"
std::string describe(const Transaction& transaction);

// "CTRL", "LAYER_SHAPE[1]", "STIM[17]" for an address of the csr port; empty for none.
std::string csr_name(uint32_t address);
// "shadow of layer 1", "commit", "active of layer 0" for one of the cfg port; empty for none.
std::string cfg_name(uint32_t address);

class TransactionLog : public CycleObserver {
 public:
  static constexpr size_t kKept = 8;  // a port

  bool on_cycle(const Cycle& cycle) override;

  // Of one port, oldest first; a transfer under way is the last.
  std::vector<Transaction> last(Port port) const;
  // Of every port, port after port.
  std::vector<Transaction> all() const;
  // Times rst_n was driven low, that of power-up included.
  uint64_t resets() const { return resets_; }

 private:
  struct Lane {
    std::array<Transaction, kKept> ring;
    uint64_t count = 0;  // finished transfers
    Transaction current;
    bool busy = false;
  };

  void watch_csr(const Cycle& cycle);
  void watch_cfg(const Cycle& cycle);
  void watch_stimulus(const Cycle& cycle);
  void watch_signature(const Cycle& cycle);
  Transaction& under_way(Port port, uint64_t begin, uint64_t edge);
  void finish(Port port);

  std::array<Lane, kPorts> lanes_;
  ControllerOutputs before_;  // outputs of the edge before, the other half of each handshake
  uint64_t resets_ = 0;
  bool in_reset_ = false;
};

}  // namespace kintsugi
