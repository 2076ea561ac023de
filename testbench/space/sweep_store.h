// Finished work of a sweep in DIR/sweep.sqlite: what was prepared of each point, and its dies. One
// transaction each, so a killed sweep loses only what was under way. Rows hold nothing of host,
// time or order of arrival.
//
//   meta(key, value)            what the sweep is of
//   points(point, KEY, ...)     its settings, a column a swept key
//   prepared(point, ...)        the ideal chip's verdicts on the judging images
//   dies(point, die, ...)       as results.sqlite of a run
//   results(point, ...)         the columns of sweep.csv, when the sweep is finished
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "testbench/population/experiment.h"
#include "testbench/report/folder_lock.h"
#include "testbench/space/design.h"

namespace SQLite {
class Database;
}

namespace kintsugi {

// What a point's dies are judged against.
struct PreparedPoint {
  ImageVerdicts ideal;
  bool predicts = false;  // the test program has predictors
};

// "1" for each image that was classified correctly, else "0"; exact inverses.
std::string bits_of(const ImageVerdicts& verdicts);
ImageVerdicts verdicts_of(const std::string& bits);

// A table of numbers and texts; empty cells are unknown.
struct SweepTable {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

class SweepStore {
 public:
  // Creates the folder and the database, or continues those there. Throws UserError, before
  // anything is written, for a folder that holds something else, another sweep, a damaged database,
  // or that another process uses.
  SweepStore(const std::filesystem::path& folder, const SweepDesign& design,
             Readers readers = Readers::OnThisHost);
  ~SweepStore();

  std::map<uint32_t, PreparedPoint> prepared() const;
  void add(uint32_t point, const PreparedPoint& prepared);

  std::set<uint32_t> finished(uint32_t point) const;
  // All of them or none. Once it returns, no kill can lose them.
  void add(uint32_t point, const std::vector<DieRecord>& records);
  // In die order.
  std::vector<DieRecord> dies(uint32_t point) const;

  // The first column is the point.
  void set_results(const SweepTable& table);

 private:
  std::filesystem::path path_;
  std::optional<FolderLock> lock_;
  std::unique_ptr<SQLite::Database> database_;
};

// What the store of a shard holds.
struct SweepContents {
  std::map<std::string, std::string> identity;
  std::map<uint32_t, PreparedPoint> prepared;
  std::map<std::pair<uint32_t, uint32_t>, DieRecord> dies;  // by point and die
};
// Reads FOLDER/sweep.sqlite and changes nothing in it. Throws UserError when there is none, or it
// is damaged, of another program or of another schema.
SweepContents read_sweep(const std::filesystem::path& folder);

}  // namespace kintsugi
