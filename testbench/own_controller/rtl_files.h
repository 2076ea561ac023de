// The source files of an own controller, as given on the command line.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace kintsugi {

struct RtlFiles {
  std::vector<std::filesystem::path> sources;  // absolute, in order
  std::vector<std::string> options;            // for Verilator: -I... and -D...
};

// A name that ends in .f is a list: one entry a line, relative to the list's own folder; a source,
// a further list behind -f, +incdir+FOLDER or -IFOLDER, +define+NAME=VALUE or -DNAME=VALUE; what
// follows // or # is a comment. Included files are looked for beside each source and each list.
// Throws UserError for a file that is not there and for a line that is none of these.
RtlFiles read_rtl_files(const std::vector<std::filesystem::path>& given);

}  // namespace kintsugi
