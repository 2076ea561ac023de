// Other programs, started from a list of words: no shell sees them.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace kintsugi {

struct ProgramRun {
  std::vector<std::string> words;  // the program first; looked for in PATH unless it has a '/'
  std::filesystem::path from;      // working folder
  std::filesystem::path log;       // its output is added there; empty: inherited
};

// Runs all, at most `at_once` together; `ended` hears of each, with its exit status (128 + signal
// when killed). When `stop` turns true the running ones are asked to end and waited for, and no
// other starts; false then.
bool run_processes(const std::vector<ProgramRun>& processes, int at_once,
                   const std::function<void(size_t, int)>& ended,
                   const std::function<bool()>& stop);

// Runs one and returns what it printed on stdout. Throws UserError when it cannot be started or
// fails.
std::string output_of(const ProgramRun& process);

}  // namespace kintsugi
