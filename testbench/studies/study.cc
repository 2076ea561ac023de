#include "testbench/studies/study.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "models/core/error.h"
#include "testbench/population/fork_pool.h"
#include "testbench/report/atomic_file.h"
#include "testbench/report/interrupt.h"
#include "testbench/report/progress.h"
#include "testbench/shards/join.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

StudyRow with_bar(StudyRow row, const char* relation, double bar, bool ok) {
  row.bar = fmt::format("{} {:.4g}", relation, bar);
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

bool StudyRun::is_kept(const StudyItem& item) const {
  // A power cut may leave a file without what was written to it.
  return json::accept(text_of(file_of(item.key)));
}

void StudyRun::prepare(const std::string& unit, const std::vector<StudyItem>& items) {
  if (options_.shard.count > 0) {
    prepared_.insert(prepared_.end(), items.begin(), items.end());
  } else if (options_.merged == nullptr) {
    make(unit, items);
  }
}

std::vector<json> StudyRun::make(const std::string& unit, const std::vector<StudyItem>& items) {
  std::set<std::string> keys;
  for (const StudyItem& item : items) {
    if (!keys.insert(item.key).second) {
      throw std::logic_error("two pieces of a study are called " + item.key);
    }
  }
  if (options_.shard.count > 0) make_share(unit, items);
  if (options_.merged != nullptr) require_all(unit, items);
  make_missing(unit, items);
  std::vector<json> results;
  for (const StudyItem& item : items) results.push_back(json::parse(text_of(file_of(item.key))));
  return results;
}

void StudyRun::make_share(const std::string& unit, const std::vector<StudyItem>& items) {
  const Share share = share_of(options_.shard, items.size());
  std::vector<StudyItem> own(items.begin() + static_cast<std::ptrdiff_t>(share.first),
                             items.begin() + static_cast<std::ptrdiff_t>(share.last));
  std::vector<StudyItem> needed;
  for (const StudyItem& item : prepared_) {
    if (std::any_of(own.begin(), own.end(), [&](const StudyItem& piece) {
          return piece.file == item.file && !is_kept(piece);
        })) {
      needed.push_back(item);
    }
  }
  make_missing("programs", needed);
  make_missing(unit, own);
  throw StudyShared{own.size()};
}

void StudyRun::require_all(const std::string& unit, const std::vector<StudyItem>& items) const {
  const int shards = options_.merged->front().shard.count;
  Missing missing(unit);
  for (size_t i = 0; i < items.size(); ++i) {
    missing.want(shard_of_piece(i, items.size(), shards), items[i].key, is_kept(items[i]));
  }
  if (missing.none()) return;
  missing.tell(*options_.merged);
  throw StudyIncomplete{};
}

void StudyRun::make_missing(const std::string& unit, const std::vector<StudyItem>& items) {
  std::vector<uint32_t> missing;
  for (uint32_t i = 0; i < items.size(); ++i) {
    if (!is_kept(items[i])) missing.push_back(i);
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
          progress.advance();
        },
        [&] { return interrupted() || !failure.empty(); });
  }
  if (!failure.empty()) throw UserError(failure);
  if (!finished) throw StudyStopped{};
}

}  // namespace kintsugi
