// One run a folder: a second one is refused while the first lives.
#pragma once

#include <filesystem>

namespace kintsugi {

// Holds FOLDER/.lock while it lives. The lock belongs to the process alone: forked workers do not
// inherit it, so a killed run frees its folder at once even while its workers still finish, and
// one process must not lock the same folder twice. The file stays; only the lock goes.
class FolderLock {
 public:
  // Throws UserError when another process holds the lock or the file cannot be created.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace kintsugi
