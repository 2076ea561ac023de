#include "testbench/tests/end_to_end/binary.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace kintsugi {
namespace {

[[noreturn]] void become_binary(const std::vector<std::string>& args, int output) {
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  std::vector<char*> argv = {const_cast<char*>(KINTSUGI_BINARY)};
  for (const std::string& arg : args) argv.push_back(const_cast<char*>(arg.c_str()));
  argv.push_back(nullptr);
  execv(KINTSUGI_BINARY, argv.data());
  _exit(127);
}

}  // namespace

int wait_for(pid_t pid) {
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

pid_t start_binary(const std::vector<std::string>& args) {
  const pid_t pid = fork();
  if (pid == 0) become_binary(args, open("/dev/null", O_WRONLY));
  return pid;
}

Outcome run_binary(const std::vector<std::string>& args,
                   const std::function<void(pid_t)>& meanwhile) {
  int ends[2];
  if (pipe(ends) != 0) return {};
  const pid_t pid = fork();
  if (pid == 0) {
    close(ends[0]);
    become_binary(args, ends[1]);
  }
  close(ends[1]);
  if (meanwhile) meanwhile(pid);
  Outcome outcome;
  char buffer[4096];
  for (ssize_t n = read(ends[0], buffer, sizeof buffer); n > 0;
       n = read(ends[0], buffer, sizeof buffer)) {
    outcome.out.append(buffer, static_cast<size_t>(n));
  }
  close(ends[0]);
  outcome.status = wait_for(pid);
  return outcome;
}

ScratchFolder::ScratchFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "kintsugi_XXXXXX").string();
  path_ = mkdtemp(name.data());
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string read_file(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace kintsugi
