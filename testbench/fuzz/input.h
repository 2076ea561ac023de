// An input of a fuzzer as a file that lies in memory alone: readers take paths.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace kintsugi {

class InputFile {
 public:
  InputFile(const uint8_t* data, size_t size) : descriptor_(memfd_create("input", MFD_CLOEXEC)) {
    path_ = "/proc/self/fd/" + std::to_string(descriptor_);
    for (size_t at = 0; at < size;) {
      const ssize_t n = write(descriptor_, data + at, size - at);
      if (n <= 0) {
        std::perror("fuzz: no file in memory");
        std::abort();
      }
      at += static_cast<size_t>(n);
    }
  }
  ~InputFile() { close(descriptor_); }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  int descriptor_;
  std::filesystem::path path_;
};

}  // namespace kintsugi

// A target: reads the input, and may only refuse it with a UserError.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
