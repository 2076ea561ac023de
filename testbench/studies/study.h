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

struct CurvePoint {
  double x = 0.0;
  Estimate y;
};

struct CurveSeries {
  std::string name;
  std::vector<CurvePoint> points;
};

// One plot and one CSV file.
struct Curve {
  std::string name;  // stem of its files: lower-case letters, digits, '_'
  std::string title;
  std::string x_label;
  std::string y_label;
  std::vector<CurveSeries> series;
};

struct StudyResult {
  std::vector<StudyRow> rows;
  std::vector<Curve> curves;
  std::vector<std::string>
      notes;                // sentences for the page: what a value means, why a bar is missed
  int64_t dies_fitted = 0;  // training dies of the programs made
  int64_t dies_judged = 0;  // counted once a population, however many repairs
  int64_t dies_cosimulated = 0;
  int64_t mismatches = 0;     // of co-simulated dies
  int64_t images_judged = 0;  // judging images of all judged dies
  double wall_s = 0.0;        // of the call that finished it; set by the frame
};

// A piece of work whose result is kept: a killed study goes on behind the last piece.
struct StudyItem {
  std::string key;  // file name: letters, digits, '_', '-', '.'
  std::function<nlohmann::json()> work;
};

// The user stopped it.
struct StudyStopped {};

// One call of a study.
class StudyRun {
 public:
  struct Options {
    bool quick = false;
    int jobs = 1;
    std::filesystem::path data;    // the user's data sets; empty: none
    std::filesystem::path folder;  // results; made if need be
    bool quiet = false;
  };
  // `identity` says what the kept pieces depend on. Throws UserError when the folder holds those
  // of another study, or another call uses it.
  StudyRun(Options options, const std::string& identity);

  bool quick() const { return options_.quick; }
  int jobs() const { return options_.jobs; }
  const std::filesystem::path& data() const { return options_.data; }
  // For files that pieces hand to later ones, kept likewise.
  const std::filesystem::path& folder() const { return options_.folder; }

  // Results of all items, in their order: kept ones are read, the others made in processes of
  // their own, `jobs` at a time. `unit` is what an item is called ("dies"). Throws StudyStopped
  // when the user stopped it, UserError when an item failed.
  std::vector<nlohmann::json> make(const std::string& unit, const std::vector<StudyItem>& items);

 private:
  std::filesystem::path file_of(const std::string& key) const;

  Options options_;
};

struct Study {
  std::string name;      // "signature"
  std::string title;     // heading of its section
  std::string claim;     // what is published, a sentence or two with its source
  std::string scenario;  // it starts from
  std::string version;   // digest of what decides its numbers
  StudyResult (*run)(StudyRun& run) = nullptr;
};

}  // namespace kintsugi
