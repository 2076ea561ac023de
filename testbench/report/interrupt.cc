#include "testbench/report/interrupt.h"

#include <atomic>

namespace kintsugi {
namespace {

std::atomic<bool> signal_came{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may only touch such");

void note_signal(int /*signal*/) { signal_came = true; }

}  // namespace

InterruptGuard::InterruptGuard() {
  signal_came = false;
  struct sigaction action {};
  action.sa_handler = note_signal;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);  // the second signal kills
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &former_interrupt_);
  sigaction(SIGTERM, &action, &former_terminate_);
}

InterruptGuard::~InterruptGuard() {
  sigaction(SIGINT, &former_interrupt_, nullptr);
  sigaction(SIGTERM, &former_terminate_, nullptr);
}

bool interrupted() { return signal_came; }

}  // namespace kintsugi
