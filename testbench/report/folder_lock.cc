#include "testbench/report/folder_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "models/core/error.h"

namespace kintsugi {

FolderLock::FolderLock(const std::filesystem::path& folder) {
  const std::string path = (folder / ".lock").string();
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ < 0) {
    throw UserError(fmt::format("{}: cannot write here ({}); choose a folder you may write to",
                                folder.string(), std::strerror(errno)));
  }
  struct flock whole_file {};
  whole_file.l_type = F_WRLCK;
  whole_file.l_whence = SEEK_SET;
  if (::fcntl(descriptor_, F_SETLK, &whole_file) == 0) return;
  const bool held = errno == EACCES || errno == EAGAIN;
  const std::string reason = std::strerror(errno);
  ::close(descriptor_);
  throw UserError(held ? fmt::format("{}: another run is writing to this folder; wait for it or "
                                     "choose another folder",
                                     folder.string())
                       : fmt::format("{}: cannot lock this file ({}); choose a folder on a file "
                                     "system with locks",
                                     path, reason));
}

FolderLock::~FolderLock() { ::close(descriptor_); }

}  // namespace kintsugi
