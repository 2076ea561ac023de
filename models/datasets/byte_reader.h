// Reads the bytes of a data file, plain or gzip, and says in a sentence what is wrong with it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

struct gzFile_s;

namespace kintsugi {

class ByteReader {
 public:
  // Throws UserError when the file cannot be opened.
  explicit ByteReader(const std::filesystem::path& path);

  // Throws UserError when fewer than `size` bytes are left.
  void read(uint8_t* out, size_t size);

  // Throws UserError when bytes are left.
  void expect_end();

  uint32_t big_endian_word();

 private:
  struct Close {
    void operator()(gzFile_s* file) const;
  };
  std::filesystem::path path_;
  std::unique_ptr<gzFile_s, Close> file_;
};

// `folder`/`name`, or the same with .gz. Throws UserError when there is neither, with the command
// that unpacks `name`.xz where there is that, and with `source`, which says where the data comes
// from.
std::filesystem::path data_file(const std::filesystem::path& folder, const std::string& name,
                                const std::string& source);

}  // namespace kintsugi
