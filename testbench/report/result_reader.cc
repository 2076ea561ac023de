#include "testbench/report/result_reader.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include "models/core/error.h"
#include "testbench/report/record_columns.h"
#include "testbench/report/result_database.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

DieRecord record_of(SQLite::Statement& row) {
  DieRecord record;
  int index = 0;
  for (const RecordColumn& column : record_columns()) {
    set_column(column, row.getColumn(index++).getString(), record);
  }
  return record;
}

}  // namespace

std::map<std::string, std::string> read_meta(const SQLite::Database& database) {
  std::map<std::string, std::string> meta;
  SQLite::Statement query(database, "SELECT key, value FROM meta");
  while (query.executeStep()) {
    meta[query.getColumn(0).getString()] = query.getColumn(1).getString();
  }
  return meta;
}

std::vector<DieRecord> read_records(const SQLite::Database& database) {
  SQLite::Statement query(database, "SELECT * FROM dies ORDER BY die");
  return read_records(query);
}

std::vector<DieRecord> read_records(SQLite::Statement& query) {
  std::vector<DieRecord> records;
  while (query.executeStep()) records.push_back(record_of(query));
  return records;
}

RunResults read_results(const fs::path& folder) {
  const fs::path path = folder / "results.sqlite";
  if (!fs::is_regular_file(path)) {
    throw UserError(folder.string() +
                    ": found no results.sqlite; allowed a result folder of `kintsugi run`");
  }
  check_result_header(path);
  const auto read = [&](int how) {
    const SQLite::Database database(path.string(), how, kBusyTimeoutMs);
    return RunResults{folder, read_meta(database), read_records(database)};
  };
  return with_database_errors(path, [&] {
    try {
      return read(SQLite::OPEN_READONLY);
    } catch (const SQLite::Exception& error) {
      if (error.getErrorCode() != SQLITE_READONLY) throw;
      return read(SQLite::OPEN_READWRITE);
    }
  });
}

}  // namespace kintsugi
