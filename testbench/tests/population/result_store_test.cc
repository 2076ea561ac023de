#include "testbench/report/result_store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "testbench/report/report_files.h"
#include "testbench/report/result_reader.h"
#include "testbench/tests/population/sample_records.h"
#include "testbench/tests/population/temporary_folder.h"
#include "testbench/tests/scenario/expect_error.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

RunIdentity sample_identity() {
  return {"sample",
          "seed = 7\n\n[adc]\nbits = 8\n\n[judge]\nimages = 2000\n",
          7,
          "rtl",
          {{"kintsugi", "0.1.0"}, {"network", "1a2b"}}};
}

// Everything in the database in the order SQLite itself keeps it.
std::string dump(const fs::path& folder) {
  SQLite::Database database((folder / "results.sqlite").string());
  std::string text;
  for (const char* query : {"SELECT * FROM meta", "SELECT rowid, * FROM dies"}) {
    SQLite::Statement rows(database, query);
    while (rows.executeStep()) {
      for (int i = 0; i < rows.getColumnCount(); ++i) text += rows.getColumn(i).getString() + '|';
      text += '\n';
    }
  }
  return text;
}

void store_dies(const fs::path& folder, const std::vector<uint32_t>& dies) {
  ResultStore store(folder, sample_identity());
  for (const uint32_t die : dies) store.add(sample_record(die));
}

std::string refusal(const fs::path& folder, const RunIdentity& identity = sample_identity()) {
  return error_of([&] { ResultStore(folder, identity); });
}

void write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

void overwrite(const fs::path& path, std::streamoff offset, const std::string& bytes) {
  std::fstream stream(path, std::ios::binary | std::ios::in | std::ios::out);
  stream.seekp(offset);
  stream << bytes;
}

::testing::AssertionResult says(const std::string& sentence, const std::string& part) {
  if (sentence.find(part) != std::string::npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "\"" << part << "\" is not in \"" << sentence << "\"";
}

// Dies `first` .. `first` + 999, as one.
void add_thousand(ResultStore* store, uint32_t first) {
  std::vector<DieRecord> records;
  for (uint32_t die = first; die < first + 1000; ++die) records.push_back(sample_record(die));
  store->add(records);
}

TEST(ResultStore, HoldsNoMoreMemoryTheMoreDiesItHas) {
  const TemporaryFolder folder;
  ResultStore store(folder.path(), sample_identity());
  for (uint32_t first = 0; first < 3000; first += 1000) add_thousand(&store, first);
  const int64_t used = sqlite3_memory_used();
  EXPECT_GT(used, 0);
  for (uint32_t first = 3000; first < 9000; first += 1000) add_thousand(&store, first);
  EXPECT_LT(sqlite3_memory_used() - used, 64 << 10);
}

TEST(ResultStore, GivesBackEveryValueInDieOrder) {
  const TemporaryFolder folder;
  store_dies(folder.path(), {9, 2, 4294967295});
  const ResultStore store(folder.path(), sample_identity());
  EXPECT_EQ(store.finished(), (std::set<uint32_t>{2, 9, 4294967295}));
  EXPECT_EQ(dies_csv(store.all()),
            dies_csv({sample_record(2), sample_record(9), sample_record(4294967295)}));
}

TEST(ResultStore, KeepsEmptyListsAndAwkwardText) {
  const TemporaryFolder folder;
  DieRecord record;
  record.message = "it's \"quoted\"; a,b\nand more";
  ResultStore store(folder.path(), sample_identity());
  store.add(record);
  const DieRecord back = store.all().at(0);
  EXPECT_EQ(back.message, record.message);
  EXPECT_TRUE(back.features1.empty());
  EXPECT_TRUE(back.applied.empty());
}

TEST(ResultStore, HoldsTheSameContentsWhateverTheOrderOfArrival) {
  const TemporaryFolder one;
  const TemporaryFolder other;
  store_dies(one.path(), {0, 1, 2, 3, 4});
  store_dies(other.path(), {3, 0});
  store_dies(other.path(), {4, 2, 1});
  EXPECT_EQ(dump(one.path()), dump(other.path()));
}

TEST(ResultStore, RefusesADieTwice) {
  const TemporaryFolder folder;
  ResultStore store(folder.path(), sample_identity());
  store.add(sample_record(1));
  EXPECT_THROW(store.add(sample_record(1)), std::logic_error);
  EXPECT_EQ(store.finished().size(), 1u);
}

TEST(ResultStore, LeavesOneDatabaseFileBehind) {
  const TemporaryFolder folder;
  store_dies(folder.path(), {1});
  store_dies(folder.path(), {2});
  EXPECT_EQ(folder.names(), (std::vector<std::string>{".lock", "results.sqlite"}));
}

TEST(ResultStore, CreatesMissingFolders) {
  const TemporaryFolder folder;
  store_dies(folder.path() / "a" / "b", {1});
  EXPECT_TRUE(fs::exists(folder.path() / "a" / "b" / "results.sqlite"));
}

TEST(ResultStore, LosesNoFinishedDieWhenKilled) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "run";
  int acknowledged[2];
  ASSERT_EQ(::pipe(acknowledged), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ResultStore store(path, sample_identity());
    for (uint32_t die = 0;; ++die) {
      store.add(sample_record(die));
      if (::write(acknowledged[1], &die, sizeof die) != sizeof die) ::_exit(1);
    }
  }
  ::close(acknowledged[1]);
  uint32_t last = 0;
  while (last < 20 && ::read(acknowledged[0], &last, sizeof last) == sizeof last) continue;
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  while (::read(acknowledged[0], &last, sizeof last) == sizeof last) continue;
  ::close(acknowledged[0]);

  ResultStore store(path, sample_identity());
  const uint32_t stored = static_cast<uint32_t>(store.finished().size());
  EXPECT_GE(stored, last + 1);
  EXPECT_LE(stored, last + 2);  // one may have been stored and not yet acknowledged
  std::vector<DieRecord> expected = sample_records(stored);
  EXPECT_EQ(dies_csv(store.all()), dies_csv(expected));
  store.add(sample_record(stored));
}

TEST(ResultStore, StartsAfreshAfterAKillBeforeTheDatabaseWasComplete) {
  const TemporaryFolder folder;
  write(folder.path() / ".lock", "");
  write(folder.path() / "results.sqlite.new", "half a datab");
  write(folder.path() / "results.sqlite.new-journal", "half a journal");
  store_dies(folder.path(), {1});
  EXPECT_EQ(folder.names(), (std::vector<std::string>{".lock", "results.sqlite"}));
}

TEST(ResultStore, RefusesASecondRunWhileTheFirstLives) {
  const TemporaryFolder folder;
  const ResultStore first(folder.path(), sample_identity());
  const pid_t child = ::fork();
  if (child == 0) {
    ::_exit(says(refusal(folder.path()), "another run is writing to this folder") ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST(ResultStore, AnOrphanedWorkerDoesNotKeepTheFolderLocked) {
  const TemporaryFolder folder;
  int hold[2];
  ASSERT_EQ(::pipe(hold), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(hold[1]);
    const ResultStore store(folder.path(), sample_identity());
    if (::fork() == 0) {  // the worker: lives until this test is over
      char byte = 0;
      if (::read(hold[0], &byte, 1) < 0) ::_exit(1);
      ::_exit(0);
    }
    ::_exit(0);
  }
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(refusal(folder.path()), "");
  ::close(hold[0]);
  ::close(hold[1]);
}

TEST(ResultStore, RefusesAForeignFolderAndLeavesItAlone) {
  const TemporaryFolder folder;
  write(folder.path() / "thesis.tex", "years of work");
  EXPECT_TRUE(says(refusal(folder.path()), "found thesis.tex and no results of Kintsugi"));
  EXPECT_EQ(folder.names(), std::vector<std::string>{"thesis.tex"});
}

TEST(ResultStore, RefusesAFileInPlaceOfTheFolder) {
  const TemporaryFolder folder;
  write(folder.path() / "file", "");
  EXPECT_TRUE(says(refusal(folder.path() / "file"), "cannot use this as the folder of a run"));
  EXPECT_TRUE(says(refusal(folder.path() / "file" / "run"), "run"));
}

TEST(ResultStore, NamesTheScenarioKeyThatDiffers) {
  const TemporaryFolder folder;
  store_dies(folder.path(), {1});
  const std::string before = dump(folder.path());
  RunIdentity other = sample_identity();
  other.canonical = "seed = 7\n\n[adc]\nbits = 6\n\n[judge]\nimages = 2000\n";
  EXPECT_TRUE(says(refusal(folder.path(), other), "another run: adc.bits is 8 there and 6 here;"));
  other = sample_identity();
  other.canonical = "seed = 7\n\n[adc]\nbits = 8\n\n[judge]\nimages = \"all\"\n";
  EXPECT_TRUE(says(refusal(folder.path(), other), "judge.images is 2000 there and \"all\" here;"));
  EXPECT_EQ(dump(folder.path()), before);
}

TEST(ResultStore, NamesWhatElseDiffers) {
  const TemporaryFolder folder;
  store_dies(folder.path(), {1});
  RunIdentity other = sample_identity();
  other.seed = 8;
  other.canonical = "seed = 8\n\n[adc]\nbits = 8\n\n[judge]\nimages = 2000\n";
  EXPECT_TRUE(says(refusal(folder.path(), other), "run: seed is 7 there and 8 here; choose"));
  other = sample_identity();
  other.engine = "fast";
  EXPECT_TRUE(says(refusal(folder.path(), other), "engine is rtl there and fast here"));
  other = sample_identity();
  other.scenario = "other";
  EXPECT_TRUE(says(refusal(folder.path(), other), "scenario is sample there and other here"));
  other = sample_identity();
  other.versions["network"] = "ffff";
  EXPECT_TRUE(says(refusal(folder.path(), other), "version of network is 1a2b there and ffff"));
  other.versions.erase("network");
  EXPECT_TRUE(says(refusal(folder.path(), other), "version of network is 1a2b there and not set"));
}

TEST(ResultStore, RefusesAFileThatIsNoDatabase) {
  const TemporaryFolder folder;
  write(folder.path() / "results.sqlite", "not a database at all");
  EXPECT_TRUE(says(refusal(folder.path()), "it is not an SQLite database"));
  EXPECT_EQ(folder.names(), std::vector<std::string>{"results.sqlite"});
}

TEST(ResultStore, RefusesADamagedDatabase) {
  const TemporaryFolder folder;
  std::vector<uint32_t> dies(60);
  for (uint32_t die = 0; die < 60; ++die) dies[die] = die;
  store_dies(folder.path(), dies);
  const fs::path path = folder.path() / "results.sqlite";
  overwrite(path, 3 * 4096, std::string(4096, '\x5a'));
  EXPECT_TRUE(says(refusal(folder.path()), "cannot read these results"));
  fs::resize_file(path, 4096);
  EXPECT_TRUE(says(refusal(folder.path()), "cannot read these results"));
}

TEST(ResultStore, RefusesTheDatabaseOfAnotherProgram) {
  const TemporaryFolder folder;
  {
    SQLite::Database database((folder.path() / "results.sqlite").string(),
                              SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("CREATE TABLE bookmarks (url TEXT)");
  }
  EXPECT_TRUE(says(refusal(folder.path()), "a database of another program"));
}

TEST(ResultStore, RefusesANewerSchema) {
  const TemporaryFolder folder;
  store_dies(folder.path(), {1});
  SQLite::Database((folder.path() / "results.sqlite").string(), SQLite::OPEN_READWRITE)
      .exec("PRAGMA user_version = 99");
  EXPECT_TRUE(says(refusal(folder.path()), "schema 99 of a newer Kintsugi; allowed 3"));
}

TEST(ResultStore, RefusesAFolderItCannotWriteTo) {
  EXPECT_TRUE(says(refusal("/proc/kintsugi"), "/proc/kintsugi: cannot"));
  if (::geteuid() == 0) return;  // root may write anywhere
  const TemporaryFolder folder;
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_TRUE(says(refusal(folder.path()), "cannot write here"));
  fs::permissions(folder.path(), fs::perms::owner_all);
}

TEST(ResultStore, SaysWhenADieCannotBeWritten) {
  const TemporaryFolder folder;
  ResultStore store(folder.path(), sample_identity());
  SQLite::Database other((folder.path() / "results.sqlite").string(), SQLite::OPEN_READWRITE);
  other.exec("DROP TABLE dies");
  EXPECT_TRUE(says(error_of([&] { store.add(sample_record(1)); }), "no such table"));
}

TEST(ResultStore, ForReadersOnAnyHostSharesNoMemory) {
  for (const Readers readers : {Readers::OnThisHost, Readers::OnAnyHost}) {
    const TemporaryFolder folder;
    ResultStore store(folder.path(), sample_identity(), readers);
    store.add(sample_record(1));
    EXPECT_EQ(fs::exists(folder.path() / "results.sqlite-shm"), readers == Readers::OnThisHost);
  }
}

// Making and deleting it would cost more than what it holds.
TEST(ResultStore, EmptiesTheJournalBehindEachDieAndTakesItAwayAtTheEnd) {
  const TemporaryFolder folder;
  const fs::path journal = folder.path() / "results.sqlite-journal";
  {
    ResultStore store(folder.path(), sample_identity(), Readers::OnAnyHost);
    for (const uint32_t die : {1U, 2U}) {
      store.add(sample_record(die));
      ASSERT_TRUE(fs::exists(journal));
      EXPECT_EQ(fs::file_size(journal), 0U);
      EXPECT_EQ(read_results(folder.path()).dies.size(), die);
    }
  }
  EXPECT_FALSE(fs::exists(journal));
}

}  // namespace
}  // namespace kintsugi
