#include "testbench/mutation/proof.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <string>

#include "testbench/scenario/paths.h"

namespace kintsugi::mutation {
namespace {

constexpr rlim_t kCpuSeconds = 300;
constexpr int kNotStarted = 127;

[[noreturn]] void become_yosys(const std::string& rtl) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // Ctrl-C kills the worker that waits for it
  const rlimit limit{kCpuSeconds, kCpuSeconds};
  setrlimit(RLIMIT_CPU, &limit);
  const int nowhere = open("/dev/null", O_RDWR);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nowhere, stream);
  if (chdir(rtl.c_str()) == 0) execlp("yosys", "yosys", "-q", "-c", "mutate/prove.tcl", nullptr);
  _exit(kNotStarted);
}

bool proved(uint32_t number, const std::filesystem::path& folder, int depth) {
  const std::string rtl = project_root() / "rtl";
  setenv("OUT", folder.c_str(), 1);
  setenv("MUTANT", std::to_string(number).c_str(), 1);
  setenv("DEPTH", std::to_string(depth).c_str(), 1);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) become_yosys(rtl);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNotStarted) {
    throw std::runtime_error("yosys could not be started");
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

// From any state is soon decided; what is not equivalent there may be behind a step.
bool proved_equivalent(uint32_t number, const std::filesystem::path& folder) {
  return proved(number, folder, 1) || proved(number, folder, 2);
}

}  // namespace kintsugi::mutation
