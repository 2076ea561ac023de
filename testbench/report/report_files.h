// The files of a run folder. All but timing.json are pure functions of the dies: the same run
// gives the same bytes on any machine and with any number of jobs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "testbench/report/expectations.h"
#include "testbench/report/summary.h"

namespace kintsugi {

// How fast the machine was; of the dies simulated now, not of those found finished.
struct RunTiming {
  double wall_s = 0.0;
  double busy_worker_s = 0.0;  // summed over workers
  int64_t simulated_cycles = 0;
  int jobs = 1;
};

// Keys in fixed order, numbers rounded to 4 decimals; docs/statistics.md explains each.
std::string summary_json(const Summary& summary, const std::vector<ExpectationResult>& results);

std::string timing_json(const RunTiming& timing);

// A header and one line a die, RFC 4180, lines end in "\n".
std::string dies_csv(const std::vector<DieRecord>& records);

// One test case a die and one an expectation.
std::string junit_xml(const Summary& summary, const std::vector<DieRecord>& records,
                      const std::vector<ExpectationResult>& results);

// Write summary.json, dies.csv and junit.xml, and timing.json, into `folder`. Throw UserError when
// one cannot be written.
void write_report_files(const std::filesystem::path& folder, const Summary& summary,
                        const std::vector<DieRecord>& records,
                        const std::vector<ExpectationResult>& results);
void write_timing(const std::filesystem::path& folder, const RunTiming& timing);

}  // namespace kintsugi
