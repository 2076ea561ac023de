// The files of a sign-off: for people, for scripts, for continuous integration.
#pragma once

#include <string>

#include "testbench/signoff/signoff.h"

namespace kintsugi::signoff {

std::string signoff_json(const Signoff& signoff);

// One test case a testpoint; those of tests count as one.
std::string signoff_junit(const Signoff& signoff);

// A page of its own: no script, no other file, nothing from a network.
std::string signoff_html(const Signoff& signoff);

// For a terminal: problems, failures and, on the last line, the verdict; `out` holds the files.
std::string signoff_text(const Signoff& signoff, const std::filesystem::path& out);

// Writes signoff.html, signoff.json and junit.xml into the result folder. Throws UserError when one
// cannot be written.
void write_signoff(const Signoff& signoff);

// "./kintsugi cover --json 'a b'": a command as a line for a shell.
std::string shell_line(const std::vector<std::string>& command);

}  // namespace kintsugi::signoff
