// What a run leaves behind once its dies are finished: one run's, or those of its shards together.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "testbench/cli/commands.h"
#include "testbench/population/experiment.h"
#include "testbench/report/expectations.h"
#include "testbench/report/result_store.h"
#include "testbench/report/summary.h"

namespace kintsugi {

// What makes the results of a run comparable; `own` as in BenchController.
RunIdentity identity_of(const Experiment& experiment, const RunOptions& options,
                        const std::map<std::string, std::string>& own);

// Where in a result folder a die's mismatch report lies, without its endings.
std::filesystem::path report_stem(const std::filesystem::path& folder, uint32_t die);

// Where in a result folder lies what the worker of a lost die wrote on stderr, relative to it.
std::filesystem::path worker_log(uint32_t die);

// Says on stderr which dies were lost, and what is wrong with the first of the others that failed,
// with the head of the report that `stem` names.
void print_failures(const std::vector<DieRecord>& records,
                    const std::function<std::filesystem::path(uint32_t)>& stem);

struct JudgedRun {
  Summary summary;
  std::vector<ExpectationResult> expectations;
};

// Writes every file of `options.out` that follows from the dies.
JudgedRun write_results(const Experiment& experiment, const RunOptions& options,
                        const RunIdentity& identity, const std::vector<DieRecord>& records);

// Prints the summary as the options want it. False when a die failed or an expectation is missed.
bool show_results(const RunOptions& options, const JudgedRun& judged);

}  // namespace kintsugi
