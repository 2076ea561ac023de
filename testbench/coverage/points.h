// The points of a coverage.dat of Verilator.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace kintsugi {

enum class CoverageKind { Line, Branch, Toggle, Property };
constexpr std::array<const char*, 4> kCoverageKinds = {"line", "branch", "toggle", "property"};

// What must have happened at least once. All instances of a module count as one.
struct CoveragePoint {
  CoverageKind kind = CoverageKind::Line;
  std::string file;  // as named in the file list, "tuning_ctrl/cfg_bus.sv"
  int line = 0;
  std::string name;  // signal bit of a toggle, label of a property, "if" or "else" of a branch
  uint64_t count = 0;

  std::string module() const;  // the file's stem: one module a file
};

// Reads the text of a coverage.dat; points that share kind, file, line and name are one. `rtl` is
// the folder the files are relative to: labels of properties are read there. Throws UserError for
// text that is no coverage.dat.
std::vector<CoveragePoint> read_points(const std::string& dat, const std::string& rtl);

}  // namespace kintsugi
