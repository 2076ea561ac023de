// The list of mutants.
#pragma once

#include <string>
#include <vector>

namespace kintsugi {

struct Mutant {
  std::string found_by;  // "assertion", or a sweep
  std::string name;      // assertion: modules and labels, "cfg_bus.SetupFirst cfg_bus.AccessEnds"
  std::string file;      // of the RTL
  std::string from;
  std::string to;
};

// [[mutant]] tables of a TOML text; the first one has number 1. Throws UserError.
std::vector<Mutant> read_mutants(const std::string& toml, const std::string& name);

// The text of a source with mutant `number` in it. Throws UserError unless `from` stands in it
// once.
std::string planted(const std::string& source, const Mutant& mutant, size_t number);

// "module.Label" of the assertion that a failure at "file:line" speaks of; `rtl`: where the file
// is.
std::string assertion_at(const std::string& place, const std::string& rtl);

std::string text_of_file(const std::string& name);

}  // namespace kintsugi
