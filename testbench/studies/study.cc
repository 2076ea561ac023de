#include "testbench/studies/study.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "models/core/error.h"
#include "testbench/population/fork_pool.h"
#include "testbench/report/atomic_file.h"
#include "testbench/report/interrupt.h"
#include "testbench/report/progress.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

StudyRow with_bar(StudyRow row, const char* relation, double bar, bool ok) {
  row.bar = fmt::format("{} {}", relation, bar);
  row.ok = ok;
  return row;
}

}  // namespace

StudyRow study_row(std::string name, Estimate ours, std::string published) {
  StudyRow row;
  row.name = std::move(name);
  row.published = std::move(published);
  row.ours = ours.value;
  row.lo = ours.interval.low;
  row.hi = ours.interval.high;
  return row;
}

StudyRow study_row(std::string name, double ours, std::string published) {
  return study_row(std::move(name), Estimate{ours, {ours, ours}}, std::move(published));
}

// Written so that a value that is no number keeps no bar.
StudyRow at_least(StudyRow row, double bar) {
  const bool ok = row.ours >= bar;
  return with_bar(std::move(row), ">=", bar, ok);
}

StudyRow at_most(StudyRow row, double bar) {
  const bool ok = row.ours <= bar;
  return with_bar(std::move(row), "<=", bar, ok);
}

StudyRun::StudyRun(Options options, const std::string& identity) : options_(std::move(options)) {
  std::error_code ignored;  // writing says it better
  fs::create_directories(options_.folder / "items", ignored);
  const fs::path file = options_.folder / "identity.txt";
  const std::string found = text_of(file);
  if (found.empty()) {
    write_file_atomically(file, identity);
  } else if (found != identity) {
    throw UserError(options_.folder.string() +
                    ": holds results of another study or of other sources; remove it or give "
                    "another --out");
  }
}

fs::path StudyRun::file_of(const std::string& key) const {
  return options_.folder / "items" / (key + ".json");
}

std::vector<json> StudyRun::make(const std::string& unit, const std::vector<StudyItem>& items) {
  std::vector<json> results(items.size());
  std::vector<uint32_t> missing;
  std::map<std::string, size_t> keys;
  for (size_t i = 0; i < items.size(); ++i) {
    if (!keys.emplace(items[i].key, i).second) {
      throw std::logic_error("two pieces of a study are called " + items[i].key);
    }
    // A power cut may leave a file without what was written to it.
    results[i] = json::parse(text_of(file_of(items[i].key)), nullptr, false);
    if (results[i].is_discarded()) missing.push_back(static_cast<uint32_t>(i));
  }
  const auto total = static_cast<int64_t>(items.size());
  std::string failure;
  bool finished = true;
  {
    Progress progress(unit, total, Progress::style(options_.quiet),
                      total - static_cast<int64_t>(missing.size()));
    finished = run_forked(
        missing, patient_workers(options_.jobs), [&](uint32_t i) { return items[i].work().dump(); },
        [&](const ForkResult& result) {
          if (!result.ok) {
            failure = items[result.item].key + ": " + result.text;
            return;
          }
          write_file_atomically(file_of(items[result.item].key), result.text);
          results[result.item] = json::parse(result.text);
          progress.advance();
        },
        [&] { return interrupted() || !failure.empty(); });
  }
  if (!failure.empty()) throw UserError(failure);
  if (!finished) throw StudyStopped{};
  return results;
}

}  // namespace kintsugi
