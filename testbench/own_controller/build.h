// An own controller, made ready for the bench.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace kintsugi {

struct OwnController {
  std::vector<std::filesystem::path> files;  // .sv, .v or .f; empty: there is none
  std::string top = "tuning_ctrl";           // module
};

struct BuiltController {
  std::filesystem::path library;
  std::string digest;  // of the RTL, its top and what it is compiled with
};

// Verilates and compiles what build/controllers/ does not hold yet. `declared_state`: obs_o is
// needed; `waves`: tracing is compiled in. Throws UserError, one sentence, for RTL that cannot be
// read, has no such top, a combinational loop, or another boundary.
BuiltController build_controller(const OwnController& own, bool declared_state, bool waves,
                                 bool quiet);

}  // namespace kintsugi
