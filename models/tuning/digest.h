// A short name for a pile of numbers, to tell files apart that were made of different ones.
#pragma once

#include <fmt/format.h>
#include <zlib.h>

#include <string>
#include <vector>

namespace kintsugi::tuning {

// Running CRC-32 of the bytes of plain values.
class Digest {
 public:
  template <typename T>
  void add(const T& value) {
    bytes(&value, sizeof value);
  }
  template <typename T>
  void add_all(const std::vector<T>& values) {
    bytes(values.data(), values.size() * sizeof(T));
  }
  void add_all(const std::string& text) { bytes(text.data(), text.size()); }
  void bytes(const void* data, size_t size) {
    crc_ = crc32_z(crc_, static_cast<const Bytef*>(data), size);
  }
  std::string hex() const { return fmt::format("{:08x}", crc_); }

 private:
  uLong crc_ = 0;
};

}  // namespace kintsugi::tuning
