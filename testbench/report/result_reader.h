// Results read back: by the store that writes them, and by whoever only looks.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "testbench/population/die_record.h"

namespace SQLite {
class Database;
class Statement;
}  // namespace SQLite

namespace kintsugi {

// The rows of the meta table, see identity_texts().
std::map<std::string, std::string> read_meta(const SQLite::Database& database);

// Every finished die, in die order.
std::vector<DieRecord> read_records(const SQLite::Database& database);
// Every row of a query that gives the columns of a DieRecord.
std::vector<DieRecord> read_records(SQLite::Statement& query);

// A run's folder as it stands, finished or not.
struct RunResults {
  std::filesystem::path folder;
  std::map<std::string, std::string> identity;
  std::vector<DieRecord> dies;  // in die order
};

// Reads FOLDER/results.sqlite and changes nothing in it, but that it takes back what a killed run
// left half done. Throws UserError when there is none, or
// it is damaged, of another program or of another schema.
RunResults read_results(const std::filesystem::path& folder);

}  // namespace kintsugi
