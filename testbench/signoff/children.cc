#include "testbench/signoff/children.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <stdexcept>

namespace kintsugi::signoff {
namespace {

constexpr double kGraceSeconds = 10;  // from SIGTERM to SIGKILL

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

[[noreturn]] void become(char* const* argv, const char* folder, const char* log) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  const int nothing = open("/dev/null", O_RDONLY);
  const int out = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (chdir(folder) != 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
      dup2(out, STDERR_FILENO) < 0) {
    _exit(126);
  }
  execvp(argv[0], argv);
  dprintf(STDERR_FILENO, "error: %s cannot be started\n", argv[0]);
  _exit(127);
}

}  // namespace

void Children::start(int key, const std::vector<std::string>& command,
                     const std::filesystem::path& folder, const std::filesystem::path& log,
                     double limit_s) {
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const pid_t pid = fork();
  if (pid < 0) throw std::runtime_error("cannot fork");
  if (pid == 0) become(argv.data(), folder.c_str(), log.c_str());
  setpgid(pid, pid);  // whoever comes first
  running_[pid] = {key, now_s(), limit_s, static_cast<int>(syscall(SYS_pidfd_open, pid, 0))};
}

void Children::end_overdue() {
  for (auto& [pid, child] : running_) {
    const double over = now_s() - child.start - child.limit_s;
    if (over > kGraceSeconds) {
      kill(-pid, SIGKILL);
    } else if (over > 0 && !child.timed_out) {
      child.timed_out = true;
      kill(-pid, SIGTERM);
    }
  }
}

std::optional<std::pair<int, ChildEnd>> Children::wait(double at_most_s) {
  if (running_.empty()) return std::nullopt;
  end_overdue();
  std::vector<pollfd> handles;
  double wait_s = at_most_s;
  for (const auto& [pid, child] : running_) {
    handles.push_back({child.handle, POLLIN, 0});
    const double left =
        child.start + child.limit_s + (child.timed_out ? kGraceSeconds : 0) - now_s();
    wait_s = std::clamp(left, 0.0, wait_s);
  }
  poll(handles.data(), handles.size(), static_cast<int>(std::ceil(1000 * wait_s)));
  end_overdue();
  for (const auto& [pid, child] : running_) {
    int status = 0;
    rusage used{};
    if (wait4(pid, &status, WNOHANG, &used) != pid) continue;
    kill(-pid, SIGKILL);  // whom it left behind
    close(child.handle);
    const ChildEnd end{WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
                       child.timed_out, now_s() - child.start,
                       seconds_of(used.ru_utime) + seconds_of(used.ru_stime)};
    const int key = child.key;
    running_.erase(pid);
    return std::pair{key, end};
  }
  return std::nullopt;
}

void Children::stop() {
  for (auto& [pid, child] : running_) {
    kill(-pid, SIGTERM);
    child.limit_s = 0;
    child.start = now_s() - 1e-3;
    child.timed_out = true;
  }
  while (!running_.empty()) wait(1.0);
}

}  // namespace kintsugi::signoff
