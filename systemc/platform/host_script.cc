#include "systemc/platform/host_script.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "models/registers/windows.h"

namespace kintsugi {
namespace {

constexpr uint64_t kMargin = 1000000;  // cycles of computing on top of all timeouts

// More than this between START and the interrupt means that a timeout of the controller failed.
uint64_t longest_run(const tuning::TestProgram& program, const PlatformOptions& options) {
  const bool judging = options.retest && program.predict;
  const auto repairs = static_cast<uint64_t>(judging ? 1 + program.fallbacks : 1);
  const uint64_t retests = options.retest ? repairs : 0;
  const uint64_t writes = repairs + (judging ? 1 : 0);  // what the last retest leaves to be undone
  const uint64_t images = static_cast<uint64_t>(program.images()) * (1 + retests);
  const uint64_t transfers_a_write = 2 * uint64_t{regs::kMaxLayers} * (options.cfg_retries + 1) + 1;
  const uint64_t transfers = uint64_t{regs::kMaxLayers} + writes * transfers_a_write;
  uint64_t cycles = images * options.image_timeout + transfers * options.cfg_timeout + kMargin;
  for (const AdaptRequest& request : options.adapt) {
    const uint64_t words = request.words.size();
    const uint64_t answers = request.images.size();
    const auto passes = 2 + static_cast<uint64_t>(request.loop.epochs);
    cycles += answers * options.image_timeout + passes * answers * (2 * words + 64) +
              4 * words * (options.cfg_retries + 1) * (options.cfg_timeout + 4);
  }
  return cycles;
}

std::string hex(uint32_t value) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%x", value);
  return text;
}

}  // namespace

HostScript::HostScript(ApbMasterAdapter& csr, const tuning::TestProgram& program,
                       const PlatformOptions& options, std::function<void()> finished)
    : csr_(csr),
      program_(program),
      registers_(configuration_registers(program, options)),
      cycle_limit_(options.cycle_limit != 0 ? options.cycle_limit : longest_run(program, options)),
      retest_(options.retest),
      adapt_(options.adapt),
      adapt_auto_(options.adapt_auto),
      test_(options.test),
      monitor_(options.monitor),
      spoilt_(options.spoilt),
      finished_(std::move(finished)) {
  const std::vector<RegisterWrite> monitor = monitor_registers(monitor_);
  registers_.insert(registers_.end(), monitor.begin(), monitor.end());
  payload_.set_data_ptr(reinterpret_cast<unsigned char*>(&data_));
  payload_.set_data_length(4);
  payload_.set_streaming_width(4);
  payload_.set_byte_enable_ptr(nullptr);
}

void HostScript::edge(const ControllerOutputs& out, ControllerInputs& in) {
  ++edges_in_stage_;
  in.rst_n = stage_ == Stage::Reset ? 0 : 1;
  switch (stage_) {
    case Stage::Reset:
      if (edges_in_stage_ == kResetEdges) next_stage();
      break;
    case Stage::Run:
    case Stage::Adapt:
      if (waiting_ || !commands_.empty()) {
        issue_next();
      } else {
        wait_for_interrupt(out);
      }
      break;
    case Stage::Watch:
      if (waiting_ || !commands_.empty()) {
        issue_next();
      } else if (out.irq != 0 || over_()) {
        next_stage();
      }
      break;
    case Stage::Quiet:
      if (out.irq == 0) {
        next_stage();
      } else if (edges_in_stage_ > 8) {
        end("The interrupt did not fall after its causes were cleared.");
      }
      break;
    case Stage::Rest:
      if (edges_in_stage_ > monitor_.rest) next_stage();
      break;
    case Stage::Finished:
      break;
    default:
      issue_next();
      if (!waiting_ && commands_.empty() && stage_ != Stage::Finished) next_stage();
      break;
  }
}

void HostScript::next_stage() {
  edges_in_stage_ = 0;
  switch (stage_) {
    case Stage::Reset:
      stage_ = Stage::Scrub;
      read(regs::kStatusAddress);
      break;
    case Stage::Scrub:
      if (regs::kStatusScrubbing.get(word(regs::kStatusAddress)) != 0) {
        read(regs::kStatusAddress);
        break;
      }
      stage_ = Stage::Load;
      for (const RegisterWrite& w : registers_) write(w.address, w.data);
      spoil_words();
      for (const RegisterWrite& w : configuration_memories(program_)) write(w.address, w.data);
      if (adapt_auto_ && !adapt_.empty()) load_adaptation(true);
      break;
    case Stage::Load:
      if (!test_) {
        stage_ = Stage::Watch;
        break;
      }
      stage_ = Stage::Run;
      write(regs::kCtrlAddress, regs::kCtrlStart.put(1));
      break;
    case Stage::Run:
    case Stage::Watch:
      stage_ = Stage::ReadRegisters;
      read_registers();
      break;
    case Stage::ReadRegisters:
      if (!test_) {
        stop_monitor();
        break;
      }
      stage_ = Stage::ReadMemories;
      read_memories();
      break;
    case Stage::ReadMemories:
      stage_ = Stage::Acknowledge;
      write(regs::kIrqStatusAddress, word(regs::kIrqStatusAddress));
      break;
    case Stage::Acknowledge:
      stage_ = Stage::Quiet;
      break;
    case Stage::Quiet:
      if (monitor_.on && !failed()) {
        stage_ = Stage::Rest;
      } else {
        rested();
      }
      break;
    case Stage::Rest:
      rested();
      break;
    case Stage::Adapt:
      stage_ = Stage::ReadAdapt;
      adapted_.emplace_back();
      read_adaptation();
      break;
    case Stage::ReadAdapt:
      stage_ = Stage::Acknowledge;
      write(regs::kIrqStatusAddress, adapted_.back()[regs::kIrqStatusAddress]);
      break;
    case Stage::StopMonitor:
    case Stage::Finished:
      end("");
      break;
  }
}

void HostScript::rested() {
  const bool over = failed() || requests_begun_ == adapt_.size();
  if (!over) {
    stage_ = Stage::Adapt;
    load_adaptation(false);
    write(regs::kCtrlAddress, regs::kCtrlAdapt.put(1));
  } else if (monitor_.on && !failed()) {
    stop_monitor();
  } else {
    end("");
  }
}

void HostScript::stop_monitor() {
  stage_ = Stage::StopMonitor;
  write(regs::kMonitorAddress, 0);
  for (const uint32_t address :
       {regs::kMonStatusAddress, regs::kStatusAddress, regs::kErrorAddress}) {
    read(address);
  }
}

void HostScript::wait_for_interrupt(const ControllerOutputs& out) {
  if (out.irq != 0) {
    next_stage();
  } else if (edges_in_stage_ > cycle_limit_) {
    end("No interrupt came within " + std::to_string(cycle_limit_) + " cycles after START.");
  }
}

void HostScript::read(uint32_t address, int words) {
  for (int i = 0; i < words; ++i) {
    commands_.push_back({false, address + 4 * static_cast<uint32_t>(i), 0});
  }
}

void HostScript::read_registers() {
  for (const regs::RegisterInfo& r : regs::kRegisters) {
    if (r.access != regs::Access::WriteOnly) read(r.address, r.count);
  }
}

// The first word of a memory is written with a wrong bit under its parity. The configuration writes
// it again, as it should be.
void HostScript::spoil_words() {
  for (const auto& [memory, window] : regs::kWritableWindows) {
    if (std::find(spoilt_.begin(), spoilt_.end(), memory) == spoilt_.end()) continue;
    write(regs::kInjectAddress,
          regs::kInjectArm.put(1) | regs::kInjectMemory.put(static_cast<uint32_t>(memory)));
    write(window, 0);
  }
}

// Words never written since power-up are not read: nobody knows what they hold.
void HostScript::read_memories() {
  const auto entries = std::min<uint32_t>(word(regs::kLogCountAddress), regs::kLogEntries);
  read(regs::kLogWindow, 2 * static_cast<int>(entries));
  const uint32_t state = regs::kStatusState.get(word(regs::kStatusAddress));
  if (static_cast<regs::State>(state) == regs::State::Done) {
    read(regs::kStatWindow, program_.statistics());
  }
  if (adapt_auto_ && requests_begun_ == 1) {
    read(regs::kDeltaWindow, static_cast<int>(adapt_.front().words.size()));
  }
}

void HostScript::load_adaptation(bool behind) {
  const AdaptRequest& request = adapt_[requests_begun_++];
  for (const auto& writes : {adaptation_registers(program_, request, behind),
                             adaptation_memories(program_, request, behind)}) {
    for (const RegisterWrite& w : writes) write(w.address, w.data);
  }
}

void HostScript::read_adaptation() {
  for (const uint32_t address :
       {regs::kStatusAddress, regs::kErrorAddress, regs::kIrqStatusAddress, regs::kOutcomeAddress,
        regs::kAdaptResultAddress, regs::kAdaptWrittenAddress, regs::kCycTotalAddress,
        regs::kCycTestAddress, regs::kCycRepairAddress, regs::kCycRetestAddress,
        regs::kCycOwnAddress, regs::kCycAdaptAddress}) {
    read(address);
  }
  read(regs::kDeltaWindow, static_cast<int>(adapt_[requests_begun_ - 1].words.size()));
}

// Whether the last run ended in ERROR.
bool HostScript::failed() const {
  const Words& words = adapted_.empty() ? words_ : adapted_.back();
  const auto status = words.find(regs::kStatusAddress);
  return status == words.end() ||
         static_cast<regs::State>(regs::kStatusState.get(status->second)) != regs::State::Done;
}

void HostScript::issue_next() {
  if (waiting_ || commands_.empty()) return;
  const Command command = commands_.front();
  commands_.pop_front();
  data_ = command.data;
  payload_.set_command(command.write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
  payload_.set_address(command.address);
  payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  waiting_ = true;
  csr_.issue(payload_, [this](tlm::tlm_generic_payload& payload) { completed(payload); });
}

void HostScript::completed(const tlm::tlm_generic_payload& payload) {
  waiting_ = false;
  const auto address = static_cast<uint32_t>(payload.get_address());
  if (!payload.is_response_ok()) {
    end(std::string(payload.is_write() ? "Writing" : "Reading") + " controller address " +
        hex(address) + " was answered with an error.");
  } else if (payload.is_read()) {
    Words& words = stage_ == Stage::StopMonitor ? stopped_
                   : adapted_.empty()           ? words_
                                                : adapted_.back();
    words[address] = data_;
  }
}

void HostScript::end(const std::string& reason) {
  stage_ = Stage::Finished;
  failure_ = reason;
  commands_.clear();
  finished_();
}

}  // namespace kintsugi
