#include "models/datasets/byte_reader.h"

#include <zlib.h>

#include "models/core/error.h"

namespace kintsugi {

namespace fs = std::filesystem;

void ByteReader::Close::operator()(gzFile_s* file) const { gzclose(file); }

// zlib passes plain files through.
ByteReader::ByteReader(const fs::path& path) : path_(path), file_(gzopen(path.c_str(), "rb")) {
  if (!file_ || fs::is_directory(path)) {
    throw UserError("Cannot open the data file " + path.string() +
                    "; check that it exists and is readable.");
  }
  gzbuffer(file_.get(), 1U << 17);
}

void ByteReader::read(uint8_t* out, size_t size) {
  while (size > 0) {
    const auto part = static_cast<unsigned>(size < (1U << 28) ? size : (1U << 28));
    const int got = gzread(file_.get(), out, part);
    if (got <= 0) {
      throw UserError("The data file " + path_.string() +
                      " ends too early or is damaged; copy or install it again.");
    }
    out += got;
    size -= static_cast<size_t>(got);
  }
}

void ByteReader::expect_end() {
  uint8_t byte = 0;
  if (gzread(file_.get(), &byte, 1) != 0) {
    throw UserError("The data file " + path_.string() +
                    " goes on after the values it should hold; copy or install it again.");
  }
}

uint32_t ByteReader::big_endian_word() {
  uint8_t bytes[4];
  read(bytes, sizeof bytes);
  return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3];
}

fs::path data_file(const fs::path& folder, const std::string& name, const std::string& source) {
  if (!fs::is_directory(folder)) {
    throw UserError("The data folder " + folder.string() + " does not exist; " + source + ".");
  }
  const fs::path plain = folder / name;
  if (fs::exists(plain)) return plain;
  if (fs::exists(plain.string() + ".gz")) return plain.string() + ".gz";
  if (fs::exists(plain.string() + ".xz")) {
    throw UserError("In the data folder " + folder.string() + ": found " + name +
                    ".xz: unpack with xz -dk.");
  }
  throw UserError("The data folder " + folder.string() + " has neither " + name + " nor " + name +
                  ".gz; " + source + ".");
}

}  // namespace kintsugi
