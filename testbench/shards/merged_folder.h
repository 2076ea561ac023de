// What a merge writes: a folder that is there whole or not at all.
#pragma once

#include <filesystem>

namespace kintsugi {

class MergedFolder {
 public:
  // An empty folder DIR.merging_N beside `out`, so that a rename puts it there; removed unless it
  // is. Throws UserError when it cannot be made.
  explicit MergedFolder(std::filesystem::path out);
  ~MergedFolder();
  MergedFolder(const MergedFolder&) = delete;
  MergedFolder& operator=(const MergedFolder&) = delete;

  const std::filesystem::path& path() const { return unfinished_; }

  // An earlier merge makes way.
  void move_into_place();

 private:
  std::filesystem::path out_;
  std::filesystem::path unfinished_;
};

// Throws UserError unless the folder is new, empty, or holds `file`, which such a merge writes.
void check_merge_folder(const std::filesystem::path& out, const char* file);

}  // namespace kintsugi
