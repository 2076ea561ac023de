#include "testbench/signoff/state.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include "models/core/error.h"

namespace kintsugi::signoff {
namespace {

[[noreturn]] void unusable(const std::filesystem::path& file, const SQLite::Exception& error) {
  throw UserError(file.string() + ": cannot be used (" + error.what() +
                  "); choose another --out or remove it");
}

}  // namespace

State::State(const std::filesystem::path& folder, bool fresh) : file_(folder / "state.sqlite") {
  try {
    database_ = std::make_unique<SQLite::Database>(
        file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 5000);
    database_->exec(
        "CREATE TABLE IF NOT EXISTS checks (id TEXT PRIMARY KEY, key TEXT NOT NULL, result TEXT "
        "NOT NULL) STRICT");
    if (fresh) database_->exec("DELETE FROM checks");
  } catch (const SQLite::Exception& error) {
    unusable(file_, error);
  }
}

State::~State() = default;

std::optional<CheckResult> State::find(const std::string& id, const std::string& key) const {
  try {
    SQLite::Statement row(*database_, "SELECT result FROM checks WHERE id = ? AND key = ?");
    row.bind(1, id);
    row.bind(2, key);
    if (!row.executeStep()) return std::nullopt;
    CheckResult result = result_from_text(row.getColumn(0).getString());
    result.kept = true;
    return result;
  } catch (const SQLite::Exception& error) {
    unusable(file_, error);
  }
}

void State::put(const std::string& id, const std::string& key, const CheckResult& result) {
  try {
    SQLite::Statement row(*database_, "INSERT OR REPLACE INTO checks VALUES (?, ?, ?)");
    row.bind(1, id);
    row.bind(2, key);
    row.bind(3, result_to_text(result));
    row.exec();
  } catch (const SQLite::Exception& error) {
    unusable(file_, error);
  }
}

State::Rows State::rows() const {
  try {
    Rows rows;
    SQLite::Statement row(*database_, "SELECT id, key, result FROM checks");
    while (row.executeStep()) {
      rows[row.getColumn(0).getString()] = {row.getColumn(1).getString(),
                                            row.getColumn(2).getString()};
    }
    return rows;
  } catch (const SQLite::Exception& error) {
    unusable(file_, error);
  }
}

}  // namespace kintsugi::signoff
