#include "testbench/own_controller/tool.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <stdexcept>

namespace kintsugi {
namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
// What a program writes goes into an unnamed file: nothing can fill up and wait, as in a pipe.
using Scratch = std::unique_ptr<std::FILE, Close>;

Scratch scratch() {
  Scratch file(std::tmpfile());
  if (!file) throw std::runtime_error("cannot make a temporary file");
  return file;
}

std::string text_of(std::FILE* file) {
  std::rewind(file);
  std::string text;
  std::array<char, 4096> buffer;
  for (size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), file)) > 0;) {
    text.append(buffer.data(), n);
  }
  return text;
}

[[noreturn]] void become(char* const* argv, const char* folder, int output, int errors) {
  const int nothing = open("/dev/null", O_RDONLY);
  if (chdir(folder) != 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
      dup2(errors, STDERR_FILENO) < 0) {
    _exit(126);
  }
  execvp(argv[0], argv);
  _exit(127);
}

}  // namespace

ToolResult run_tool(const std::vector<std::string>& command, const std::filesystem::path& folder) {
  const Scratch output = scratch();
  const Scratch errors = scratch();
  std::vector<char*> argv;  // before the fork: others may hold the heap while it happens
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const pid_t pid = fork();
  if (pid < 0) throw std::runtime_error("cannot fork");
  if (pid == 0) become(argv.data(), folder.c_str(), fileno(output.get()), fileno(errors.get()));
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  ToolResult result;
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.output = text_of(output.get());
  result.errors = text_of(errors.get());
  return result;
}

}  // namespace kintsugi
