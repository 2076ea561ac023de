#include "testbench/space/evaluate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <time.h>

#include <algorithm>
#include <deque>
#include <memory>

#include "models/core/error.h"
#include "testbench/population/engines.h"
#include "testbench/population/fork_pool.h"
#include "testbench/report/interrupt.h"
#include "testbench/report/progress.h"
#include "testbench/report/report_files.h"
#include "testbench/shards/shard_folder.h"
#include "testbench/space/pieces.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

// Dies a process: a process costs some thousandth parts of a second, as small a die as ten.
constexpr size_t kMostDiesAPiece = 8;

enum class Kind { Program, Ideal, Dies, Summary };

struct Piece {
  Kind kind;
  uint32_t point;
  std::vector<uint32_t> dies = {};
};

struct PointState {
  std::unique_ptr<PreparedPoint> prepared;
  std::shared_ptr<Experiment> experiment;  // while its pieces are worked on
  std::deque<uint32_t> missing;            // dies to start
  uint32_t unfinished = 0;                 // dies to start or under way
  bool has_program = true;
  bool preparing = false;
  bool summarised = false;         // begun
  std::vector<DieRecord> records;  // for its summary
};

double seconds_of(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

class SweepPool {
 public:
  SweepPool(const SweepDesign& design, fs::path folder, int jobs, const Shard& shard,
            SweepStore* store)
      : design_(design),
        folder_(std::move(folder)),
        jobs_(jobs),
        share_(share_of(shard, sweep_dies_in_all(design))),
        whole_(shard.count == 0),
        store_(store),
        points_(design.points.size()) {
    const std::map<uint32_t, PreparedPoint> prepared = store->prepared();
    size_t at = 0;  // dies of the points before
    for (uint32_t i = 0; i < points_.size(); ++i) {
      PointState& point = points_[i];
      const auto known = prepared.find(i);
      if (known != prepared.end()) point.prepared = std::make_unique<PreparedPoint>(known->second);
      const DieRange range = design.points[i].scenario.dies;
      const std::set<uint32_t> finished = store->finished(i);
      size_t wanted = 0;
      for (uint32_t k = 0; k < range.count; ++k) {
        if (!share_.has(at + k)) continue;
        ++wanted;
        if (finished.count(range.first + k) == 0) point.missing.push_back(range.first + k);
      }
      at += range.count;
      point.unfinished = static_cast<uint32_t>(point.missing.size());
      outcome_.dies_done += static_cast<int64_t>(wanted - point.missing.size());
      not_started_ += point.unfinished;
      point.summarised = wanted == 0;  // by others
      point.has_program = !design.refit || fs::exists(sweep_program(folder_, program_of(i)));
      if (wanted > 0 && !point.has_program) wanted_programs_.insert(program_of(i));
    }
    outcome_.points.resize(points_.size());
  }

  SweepOutcome run(bool quiet) {
    const auto programs = static_cast<int64_t>(wanted_programs_.size());
    Progress progress(programs > 0 ? "programs and dies" : "dies",
                      static_cast<int64_t>(share_.size()) + programs, Progress::style(quiet),
                      outcome_.dies_done);
    outcome_.finished = run_forked([this] { return next(); }, patient_workers(jobs_),
                                   [this](uint32_t item) { return work(pieces_[item]); },
                                   [&](const ForkResult& result) { take(result, progress); },
                                   [this] { return interrupted() || !outcome_.failures.empty(); });
    outcome_.finished = outcome_.finished && outcome_.failures.empty();
    return std::move(outcome_);
  }

 private:
  uint32_t program_of(uint32_t point) const { return design_.points[point].program_of; }

  // Programs first, for they take longest; then what gives the others something to do.
  std::optional<uint32_t> next() {
    try {
      std::optional<Piece> piece = next_program();
      if (!piece) piece = next_summary();
      if (!piece && dies_to_start() < kMostDiesAPiece * static_cast<size_t>(jobs_))
        piece = next_ideal();
      if (!piece) piece = next_dies();
      if (!piece) return std::nullopt;
      pieces_.push_back(*piece);
      return static_cast<uint32_t>(pieces_.size() - 1);
    } catch (const UserError& error) {
      outcome_.failures.emplace_back(error.what());
      return std::nullopt;
    }
  }

  std::optional<Piece> next_program() {
    if (wanted_programs_.empty()) return std::nullopt;
    const uint32_t first = *wanted_programs_.begin();
    wanted_programs_.erase(wanted_programs_.begin());
    return Piece{Kind::Program, first};
  }

  std::optional<Piece> next_summary() {
    for (; !done_.empty();) {
      const uint32_t i = done_.front();
      done_.pop_front();
      points_[i].records = store_->dies(i);
      const DieRange range = design_.points[i].scenario.dies;
      auto& records = points_[i].records;
      records.erase(std::remove_if(records.begin(), records.end(),
                                   [&](const DieRecord& record) {
                                     return record.die - range.first >= range.count;
                                   }),
                    records.end());
      return Piece{Kind::Summary, i};
    }
    return std::nullopt;
  }

  std::optional<Piece> next_ideal() {
    for (uint32_t i = 0; i < points_.size(); ++i) {
      PointState& point = points_[i];
      if (point.preparing || point.summarised || !point.has_program) continue;
      point.preparing = true;
      if (point.prepared) {
        ready(i);
        return dies_to_start() > 0 ? next_dies() : next_summary();
      }
      load(i);
      return Piece{Kind::Ideal, i};
    }
    return std::nullopt;
  }

  std::optional<Piece> next_dies() {
    if (ready_.empty()) return std::nullopt;
    const uint32_t i = ready_.front();
    PointState& point = points_[i];
    if (!point.experiment) load(i);
    point.experiment->ideal = point.prepared->ideal;
    Piece piece{Kind::Dies, i};
    for (size_t count = dies_a_piece(); count > 0 && !point.missing.empty(); --count) {
      piece.dies.push_back(point.missing.front());
      point.missing.pop_front();
    }
    not_started_ -= piece.dies.size();
    if (point.missing.empty()) ready_.pop_front();
    return piece;
  }

  // Reading images takes most of it, and most points have the same.
  void load(uint32_t i) {
    last_loaded_ =
        std::make_shared<Experiment>(load_sweep_point(design_, i, folder_, last_loaded_.get()));
    points_[i].experiment = last_loaded_;
  }

  // Fewer towards the end, so that no processor waits for another one's many.
  size_t dies_a_piece() const {
    if (design_.engine == Engine::Cosim) return 1;
    return std::clamp(not_started_ / (4 * static_cast<size_t>(jobs_)), size_t{1}, kMostDiesAPiece);
  }

  size_t dies_to_start() const {
    size_t count = 0;
    for (const uint32_t i : ready_) count += points_[i].missing.size();
    return count;
  }

  // The point has been prepared.
  void ready(uint32_t i) {
    if (!points_[i].missing.empty()) ready_.push_back(i);
    if (points_[i].unfinished == 0) finish(i);
  }

  void finish(uint32_t i) {
    points_[i].summarised = true;
    points_[i].experiment.reset();
    if (whole_) done_.push_back(i);
  }

  // In a child.
  std::string work(const Piece& piece) const {
    const double start = seconds_of(CLOCK_MONOTONIC);
    const std::string answer = answer_of(piece);
    return fmt::format("{:.6f} {:.6f} {}", seconds_of(CLOCK_PROCESS_CPUTIME_ID),
                       seconds_of(CLOCK_MONOTONIC) - start, answer);
  }

  std::string answer_of(const Piece& piece) const {
    const PointState& point = points_[piece.point];
    switch (piece.kind) {
      case Kind::Program:
        fit_sweep_program(design_, piece.point, folder_);
        return "";
      case Kind::Ideal:
        return ideal_verdicts(*point.experiment);
      case Kind::Dies:
        return sweep_dies(*point.experiment, piece.dies, design_.engine);
      case Kind::Summary:
        break;
    }
    return summary_json(summarise(point.records, facts(piece.point)), {});
  }

  RunFacts facts(uint32_t i) const { return sweep_facts(design_, i, *points_[i].prepared); }

  // In the parent.
  void take(const ForkResult& result, Progress& progress) {
    const Piece& piece = pieces_[result.item];
    if (!result.ok) {
      outcome_.failures.push_back(fmt::format(
          "point {} ({}){}: {}", piece.point, design_.settings(piece.point),
          piece.dies.empty() ? "" : fmt::format(", dies {}", fmt::join(piece.dies, " ")),
          result.text));
      return;
    }
    const size_t wall_at = result.text.find(' ') + 1;
    const size_t answer_at = result.text.find(' ', wall_at) + 1;
    outcome_.parts_s += std::stod(result.text);
    outcome_.busy_s += std::stod(result.text.substr(wall_at));
    const std::string answer = result.text.substr(answer_at);
    PointState& point = points_[piece.point];
    switch (piece.kind) {
      case Kind::Program:
        for (uint32_t i = 0; i < points_.size(); ++i) {
          if (program_of(i) == piece.point) points_[i].has_program = true;
        }
        progress.advance();
        break;
      case Kind::Ideal: {
        PreparedPoint prepared;
        prepared.ideal = verdicts_of(answer);
        prepared.predicts = point.experiment->program.predict;
        store_->add(piece.point, prepared);
        point.prepared = std::make_unique<PreparedPoint>(std::move(prepared));
        ready(piece.point);
        break;
      }
      case Kind::Dies:
        store_->add(piece.point, records_of(answer));
        outcome_.dies_done += static_cast<int64_t>(piece.dies.size());
        progress.advance(static_cast<int64_t>(piece.dies.size()));
        point.unfinished -= static_cast<uint32_t>(piece.dies.size());
        if (point.unfinished == 0) finish(piece.point);
        break;
      case Kind::Summary:
        take_summary(piece.point, answer);
        break;
    }
  }

  void take_summary(uint32_t i, const std::string& text) {
    PointResult& result = outcome_.points[i];
    result.summary = text;
    const RunFacts f = facts(i);
    const int required = required_correct(f.ideal_correct, f.images, f.yield_margin);
    for (const DieRecord& record : points_[i].records) {
      result.failed_dies += failed(record) ? 1 : 0;
      for (const RepairColumn& column : kRepairs) {
        result.good[static_cast<size_t>(column.repair)].push_back(
            record.*column.correct >= required ? 1 : 0);
      }
    }
    points_[i].records.clear();
  }

  const SweepDesign& design_;
  const fs::path folder_;
  const int jobs_;
  const Share share_;
  const bool whole_;  // no shard
  SweepStore* store_;
  std::vector<PointState> points_;
  std::shared_ptr<Experiment> last_loaded_;  // its images serve the next
  std::vector<Piece> pieces_;                // started, in order
  std::deque<uint32_t> ready_;               // points with dies to start
  std::deque<uint32_t> done_;                // points to summarise
  std::set<uint32_t> wanted_programs_;       // to fit
  size_t not_started_ = 0;                   // dies of all points
  SweepOutcome outcome_;
};

}  // namespace

SweepOutcome evaluate_sweep(const SweepDesign& design, const fs::path& folder, int jobs, bool quiet,
                            const Shard& shard, SweepStore* store) {
  return SweepPool(design, folder, jobs, shard, store).run(quiet);
}

size_t sweep_dies_in_all(const SweepDesign& design) {
  return design.points.size() * size_t{design.base.dies.count};
}

}  // namespace kintsugi
