// A forked child for each piece of work. The SystemC kernel is global state, so a co-simulated die
// needs a process of its own; what the parent has loaded is shared by copy on write.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kintsugi {

struct ForkResult {
  uint32_t item = 0;
  bool ok = false;
  std::string text;  // what the work returned, or why it failed
  // How each child of it failed, and what that child had written on stderr. Not empty for an item
  // that came out at a later try.
  std::string log = {};
};

// When a child is too late and is killed. The clock is the monotonic one, and stands still while
// the parent itself is stopped.
struct TimeLimit {
  double first_s = 0.0;  // until one has come back; 0: no limit at all
  double least_s = 0.0;  // afterwards, at least this long
  double factor = 0.0;   // and this many times as long as the slowest that came back
};

// For items that are all alike: an hour for the first, then twenty times the slowest so far, but a
// minute at least.
constexpr TimeLimit kLimitByProgress = {3600.0, 60.0, 20.0};

struct Workers {
  Workers(int at_a_time) : jobs(at_a_time) {}  // NOLINT: a number of them is all that most say
  int jobs = 1;
  // An item whose child is lost, dead or late, is tried this many times in all. One that throws is
  // not tried again: it would throw again.
  int tries = 1;
  TimeLimit limit = {};
};
// Those that try an item once more.
Workers patient_workers(int jobs, const TimeLimit& limit = {});

// Runs `work(item)` for every item in a child process, at most `workers.jobs` at a time, and hands
// each result to `done` in the parent, in order of completion. A child that throws, dies or is late
// gives a result with ok = false. Before each start `stop` is asked; once it says true the children
// under way are killed and the function returns false. No child outlives the call or the parent.
// What children write on stderr comes out there when they end well.
bool run_forked(const std::vector<uint32_t>& items, const Workers& workers,
                const std::function<std::string(uint32_t)>& work,
                const std::function<void(const ForkResult&)>& done,
                const std::function<bool()>& stop);

// The same for work that comes up as results arrive: `next` is asked, in the parent, whenever a
// child may start, and gives the item or nothing for now. It ends when nothing runs and nothing is
// next.
bool run_forked(const std::function<std::optional<uint32_t>()>& next, const Workers& workers,
                const std::function<std::string(uint32_t)>& work,
                const std::function<void(const ForkResult&)>& done,
                const std::function<bool()>& stop);

}  // namespace kintsugi
