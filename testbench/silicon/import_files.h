// What `kintsugi import` says of a refit: on the terminal, as JSON, CSV and a page.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/tuning/refit.h"
#include "testbench/silicon/judgement.h"

namespace kintsugi {

// One die as import.csv shows it; points above the ideal chip.
struct ImportedDie {
  const TesterDie* die = nullptr;
  bool judged = false;
  ProgramWord given;
  ProgramWord refitted;
  PartResult bin;  // by the refitted program
};

struct ImportResult {
  std::string scenario;
  std::string program;  // name of the given one
  SplitRule split;
  double ideal_accuracy = 0.0;  // per cent
  double yield_margin = 0.0;
  int fitted = 0;
  int judged = 0;
  tuning::RefitReport refit;
  std::vector<Stage> stages;
  std::vector<StageJudgement> judgements;  // one a stage
  std::optional<VerdictQuality> tester;    // of the tester's bins, on judging dies
  std::vector<ImportedDie> dies;           // in the order of the file
};

std::string import_table(const ImportResult& result);
std::string import_json(const ImportResult& result);
std::string import_csv(const ImportResult& result);
std::string import_html(const ImportResult& result);

}  // namespace kintsugi
