// What a power cut can leave of a result folder, within what SQLite promises of its files: writes
// that no sync has confirmed are there, half there, or not.
#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <optional>

#include "testbench/report/report_files.h"
#include "testbench/report/result_reader.h"
#include "testbench/report/result_store.h"
#include "testbench/tests/population/sample_records.h"
#include "testbench/tests/population/temporary_folder.h"
#include "testbench/tests/scenario/expect_error.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

constexpr uint32_t kSynced = 40;   // dies in the database itself
constexpr uint32_t kWritten = 80;  // and in the log or under way

RunIdentity identity() { return {"sample", "seed = 7\n", 7, "fast", {}}; }

void add_dies(ResultStore& store, uint32_t from, uint32_t to) {
  for (uint32_t die = from; die < to; ++die) store.add(sample_record(die));
}

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_bytes(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

// The files of a folder at one instant. `side` is the log or the journal; nothing: there is none.
struct Instant {
  std::string database;
  std::optional<std::string> side;
};

Instant instant_of(const fs::path& folder, const std::string& side) {
  const fs::path path = folder / "results.sqlite";
  return {bytes_of(path), bytes_of(path.string() + side)};
}

// Resumes from such a folder, finishes it, and returns how many dies were there; all of them were
// whole, and the folder is as if nothing had happened.
uint32_t resumed(const Instant& instant, const std::string& side, Readers readers) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "results.sqlite";
  write_bytes(path, instant.database);
  if (instant.side) write_bytes(path.string() + side, *instant.side);
  uint32_t found = 0;
  {
    ResultStore store(folder.path(), identity(), readers);
    found = static_cast<uint32_t>(store.finished().size());
    EXPECT_EQ(dies_csv(store.all()), dies_csv(sample_records(found)));
    add_dies(store, found, kWritten);
    EXPECT_EQ(dies_csv(store.all()), dies_csv(sample_records(kWritten)));
  }
  EXPECT_EQ(folder.names(), (std::vector<std::string>{".lock", "results.sqlite"}));
  return found;
}

class PowerCutInTheLog : public testing::Test {
 protected:
  void SetUp() override {
    { add_dies(*std::make_unique<ResultStore>(folder_.path(), identity()), 0, kSynced); }
    ResultStore store(folder_.path(), identity());
    add_dies(store, kSynced, kWritten);
    whole_ = instant_of(folder_.path(), "-wal");
  }
  TemporaryFolder folder_;
  Instant whole_;
};

TEST_F(PowerCutInTheLog, KeepsEveryDieOfAWholeOne) {
  EXPECT_EQ(resumed(whole_, "-wal", Readers::OnThisHost), kWritten);
}

TEST_F(PowerCutInTheLog, LosesTheLastDiesAtMostWhereItIsCutShort) {
  const size_t size = whole_.side->size();
  ASSERT_GT(size, 100'000U);
  uint32_t before = kSynced;
  for (size_t kept = 0; kept <= size; kept += size / 23) {
    const uint32_t found =
        resumed({whole_.database, whole_.side->substr(0, kept)}, "-wal", Readers::OnThisHost);
    EXPECT_GE(found, before) << kept << " bytes";
    before = found;
  }
}

TEST_F(PowerCutInTheLog, TakesNothingOfPagesThatNeverCame) {
  const size_t size = whole_.side->size();
  for (const char filling : {'\0', '\x5a'}) {
    for (size_t kept = 0; kept <= size; kept += size / 11) {
      std::string log = whole_.side->substr(0, kept);
      log.resize(size, filling);
      EXPECT_GE(resumed({whole_.database, log}, "-wal", Readers::OnThisHost), kSynced);
    }
  }
}

TEST_F(PowerCutInTheLog, KeepsTheDatabaseWithoutTheLog) {
  EXPECT_EQ(resumed({whole_.database, {}}, "-wal", Readers::OnThisHost), kSynced);
}

// The same for folders that other hosts read: a journal that takes changes back.
class PowerCutInTheJournal : public testing::Test {
 protected:
  void SetUp() override {
    { add_dies(*std::make_unique<ResultStore>(folder_.path(), identity()), 0, kSynced); }
    const fs::path path = folder_.path() / "results.sqlite";
    at_rest_ = bytes_of(path);
    SQLite::Database database(path.string(), SQLite::OPEN_READWRITE);
    database.exec("PRAGMA cache_size = 1");  // pages are written while the transaction goes on
    database.exec("BEGIN IMMEDIATE");
    database.exec("UPDATE dies SET message = hex(randomblob(3000))");
    amid_ = instant_of(folder_.path(), "-journal");
    database.exec("ROLLBACK");
  }
  TemporaryFolder folder_;
  std::string at_rest_;  // the database
  Instant amid_;         // with both files
};

TEST_F(PowerCutInTheJournal, TakesBackWhatWasUnderWay) {
  ASSERT_NE(amid_.database, at_rest_);
  ASSERT_GT(amid_.side->size(), 512U);
  EXPECT_EQ(resumed(amid_, "-journal", Readers::OnAnyHost), kSynced);
}

TEST_F(PowerCutInTheJournal, TakesBackTornPagesToo) {
  for (size_t torn = 4096 + 700; torn < at_rest_.size(); torn += 5 * 1024) {
    std::string database = amid_.database;
    const size_t end = std::min(torn + 2048, at_rest_.size());
    for (size_t i = torn; i < end; ++i) database[i] = '\x5a';
    EXPECT_EQ(resumed({database, amid_.side}, "-journal", Readers::OnAnyHost), kSynced);
  }
}

// The database is written only after the journal is synced, so it is still as it was.
TEST_F(PowerCutInTheJournal, IsNothingWhereTheJournalWasNotSyncedYet) {
  const size_t size = amid_.side->size();
  for (size_t kept = 0; kept < size; kept += size / 13) {
    EXPECT_EQ(resumed({at_rest_, amid_.side->substr(0, kept)}, "-journal", Readers::OnAnyHost),
              kSynced);
  }
  const std::string no_header = std::string(512, '\0') + amid_.side->substr(512);
  EXPECT_EQ(resumed({at_rest_, no_header}, "-journal", Readers::OnAnyHost), kSynced);
}

TEST_F(PowerCutInTheJournal, IsTakenBackForWhoeverOnlyLooks) {
  const TemporaryFolder folder;
  write_bytes(folder.path() / "results.sqlite", amid_.database);
  write_bytes(folder.path() / "results.sqlite-journal", *amid_.side);
  EXPECT_EQ(dies_csv(read_results(folder.path()).dies), dies_csv(sample_records(kSynced)));
}

TEST_F(PowerCutInTheJournal, IsOneSentenceBeyondThat) {
  const TemporaryFolder folder;
  write_bytes(folder.path() / "results.sqlite", amid_.database.substr(0, 3 * 4096));
  const std::string sentence = error_of([&] { ResultStore(folder.path(), identity()); });
  EXPECT_NE(sentence.find("cannot read these results"), std::string::npos) << sentence;
  EXPECT_EQ(sentence.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace kintsugi
