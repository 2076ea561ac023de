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

bool covers(uint16_t base, int words, uint16_t address) {
  return address % 4 == 0 && address >= base && address < base + 4 * words;
}

}  // namespace

// One cycle of the port; what it returns acts at the end of this cycle.
ControllerReference::Impl::Command ControllerReference::Impl::csr_cycle() {
  switch (static_cast<CsrPhase>(get<ObsId::csr_phase>())) {
    case CsrPhase::Idle:
      if (!csr_entry_.psel || !csr_entry_.penable) return Command::None;
      csr_request_ = csr_entry_;
      set<ObsId::csr_phase>(static_cast<uint64_t>(CsrPhase::Decode));
      break;
    case CsrPhase::Decode:
      csr_target_ = csr_locate();
      csr_legal_in_decode_ = csr_legal();
      if (csr_legal_in_decode_ && csr_target_.window != nullptr && !csr_request_.write) {
        csr_read_window();
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

ControllerReference::Impl::Command ControllerReference::Impl::csr_access() {
  out_.csr_pready = 1;
  if (!csr_legal_in_decode_ || !csr_legal()) {
    out_.csr_pslverr = 1;
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
    write_window();
    return Command::None;
  }
  write_register();
  const bool command = csr_request_.address == kCtrlAddress && (csr_request_.strobes & 1) != 0;
  return command ? ctrl_command(csr_request_.data) : Command::None;
}

// The one command that acts: ABORT hides CLEAR hides START, whether or not it applies.
ControllerReference::Impl::Command ControllerReference::Impl::ctrl_command(uint32_t written) const {
  const State now = state();
  if (kCtrlAbort.get(written) != 0) {
    return busy() && now != State::Flush ? Command::Abort : Command::None;
  }
  if (kCtrlClear.get(written) != 0) {
    return now == State::Error ? Command::Clear : Command::None;
  }
  if (kCtrlStart.get(written) != 0) {
    return now == State::Idle || now == State::Done ? Command::Start : Command::RejectedStart;
  }
  return Command::None;
}

ControllerReference::Impl::CsrTarget ControllerReference::Impl::csr_locate() const {
  const uint16_t address = csr_request_.address;
  CsrTarget target;
  for (const RegisterInfo& info : kRegisters) {
    if (!covers(info.address, info.count, address)) continue;
    target.reg = &info;
    target.word = (address - info.address) / 4U;
  }
  for (const WindowInfo& info : kWindows) {
    if (!covers(info.address, info.words, address)) continue;
    target.window = &info;
    target.word = (address - info.address) / 4U;
  }
  return target;
}

bool ControllerReference::Impl::csr_legal() const {
  if (csr_target_.reg != nullptr) {
    if (!csr_request_.write) return true;
    return csr_target_.reg->access != Access::ReadOnly && !(csr_target_.reg->locked && busy());
  }
  if (csr_target_.window != nullptr) {
    if (csr_target_.window->locked && busy()) return false;
    if (!csr_request_.write) return true;
    return csr_target_.window->access != Access::ReadOnly && csr_request_.strobes == 0xF;
  }
  return false;
}

void ControllerReference::Impl::csr_read_window() {
  const uint32_t word = csr_target_.word;
  switch (csr_target_.window->address) {
    case kStimWindow:
      show_read<ObsId::stim_re, ObsId::stim_raddr>(word);
      csr_read_data_ = stim_[word];
      break;
    case kProjWindow:
      show_read<ObsId::proj_re, ObsId::proj_raddr>(word);
      csr_read_data_ = proj_[word];
      break;
    case kCodebookWindow:
      show_read<ObsId::cb_re, ObsId::cb_raddr>(word);
      csr_read_data_ = codebook_[word];
      break;
    case kStatWindow:
      show_read<ObsId::stat_re, ObsId::stat_raddr>(word);
      csr_read_data_ = stat_[word];
      break;
    case kLogWindow:
      csr_read_data_ = static_cast<uint32_t>(log_[word / 2] >> (word % 2 * 32));
      break;
    default:
      break;
  }
}

void ControllerReference::Impl::write_window() {
  const uint32_t word = csr_target_.word;
  switch (csr_target_.window->address) {
    case kStimWindow:
      stim_[word] = csr_request_.data;
      break;
    case kProjWindow:
      proj_[word] = csr_request_.data;
      break;
    case kCodebookWindow:
      codebook_[word] = csr_request_.data;
      break;
    default:
      break;
  }
}

void ControllerReference::Impl::write_register() {
  const RegisterInfo& info = *csr_target_.reg;
  const uint32_t bits = strobe_mask(csr_request_.strobes) & info.mask;
  if (info.access == Access::ReadWrite) {
    uint32_t& word = config_[csr_request_.address / 4U];
    word = (word & ~bits) | (csr_request_.data & bits);
  } else if (info.address == kIrqStatusAddress) {
    set<ObsId::irq_status>(get<ObsId::irq_status>() & ~(csr_request_.data & bits));
  }
}

// The register in this cycle, before anything changes at its end.
uint32_t ControllerReference::Impl::read_register() const {
  const RegisterInfo& info = *csr_target_.reg;
  if (info.access == Access::ReadWrite) return config_[csr_request_.address / 4U];
  const auto pair = [this](int pass, uint32_t word) {
    const auto& features = features_[static_cast<size_t>(pass)];
    return kFeatures0Even.put(static_cast<uint16_t>(features[2 * word])) |
           kFeatures0Odd.put(static_cast<uint16_t>(features[2 * word + 1]));
  };
  switch (info.address) {
    case kStatusAddress:
      return kStatusState.put(get<ObsId::state>()) | kStatusBusy.put(busy() ? 1 : 0) |
             kStatusDecision.put(get<ObsId::decision>()) |
             kStatusDecided.put(get<ObsId::decided>()) | kStatusPass.put(get<ObsId::pass>()) |
             kStatusImage.put(get<ObsId::image>()) | kStatusTag.put(get<ObsId::tag>());
    case kIrqStatusAddress:
      return get<ObsId::irq_status>();
    case kErrorAddress:
      return kErrorCode.put(get<ObsId::error_code>()) |
             kErrorDetail.put(get<ObsId::error_detail>());
    case kBest0Address:
      return get<ObsId::best0>();
    case kDist0LoAddress:
      return get<ObsId::dist0>();
    case kDist0HiAddress:
      return static_cast<uint32_t>(obs_get<ObsId::dist0>(obs_.data()) >> 32);
    case kBest1Address:
      return get<ObsId::best1>();
    case kDist1LoAddress:
      return get<ObsId::dist1>();
    case kDist1HiAddress:
      return static_cast<uint32_t>(obs_get<ObsId::dist1>(obs_.data()) >> 32);
    case kCycTotalAddress:
      return get<ObsId::cyc_total>();
    case kCycTestAddress:
      return get<ObsId::cyc_test>();
    case kCycRepairAddress:
      return get<ObsId::cyc_repair>();
    case kCycRetestAddress:
      return get<ObsId::cyc_retest>();
    case kCycOwnAddress:
      return get<ObsId::cyc_own>();
    case kStrayAddress:
      return get<ObsId::stray>();
    case kLogCountAddress:
      return get<ObsId::log_count>();
    case kCycleAddress:
      return get<ObsId::cycle>();
    case kFeatures0Address:
      return pair(0, csr_target_.word);
    case kFeatures1Address:
      return pair(1, csr_target_.word);
    case kAppliedAddress:
      return applied_[csr_target_.word];
    case kSavedAddress:
      return saved_[csr_target_.word];
    case kPredictedAddress:
      return kPredictedNow.put(get<ObsId::now>()) | kPredictedForecast.put(get<ObsId::forecast>());
    case kPredictedAfterAddress:
      return kPredictedAfterAfter.put(get<ObsId::after>()) |
             kPredictedAfterBest.put(get<ObsId::best_after>());
    case kOutcomeAddress:
      return kOutcomeOutcome.put(get<ObsId::outcome>()) | kOutcomeTries.put(get<ObsId::tries>()) |
             kOutcomeEntry.put(get<ObsId::entry>()) |
             kOutcomeBestEntry.put(get<ObsId::best_entry>());
    default:  // ID holds its reset value; a write-only register reads 0
      return info.reset;
  }
}

}  // namespace kintsugi
