#include "testbench/checkers/transactions.h"

#include <cstdio>

#include "models/core/fixed.h"
#include "models/registers/tuning_ctrl.h"

namespace kintsugi {
namespace {

std::string hex(uint32_t value) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%x", value);
  return text;
}

std::string indexed(const std::string& name, uint32_t index, int count) {
  return count > 1 ? name + "[" + std::to_string(index) + "]" : name;
}

std::string describe_apb(const Transaction& t) {
  const std::string name = t.port == Port::Csr ? csr_name(t.address) : cfg_name(t.address);
  std::string text = t.write ? "write " : "read ";
  text += name.empty() ? hex(t.address) : name + " (" + hex(t.address) + ")";
  if (t.write || !t.open) text += " = " + hex(t.data);
  return text + (t.error ? ", PSLVERR" : "");
}

}  // namespace

std::string csr_name(uint32_t address) {
  for (const regs::RegisterInfo& r : regs::kRegisters) {
    const uint32_t index = (address - r.address) / 4;
    if (address >= r.address && index < static_cast<uint32_t>(r.count)) {
      return indexed(r.name, index, r.count);
    }
  }
  for (const regs::WindowInfo& w : regs::kWindows) {
    const uint32_t index = (address - w.address) / 4;
    if (address >= w.address && index < static_cast<uint32_t>(w.words)) {
      return indexed(w.name, index, w.words);
    }
  }
  return "";
}

std::string cfg_name(uint32_t address) {
  constexpr uint32_t kTiles = (regs::kChannelShadow - regs::kTileShadow) / 4;
  constexpr uint32_t kChannels = (regs::kSparseEntry - regs::kChannelShadow) / 4;
  constexpr struct {
    uint32_t address;
    uint32_t words;
    const char* name;
  } kArrays[] = {
      {regs::kTuneShadow, regs::kMaxLayers, "shadow of layer "},
      {regs::kTuneActive, regs::kMaxLayers, "active of layer "},
      {regs::kMonSum + 4, regs::kMaxLayers, "activation sum of layer "},
      {regs::kTileShadow, kTiles, "shadow of tile "},
      {regs::kChannelShadow, kChannels, "shadow of channel "},
      {regs::kSparseEntry, regs::kMaxDeltaWords, "sparse entry "},
  };
  if (address == regs::kTuneCommit) return "commit";
  if (address == regs::kMonSequence) return "window sequence";
  if (address == regs::kMonWindow) return "window";
  if (address == regs::kMonSum) return "activation sum of the input";
  for (const auto& array : kArrays) {
    const uint32_t index = (address - array.address) / 4;
    if (address >= array.address && index < array.words) {
      return array.name + std::to_string(index);
    }
  }
  return "";
}

std::string describe(const Transaction& t) {
  if (t.port == Port::Csr || t.port == Port::Cfg) return describe_apb(t);
  const std::string of_tag = " of tag " + std::to_string(t.tag);
  if (t.port == Port::Stimulus) {
    return "pixel " + std::to_string(t.data) + of_tag + (t.last ? ", last" : "");
  }
  return "layer " + std::to_string(t.layer) + " channel " + std::to_string(t.channel) + " value " +
         std::to_string(sign_extended(t.data, 24)) + of_tag + (t.last ? ", last" : "");
}

bool TransactionLog::on_cycle(const Cycle& cycle) {
  if (cycle.in.rst_n == 0) {
    if (!in_reset_) ++resets_;
    for (Lane& lane : lanes_) lane.busy = false;
  } else {
    if (cycle.in.csr_psel != 0) watch_csr(cycle);
    if (before_.cfg_psel != 0) watch_cfg(cycle);
    if (before_.stim_valid != 0) watch_stimulus(cycle);
    if (cycle.in.sig_valid != 0) watch_signature(cycle);
  }
  in_reset_ = cycle.in.rst_n == 0;
  before_ = cycle.rtl;
  return true;
}

// A new transfer begins with an id of its own; one under way only grows.
Transaction& TransactionLog::under_way(Port port, uint64_t begin, uint64_t edge) {
  Lane& lane = lanes_[static_cast<size_t>(port)];
  if (!lane.busy) {
    lane.busy = true;
    lane.current = Transaction{};
    lane.current.port = port;
    lane.current.id = lane.count;
    lane.current.begin = begin;
  }
  lane.current.end = edge;
  return lane.current;
}

void TransactionLog::finish(Port port) {
  Lane& lane = lanes_[static_cast<size_t>(port)];
  lane.current.open = false;
  lane.ring[lane.count++ % kKept] = lane.current;
  lane.busy = false;
}

void TransactionLog::watch_csr(const Cycle& cycle) {
  Transaction& t = under_way(Port::Csr, cycle.number, cycle.number);
  t.write = cycle.in.csr_pwrite != 0;
  t.address = cycle.in.csr_paddr;
  t.data = t.write ? cycle.in.csr_pwdata : before_.csr_prdata;
  t.error = before_.csr_pslverr != 0;
  if (cycle.in.csr_penable != 0 && before_.csr_pready != 0) finish(Port::Csr);
}

void TransactionLog::watch_cfg(const Cycle& cycle) {
  Transaction& t = under_way(Port::Cfg, cycle.number - 1, cycle.number);
  t.write = before_.cfg_pwrite != 0;
  t.address = before_.cfg_paddr;
  t.data = t.write ? before_.cfg_pwdata : cycle.in.cfg_prdata;
  t.error = cycle.in.cfg_pslverr != 0;
  if (before_.cfg_penable != 0 && cycle.in.cfg_pready != 0) finish(Port::Cfg);
}

void TransactionLog::watch_stimulus(const Cycle& cycle) {
  Transaction& t = under_way(Port::Stimulus, cycle.number - 1, cycle.number);
  t.data = before_.stim_data;
  t.tag = before_.stim_tag;
  t.last = before_.stim_last != 0;
  if (cycle.in.stim_ready != 0) finish(Port::Stimulus);
}

void TransactionLog::watch_signature(const Cycle& cycle) {
  Transaction& t = under_way(Port::Signature, cycle.number, cycle.number);
  t.data = cycle.in.sig_value;
  t.tag = cycle.in.sig_tag;
  t.layer = cycle.in.sig_layer;
  t.channel = cycle.in.sig_channel;
  t.last = cycle.in.sig_last_image != 0;
  if (before_.sig_ready != 0) finish(Port::Signature);
}

std::vector<Transaction> TransactionLog::last(Port port) const {
  const Lane& lane = lanes_[static_cast<size_t>(port)];
  std::vector<Transaction> transactions;
  const uint64_t kept = lane.count < kKept ? lane.count : kKept;
  for (uint64_t i = lane.count - kept; i < lane.count; ++i) {
    transactions.push_back(lane.ring[i % kKept]);
  }
  if (lane.busy) transactions.push_back(lane.current);
  return transactions;
}

std::vector<Transaction> TransactionLog::all() const {
  std::vector<Transaction> transactions;
  for (size_t port = 0; port < kPorts; ++port) {
    const std::vector<Transaction> kept = last(static_cast<Port>(port));
    transactions.insert(transactions.end(), kept.begin(), kept.end());
  }
  return transactions;
}

}  // namespace kintsugi
