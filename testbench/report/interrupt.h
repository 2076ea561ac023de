// Stops long work cleanly when the user presses Ctrl-C or the machine asks the process to end.
#pragma once

#include <csignal>

namespace kintsugi {

// While one lives, the first SIGINT or SIGTERM only makes interrupted() true; a second one ends
// the process as usual. One at a time; forked children inherit it.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

 private:
  struct sigaction former_interrupt_ {};
  struct sigaction former_terminate_ {};
};

// Whether a signal came since the last guard was made.
bool interrupted();

}  // namespace kintsugi
