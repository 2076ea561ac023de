// How a die is run on the platform, and what the platform hands back.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "models/accelerator/die.h"
#include "models/registers/log_entry.h"
#include "models/registers/tuning_ctrl.h"
#include "models/tuning/adaptation.h"
#include "systemc/bus/bus_fault_injector.h"
#include "systemc/bus/pin_adapter.h"
#include "systemc/trace/wave_options.h"

namespace kintsugi {

// One run of the controller's download and last-layer loop (docs/controller.md, 7.8 to 7.10).
struct AdaptRequest {
  std::vector<uint32_t> words;  // written one after the other from `target` on
  // Of the accelerator's map: tile or channel shadows, or sparse entries.
  uint16_t target = static_cast<uint16_t>(regs::kSparseEntry);
  bool commit = false;  // behind the download

  // Of the loop; without images there is none. Words from `loop_first` on are learned.
  int loop_first = 0;
  tuning::AdaptOptions loop;
  std::vector<std::vector<uint8_t>> images;  // [images][pixels]
  std::vector<uint8_t> labels;               // [images], below 16
};

// What a request without trouble must lead to, given the answers to its images: the words that the
// controller writes, in order, each with its address, and what DELTA holds in the end.
struct AdaptExpectation {
  tuning::AdaptResult result;
  std::vector<std::pair<uint16_t, uint32_t>> writes;
  std::vector<uint32_t> words;
};
AdaptExpectation expect_adaptation(const AdaptRequest& request,
                                   const std::vector<tuning::Answer>& answers);

// What the controller's self-tuning monitor is told (docs/controller.md, 7.11). It works from the
// configuration on, whenever no run does.
struct MonitorOptions {
  bool on = false;
  uint16_t window = 1;           // images
  uint32_t period = 1024;        // cycles from one look at the window to the next, 24 bits
  int dead_shift = 4;            // 0 .. 15
  std::vector<uint32_t> ratios;  // [tuned layers], UQ8.16
  uint64_t rest = 0;             // cycles the tester leaves it alone behind each run
};

struct PlatformOptions {
  bool retest = true;
  uint32_t image_timeout = 1000000;  // cycles, 24 bits
  uint32_t cfg_timeout = 1024;       // cycles, 16 bits
  uint32_t cfg_retries = 3;          // 4 bits
  uint32_t csr_timeout = 64;         // cycles the tester waits for an answer
  uint64_t cycle_limit = 0;  // most cycles from START to the interrupt; 0: from the timeouts
  WaveOptions wave;
  // Run behind the test, one after the other. With `adapt_auto` there is one, which the controller
  // starts by itself when the die needs it.
  std::vector<AdaptRequest> adapt;
  bool adapt_auto = false;
  MonitorOptions monitor;
  // Played one after the other while the controller is idle, [input size] codes each; empty: none.
  std::vector<std::vector<uint8_t>> inference;
  // False: no test, no request; the monitor works while each image of `inference` is played once.
  bool test = true;
  Tuning tuning;  // in force at the beginning; empty: gains of 1, no offsets

  // Trouble on purpose.
  std::vector<regs::Memory> spoilt;  // STIM, PROJ, CODEBOOK: word 0 is stored wrongly, then anew
  BusFault cfg_fault;                // between controller and tuning registers
  Stall csr_gap;                     // idle cycles between transfers of the tester
  Stall stim_stall;                  // pixels refused
  Stall sig_stall;                   // beats held back
  Stall cfg_wait;                    // wait states on the cfg port
};

struct CycleCounters {
  uint32_t total = 0;
  uint32_t test = 0;
  uint32_t repair = 0;
  uint32_t retest = 0;
  uint32_t own = 0;
  uint32_t adapt = 0;
};

// What came of an AdaptRequest.
struct AdaptReport {
  regs::State state = regs::State::Idle;  // DONE or ERROR
  regs::Error error = regs::Error::None;
  int error_detail = 0;
  regs::Outcome outcome = regs::Outcome::None;
  tuning::AdaptResult result;
  size_t run = 0;               // START and ADAPT, from 0; that of the test with `adapt_auto`
  uint32_t written = 0;         // words downloaded
  CycleCounters cycles;         // of the run
  std::vector<uint32_t> words;  // of DELTA
};

// What the monitor did until it was switched off in the end.
struct MonitorReport {
  regs::Error error = regs::Error::None;  // NONE unless the state was ERROR then
  int error_detail = 0;
  uint32_t windows = 0;  // looked at
  uint32_t commits = 0;
};

// Everything but `active`, `channels`, `deltas`, `inference...`, `predictions`, `edges` and
// `wall_seconds` was read over the csr port.
struct PlatformResult {
  bool finished = false;    // the tester's script came to its end
  std::string stop_reason;  // one sentence when it did not

  regs::State state = regs::State::Idle;  // DONE or ERROR
  bool decided = false;
  regs::Decision decision = regs::Decision::Pass;  // when decided
  regs::Error error = regs::Error::None;
  int error_detail = 0;
  bool retested = false;
  int best0 = 0;
  int best1 = 0;  // of the retest, like every ...1
  uint64_t dist0 = 0;
  uint64_t dist1 = 0;
  std::vector<int16_t> features0;  // [features]
  std::vector<int16_t> features1;  // [features]
  Tuning applied;                  // [layers - 1], {0, 0} where nothing was written
  Tuning saved;                    // [layers - 1], found at the start; {0, 0} when not looked at
  regs::Outcome outcome = regs::Outcome::None;
  int entry = 0;  // codebook entry written last
  int best_entry = 0;
  int tries = 0;    // repairs retested and judged
  int16_t now = 0;  // predicted accuracies, points in Q8.8
  int16_t forecast = 0;
  int16_t after = 0;  // of the last retest
  int16_t best_after = 0;
  std::vector<uint32_t> statistics;  // STAT memory of the last signature; empty unless DONE
  CycleCounters cycles;
  uint32_t stray = 0;
  uint32_t log_count = 0;
  std::vector<LogEntry> log;  // oldest first, at most the last 64
  // Of the requests that were run; all of the above was read before.
  std::vector<AdaptReport> adapted;
  MonitorReport monitor;  // of a monitor that was on and runs that ended well

  // Configuration registers that did not read back as written, one sentence each.
  std::vector<std::string> readback_errors;

  Tuning active;               // in force in the accelerator at the end
  Tuning channels;             // likewise, [channels of the tuned layers] or empty
  std::vector<int8_t> deltas;  // likewise, [entries of the sparse array]
  uint32_t inferences = 0;     // images of PlatformOptions::inference that came to their end
  std::vector<Tuning> inference_tunings;  // without a test: in force for each of them
  std::vector<int> predictions;           // likewise, of each
  uint64_t edges = 0;                     // clock edges of the whole simulation
  double wall_seconds = 0;                // spent in them
};

}  // namespace kintsugi
