#include "testbench/report/result_database.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <vector>

#include "models/core/error.h"
#include "testbench/report/identity_text.h"
#include "testbench/report/record_columns.h"
#include "testbench/report/result_reader.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

uint32_t big_endian(const unsigned char* bytes) {
  return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3];
}

void check_writable(const fs::path& path) {
  if (::access(path.c_str(), W_OK) == 0) return;
  throw UserError(fmt::format("{}: cannot write here ({}); choose a folder you may write to",
                              path.string(), std::strerror(errno)));
}

void check_integrity(const SQLite::Database& database, const fs::path& path) {
  SQLite::Statement check(database, "PRAGMA quick_check(1)");
  const std::string verdict = check.executeStep() ? check.getColumn(0).getString() : "no answer";
  if (verdict != "ok") throw_damaged(path, verdict);
}

void check_identity(const SQLite::Database& database, const fs::path& path,
                    const RunIdentity& identity) {
  const std::vector<std::string> differences =
      identity_differences(read_meta(database), identity_texts(identity));
  if (differences.empty()) return;
  constexpr size_t kShown = 3;
  std::string shown;
  for (size_t i = 0; i < differences.size() && i < kShown; ++i) {
    shown += (i == 0 ? "" : "; ") + differences[i];
  }
  if (differences.size() > kShown)
    shown += fmt::format("; and {} more", differences.size() - kShown);
  throw UserError(
      fmt::format("{}: holds the results of another run: {}; choose another folder, or "
                  "repeat that run exactly to continue it",
                  path.string(), shown));
}

}  // namespace

// The die number is the row id, so rows lie in die order whatever order they came in.
const ResultLayout& run_layout() {
  static const ResultLayout layout = {
      "results.sqlite", "results", 0x4B544749 /* "KTGI" */, 3,
      "CREATE TABLE dies (" + record_column_definitions() + ") STRICT"};
  return layout;
}

std::string record_column_definitions(const std::string& key) {
  std::string columns;
  for (const RecordColumn& column : record_columns()) {
    columns +=
        fmt::format("{}{} {} {}", columns.empty() ? "" : ", ", column.name,
                    column.is_integer() ? "INTEGER" : "TEXT", columns.empty() ? key : "NOT NULL");
  }
  return columns;
}

// Bound as text; the INTEGER columns of a STRICT table convert it or refuse.
void bind_record(SQLite::Statement& insert, int first, const DieRecord& record) {
  for (const RecordColumn& column : record_columns()) {
    insert.bind(first++, column_text(column, record));
  }
}

const char* journal_for(Readers readers) {
  return readers == Readers::OnThisHost ? "WAL" : "TRUNCATE";
}

void set_journal(SQLite::Database& database, const char* mode) {
  SQLite::Statement pragma(database, fmt::format("PRAGMA journal_mode = {}", mode));
  pragma.executeStep();
}

// Without SQLite, which might repair a file that is not ours: the 100-byte header of its format.
void check_result_header(const fs::path& path, const ResultLayout& layout) {
  std::array<unsigned char, 100> header{};
  std::ifstream stream(path, std::ios::binary);
  stream.read(reinterpret_cast<char*>(header.data()), header.size());
  if (!stream || std::memcmp(header.data(), "SQLite format 3", 16) != 0) {
    throw_damaged(path, "it is not an SQLite database");
  }
  if (big_endian(&header[68]) != layout.application) {
    throw UserError(fmt::format("{}: found a database of another program; choose another folder",
                                path.string()));
  }
  const uint32_t schema = big_endian(&header[60]);
  if (schema != layout.schema) {
    throw UserError(fmt::format(
        "{}: found schema {} of {} Kintsugi; allowed {}; choose another "
        "folder or that version",
        path.string(), schema, schema > layout.schema ? "a newer" : "an older", layout.schema));
  }
}

void throw_damaged(const fs::path& path, const std::string& found) {
  throw UserError(
      fmt::format("{}: cannot read these results: {}; move the folder away and run "
                  "again, or choose another folder",
                  path.string(), found));
}

void throw_database_error(const fs::path& path, const SQLite::Exception& error) {
  switch (error.getErrorCode()) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw UserError(
          fmt::format("{}: another program holds this database locked; close it and "
                      "run again",
                      path.string()));
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      throw UserError(
          fmt::format("{}: cannot write results ({}); make room or give access, then "
                      "run again to continue",
                      path.string(), error.what()));
    default:
      throw_damaged(path, error.what());
  }
}

void prepare_empty_folder(const fs::path& folder, const ResultLayout& layout) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name == ".lock" || name.rfind(std::string(layout.file) + ".new", 0) == 0) continue;
    throw UserError(
        fmt::format("{}: found {} and no {} of Kintsugi; allowed a new or empty "
                    "folder, or one to continue; choose another folder",
                    folder.string(), name, layout.content));
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    throw UserError(
        fmt::format("{}: cannot use this as the folder of a run ({}); choose another "
                    "folder",
                    folder.string(), error.message()));
  }
  fs::create_directories(folder, error);
  if (!error) return;
  throw UserError(
      fmt::format("{}: cannot create this folder ({}); choose a folder you may write to",
                  folder.string(), error.message()));
}

void create_result_database(const fs::path& path, const RunIdentity& identity,
                            const ResultLayout& layout) {
  const fs::path unfinished = path.string() + ".new";
  std::error_code ignored;  // leftovers of a run killed right here
  fs::remove(unfinished, ignored);
  fs::remove(unfinished.string() + "-journal", ignored);
  with_database_errors(path, [&] {
    SQLite::Database database(unfinished.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    SQLite::Transaction transaction(database);
    database.exec(fmt::format("PRAGMA application_id = {}", layout.application));
    database.exec(fmt::format("PRAGMA user_version = {}", layout.schema));
    database.exec(
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, "
        "WITHOUT ROWID");
    database.exec(layout.tables);
    for (const auto& [key, value] : identity_texts(identity)) {
      SQLite::Statement insert(database, "INSERT INTO meta VALUES (?, ?)");
      insert.bind(1, key);
      insert.bind(2, value);
      insert.exec();
    }
    transaction.commit();
  });
  fs::rename(unfinished, path);
}

std::unique_ptr<SQLite::Database> open_result_database(const fs::path& path,
                                                       const RunIdentity& identity,
                                                       const ResultLayout& layout) {
  check_result_header(path, layout);
  check_writable(path);
  check_writable(path.parent_path().empty() ? fs::path(".") : path.parent_path());
  return with_database_errors(path, [&] {
    auto database =
        std::make_unique<SQLite::Database>(path.string(), SQLite::OPEN_READWRITE, kBusyTimeoutMs);
    database->exec("PRAGMA synchronous = NORMAL");
    // In KiB when negative. Dies come in order, so a few pages are enough: SQLite's 2 MB would fill
    // with them, in the worker processes too.
    database->exec("PRAGMA cache_size = -256");
    check_integrity(*database, path);
    check_identity(*database, path, identity);
    return database;
  });
}

}  // namespace kintsugi
