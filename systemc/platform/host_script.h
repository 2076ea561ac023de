// The tester: resets the controller, loads it, starts it, waits for its interrupt and reads
// everything it has to say.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "models/tuning/program.h"
#include "systemc/bus/apb_master_adapter.h"
#include "systemc/platform/configuration.h"
#include "systemc/platform/platform_options.h"
#include "systemc/trace/probe.h"

namespace kintsugi {

// Drives rst_n and watches irq itself, and sends its register traffic through the APB adapter; it
// must come before all other adapters, for they look at rst_n.
class HostScript : public PinAdapter {
 public:
  static constexpr int kResetEdges = 4;

  // `finished` is called once, at the edge after which nothing is left to do.
  HostScript(ApbMasterAdapter& csr, const tuning::TestProgram& program,
             const PlatformOptions& options, std::function<void()> finished);

  void edge(const ControllerOutputs& out, ControllerInputs& in) override;

  // Without a test: `over` says when the monitor has seen enough.
  void watch_until(std::function<bool()> over) { over_ = std::move(over); }

  // Fills what was read over the csr port, as far as the script came.
  void report(PlatformResult& result) const;

  void add_probes(ProbeList& probes, const std::string& scope) const;

 private:
  enum class Stage {
    Reset,
    Scrub,
    Load,
    Run,
    Watch,  // in place of Run
    ReadRegisters,
    ReadMemories,
    Acknowledge,
    Quiet,
    Adapt,      // loads the next request and starts it
    ReadAdapt,  // what came of it
    Rest,       // leaves the monitor alone
    StopMonitor,
    Finished
  };
  using Words = std::unordered_map<uint32_t, uint32_t>;  // by address
  struct Command {
    bool write;
    uint32_t address;
    uint32_t data;
  };

  void write(uint32_t address, uint32_t data) { commands_.push_back({true, address, data}); }
  void read(uint32_t address, int words = 1);
  void issue_next();
  void completed(const tlm::tlm_generic_payload& payload);
  void next_stage();
  void read_registers();
  void spoil_words();
  void rested();
  void stop_monitor();
  void load_adaptation(bool behind);
  void read_adaptation();
  bool failed() const;
  void read_memories();
  void wait_for_interrupt(const ControllerOutputs& out);
  void end(const std::string& reason);

  uint32_t word(uint32_t address, int index = 0) const;
  std::vector<int16_t> features(uint32_t address) const;
  Tuning tuning(uint32_t address) const;
  void report_verdict(PlatformResult& result) const;
  void report_monitor(PlatformResult& result) const;
  void report_readback(PlatformResult& result) const;
  void report_log(PlatformResult& result) const;
  AdaptReport report_adaptation(const AdaptRequest& request, const Words& words) const;

  ApbMasterAdapter& csr_;
  const tuning::TestProgram& program_;
  std::vector<RegisterWrite> registers_;
  uint64_t cycle_limit_;
  bool retest_;
  std::vector<AdaptRequest> adapt_;
  bool adapt_auto_;
  bool test_;
  std::function<bool()> over_;
  MonitorOptions monitor_;
  std::vector<regs::Memory> spoilt_;
  std::function<void()> finished_;

  Stage stage_ = Stage::Reset;
  std::string failure_;
  uint64_t edges_in_stage_ = 0;
  std::deque<Command> commands_;
  bool waiting_ = false;  // for the answer to the command under way
  tlm::tlm_generic_payload payload_;
  uint32_t data_ = 0;
  Words words_;                 // everything read of the test
  std::vector<Words> adapted_;  // likewise, of each request that was run
  Words stopped_;               // read when the monitor was stopped
  size_t requests_begun_ = 0;
};

}  // namespace kintsugi
