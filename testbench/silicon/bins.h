// Test results as testers keep them: the fields of STDF's records PRR, HBR and SBR, as CSV.
// docs/handoff.md names the columns.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "models/device/wafer.h"
#include "testbench/population/die_record.h"

namespace kintsugi {

// Which die: its part number within a wafer of a lot. Empty where nobody says.
struct PartName {
  std::string lot;
  std::string wafer;
  std::string part;
  std::optional<int> x;  // column and row on the wafer; both or none
  std::optional<int> y;
};

// "lot A, wafer 3, part 17"
std::string to_text(const PartName& name);
bool same_part(const PartName& a, const PartName& b);

// Part of a simulated die: its number, and where it would lie on a wafer.
PartName simulated_part(const WaferMap& map, uint32_t die);

// One line of parts.csv.
struct PartResult {
  PartName name;
  int hard_bin = 0;
  int soft_bin = 0;
  bool passed = false;
  double test_ms = 0.0;  // 0: not timed
};

// One line of bins.csv.
struct BinSummary {
  bool hard = true;
  int bin = 0;
  int64_t count = 0;
  bool passes = false;
  std::string name;
};

// What an outcome of our controller (regs::Outcome) is binned as; `error` is its ERROR state.
PartResult binned(PartName name, int outcome, bool error);

// Parts of a run: `clock_mhz` turns cycles into time.
std::vector<PartResult> parts_of(const std::vector<DieRecord>& records, const WaferLayout& layout,
                                 double clock_mhz);
// Every bin of ours, also those nobody is in.
std::vector<BinSummary> bins_of(const std::vector<PartResult>& parts);

std::string parts_csv(const std::vector<PartResult>& parts);
std::string bins_csv(const std::vector<BinSummary>& bins);

// Writes parts.csv and bins.csv into a folder.
void write_bins(const std::filesystem::path& folder, const std::vector<PartResult>& parts);

// A tester's files back. Throw UserError with file, line and column for what they may not hold;
// read_bins also where they contradict `parts`: another count, a bin without a line, PART_FLG that
// is not the bin's.
std::vector<PartResult> read_parts(const std::filesystem::path& file);
std::vector<BinSummary> read_bins(const std::filesystem::path& file,
                                  const std::vector<PartResult>& parts);

}  // namespace kintsugi
