// What was finished, so that a stopped sign-off goes on: one committed row a testpoint.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "testbench/signoff/result.h"

namespace SQLite {
class Database;
}

namespace kintsugi::signoff {

class State {
 public:
  // Opens or makes FOLDER/state.sqlite; with `fresh` what is in it goes. Throws UserError when it
  // cannot be used.
  State(const std::filesystem::path& folder, bool fresh);
  ~State();

  // The result of a testpoint, if it is one of the same `key`: of the same sources, plan and seed.
  std::optional<CheckResult> find(const std::string& id, const std::string& key) const;

  void put(const std::string& id, const std::string& key, const CheckResult& result);

  // Every row, by testpoint: its key and its result as text.
  using Rows = std::map<std::string, std::pair<std::string, std::string>>;
  Rows rows() const;

 private:
  std::filesystem::path file_;
  std::unique_ptr<SQLite::Database> database_;
};

}  // namespace kintsugi::signoff
