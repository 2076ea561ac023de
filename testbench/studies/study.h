// A study: a published result measured again, with its bars. The frame every study stands in; it
// knows no chip, so that a program of training may have studies too.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "testbench/report/statistics.h"
#include "testbench/shards/shard_folder.h"

namespace kintsugi {

// One measured value beside what is published and what is asked.
struct StudyRow {
  std::string name;       // with its unit: "lenet: yield over untuned, points"
  std::string published;  // as the source says it; empty: nothing
  double ours = 0.0;
  double lo = 0.0;  // 95 %; both equal to `ours` where nothing was sampled
  double hi = 0.0;
  std::optional<double> baseline;  // the same quantity of what must be beaten
  std::string bar;                 // ">= 45"; empty: none
  bool ok = true;                  // `ours` keeps the bar
};

StudyRow study_row(std::string name, Estimate ours, std::string published = "");
StudyRow study_row(std::string name, double ours, std::string published = "");
// The same row with a bar.
StudyRow at_least(StudyRow row, double bar);
StudyRow at_most(StudyRow row, double bar);

struct StudyPoint {
  double x = 0.0;
  Estimate y;
};

struct StudySeries {
  std::string name;
  std::vector<StudyPoint> points;
};

// One plot and one CSV file.
struct StudyCurve {
  std::string name;  // stem of its files: lower-case letters, digits, '_'
  std::string title;
  std::string x_label;
  std::string y_label;
  std::vector<StudySeries> series;
};

struct StudyResult {
  std::vector<StudyRow> rows;
  std::vector<StudyCurve> curves;
  std::vector<std::string>
      notes;                // sentences for the page: what a value means, why a bar is missed
  int64_t dies_fitted = 0;  // training dies of the programs made
  int64_t dies_judged = 0;  // counted once a population, however many repairs
  int64_t dies_cosimulated = 0;
  int64_t mismatches = 0;     // of co-simulated dies
  int64_t images_judged = 0;  // judging images of all judged dies
  double wall_s = 0.0;        // of the call that finished it; set by the frame
  bool own_data = false;      // with the user's data sets; set by the frame
};

// A piece of work whose result is kept: a killed study goes on behind the last piece.
struct StudyItem {
  std::string key;  // file name: letters, digits, '_', '-', '.'
  std::function<nlohmann::json()> work;
  std::filesystem::path file = {};  // that it makes, or that must be there for it; empty: none
};

// The user stopped it.
struct StudyStopped {};
// A shard has made its share: the whole is the merge's.
struct StudyShared {
  size_t pieces = 0;
};
// Pieces are missing where none may be made; they have been named on stderr.
struct StudyIncomplete {};

// One call of a study.
class StudyRun {
 public:
  struct Options {
    bool quick = false;
    int jobs = 1;
    std::filesystem::path data;    // the user's data sets; empty: none
    std::filesystem::path folder;  // results; made if need be
    bool quiet = false;
    Shard shard;                                     // makes only its share of the pieces
    const std::vector<ShardFile>* merged = nullptr;  // all pieces come from these; null: none
  };
  // `identity` says what the kept pieces depend on. Throws UserError when the folder holds those
  // of another study, or another call uses it.
  StudyRun(Options options, const std::string& identity);

  bool quick() const { return options_.quick; }
  int jobs() const { return options_.jobs; }
  const std::filesystem::path& data() const { return options_.data; }
  // For files that pieces hand to later ones, kept likewise.
  const std::filesystem::path& folder() const { return options_.folder; }

  // Makes items that leave a `file` for later ones, which say so by the same `file`. A shard makes
  // those that its share needs, a merge has them.
  void prepare(const std::string& unit, const std::vector<StudyItem>& items);

  // Results of all items, in their order: kept ones are read, the others made in processes of
  // their own, `jobs` at a time. `unit` is what an item is called ("dies"). Throws StudyStopped
  // when the user stopped it, UserError when an item failed, StudyShared in a shard, which can
  // therefore make only what no earlier result is needed for: one call for all of it.
  std::vector<nlohmann::json> make(const std::string& unit, const std::vector<StudyItem>& items);

 private:
  std::filesystem::path file_of(const std::string& key) const;
  bool is_kept(const StudyItem& item) const;
  void make_share(const std::string& unit, const std::vector<StudyItem>& items);
  void require_all(const std::string& unit, const std::vector<StudyItem>& items) const;
  void make_missing(const std::string& unit, const std::vector<StudyItem>& items);

  Options options_;
  std::vector<StudyItem> prepared_;  // of a shard: made when its share needs them
};

struct Study {
  std::string name;      // "signature"
  std::string title;     // heading of its section
  std::string claim;     // what is published, a sentence or two with its source
  std::string scenario;  // it starts from
  std::string version;   // digest of what decides its numbers
  StudyResult (*run)(StudyRun& run) = nullptr;
  bool staged = false;  // pieces follow from earlier ones: it has no shards
};

}  // namespace kintsugi
