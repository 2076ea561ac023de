#include "testbench/population/fork_pool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace kintsugi {
namespace {

constexpr int kPollMilliseconds = 100;  // how soon a stop request is noticed
constexpr char kOk = '+';
constexpr char kFailed = '-';

struct Child {
  uint32_t item = 0;
  pid_t pid = -1;
  int pipe = -1;
  std::string received;
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

[[noreturn]] void be_child(int pipe, uint32_t item,
                           const std::function<std::string(uint32_t)>& work) {
  signal(SIGINT, SIG_IGN);  // the parent decides when to stop
  std::string answer;
  try {
    answer = kOk + work(item);
  } catch (const std::exception& e) {
    answer = kFailed + std::string(e.what());
  }
  write_all(pipe, answer);
  _exit(0);  // no destructors: they belong to the parent's copy
}

Child start(uint32_t item, const std::function<std::string(uint32_t)>& work) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    throw std::runtime_error(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  }
  fflush(nullptr);  // or the child would print what the parent has buffered
  const pid_t pid = fork();
  if (pid < 0) throw std::runtime_error(fmt::format("cannot fork: {}", std::strerror(errno)));
  if (pid == 0) {
    close(ends[0]);
    be_child(ends[1], item, work);
  }
  close(ends[1]);
  return {item, pid, ends[0], {}};
}

// True when the child has closed its end: its answer is complete.
bool receive(Child* child) {
  char buffer[4096];
  const ssize_t n = read(child->pipe, buffer, sizeof buffer);
  if (n > 0) child->received.append(buffer, static_cast<size_t>(n));
  return n == 0 || (n < 0 && errno != EINTR);
}

ForkResult finish(const Child& child) {
  close(child.pipe);
  int status = 0;
  while (waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (child.received.empty()) {
    const std::string how = WIFSIGNALED(status)
                                ? fmt::format("was ended by signal {}", WTERMSIG(status))
                                : fmt::format("ended with status {}", WEXITSTATUS(status));
    return {child.item, false, "worker process " + how};
  }
  return {child.item, child.received[0] == kOk, child.received.substr(1)};
}

void wait_for_input(const std::vector<Child>& children, std::vector<pollfd>* fds) {
  fds->clear();
  for (const Child& c : children) fds->push_back({c.pipe, POLLIN, 0});
  poll(fds->data(), fds->size(), kPollMilliseconds);
}

void end_all(const std::vector<Child>& children) {
  for (const Child& c : children) kill(c.pid, SIGKILL);
  for (const Child& c : children) finish(c);
}

}  // namespace

bool run_forked(const std::function<std::optional<uint32_t>()>& next, int jobs,
                const std::function<std::string(uint32_t)>& work,
                const std::function<void(const ForkResult&)>& done,
                const std::function<bool()>& stop) {
  std::vector<Child> running;
  std::vector<pollfd> fds;
  for (;;) {
    bool stopped = false;
    while (!stopped && static_cast<int>(running.size()) < jobs) {
      const std::optional<uint32_t> item = next();
      if (!item) break;
      stopped = stop();
      if (!stopped) running.push_back(start(*item, work));
    }
    if (!stopped && running.empty()) return true;
    if (stopped || stop()) {
      end_all(running);
      return false;
    }
    wait_for_input(running, &fds);
    for (size_t i = fds.size(); i-- > 0;) {
      if (fds[i].revents == 0 || !receive(&running[i])) continue;
      const ForkResult result = finish(running[i]);
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
      done(result);
    }
  }
}

bool run_forked(const std::vector<uint32_t>& items, int jobs,
                const std::function<std::string(uint32_t)>& work,
                const std::function<void(const ForkResult&)>& done,
                const std::function<bool()>& stop) {
  size_t at = 0;
  const auto next = [&]() -> std::optional<uint32_t> {
    if (at == items.size()) return std::nullopt;
    return items[at++];
  };
  return run_forked(next, jobs, work, done, stop);
}

}  // namespace kintsugi
