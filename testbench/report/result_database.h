// The file behind ResultStore: its layout, and the checks that keep two runs apart.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <memory>
#include <stdexcept>

#include "testbench/report/result_store.h"

namespace kintsugi {

constexpr int kBusyTimeoutMs = 5000;  // another process may hold the database this long

// Creates `folder` for a new run. Throws UserError when it holds anything but what a run killed in
// its first moments leaves.
void prepare_empty_folder(const std::filesystem::path& folder);

// Writes an empty database for `identity`; `path` appears only when it is complete.
void create_result_database(const std::filesystem::path& path, const RunIdentity& identity);

// Opens a database for reading and writing. Throws UserError unless it is whole, of this schema,
// writable and of the run `identity`; changes nothing in it.
std::unique_ptr<SQLite::Database> open_result_database(const std::filesystem::path& path,
                                                       const RunIdentity& identity);

// Throws UserError unless the file is a database of Kintsugi and of this schema.
void check_result_header(const std::filesystem::path& path);

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
