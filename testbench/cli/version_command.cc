// Every version is taken from the headers this program was compiled with; Random123 and NLopt
// name none in theirs, so CMake asks the package manager.
#include <fmt/format.h>
#include <google/protobuf/stubs/common.h>
#include <oneapi/tbb/version.h>
#include <sqlite3.h>
#include <toml++/toml.h>
#include <verilated_config.h>
#include <zlib.h>

#include <Eigen/Core>
#include <boost/version.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "testbench/cli/commands.h"

#define SC_DISABLE_API_VERSION_CHECK  // the version alone, without the library
#include <sysc/kernel/sc_ver.h>

#define ONNX_NAMESPACE onnx
#include <onnx/common/version.h>

namespace kintsugi {
namespace {

std::string dotted(int major, int minor, int patch) {
  return fmt::format("{}.{}.{}", major, minor, patch);
}

// "5.006 2023-01-22" -> "5.006"
std::string first_word(const std::string& text) { return text.substr(0, text.find(' ')); }

std::string compiler() {
#ifdef __clang__
  return dotted(__clang_major__, __clang_minor__, __clang_patchlevel__) + " (Clang)";
#else
  return dotted(__GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__) + " (GCC)";
#endif
}

// 3021012 -> 3.21.12
std::string protobuf() {
  constexpr int version = GOOGLE_PROTOBUF_VERSION;
  return dotted(version / 1000000, version / 1000 % 1000, version % 1000);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> tool_versions() {
  return {
      {"kintsugi", KINTSUGI_VERSION},
      {"variant", KINTSUGI_VARIANT},
      {"compiler", compiler()},
      {"SystemC", dotted(SC_VERSION_MAJOR, SC_VERSION_MINOR, SC_VERSION_PATCH)},
      {"Verilator", first_word(VERILATOR_VERSION)},
      {"Eigen", dotted(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)},
      {"TBB", dotted(TBB_VERSION_MAJOR, TBB_VERSION_MINOR, TBB_VERSION_PATCH)},
      {"ONNX", onnx::LAST_RELEASE_VERSION},
      {"protobuf", protobuf()},
      {"SQLite", SQLITE_VERSION},
      {"fmt", dotted(FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
      {"toml++", dotted(TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH)},
      {"nlohmann-json", dotted(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                               NLOHMANN_JSON_VERSION_PATCH)},
      {"Boost", dotted(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
      {"Random123", KINTSUGI_RANDOM123_VERSION},
      {"NLopt", KINTSUGI_NLOPT_VERSION},
      {"zlib", ZLIB_VERSION},
  };
}

int version_command(bool json, std::ostream& out) {
  nlohmann::ordered_json object;
  for (const auto& [tool, version] : tool_versions()) {
    if (!json) out << fmt::format("{:<14} {}\n", tool, version);
    object[tool] = version;
  }
  if (json) out << object.dump(2) << '\n';
  return 0;
}

}  // namespace kintsugi
