#include "systemc/rtl_host/coverage_counts.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace kintsugi {
namespace {

// An open file that no other process adds to meanwhile.
class LockedFile {
 public:
  explicit LockedFile(const std::string& name)
      : name_(name), fd_(open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
    if (fd_ < 0 || flock(fd_, LOCK_EX) != 0) fail("cannot be opened");
  }
  ~LockedFile() { close(fd_); }
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;

  std::vector<uint32_t> read() const {
    struct stat status {};
    if (fstat(fd_, &status) != 0) fail("cannot be read");
    std::vector<uint32_t> counts(static_cast<size_t>(status.st_size) / sizeof(uint32_t));
    if (pread(fd_, counts.data(), bytes(counts), 0) != static_cast<ssize_t>(bytes(counts))) {
      fail("cannot be read");
    }
    return counts;
  }
  void write(const std::vector<uint32_t>& counts) const {
    if (pwrite(fd_, counts.data(), bytes(counts), 0) != static_cast<ssize_t>(bytes(counts))) {
      fail("cannot be written");
    }
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(name_ + " " + what);
  }

 private:
  static size_t bytes(const std::vector<uint32_t>& counts) {
    return counts.size() * sizeof(uint32_t);
  }

  std::string name_;
  int fd_;
};

}  // namespace

void add_coverage(const std::string& file, const std::atomic<uint32_t>* counts, size_t size) {
  const LockedFile locked(file);
  std::vector<uint32_t> sums = locked.read();
  if (sums.empty()) sums.resize(size);
  if (sums.size() != size) locked.fail("holds the counts of another model");
  for (size_t i = 0; i < size; ++i) {
    const uint64_t sum = uint64_t{sums[i]} + counts[i].load();
    sums[i] = static_cast<uint32_t>(std::min<uint64_t>(sum, UINT32_MAX));
  }
  locked.write(sums);
}

std::vector<uint32_t> read_coverage(const std::string& file) {
  if (access(file.c_str(), R_OK) != 0) throw std::runtime_error(file + " cannot be read");
  return LockedFile(file).read();
}

}  // namespace kintsugi
