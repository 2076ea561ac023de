#include "testbench/silicon/bins.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "models/core/error.h"
#include "models/registers/tuning_ctrl.h"
#include "testbench/report/atomic_file.h"
#include "testbench/silicon/csv_table.h"
#include "testbench/silicon/part_columns.h"

namespace kintsugi {
namespace {

constexpr int kErrorBin = 7;        // soft; the others are the outcomes
constexpr int kLargestBin = 32767;  // of STDF

enum HardBin { kShip = 1, kAdapt = 2, kScrap = 3, kBroken = 4 };
constexpr std::pair<int, const char*> kHardBins[] = {
    {kShip, "SHIP"}, {kAdapt, "ADAPT"}, {kScrap, "SCRAP"}, {kBroken, "ERROR"}};

// A die that gains alone did not bring to the limit may still be adapted (docs/adaptation.md).
HardBin hard_bin(int soft) {
  if (soft == kErrorBin) return kBroken;
  switch (static_cast<regs::Outcome>(soft)) {
    case regs::Outcome::Passed:
    case regs::Outcome::Repaired:
      return kShip;
    case regs::Outcome::NeedsAdapt:
    case regs::Outcome::Below:
    case regs::Outcome::Restored:
      return kAdapt;
    default:
      return kScrap;
  }
}

const char* flag(bool passes) { return passes ? "P" : "F"; }

bool read_flag(const CsvTable& table, size_t row, size_t column) {
  const std::string& text = table.text(row, column);
  if (text != "P" && text != "F") table.fail(row, column, "P (passed) or F (failed)");
  return text == "P";
}

}  // namespace

std::string to_text(const PartName& name) {
  std::string text;
  if (!name.lot.empty()) text += "lot " + name.lot + ", ";
  if (!name.wafer.empty()) text += "wafer " + name.wafer + ", ";
  return text + "part " + name.part;
}

bool same_part(const PartName& a, const PartName& b) {
  return std::tie(a.lot, a.wafer, a.part) == std::tie(b.lot, b.wafer, b.part);
}

PartName simulated_part(const WaferMap& map, uint32_t die) {
  const WaferPlace place = map.place(die);
  return {std::to_string(place.lot), std::to_string(place.wafer), std::to_string(die), place.x,
          place.y};
}

PartResult binned(PartName name, int outcome, bool error) {
  PartResult part;
  part.name = std::move(name);
  part.soft_bin = error ? kErrorBin : outcome;
  part.hard_bin = hard_bin(part.soft_bin);
  part.passed = part.hard_bin == kShip;
  return part;
}

std::vector<PartResult> parts_of(const std::vector<DieRecord>& records, const WaferLayout& layout,
                                 double clock_mhz) {
  const WaferMap map(layout);
  std::vector<PartResult> parts;
  for (const DieRecord& record : records) {
    parts.push_back(
        binned(simulated_part(map, record.die), record.outcome, record.error_code != 0));
    parts.back().test_ms = static_cast<double>(record.cycles_total) / (clock_mhz * 1e3);
  }
  return parts;
}

std::vector<BinSummary> bins_of(const std::vector<PartResult>& parts) {
  std::vector<BinSummary> bins;
  const auto count = [&](int PartResult::*bin, int number) {
    return std::count_if(parts.begin(), parts.end(),
                         [&](const PartResult& part) { return part.*bin == number; });
  };
  for (const auto& [number, name] : kHardBins) {
    bins.push_back({true, number, count(&PartResult::hard_bin, number), number == kShip, name});
  }
  for (int soft = 1; soft <= kErrorBin; ++soft) {
    bins.push_back({false, soft, count(&PartResult::soft_bin, soft), hard_bin(soft) == kShip,
                    soft == kErrorBin ? "ERROR" : regs::name(static_cast<regs::Outcome>(soft))});
  }
  return bins;
}

std::string parts_csv(const std::vector<PartResult>& parts) {
  std::string text = "LOT_ID,WAFER_ID,X_COORD,Y_COORD,PART_ID,HARD_BIN,SOFT_BIN,PART_FLG,TEST_T\n";
  for (const PartResult& part : parts) {
    text += fmt::format("{},{},{},{},{:.4f}\n", place_cells(part.name), part.hard_bin,
                        part.soft_bin, flag(part.passed), part.test_ms);
  }
  return text;
}

std::string bins_csv(const std::vector<BinSummary>& bins) {
  std::string text = "REC_TYP,BIN_NUM,BIN_CNT,BIN_PF,BIN_NAM\n";
  for (const BinSummary& bin : bins) {
    text += fmt::format("{},{},{},{},{}\n", bin.hard ? "HBR" : "SBR", bin.bin, bin.count,
                        flag(bin.passes), bin.name);
  }
  return text;
}

void write_bins(const std::filesystem::path& folder, const std::vector<PartResult>& parts) {
  write_file_atomically(folder / "parts.csv", parts_csv(parts));
  write_file_atomically(folder / "bins.csv", bins_csv(bins_of(parts)));
}

std::vector<PartResult> read_parts(const std::filesystem::path& file) {
  const CsvTable table(file);
  std::vector<std::string> known = kPlaceColumns;
  known.insert(known.end(), {"HARD_BIN", "SOFT_BIN", "PART_FLG", "TEST_T"});
  table.require_known(known);
  PartColumns columns(table);
  const size_t hard = table.column("HARD_BIN", "the number of the part's hard bin");
  const size_t flag_at = table.column("PART_FLG", "P or F: whether the part passed");
  std::vector<PartResult> parts;
  for (size_t row = 0; row < table.rows(); ++row) {
    PartResult part;
    part.name = columns.name(row);
    part.hard_bin = static_cast<int>(table.integer(row, hard, 0, kLargestBin));
    if (table.has("SOFT_BIN")) {
      part.soft_bin =
          static_cast<int>(table.integer(row, table.column("SOFT_BIN", ""), 0, kLargestBin));
    }
    part.passed = read_flag(table, row, flag_at);
    if (table.has("TEST_T")) {
      part.test_ms = table.number(row, table.column("TEST_T", ""), 0, 4294967295.0);
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

std::vector<BinSummary> read_bins(const std::filesystem::path& file,
                                  const std::vector<PartResult>& parts) {
  const CsvTable table(file);
  table.require_known({"REC_TYP", "BIN_NUM", "BIN_CNT", "BIN_PF", "BIN_NAM"});
  const size_t type = table.column("REC_TYP", "HBR or SBR");
  const size_t number = table.column("BIN_NUM", "the number of the bin");
  const size_t count_at = table.column("BIN_CNT", "how many parts are in the bin");
  const size_t passes = table.column("BIN_PF", "P or F: whether the bin's parts pass");
  std::vector<BinSummary> bins;
  std::set<std::pair<bool, int>> seen;
  for (size_t row = 0; row < table.rows(); ++row) {
    const std::string& record = table.text(row, type);
    if (record != "HBR" && record != "SBR") table.fail(row, type, "HBR or SBR");
    BinSummary bin;
    bin.hard = record == "HBR";
    bin.bin = static_cast<int>(table.integer(row, number, 0, kLargestBin));
    bin.count = table.integer(row, count_at, 0, UINT32_MAX);
    bin.passes = read_flag(table, row, passes);
    if (table.has("BIN_NAM")) bin.name = table.text(row, table.column("BIN_NAM", ""));
    if (!seen.insert({bin.hard, bin.bin}).second) table.fail(row, number, "each bin once");
    const int PartResult::*of = bin.hard ? &PartResult::hard_bin : &PartResult::soft_bin;
    int64_t found = 0;
    for (const PartResult& part : parts) {
      if (part.*of != bin.bin) continue;
      ++found;
      if (part.passed != bin.passes) {
        table.fail(row, passes,
                   fmt::format("{}, as PART_FLG of {}", flag(part.passed), to_text(part.name)));
      }
    }
    if (found != bin.count) {
      table.fail(row, count_at, fmt::format("{}, the parts that are in it", found));
    }
    bins.push_back(std::move(bin));
  }
  for (const PartResult& part : parts) {
    if (seen.count({true, part.hard_bin}) != 0) continue;
    throw UserError(
        fmt::format("{}: found no HBR of bin {}, in which {} is; allowed is a line a bin",
                    file.string(), part.hard_bin, to_text(part.name)));
  }
  return bins;
}

}  // namespace kintsugi
