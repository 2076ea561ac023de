// The CSR port (docs/controller.md, section 5).
#include "models/controller/reference_impl.h"

namespace kintsugi {

using namespace regs;

namespace {

using ObsId = regs::ObsId;

// Mask of the bytes whose strobe is set.
uint32_t strobe_mask(uint8_t strobes) {
  uint32_t mask = 0;
  for (int byte = 0; byte < 4; ++byte) {
    if ((strobes >> byte & 1) != 0) mask |= 0xFFU << (8 * byte);
  }
  return mask;
}

bool covers(uint32_t base, int words, uint32_t address) {
  return address % 4 == 0 && address >= base && address < base + 4 * static_cast<uint32_t>(words);
}

Memory memory_of(const WindowInfo& window) {
  switch (window.address) {
    case kProjWindow:
      return Memory::Proj;
    case kCodebookWindow:
      return Memory::Codebook;
    case kStatWindow:
      return Memory::Stat;
    case kLogWindow:
      return Memory::Log;
    case kDeltaWindow:
      return Memory::Delta;
    case kStoreWindow:
      return Memory::Store;
    default:
      return Memory::Stim;
  }
}

}  // namespace

// One cycle of the port; what it returns acts at the end of this cycle.
Command ControllerReference::Impl::csr_cycle() {
  switch (static_cast<CsrPhase>(get<ObsId::csr_phase>())) {
    case CsrPhase::Idle:
      if (!csr_entry_.psel || !csr_entry_.penable) return Command::None;
      csr_request_ = csr_entry_;
      set<ObsId::csr_phase>(static_cast<uint64_t>(CsrPhase::Decode));
      break;
    case CsrPhase::Decode:
      csr_target_ = csr_locate();
      csr_legal_in_decode_ = csr_legal();
      csr_read_is_bad_ = false;
      if (csr_legal_in_decode_ && csr_target_.window != nullptr && !csr_request_.write) {
        csr_read_data_ = host_read(csr_target_.memory, csr_target_.word);
      }
      set<ObsId::csr_phase>(static_cast<uint64_t>(CsrPhase::Access));
      break;
    case CsrPhase::Access:
      set<ObsId::csr_phase>(static_cast<uint64_t>(CsrPhase::Respond));
      return csr_access();
    case CsrPhase::Respond:
      out_.csr_pready = out_.csr_pslverr = 0;
      out_.csr_prdata = 0;
      set<ObsId::csr_phase>(static_cast<uint64_t>(CsrPhase::Release));
      break;
    case CsrPhase::Release:
      set<ObsId::csr_phase>(static_cast<uint64_t>(CsrPhase::Idle));
      break;
  }
  return Command::None;
}

Command ControllerReference::Impl::csr_access() {
  out_.csr_pready = 1;
  const bool legal = csr_legal_in_decode_ && csr_legal();
  if (!legal || csr_read_is_bad_) {
    out_.csr_pslverr = 1;
    if (legal) raise(kIrqStatusParity);
    return Command::None;
  }
  if (!csr_request_.write) {
    out_.csr_prdata = csr_target_.window != nullptr ? csr_read_data_ : read_register();
    return Command::None;
  }
  set<ObsId::host_we>(1);
  set<ObsId::host_addr>(csr_request_.address);
  set<ObsId::host_wdata>(csr_request_.data);
  monitors_shown_ = true;
  if (csr_target_.window != nullptr) {
    host_write(csr_target_.memory, csr_target_.word, csr_request_.data);
    return Command::None;
  }
  write_register();
  const bool command = csr_request_.address == kCtrlAddress && (csr_request_.strobes & 1) != 0;
  return command ? ctrl_command(csr_request_.data) : Command::None;
}

// The one command that acts: ABORT hides CLEAR hides START hides ADAPT, whether or not it applies.
Command ControllerReference::Impl::ctrl_command(uint32_t written) const {
  const State now = state();
  if (kCtrlAbort.get(written) != 0) {
    return busy() && now != State::Flush ? Command::Abort : Command::None;
  }
  if (kCtrlClear.get(written) != 0) {
    return now == State::Error ? Command::Clear : Command::None;
  }
  const bool start = kCtrlStart.get(written) != 0;
  if (!start && kCtrlAdapt.get(written) == 0) return Command::None;
  const bool applies = (now == State::Idle || now == State::Done) && get<ObsId::scrubbing>() == 0;
  if (!applies) return Command::Rejected;
  return start ? Command::Start : Command::Adapt;
}

CsrTarget ControllerReference::Impl::csr_locate() const {
  const uint32_t address = csr_request_.address;
  CsrTarget target;
  for (const RegisterInfo& info : kRegisters) {
    if (!covers(info.address, info.count, address)) continue;
    target.reg = &info;
    target.word = (address - info.address) / 4U;
  }
  for (const WindowInfo& info : kWindows) {
    const Memory memory = memory_of(info);
    const int words = memory == Memory::Log ? 2 * kLogEntries : built_.words(memory);
    if (!covers(info.address, words, address)) continue;
    target.window = &info;
    target.memory = memory;
    target.word = (address - info.address) / 4U;
  }
  return target;
}

// Whether the request may have its effect, as far as this cycle can tell.
bool ControllerReference::Impl::csr_legal() const {
  const bool locked = busy() || get<ObsId::lock_program>() != 0;  // for writes
  if (csr_target_.reg != nullptr) {
    if (!csr_request_.write) return true;
    return csr_target_.reg->access != Access::ReadOnly && !(csr_target_.reg->locked && locked);
  }
  if (csr_target_.window == nullptr) return false;
  if (get<ObsId::scrubbing>() != 0 && csr_target_.memory != Memory::Log) return false;
  if (csr_target_.window->locked && busy()) return false;
  if (!csr_request_.write) return true;
  return csr_target_.window->access != Access::ReadOnly && csr_request_.strobes == 0xF &&
         !(csr_target_.window->locked && locked);
}

void ControllerReference::Impl::write_register() {
  const RegisterInfo& info = *csr_target_.reg;
  const uint32_t bits = strobe_mask(csr_request_.strobes) & info.mask;
  const uint32_t written = csr_request_.data & bits;
  if (info.access == Access::ReadWrite) {
    const uint32_t word = csr_request_.address / 4U;
    config_write_ = {true, word, (config_[word] & ~bits) | written};
  } else if (info.address == kIrqStatusAddress) {
    set<ObsId::irq_status>(get<ObsId::irq_status>() & ~written);
  } else if (info.address == kLockAddress) {
    set<ObsId::lock_program>(get<ObsId::lock_program>() | kLockProgram.get(written));
  } else if (info.address == kInjectAddress) {
    const bool arm = kInjectArm.get(written) != 0;
    inject_write_ = {true, 0, arm ? 8 + kInjectMemory.get(written) : 0};
  }
}

// What engines must not see before the next cycle.
void ControllerReference::Impl::end_register_writes() {
  if (config_write_.due) config_[config_write_.word] = config_write_.value;
  config_write_.due = false;
  if (inject_write_.due) set<ObsId::inject>(inject_write_.value);
  inject_write_.due = false;
}

}  // namespace kintsugi
