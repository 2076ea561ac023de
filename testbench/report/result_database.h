// The file behind ResultStore: its layout, and the checks that keep two runs apart.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "testbench/report/result_store.h"

namespace kintsugi {

// What tells a kind of result database from others.
struct ResultLayout {
  const char* file;      // in its folder
  const char* content;   // what it holds, in messages: "results"
  uint32_t application;  // of the header
  uint32_t schema;       // the only one this program reads and writes
  std::string tables;    // SQL that makes them, beside the table meta
};
const ResultLayout& run_layout();  // of one run: results.sqlite

constexpr int kBusyTimeoutMs = 5000;  // another process may hold the database this long

// Creates `folder` for a new run. Throws UserError when it holds anything but what a run killed in
// its first moments leaves.
void prepare_empty_folder(const std::filesystem::path& folder,
                          const ResultLayout& layout = run_layout());

// Writes an empty database for `identity`; `path` appears only when it is complete.
void create_result_database(const std::filesystem::path& path, const RunIdentity& identity,
                            const ResultLayout& layout = run_layout());

// Opens a database for reading and writing. Throws UserError unless it is whole, of this schema,
// writable and of the run `identity`; changes nothing in it.
std::unique_ptr<SQLite::Database> open_result_database(const std::filesystem::path& path,
                                                       const RunIdentity& identity,
                                                       const ResultLayout& layout = run_layout());

// Throws UserError unless the file is a database of this kind and schema.
void check_result_header(const std::filesystem::path& path,
                         const ResultLayout& layout = run_layout());

// "die INTEGER PRIMARY KEY, images INTEGER NOT NULL, ...": the columns of a DieRecord; `key` is
// what makes the first one a key, if it alone does.
std::string record_column_definitions(const std::string& key = "PRIMARY KEY");

// Binds those columns of an INSERT, from parameter `first` on.
void bind_record(SQLite::Statement& insert, int first, const DieRecord& record);

// While a run writes: a write-ahead log ("WAL") is an append a die, no wait for the disk, and
// readers do not block. A rollback journal waits, but less when it is emptied after a die
// ("TRUNCATE") and not made anew.
const char* journal_for(Readers readers);

// At rest ("DELETE"), one file.
void set_journal(SQLite::Database& database, const char* mode);

// Turns what SQLite has to say about `path` into a UserError.
[[noreturn]] void throw_database_error(const std::filesystem::path& path,
                                       const SQLite::Exception& error);
[[noreturn]] void throw_damaged(const std::filesystem::path& path, const std::string& found);

// Runs `work` with those errors translated; values no column can hold count as damage.
template <class Work>
auto with_database_errors(const std::filesystem::path& path, Work work) {
  try {
    return work();
  } catch (const SQLite::Exception& error) {
    throw_database_error(path, error);
  } catch (const std::invalid_argument& error) {
    throw_damaged(path, error.what());
  }
}

}  // namespace kintsugi
