#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "testbench/scenario/keys.h"

namespace kintsugi {
namespace {

constexpr char introduction[] = R"(# Scenarios

A scenario is one TOML file: a network on a chip, the dies to make of it, how they are tested,
repaired and judged, and what is expected. `kintsugi run` takes its path, or the name of a file in
`scenarios/`. Every key has a default; unknown keys, wrong types, values out of range and
contradictions are refused with the line and what is allowed. `--set key=value` overrides a key on
the command line and goes through the same checks; strings need no quotes there.

This page is written by `kintsugi docs scenarios` from the table in
`testbench/scenario/key_table.cc`, and so is [scenario.schema.json](scenario.schema.json) by
`kintsugi docs schema`: editors that use Taplo complete and check a scenario while it is written
when its first line is `#:schema ../docs/scenario.schema.json`. `kintsugi explain KEY` shows one
key.

Paths in the file are looked for beside it, then in the repository; `data_dir` is taken from where
the command is run. With symbolic links followed, they must lie in the folder of the scenario, in the
repository or in `/usr/share/datasets`, or in a folder that the command line allows with
`--allow-path DIR`. What `--set` names may lie anywhere ([durability.md](durability.md)).
)";

// A bar would end a Markdown table cell.
std::string cell(std::string text) {
  for (size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) {
    text.insert(at, "\\");
  }
  return text;
}

std::string row(const Key& key) {
  const std::string value = value_text(key, Scenario{});
  const std::string unit = key.unit.empty() ? "" : " (" + key.unit + ")";
  const std::string source = key.source.empty() ? "" : " *" + key.source + ".*";
  return fmt::format("| `{}` | {} | {}{} | {}.{} |\n", key.leaf(),
                     value.empty() || value == "\"\"" ? "" : '`' + value + '`', cell(key.allowed()),
                     unit, cell(key.meaning), cell(source));
}

std::string section(const std::string& table) {
  std::string text = table.empty() ? "\n## Top level\n\n"
                                   : "\n## [" + table + "]\n\n" + table_meaning(table) + "\n\n";
  text += "| key | default | allowed | meaning |\n|---|---|---|---|\n";
  for (const Key& key : scenario_keys()) {
    if (key.table() == table) text += row(key);
  }
  return text;
}

}  // namespace

std::string scenario_reference() {
  std::string text = introduction + section("");
  for (const std::string& table : scenario_tables()) text += section(table);
  return text;
}

}  // namespace kintsugi
