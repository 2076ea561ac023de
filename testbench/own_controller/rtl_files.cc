#include "testbench/own_controller/rtl_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "models/core/error.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepestList = 8;

bool starts_with(const std::string& text, const std::string& start) {
  return text.compare(0, start.size(), start) == 0;
}

class Reader {
 public:
  // `where` opens an error sentence: "--rtl", "rtl/tuning_ctrl.f:3".
  void add(const fs::path& path, const std::string& where, int depth = 0) {
    if (!fs::is_regular_file(path)) {
      throw UserError(fmt::format("{}: found no file {}", where, path.string()));
    }
    include(fs::absolute(path).parent_path());
    if (path.extension() == ".f") {
      if (depth > kDeepestList) {
        throw UserError(fmt::format("{}: the list {} names itself", where, path.string()));
      }
      read_list(path, depth);
    } else {
      files_.sources.push_back(fs::absolute(path).lexically_normal());
    }
  }

  RtlFiles take() && { return std::move(files_); }

 private:
  void read_list(const fs::path& list, int depth) {
    std::ifstream in(list);
    const fs::path folder = list.parent_path();
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
      line = line.substr(0, std::min(line.find("//"), line.find('#')));
      std::istringstream words(line);
      for (std::string word; words >> word;) {
        const std::string where = fmt::format("{}:{}", list.string(), number);
        if (word == "-f" || word == "-F") {
          if (!(words >> word)) throw UserError(where + ": found no list behind -f");
          add(folder / word, where, depth + 1);
        } else {
          add_entry(word, folder, where, depth);
        }
      }
    }
  }

  void add_entry(const std::string& word, const fs::path& folder, const std::string& where,
                 int depth) {
    if (starts_with(word, "+incdir+")) {
      include(fs::absolute(folder / word.substr(8)));
    } else if (starts_with(word, "-I")) {
      include(fs::absolute(folder / word.substr(2)));
    } else if (starts_with(word, "+define+")) {
      files_.options.push_back("-D" + word.substr(8));
    } else if (starts_with(word, "-D")) {
      files_.options.push_back(word);
    } else if (word[0] == '-' || word[0] == '+') {
      throw UserError(fmt::format(
          "{}: found {}; allowed are files, -f, -I, +incdir+, -D and +define+", where, word));
    } else {
      add(folder / word, where, depth);
    }
  }

  void include(const fs::path& folder) {
    const std::string option = "-I" + folder.lexically_normal().string();
    auto& options = files_.options;
    if (std::find(options.begin(), options.end(), option) == options.end()) {
      options.push_back(option);
    }
  }

  RtlFiles files_;
};

}  // namespace

RtlFiles read_rtl_files(const std::vector<fs::path>& given) {
  Reader reader;
  for (const fs::path& path : given) reader.add(path, "--rtl");
  RtlFiles files = std::move(reader).take();
  if (files.sources.empty()) throw UserError("--rtl: found a list without a source file");
  return files;
}

}  // namespace kintsugi
