// Programs that run side by side, each with a time limit.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kintsugi::signoff {

struct ChildEnd {
  int status = 0;            // exit status; 127: there is no such program; 128 + signal when killed
  bool timed_out = false;    // its time was over
  double seconds = 0.0;      // on the clock
  double cpu_seconds = 0.0;  // of it and of those it waited for
};

// Each child leads a process group of its own, which is ended with it.
class Children {
 public:
  Children() = default;
  ~Children() { stop(); }
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;

  // Starts `command` (program and arguments, no shell) in `folder`; what it prints goes to `log`.
  // `key` names it in wait(). Throws runtime_error when no process can be made.
  void start(int key, const std::vector<std::string>& command, const std::filesystem::path& folder,
             const std::filesystem::path& log, double limit_s);

  // Waits until a child has ended, a signal came or `at_most_s` are over.
  std::optional<std::pair<int, ChildEnd>> wait(double at_most_s);

  bool empty() const { return running_.empty(); }

  // Ends all.
  void stop();

 private:
  struct Running {
    int key;
    double start;
    double limit_s;
    int handle;  // pidfd
    bool timed_out = false;
  };
  void end_overdue();

  std::map<pid_t, Running> running_;
};

}  // namespace kintsugi::signoff
