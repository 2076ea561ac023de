// A wave as fst2vcd, a program of its own, reads it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace kintsugi {

struct VcdChange {
  uint64_t time = 0;  // ps
  std::string value;  // bits as a binary number, reals as text
};

class Vcd {
 public:
  // Throws std::runtime_error when fst2vcd fails.
  explicit Vcd(const std::filesystem::path& fst);

  const std::string& timescale() const { return timescale_; }
  uint64_t first_time() const { return first_time_; }
  uint64_t last_time() const { return last_time_; }

  bool has(const std::string& path) const { return code_of_.count(path) != 0; }
  // All changes of a signal by its path, "TOP.irq_o". Throws std::out_of_range for an unknown one.
  const std::vector<VcdChange>& changes(const std::string& path) const;
  // Value at a time, after the changes at it.
  uint64_t bits(const std::string& path, uint64_t time) const;
  double real(const std::string& path, uint64_t time) const;
  // Time of the first change to `value`; UINT64_MAX when it never comes.
  uint64_t time_of(const std::string& path, uint64_t value) const;

 private:
  void take_declaration(const std::string& line);
  void take_change(const std::string& line);
  const std::string& text(const std::string& path, uint64_t time) const;

  std::string timescale_;
  uint64_t first_time_ = 0;
  uint64_t last_time_ = 0;
  bool timed_ = false;
  std::vector<std::string> scopes_;
  std::map<std::string, std::string> code_of_;
  std::map<std::string, std::vector<VcdChange>> changes_;
};

uint64_t bits_of(const std::string& binary);

}  // namespace kintsugi
