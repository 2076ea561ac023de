// The pins of the cfg port and the writer's transfers on them (docs/controller.md, sections 2 and
// 7.6).
#include "models/controller/reference_impl.h"

namespace kintsugi {

using namespace regs;

// SETUP of a write; psel may be high already.
void ControllerReference::Impl::show_write(uint16_t address, uint32_t data) {
  out_.cfg_psel = out_.cfg_pwrite = 1;
  out_.cfg_penable = 0;
  out_.cfg_pstrb = 0xF;
  out_.cfg_paddr = address;
  out_.cfg_pwdata = data;
}

// SETUP of a read.
void ControllerReference::Impl::show_read_setup(uint16_t address) {
  out_.cfg_psel = 1;
  out_.cfg_penable = out_.cfg_pwrite = out_.cfg_pstrb = 0;
  out_.cfg_paddr = address;
  out_.cfg_pwdata = 0;
}

void ControllerReference::Impl::release_bus() {
  out_.cfg_psel = out_.cfg_penable = out_.cfg_pwrite = out_.cfg_pstrb = 0;
  out_.cfg_paddr = 0;
  out_.cfg_pwdata = 0;
}

void ControllerReference::Impl::begin_write(uint16_t address, uint32_t data) {
  set<ObsId::writer_step>(static_cast<uint64_t>(WriterStep::WriteSetup));
  show_write(address, data);
}

// Reads back the address just written.
void ControllerReference::Impl::begin_read_back() {
  set<ObsId::writer_step>(static_cast<uint64_t>(WriterStep::ReadSetup));
  show_read_setup(out_.cfg_paddr);
}

// SETUP is followed by ACCESS.
void ControllerReference::Impl::begin_access() {
  const bool write = writer_step() == WriterStep::WriteSetup;
  const WriterStep next = write ? WriterStep::WriteAccess : WriterStep::ReadAccess;
  set<ObsId::writer_step>(static_cast<uint64_t>(next));
  out_.cfg_penable = 1;
  access_cycles_ = 0;
}

// A port that the writer does not use may be the monitor's.
void ControllerReference::Impl::writer_idle() {
  if (writer_step() == WriterStep::None) return;
  release_bus();
  set<ObsId::writer_step>(static_cast<uint64_t>(WriterStep::None));
  set<ObsId::writer_layer>(0);
  set<ObsId::writer_index>(0);
  set<ObsId::writer_retry>(0);
}

}  // namespace kintsugi
