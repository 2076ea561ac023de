#include "testbench/own_controller/verilator.h"

#include <fmt/format.h>

#include <regex>

#include "models/core/error.h"
#include "testbench/own_controller/tool.h"
#include "testbench/scenario/nearest_name.h"

namespace kintsugi {
namespace {

using Words = std::vector<std::string>;

void append(Words* words, const Words& more) {
  words->insert(words->end(), more.begin(), more.end());
}

Words verilator(const RtlFiles& files, const Words& arguments) {
  Words command = {KINTSUGI_VERILATOR};
  append(&command, arguments);
  append(&command, files.options);
  for (const auto& source : files.sources) command.push_back(source.string());
  return command;
}

// "%Error-NAME: file:line:column: message" of the first error.
struct FirstError {
  std::string name;
  std::string text;
};

FirstError first_error(const ToolResult& result) {
  static const std::regex error(R"(%Error(?:-(\w+))?: ([^\n]*))");
  std::smatch m;
  if (std::regex_search(result.errors, m, error)) return {m[1], m[2]};
  return {"", fmt::format("Verilator ended with status {}", result.status)};
}

// Modules of the sources, to suggest one for a misspelt top.
Words module_names(const std::string& text) {
  static const std::regex module(R"(\bmodule\s+(?:automatic\s+|static\s+)?(\w+))");
  Words names;
  for (std::sregex_iterator i(text.begin(), text.end(), module), end; i != end; ++i) {
    names.push_back((*i)[1]);
  }
  return names;
}

[[noreturn]] void refuse(const FirstError& error, const RtlFiles& files, const std::string& top) {
  static const std::regex no_top(R"(--top-module '.*' was not found in design)");
  static const std::regex loop(R"(^(.*?): Signal unoptimizable: .*: '(.*)'$)");
  std::smatch m;
  if (std::regex_search(error.text, no_top)) {
    throw UserError(fmt::format("--top: found {}; allowed is a module of the files{}", top,
                                did_you_mean(top, module_names(preprocessed(files)))));
  }
  if (error.name == "UNOPTFLAT" && std::regex_match(error.text, m, loop)) {
    throw UserError(
        fmt::format("--rtl: {}: found a combinational loop through {}", m.str(1), m.str(2)));
  }
  throw UserError("--rtl: " + error.text);
}

}  // namespace

std::string preprocessed(const RtlFiles& files) {
  const ToolResult result = run_tool(verilator(files, {"-E", "--assert"}), ".");
  if (result.status != 0) throw UserError("--rtl: " + first_error(result).text);
  return result.output;
}

// What is only bad style in somebody's RTL is not our business: errors count, and loops.
void verilate(const RtlFiles& files, const std::string& top, bool waves,
              const std::filesystem::path& folder) {
  Words arguments = {"--cc",           "--assert",    "-O3",
                     "--x-assign",     "unique",      "--x-initial",
                     "unique",         "--no-timing", "-Wno-fatal",
                     "-Wno-lint",      "-Wno-style",  "-Werror-UNOPTFLAT",
                     "-Werror-MODDUP", "--prefix",    "Vtuning_ctrl",
                     "--top-module",   top,           "--Mdir",
                     folder.string()};
  if (waves) {
    append(&arguments,
           {"--trace-fst", "--trace-structs", "--trace-max-array", "1024", "--trace-threads", "1"});
  }
  const ToolResult result = run_tool(verilator(files, arguments), ".");
  if (result.status != 0) refuse(first_error(result), files, top);
}

std::vector<std::string> lint_warnings(const RtlFiles& files, const std::string& top) {
  static const std::regex warning(R"(%Warning-[^\n]*)");
  const ToolResult result = run_tool(
      verilator(files, {"--lint-only", "-Wall", "-Wno-fatal", "--assert", "--top-module", top}),
      ".");
  if (result.status != 0) refuse(first_error(result), files, top);
  Words warnings;
  for (std::sregex_iterator i(result.errors.begin(), result.errors.end(), warning), end; i != end;
       ++i) {
    warnings.push_back(i->str());
  }
  return warnings;
}

}  // namespace kintsugi
