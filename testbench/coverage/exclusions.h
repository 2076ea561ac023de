// Points that no test can or need reach, each with its reason.
#pragma once

#include <string>
#include <vector>

#include "testbench/coverage/points.h"

namespace kintsugi {

struct Exclusion {
  CoverageKind kind = CoverageKind::Line;
  std::string file;                 // of the RTL; `*` stands for anything
  std::vector<std::string> points;  // names; `q[9:4]` stands for the bits 4 to 9 of q
  std::string code;                 // text in the source line; empty: any line
  std::string reason;
};

// [[exclude]] tables of a TOML file. Throws UserError for what is missing, unknown or empty.
std::vector<Exclusion> read_exclusions(const std::string& toml, const std::string& name);

// Whether `name` is one of those `pattern` stands for.
bool stands_for(const std::string& pattern, const std::string& name);

// For each point whether an exclusion takes it out. Names in `points` that take out nothing, or
// only what was covered anyway, go to `stale`. `rtl`: folder of the sources.
std::vector<bool> exclude(const std::vector<CoveragePoint>& points,
                          const std::vector<Exclusion>& exclusions, const std::string& rtl,
                          std::vector<std::string>& stale);

}  // namespace kintsugi
