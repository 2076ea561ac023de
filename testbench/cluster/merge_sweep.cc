// The result folder that one sweep would have made, from those of its shards.
#include <fmt/format.h>

#include "models/core/error.h"
#include "testbench/cluster/merges.h"
#include "testbench/population/engines.h"
#include "testbench/population/shard.h"
#include "testbench/report/identity_text.h"
#include "testbench/report/interrupt.h"
#include "testbench/shards/join.h"
#include "testbench/shards/merged_folder.h"
#include "testbench/space/evaluate.h"
#include "testbench/space/sweep_command.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using DieOfPoint = std::pair<uint32_t, uint32_t>;

std::string name_of(const DieOfPoint& key) {
  return fmt::format("point {} die {}", key.first, key.second);
}

template <class Value>
std::string same_text(const Value& here, const Value& there) {
  return here == there ? "" : fmt::format("its values differ here and");
}

struct SweepPieces {
  Joined<uint32_t, std::string> ideals{
      [](uint32_t point) { return fmt::format("ideal chip of point {}", point); },
      same_text<std::string>};
  std::map<uint32_t, PreparedPoint> prepared;
  Joined<DieOfPoint, std::string> dies{name_of, same_text<std::string>};

  void add(const fs::path& folder, const SweepContents& contents) {
    for (const auto& [point, ideal] : contents.prepared) {
      ideals.add(folder, point, bits_of(ideal.ideal));
      prepared.emplace(point, ideal);
    }
    for (const auto& [key, die] : contents.dies) dies.add(folder, key, to_text(die));
  }
};

Missing missing_of(const SweepDesign& design, const Shard& shard, const SweepPieces& pieces) {
  Missing missing("dies");
  const size_t total = sweep_dies_in_all(design);
  size_t at = 0;
  for (uint32_t point = 0; point < design.points.size(); ++point) {
    for (const uint32_t die : dies_of(design.points[point].scenario.dies, {})) {
      missing.want(shard_of_piece(at++, total, shard.count), name_of({point, die}),
                   pieces.dies.find({point, die}) != nullptr);
    }
  }
  return missing;
}

void fill(SweepStore* store, const SweepDesign& design, const SweepPieces& pieces) {
  for (const auto& [point, prepared] : pieces.prepared) store->add(point, prepared);
  for (uint32_t point = 0; point < design.points.size(); ++point) {
    std::vector<DieRecord> records;
    for (const uint32_t die : dies_of(design.points[point].scenario.dies, {})) {
      records.push_back(record_from_text(*pieces.dies.find({point, die})));
    }
    store->add(point, records);
  }
}

void copy_programs(const std::vector<ShardFile>& files, const fs::path& to) {
  for (const ShardFile& file : files) {
    if (!fs::exists(file.folder / "programs")) continue;
    fs::create_directories(to);
    fs::copy(file.folder / "programs", to, fs::copy_options::skip_existing);
  }
}

}  // namespace

int merge_sweep(const std::vector<ShardFile>& files, const MergeOptions& merge, std::ostream& out) {
  const ShardFile& first = files.front();
  SweepPieces pieces;
  const ShardTexts identity = read_sweep(first.folder).identity;
  for (const ShardFile& file : files) {
    const SweepContents contents = read_sweep(file.folder);
    require_same_work(file, contents.identity, first, identity);
    require_same_work(file, texts_of(file), first, texts_of(first));
    pieces.add(file.folder, contents);
  }
  check_merge_folder(merge.out, "sweep.csv");
  const InterruptGuard guard;
  const auto start = std::chrono::steady_clock::now();
  DesignSweepOptions options = sweep_of(first);
  SweepDesign design = sweep_design(options);
  if (!check_design(design, 1)) return 1;
  require_made_by_this_program(first.folder, identity, identity_texts(sweep_identity(design)));
  const Missing missing = missing_of(design, first.shard, pieces);
  missing.tell(files);
  if (!missing.none()) {
    tell_nothing_was_merged();
    return 1;
  }
  MergedFolder merged(merge.out);
  options.shard = {};
  options.out = merged.path();
  options.quiet = merge.quiet;
  int status = 0;
  {
    SweepStore store(options.out, design);
    fill(&store, design, pieces);
    copy_programs(files, options.out / "programs");
    status = finish_sweep(design, options, merge.out, start, &store, out);
  }
  fs::remove(options.out / "timing.json");  // a shard's own
  if (fs::exists(options.out / "sweep.csv")) merged.move_into_place();
  return status;
}

}  // namespace kintsugi
