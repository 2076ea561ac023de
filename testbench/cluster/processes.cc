#include "testbench/cluster/processes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <stdexcept>

#include "models/core/error.h"

namespace kintsugi {
namespace {

constexpr int kNoProgram = 127;

// `output` replaces stdout unless negative; a log replaces both.
pid_t start_process(const ProgramRun& process, int output) {
  std::vector<char*> argv;
  for (const std::string& word : process.words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const pid_t pid = fork();
  if (pid < 0) throw std::runtime_error(fmt::format("cannot fork: {}", std::strerror(errno)));
  if (pid > 0) return pid;
  if (!process.log.empty()) {
    setpgid(0, 0);  // Ctrl-C goes to the parent, which asks each to end, once
    const int log = open(process.log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
    if (log < 0 || dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0) _exit(kNoProgram);
  }
  if (output >= 0) dup2(output, STDOUT_FILENO);
  if (chdir(process.from.c_str()) == 0) execvp(argv[0], argv.data());
  _exit(kNoProgram);
}

int status_of(int wait_status) {
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

}  // namespace

bool run_processes(const std::vector<ProgramRun>& processes, int at_once,
                   const std::function<void(size_t, int)>& ended,
                   const std::function<bool()>& stop) {
  constexpr int kPollMs = 50;
  std::map<pid_t, size_t> running;
  size_t next = 0;
  bool stopping = false;
  while (!running.empty() || (!stopping && next < processes.size())) {
    if (!stopping && stop()) {
      stopping = true;
      for (const auto& [pid, index] : running) kill(pid, SIGTERM);
    }
    while (!stopping && next < processes.size() && running.size() < static_cast<size_t>(at_once)) {
      running[start_process(processes[next], -1)] = next;
      ++next;
    }
    bool any = false;
    for (auto it = running.begin(); it != running.end();) {
      int status = 0;
      if (waitpid(it->first, &status, WNOHANG) == it->first) {
        ended(it->second, status_of(status));
        it = running.erase(it);
        any = true;
      } else {
        ++it;
      }
    }
    if (!any && !running.empty()) poll(nullptr, 0, kPollMs);
  }
  return !stopping;
}

std::string output_of(const ProgramRun& process) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    throw std::runtime_error(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  }
  const pid_t pid = start_process(process, ends[1]);
  close(ends[1]);
  std::string text;
  char buffer[4096];
  ssize_t n = 0;
  while ((n = read(ends[0], buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR)) {
    if (n > 0) text.append(buffer, static_cast<size_t>(n));
  }
  close(ends[0]);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  const int code = status_of(status);
  if (code == 0) return text;
  throw UserError(fmt::format("{}: {}", process.words[0],
                              code == kNoProgram
                                  ? std::string("cannot be started; is it installed, and in PATH?")
                                  : fmt::format("ended with status {}", code)));
}

}  // namespace kintsugi
