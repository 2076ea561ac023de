#include "testbench/space/sweep_store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include "models/core/error.h"
#include "testbench/report/record_columns.h"
#include "testbench/report/result_database.h"
#include "testbench/report/result_reader.h"
#include "testbench/space/sweep_json.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

std::string quoted(const std::string& text, char mark) {
  std::string out(1, mark);
  for (const char c : text) out += std::string(c == mark ? 2 : 1, c);
  return out + mark;
}

// SQL that makes the tables and fills `points`.
std::string tables_of(const SweepDesign& design) {
  std::string columns;
  for (const std::string& key : design.keys) columns += ", " + quoted(key, '"') + " ANY NOT NULL";
  std::string rows;
  for (size_t i = 0; i < design.points.size(); ++i) {
    rows += fmt::format("{}({}", i == 0 ? "" : ", ", i);
    for (const std::string& value : design.points[i].values) {
      rows += ", " + (is_number(value) ? value : quoted(value, '\''));
    }
    rows += ')';
  }
  return "CREATE TABLE points (point INTEGER PRIMARY KEY" + columns +
         ") STRICT; INSERT INTO points VALUES " + rows +
         "; CREATE TABLE prepared (point INTEGER PRIMARY KEY, predicts INTEGER NOT NULL, images "
         "INTEGER NOT NULL, ideal_correct INTEGER NOT NULL, ideal TEXT NOT NULL) STRICT; CREATE "
         "TABLE dies (point INTEGER NOT NULL, " +
         record_column_definitions("NOT NULL") +
         ", PRIMARY KEY (point, die)) STRICT, WITHOUT ROWID";
}

ResultLayout layout_of(std::string tables) {
  return {"sweep.sqlite", "sweep", 0x4B545357 /* "KTSW" */, 1, std::move(tables)};
}

std::map<uint32_t, PreparedPoint> read_prepared(const SQLite::Database& database) {
  std::map<uint32_t, PreparedPoint> points;
  SQLite::Statement query(database, "SELECT point, predicts, ideal FROM prepared");
  while (query.executeStep()) {
    points[query.getColumn(0).getUInt()] = {verdicts_of(query.getColumn(2).getString()),
                                            query.getColumn(1).getInt() != 0};
  }
  return points;
}

std::string columns_of_dies() {
  std::string text;
  for (const RecordColumn& column : record_columns()) {
    text += (text.empty() ? "" : ", ") + std::string(column.name);
  }
  return text;
}

}  // namespace

std::string bits_of(const ImageVerdicts& verdicts) {
  std::string text;
  for (const uint8_t right : verdicts) text += right != 0 ? '1' : '0';
  return text;
}

ImageVerdicts verdicts_of(const std::string& bits) {
  ImageVerdicts verdicts;
  for (const char bit : bits) verdicts.push_back(bit == '1' ? 1 : 0);
  return verdicts;
}

SweepStore::SweepStore(const fs::path& folder, const SweepDesign& design, Readers readers)
    : path_(folder / "sweep.sqlite") {
  const ResultLayout layout = layout_of(tables_of(design));
  const RunIdentity identity = sweep_identity(design);
  // Every refusal that can be known by reading alone comes before the first write.
  if (fs::exists(path_)) {
    open_result_database(path_, identity, layout);
  } else {
    prepare_empty_folder(folder, layout);
  }
  lock_.emplace(folder);
  if (!fs::exists(path_)) create_result_database(path_, identity, layout);
  database_ = open_result_database(path_, identity, layout);
  with_database_errors(path_, [&] { set_journal(*database_, journal_for(readers)); });
}

SweepStore::~SweepStore() {
  try {
    with_database_errors(path_, [&] { set_journal(*database_, "DELETE"); });
  } catch (const UserError&) {
    // Somebody else is reading; the log is folded in later.
  }
}

std::map<uint32_t, PreparedPoint> SweepStore::prepared() const {
  return with_database_errors(path_, [&] { return read_prepared(*database_); });
}

void SweepStore::add(uint32_t point, const PreparedPoint& prepared) {
  with_database_errors(path_, [&] {
    SQLite::Statement insert(*database_, "INSERT INTO prepared VALUES (?, ?, ?, ?, ?)");
    insert.bind(1, point);
    insert.bind(2, prepared.predicts ? 1 : 0);
    insert.bind(3, static_cast<int>(prepared.ideal.size()));
    insert.bind(4, count_correct(prepared.ideal));
    insert.bind(5, bits_of(prepared.ideal));
    insert.exec();
  });
}

std::set<uint32_t> SweepStore::finished(uint32_t point) const {
  return with_database_errors(path_, [&] {
    std::set<uint32_t> dies;
    SQLite::Statement query(*database_, "SELECT die FROM dies WHERE point = ?");
    query.bind(1, point);
    while (query.executeStep()) dies.insert(query.getColumn(0).getUInt());
    return dies;
  });
}

void SweepStore::add(uint32_t point, const std::vector<DieRecord>& records) {
  with_database_errors(path_, [&] {
    std::string marks = "?";
    for (size_t i = 0; i < record_columns().size(); ++i) marks += ", ?";
    SQLite::Statement insert(*database_, "INSERT INTO dies VALUES (" + marks + ")");
    SQLite::Transaction transaction(*database_);
    for (const DieRecord& record : records) {
      insert.bind(1, point);
      bind_record(insert, 2, record);
      insert.exec();
      insert.reset();
    }
    transaction.commit();
  });
}

std::vector<DieRecord> SweepStore::dies(uint32_t point) const {
  return with_database_errors(path_, [&] {
    SQLite::Statement query(
        *database_, "SELECT " + columns_of_dies() + " FROM dies WHERE point = ? ORDER BY die");
    query.bind(1, point);
    return read_records(query);
  });
}

void SweepStore::set_results(const SweepTable& table) {
  with_database_errors(path_, [&] {
    std::string columns;
    std::string marks;
    for (const std::string& column : table.columns) {
      columns +=
          columns.empty() ? column + " INTEGER PRIMARY KEY" : ", " + quoted(column, '"') + " ANY";
      marks += marks.empty() ? "?" : ", ?";
    }
    SQLite::Transaction transaction(*database_);
    database_->exec("DROP TABLE IF EXISTS results");
    database_->exec("CREATE TABLE results (" + columns + ") STRICT");
    for (const std::vector<std::string>& row : table.rows) {
      SQLite::Statement insert(*database_, "INSERT INTO results VALUES (" + marks + ")");
      for (size_t i = 0; i < row.size(); ++i) {
        const int at = static_cast<int>(i) + 1;
        if (row[i].empty()) continue;  // unbound is NULL
        if (!is_number(row[i])) {
          insert.bind(at, row[i]);
        } else if (row[i].find_first_not_of("-0123456789") == std::string::npos) {
          insert.bind(at, static_cast<int64_t>(std::stoll(row[i])));
        } else {
          insert.bind(at, std::stod(row[i]));
        }
      }
      insert.exec();
    }
    transaction.commit();
  });
}

SweepContents read_sweep(const fs::path& folder) {
  const fs::path path = folder / "sweep.sqlite";
  if (!fs::is_regular_file(path)) {
    throw UserError(folder.string() +
                    ": found no sweep.sqlite; allowed a result folder of `kintsugi sweep`");
  }
  check_result_header(path, layout_of(""));
  return with_database_errors(path, [&] {
    const SQLite::Database database(path.string(), SQLite::OPEN_READONLY, kBusyTimeoutMs);
    SweepContents contents{read_meta(database), read_prepared(database), {}};
    SQLite::Statement points(database, "SELECT point FROM dies ORDER BY point, die");
    SQLite::Statement dies(database,
                           "SELECT " + columns_of_dies() + " FROM dies ORDER BY point, die");
    for (DieRecord& die : read_records(dies)) {
      if (!points.executeStep()) break;
      const uint32_t number = die.die;
      contents.dies.emplace(std::pair(points.getColumn(0).getUInt(), number), std::move(die));
    }
    return contents;
  });
}

}  // namespace kintsugi
