#include "testbench/own_controller/build_reference.h"

#include <fmt/format.h>

#include <regex>

#include "models/core/error.h"
#include "testbench/own_controller/tool.h"
#include "testbench/own_controller/workshop.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

Words model_compiler(const fs::path& source, const Words& more) {
  Words command = {KINTSUGI_CXX,
                   "-std=c++17",
                   "-O2",
                   "-fPIC",
                   "-ffp-contract=off",
                   "-fvisibility=hidden",
                   "-I" + project_root().string(),
                   source.string()};
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

// "file:line:column: error: message" of the first one, else what the linker says.
std::string compiler_error(const ToolResult& result) {
  static const std::regex error(R"((^|\n)([^\n]*error: [^\n]*))");
  std::smatch m;
  if (std::regex_search(result.errors, m, error)) return m[2];
  return result.errors.substr(0, result.errors.find('\n'));
}

ToolResult compiled(const fs::path& source, const Words& more, const fs::path& folder) {
  const ToolResult result = run_tool(model_compiler(source, more), folder);
  if (result.status != 0) throw UserError("--reference: " + compiler_error(result));
  return result;
}

}  // namespace

BuiltController build_reference(const fs::path& source, bool quiet) {
  const fs::path file = fs::absolute(source);
  if (!fs::is_regular_file(file)) {
    throw UserError(fmt::format("--reference: found no file {}; allowed the C++ source of a model",
                                source.string()));
  }
  const std::string text = compiled(file, {"-E"}, ".").output;
  if (text.find("kintsugi_reference_model()") == std::string::npos) {
    throw UserError(fmt::format(
        "--reference: {}: found no KINTSUGI_REFERENCE_MODEL; allowed is a source that ends with "
        "KINTSUGI_REFERENCE_MODEL(the class of the model)",
        source.string()));
  }
  Digest digest;
  for (const std::string& word : model_compiler("", {})) digest.add(word);
  digest.add(text);
  BuiltController built;
  built.digest = digest.hex();
  const fs::path place = place_of(built.digest);
  built.library = place / kLibrary;
  if (fs::exists(built.library)) return built;
  if (!quiet) fmt::print(stderr, "kintsugi: compiling {}\n", source.string());
  const Workshop workshop(place);
  compiled(file, {"-shared", "-o", kLibrary}, workshop.path());
  workshop.move_to(place);
  return built;
}

}  // namespace kintsugi
