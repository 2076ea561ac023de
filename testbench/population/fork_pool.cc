#include "testbench/population/fork_pool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <deque>
#include <stdexcept>

namespace kintsugi {
namespace {

constexpr int kPollMilliseconds = 100;  // how soon a stop request or a late child is noticed
constexpr double kLongestStep = 1.0;    // seconds between two looks at the clock
constexpr off_t kMostLog = 1 << 20;     // bytes
constexpr char kOk = '+';
constexpr char kFailed = '-';

struct Attempt {
  uint32_t item = 0;
  int number = 1;        // from 1
  std::string log = {};  // of those before
};

struct Child {
  Attempt attempt;
  pid_t pid = -1;
  int pipe = -1;
  int errors = -1;  // a file in memory
  double start = 0;
  bool late = false;  // and therefore killed
  std::string received = {};
};

// Seconds in which this process ran: a long step means that it was stopped meanwhile, and its
// children most likely with it.
class Watch {
 public:
  double seconds() {
    const Clock::time_point now = Clock::now();
    seconds_ += std::min(std::chrono::duration<double>(now - last_).count(), kLongestStep);
    last_ = now;
    return seconds_;
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point last_ = Clock::now();
  double seconds_ = 0;
};

void write_all(int fd, const std::string& text) {
  size_t written = 0;
  while (written < text.size()) {
    const ssize_t n = write(fd, text.data() + written, text.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    written += static_cast<size_t>(n);
  }
}

// Of a fixed size, so that a child that does not stop writing cannot fill the memory. Without one
// (-1) a child keeps the parent's stderr.
int error_file() {
  const int fd = memfd_create("stderr", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd >= 0 && ftruncate(fd, kMostLog) == 0) fcntl(fd, F_ADD_SEALS, F_SEAL_GROW);
  return fd;
}

// The child's writes moved the offset, which both share.
std::string text_of(int errors) {
  const off_t size = lseek(errors, 0, SEEK_CUR);
  std::string text(static_cast<size_t>(std::max<off_t>(size, 0)), '\0');
  const ssize_t n = pread(errors, text.data(), text.size(), 0);
  text.resize(static_cast<size_t>(std::max<ssize_t>(n, 0)));
  return text;
}

[[noreturn]] void be_child(pid_t parent, int pipe, int errors, uint32_t item,
                           const std::function<std::string(uint32_t)>& work) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);  // it was gone before that
  signal(SIGINT, SIG_IGN);            // the parent decides when to stop
  dup2(errors, STDERR_FILENO);
  std::string answer;
  try {
    answer = kOk + work(item);
  } catch (const std::exception& e) {
    answer = kFailed + std::string(e.what());
  }
  write_all(pipe, answer);
  _exit(0);  // no destructors: they belong to the parent's copy
}

// True when the child has closed its end.
bool receive(Child* child) {
  char buffer[4096];
  const ssize_t n = read(child->pipe, buffer, sizeof buffer);
  if (n > 0) child->received.append(buffer, static_cast<size_t>(n));
  return n == 0 || (n < 0 && errno != EINTR);
}

// Waits for its end. Empty when it gave its whole answer, else how it was lost.
std::string reap(const Child& child) {
  close(child.pipe);
  int status = 0;
  while (waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (child.late) return "worker process gave no answer in time";
  if (WIFSIGNALED(status)) {
    return fmt::format("worker process was ended by signal {}", WTERMSIG(status));
  }
  if (WEXITSTATUS(status) == 0 && !child.received.empty()) return "";
  return fmt::format("worker process ended with status {}", WEXITSTATUS(status));
}

class Pool {
 public:
  Pool(const Workers& workers, const std::function<std::string(uint32_t)>& work)
      : workers_(workers), work_(work) {}
  ~Pool() {
    for (const Child& child : running_) kill(child.pid, SIGKILL);
    for (const Child& child : running_) {
      reap(child);
      close(child.errors);
    }
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  bool empty() const { return running_.empty(); }
  bool full() const { return static_cast<int>(running_.size()) >= workers_.jobs; }

  // An item that is to be tried again.
  std::optional<Attempt> next_attempt() {
    if (again_.empty()) return std::nullopt;
    Attempt attempt = std::move(again_.front());
    again_.pop_front();
    return attempt;
  }

  void start(Attempt attempt) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
      throw std::runtime_error(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
    }
    const int errors = error_file();
    const pid_t parent = getpid();
    fflush(nullptr);  // or the child would print what the parent has buffered
    const pid_t pid = fork();
    if (pid < 0) throw std::runtime_error(fmt::format("cannot fork: {}", std::strerror(errno)));
    if (pid == 0) {
      close(ends[0]);
      be_child(parent, ends[1], errors, attempt.item, work_);
    }
    close(ends[1]);
    running_.push_back({std::move(attempt), pid, ends[0], errors, watch_.seconds()});
  }

  // Waits a moment and hands over what came back.
  void look(const std::function<void(const ForkResult&)>& done) {
    fds_.clear();
    for (const Child& child : running_) fds_.push_back({child.pipe, POLLIN, 0});
    poll(fds_.data(), fds_.size(), kPollMilliseconds);
    end_late_ones();
    for (size_t i = fds_.size(); i-- > 0;) {
      if (fds_[i].revents == 0 || !receive(&running_[i])) continue;
      const Child child = std::move(running_[i]);
      running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
      if (const std::optional<ForkResult> result = finish(child)) done(*result);
    }
  }

 private:
  double limit() const {
    const TimeLimit& limit = workers_.limit;
    return slowest_ > 0 ? std::max(limit.least_s, limit.factor * slowest_) : limit.first_s;
  }

  void end_late_ones() {
    const double now = watch_.seconds();
    if (workers_.limit.first_s <= 0) return;
    for (Child& child : running_) {
      if (child.late || now - child.start <= limit()) continue;
      child.late = true;
      kill(child.pid, SIGKILL);
    }
  }

  // Nothing when the item is to be tried again.
  std::optional<ForkResult> finish(const Child& child) {
    const std::string lost = reap(child);
    const std::string errors = text_of(child.errors);
    close(child.errors);
    const double seconds = watch_.seconds() - child.start;
    const Attempt& attempt = child.attempt;
    if (lost.empty() && child.received[0] == kOk) {
      slowest_ = std::max(slowest_, seconds);
      write_all(STDERR_FILENO, errors);
      return ForkResult{attempt.item, true, child.received.substr(1), attempt.log};
    }
    const std::string text = lost.empty() ? child.received.substr(1) : lost;
    const std::string log = attempt.log + fmt::format("try {}, after {:.1f} s: {}\n{}",
                                                      attempt.number, seconds, text, errors);
    if (lost.empty() || attempt.number >= workers_.tries) {
      return ForkResult{attempt.item, false, text, log};
    }
    again_.push_back({attempt.item, attempt.number + 1, log});
    return std::nullopt;
  }

  const Workers workers_;
  const std::function<std::string(uint32_t)>& work_;
  std::vector<Child> running_;
  std::deque<Attempt> again_;
  std::vector<pollfd> fds_;
  Watch watch_;
  double slowest_ = 0;  // seconds, of those that came back well
};

}  // namespace

Workers patient_workers(int jobs, const TimeLimit& limit) {
  Workers workers(jobs);
  workers.tries = 2;
  workers.limit = limit;
  return workers;
}

bool run_forked(const std::function<std::optional<uint32_t>()>& next, const Workers& workers,
                const std::function<std::string(uint32_t)>& work,
                const std::function<void(const ForkResult&)>& done,
                const std::function<bool()>& stop) {
  Pool pool(workers, work);
  for (;;) {
    while (!pool.full()) {
      std::optional<Attempt> attempt = pool.next_attempt();
      if (!attempt) {
        const std::optional<uint32_t> item = next();
        if (!item) break;
        attempt = Attempt{*item};
      }
      if (stop()) return false;
      pool.start(std::move(*attempt));
    }
    if (pool.empty()) return true;
    if (stop()) return false;
    pool.look(done);
  }
}

bool run_forked(const std::vector<uint32_t>& items, const Workers& workers,
                const std::function<std::string(uint32_t)>& work,
                const std::function<void(const ForkResult&)>& done,
                const std::function<bool()>& stop) {
  size_t at = 0;
  const auto next = [&]() -> std::optional<uint32_t> {
    if (at == items.size()) return std::nullopt;
    return items[at++];
  };
  return run_forked(next, workers, work, done, stop);
}

}  // namespace kintsugi
