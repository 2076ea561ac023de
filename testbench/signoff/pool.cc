#include "testbench/signoff/pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "testbench/report/interrupt.h"

namespace kintsugi::signoff {
namespace {

constexpr double kLookSeconds = 1.0;  // a signal that came just before waiting is seen then

class Pool {
 public:
  Pool(std::vector<Job> jobs, int slots, bool quiet)
      : jobs_(std::move(jobs)), slots_(slots), free_(slots), quiet_(quiet) {
    std::stable_sort(jobs_.begin(), jobs_.end(), [&](const Job& a, const Job& b) {
      return std::pair(width(a), a.seconds) > std::pair(width(b), b.seconds);
    });
    waiting_.resize(jobs_.size(), true);
    for (const Job& job : jobs_) left_ += job.seconds * width(job);
  }

  bool run() {
    while (done_ < jobs_.size() && !interrupted()) {
      start_what_fits();
      if (const auto ended = children_.wait(kLookSeconds)) finish(ended->first, ended->second);
    }
    children_.stop();
    return done_ == jobs_.size();
  }

 private:
  int width(const Job& job) const { return std::min(job.slots, slots_); }

  void start_what_fits() {
    for (size_t i = 0; i < jobs_.size() && free_ > 0; ++i) {
      const Job& job = jobs_[i];
      if (!waiting_[i] || width(job) > free_) continue;
      waiting_[i] = false;
      free_ -= width(job);
      children_.start(static_cast<int>(i), job.command, job.folder, job.log, job.limit_s);
    }
  }

  void finish(int key, const ChildEnd& end) {
    // An interrupt of the terminal goes to the children's groups too late to matter: not judged.
    if (interrupted()) return;
    const Job& job = jobs_[static_cast<size_t>(key)];
    free_ += width(job);
    left_ -= job.seconds * width(job);
    const std::string word = job.done(end);
    ++done_;
    if (quiet_) return;
    fmt::print(stderr, "[{:>2}/{}] {:8} {} ({:.1f} s){}\n", done_, jobs_.size(), word, job.name,
               end.seconds, left_ < 1 ? "" : fmt::format("; about {:.0f} s left", left_ / slots_));
  }

  std::vector<Job> jobs_;
  std::vector<bool> waiting_;
  Children children_;
  const int slots_;
  int free_;
  const bool quiet_;
  size_t done_ = 0;
  double left_ = 0;  // processor seconds
};

}  // namespace

bool run_jobs(std::vector<Job> jobs, int slots, bool quiet) {
  return Pool(std::move(jobs), slots, quiet).run();
}

}  // namespace kintsugi::signoff
