// Where what is compiled of a user's sources is made, and where it is kept.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace kintsugi {

inline constexpr char kLibrary[] = "controller.so";

// FNV-1a of texts, each with its end.
class Digest {
 public:
  void add(const std::string& text) {
    for (const char c : text) step(static_cast<unsigned char>(c));
    step(0x100);
  }
  std::string hex() const;

 private:
  void step(uint64_t value) { hash_ = (hash_ ^ value) * 0x100000001b3; }
  uint64_t hash_ = 0xcbf29ce484222325;
};

// Where a library of that digest lies.
std::filesystem::path place_of(const std::string& digest);

// A folder nobody else has, removed unless it was moved away.
class Workshop {
 public:
  explicit Workshop(const std::filesystem::path& place);
  ~Workshop();
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;
  const std::filesystem::path& path() const { return path_; }
  // Whoever comes second finds the same there. Throws UserError when it cannot be written.
  void move_to(const std::filesystem::path& place) const;

 private:
  std::filesystem::path path_;
};

}  // namespace kintsugi
