// Runs the built `kintsugi` binary and shows what a user would see.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace kintsugi {

struct Outcome {
  int status = -1;  // exit status; 128 + signal when killed
  std::string out;  // standard output and error together
};

// `meanwhile`, if any, is told the process.
Outcome run_binary(const std::vector<std::string>& args,
                   const std::function<void(pid_t)>& meanwhile = {});

// Starts it in the background with its output thrown away.
pid_t start_binary(const std::vector<std::string>& args);
int wait_for(pid_t pid);

// A folder of its own for a test, removed afterwards.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, const std::string& text);

}  // namespace kintsugi
