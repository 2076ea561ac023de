#include "testbench/checkers/latency.h"

#include <algorithm>

namespace kintsugi {
namespace {

// What the counters of a controller and its pins may be apart: entry registers and the first reads
// of an image lie before anything shows, the last additions behind it.
constexpr uint64_t kCounterSlack = 16;

bool near(uint64_t a, uint64_t b, uint64_t slack) {
  return a < b ? b - a <= slack : a - b <= slack;
}

std::string counter_fault(const char* name, uint64_t reported, uint64_t seen, uint64_t slack) {
  if (near(reported, seen, slack)) return "";
  return std::string("counter ") + name + ": the controller reports " + std::to_string(reported) +
         ", the pins show " + std::to_string(seen);
}

}  // namespace

std::string Latency::wait(Wait* port, bool waits) const {
  port->cycles = waits ? port->cycles + 1 : 0;
  if (port->cycles <= limits_.transfer) return "";
  return std::string(port->what) + " is waited for longer than controller.limit_transfer = " +
         std::to_string(limits_.transfer) + " cycles";
}

// The controller's own share: everything but the time between the first pixel of an image and the
// end of its signature, and of that what stands still for the controller's sake.
bool Latency::owns(const ControllerOutputs& before, const ControllerInputs& in,
                   const Course& course) const {
  if (!course.image_out()) return true;
  const bool withholds = course.playing() && in.stim_ready != 0 && before.stim_valid == 0;
  const bool refuses = in.sig_valid != 0 && before.sig_ready == 0;
  return withholds || refuses;
}

std::string Latency::on_cycle(const ControllerOutputs& before, const Cycle& cycle,
                              const Course& course) {
  const ControllerInputs& in = cycle.in;
  std::string fault =
      wait(&csr_, in.csr_psel != 0 && in.csr_penable != 0 && before.csr_pready == 0);
  const auto also = [&](const std::string& found) {
    if (fault.empty()) fault = found;
  };
  also(wait(&beat_, in.sig_valid != 0 && before.sig_ready == 0));
  also(wait(&pixel_, course.playing() && in.stim_ready != 0 && before.stim_valid == 0));
  also(wait(&setting_, course.running() && course.in_setting() && before.cfg_psel == 0));
  if (course.running() && !running_) runs_.emplace_back();
  running_ = course.running();
  if (!running_) return fault;

  also(watch_run(owns(before, in, course), course));
  image_ = course.image_out() ? image_ + 1 : 0;
  if (image_ > limits_.image_timeout + limits_.transfer) {
    also("an image is waited for longer than controller.image_timeout = " +
         std::to_string(limits_.image_timeout) + " cycles");
  }
  return fault;
}

std::string Latency::watch_run(bool owns, const Course& course) {
  Run& run = runs_.back();
  ++run.total;
  run.images = course.images();
  if (owns) ++(course.adapting() ? run.adapt : run.own);
  const size_t passes = std::max<size_t>(1, course.passes_begun());
  if (run.own > limits_.own * passes) {
    return "the controller's own share in pass " + std::to_string(passes - 1) +
           " exceeds controller.limit_own = " + std::to_string(limits_.own) + " cycles a pass";
  }
  if (run.adapt > limits_.adapt) {
    return "the controller's own share in the adaptation exceeds controller.limit_adapt = " +
           std::to_string(limits_.adapt) + " cycles";
  }
  return "";
}

std::string Latency::counters_fault(const CycleCounters& reported, size_t number) const {
  if (number >= runs_.size()) return "the controller reports a run that nobody began";
  const Run& run = runs_[number];
  std::string fault = counter_fault("CYC_TOTAL", reported.total, run.total, kCounterSlack);
  if (fault.empty()) {
    fault = counter_fault("CYC_OWN", reported.own, run.own + run.adapt,
                          kCounterSlack * (run.images + 1));
  }
  const uint64_t parts =
      uint64_t{reported.test} + reported.repair + reported.retest + reported.adapt;
  if (fault.empty() && parts != reported.total) {
    fault = "CYC_TEST, CYC_REPAIR, CYC_RETEST and CYC_ADAPT add up to " + std::to_string(parts) +
            ", CYC_TOTAL is " + std::to_string(reported.total);
  }
  return fault;
}

}  // namespace kintsugi
