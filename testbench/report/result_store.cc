#include "testbench/report/result_store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <stdexcept>

#include "models/core/error.h"
#include "testbench/report/record_columns.h"
#include "testbench/report/result_database.h"
#include "testbench/report/result_reader.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

// "INSERT INTO dies VALUES (?, ?, ...)"
std::string insert_statement() {
  std::string marks;
  for (size_t i = 0; i < record_columns().size(); ++i) marks += i == 0 ? "?" : ", ?";
  return "INSERT INTO dies VALUES (" + marks + ")";
}

}  // namespace

ResultStore::ResultStore(const fs::path& folder, const RunIdentity& identity, Readers readers)
    : path_(folder / "results.sqlite") {
  // Every refusal that can be known by reading alone comes before the first write.
  if (fs::exists(path_)) {
    open_result_database(path_, identity);
  } else {
    prepare_empty_folder(folder);
  }
  lock_.emplace(folder);
  if (!fs::exists(path_)) create_result_database(path_, identity);
  database_ = open_result_database(path_, identity);
  with_database_errors(path_, [&] {
    set_journal(*database_, journal_for(readers));
    insert_ = std::make_unique<SQLite::Statement>(*database_, insert_statement());
    replace_ = std::make_unique<SQLite::Statement>(*database_,
                                                   "DELETE FROM dies WHERE die = ? AND images = 0");
  });
}

ResultStore::~ResultStore() {
  insert_.reset();
  replace_.reset();
  try {
    with_database_errors(path_, [&] { set_journal(*database_, "DELETE"); });
  } catch (const UserError&) {
    // Somebody else is reading. Every die is safe in the log, which the next run folds in.
  }
}

std::set<uint32_t> ResultStore::finished() const {
  return with_database_errors(path_, [&] {
    std::set<uint32_t> dies;
    SQLite::Statement query(*database_, "SELECT die FROM dies WHERE images > 0");
    while (query.executeStep()) dies.insert(query.getColumn(0).getUInt());
    return dies;
  });
}

void ResultStore::add(const DieRecord& record) { add(std::vector<DieRecord>{record}); }

void ResultStore::add(const std::vector<DieRecord>& records) {
  with_database_errors(path_, [&] {
    SQLite::Transaction together(*database_);
    for (const DieRecord& record : records) insert(record);
    together.commit();
  });
}

void ResultStore::insert(const DieRecord& record) {
  replace_->bind(1, record.die);
  replace_->exec();
  replace_->reset();
  bind_record(*insert_, 1, record);
  try {
    insert_->exec();
    insert_->reset();
  } catch (const SQLite::Exception& error) {
    insert_->tryReset();
    if (error.getErrorCode() != SQLITE_CONSTRAINT) throw;
    throw std::logic_error(
        fmt::format("die {} of {}: {}", record.die, path_.string(), error.what()));
  }
}

std::vector<DieRecord> ResultStore::all() const {
  return with_database_errors(path_, [&] { return read_records(*database_); });
}

}  // namespace kintsugi
