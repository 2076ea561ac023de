#include "testbench/tests/waves/vcd.h"

#include <cstdio>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace kintsugi {
namespace {

std::string vcd_text(const std::filesystem::path& fst) {
  const std::string command = std::string(FST2VCD) + " -f '" + fst.string() + "' 2>/dev/null";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  if (pipe == nullptr) throw std::runtime_error("fst2vcd cannot be started");
  std::string text;
  char buffer[65536];
  for (size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe.get())) > 0;) text.append(buffer, n);
  if (text.find("$enddefinitions") == std::string::npos) {
    throw std::runtime_error("fst2vcd reads no wave from " + fst.string());
  }
  return text;
}

}  // namespace

uint64_t bits_of(const std::string& binary) {
  uint64_t value = 0;
  for (const char c : binary) value = value << 1 | (c == '1' ? 1U : 0U);
  return value;
}

Vcd::Vcd(const std::filesystem::path& fst) {
  std::istringstream text(vcd_text(fst));
  bool declaring = true;
  std::string line;
  while (std::getline(text, line)) {
    if (line.empty()) continue;
    if (timescale_ == "next") timescale_ = line.substr(line.find_first_not_of(" \t"));
    if (line.rfind("$timescale", 0) == 0) timescale_ = "next";
    if (line.rfind("$enddefinitions", 0) == 0) declaring = false;
    if (declaring) {
      take_declaration(line);
    } else {
      take_change(line);
    }
  }
}

// "$scope module platform $end", "$upscope $end", "$var wire 16 . cfg_paddr_o [15:0] $end"
void Vcd::take_declaration(const std::string& line) {
  std::istringstream words(line);
  std::string key;
  std::string kind;
  words >> key >> kind;
  if (key == "$scope") {
    words >> scopes_.emplace_back();
  } else if (key == "$upscope") {
    scopes_.pop_back();
  } else if (key == "$var") {
    std::string width;
    std::string code;
    std::string name;
    words >> width >> code >> name;
    std::string path;
    for (const std::string& scope : scopes_) path += scope + ".";
    code_of_[path + name] = code;
  }
}

// "#5000", "1!", "b0101 !", "r0.5 !"
void Vcd::take_change(const std::string& line) {
  if (line[0] == '#') {
    last_time_ = std::stoull(line.substr(1));
    if (!timed_) first_time_ = last_time_;
    timed_ = true;
  } else if (line[0] == 'b' || line[0] == 'r') {
    const size_t space = line.find(' ');
    changes_[line.substr(space + 1)].push_back({last_time_, line.substr(1, space - 1)});
  } else if (line[0] == '0' || line[0] == '1') {
    changes_[line.substr(1)].push_back({last_time_, line.substr(0, 1)});
  }
}

const std::vector<VcdChange>& Vcd::changes(const std::string& path) const {
  const auto code = code_of_.find(path);
  if (code == code_of_.end()) throw std::out_of_range("no signal " + path);
  return changes_.at(code->second);
}

const std::string& Vcd::text(const std::string& path, uint64_t time) const {
  const std::vector<VcdChange>& all = changes(path);
  const VcdChange* last = nullptr;
  for (const VcdChange& change : all) {
    if (change.time > time) break;
    last = &change;
  }
  if (last == nullptr) throw std::out_of_range(path + " has no value yet");
  return last->value;
}

uint64_t Vcd::bits(const std::string& path, uint64_t time) const {
  return bits_of(text(path, time));
}

double Vcd::real(const std::string& path, uint64_t time) const {
  return std::stod(text(path, time));
}

uint64_t Vcd::time_of(const std::string& path, uint64_t value) const {
  for (const VcdChange& change : changes(path)) {
    if (bits_of(change.value) == value) return change.time;
  }
  return UINT64_MAX;
}

}  // namespace kintsugi
