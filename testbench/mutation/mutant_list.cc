#include "testbench/mutation/mutant_list.h"

#include <fstream>
#include <map>
#include <sstream>

#include "models/core/error.h"

namespace kintsugi::mutation {
namespace {

// "tuning_ctrl/ctrl_fsm.sv:120.5-128.8": the last of the command's sources that lies in the module
// is the cell's; the others are where it is instantiated.
std::string source_in(const std::string& module, const std::vector<std::string>& sources) {
  std::string found;
  for (const std::string& source : sources) {
    const size_t name = source.find_last_of('/') + 1;
    if (source.compare(name, module.size() + 4, module + ".sv:") != 0) continue;
    const std::string line = source.substr(name, source.find('.', name + module.size() + 3) - name);
    const bool no_line = line.compare(line.size() - 2, 2, ":0") == 0;  // of a function called twice
    if (!no_line) found = line;
  }
  return found;
}

Mutant parse(uint32_t number, const std::string& line) {
  std::istringstream words(line);
  Mutant mutant;
  mutant.number = number;
  std::string word, value;
  words >> mutant.module >> word;
  if (word != "mutate") return {};
  std::map<std::string, std::string> options;
  std::vector<std::string> sources;
  while (words >> word >> value) {
    if (word == "-src") {
      sources.push_back(value);
    } else {
      options[word] = value;
    }
  }
  mutant.source = source_in(mutant.module, sources);
  mutant.change = options["-mode"] + " " + options["-port"] + "[" + options["-portbit"] + "]";
  if (options.count("-ctrlbit") != 0) mutant.change += " by [" + options["-ctrlbit"] + "]";
  mutant.change += " of " + options["-cell"];
  if (options.count("-wire") != 0) {
    mutant.change += ", " + options["-wire"] + "[" + options["-wirebit"] + "]";
  }
  return mutant;
}

}  // namespace

std::vector<Mutant> read_mutants(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<Mutant> mutants;
  for (std::string line; std::getline(in, line);) {
    mutants.push_back(parse(static_cast<uint32_t>(mutants.size() + 1), line));
    if (mutants.back().number == 0) {
      throw UserError(file.string() + ": line " + std::to_string(mutants.size()) +
                      " is no mutation of Yosys");
    }
  }
  if (mutants.empty()) throw UserError(file.string() + ": there are no mutants in it");
  return mutants;
}

}  // namespace kintsugi::mutation
