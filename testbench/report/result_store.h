// Finished dies in DIR/results.sqlite. One transaction a die: a killed run loses at most the die in
// flight and continues where it stopped; a power failure may cost the last few dies, never the
// file. Rows hold nothing of host, time or order of arrival, so the database of a run has the same
// contents however it was scheduled.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "testbench/population/die_record.h"
#include "testbench/report/folder_lock.h"

namespace SQLite {
class Database;
class Statement;
}  // namespace SQLite

namespace kintsugi {

// What makes results comparable. Two runs may share a folder only when all of it agrees.
struct RunIdentity {
  std::string scenario;   // its name
  std::string canonical;  // the keys that decide what is measured on a die, as TOML, one a line
  uint64_t seed = 0;
  std::string engine;
  std::map<std::string, std::string> versions;  // of program, network, test program, RTL, ...
};

// Who may look while a run writes. A write-ahead log needs memory shared by readers and writer; a
// rollback journal needs only locks, which network file systems have, and waits for the disk at
// every die.
enum class Readers { OnThisHost, OnAnyHost };

class ResultStore {
 public:
  // Creates the folder and the database, or continues the database there. Throws UserError, before
  // anything is written, when the folder holds something else, another run, a damaged database or
  // one of another schema, when it cannot be written, or when another run is using it.
  // One store a folder and process.
  ResultStore(const std::filesystem::path& folder, const RunIdentity& identity,
              Readers readers = Readers::OnThisHost);
  ~ResultStore();

  // Dies that need no further run: all but those that were lost.
  std::set<uint32_t> finished() const;

  // Once it returns, no kill can lose the record, which takes the place of one that was lost.
  // Throws std::logic_error for a die that is finished, UserError when it cannot be written (disk
  // full).
  void add(const DieRecord& record);
  // All of them or none.
  void add(const std::vector<DieRecord>& records);

  // Every die that has a row, in die order.
  std::vector<DieRecord> all() const;

 private:
  void insert(const DieRecord& record);

  std::filesystem::path path_;
  std::optional<FolderLock> lock_;
  std::unique_ptr<SQLite::Database> database_;
  std::unique_ptr<SQLite::Statement> insert_;   // of a die
  std::unique_ptr<SQLite::Statement> replace_;  // of a die that was lost
};

}  // namespace kintsugi
