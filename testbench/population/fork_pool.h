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
};

// Runs `work(item)` for every item in a child process, at most `jobs` at a time, and hands each
// result to `done` in the parent, in order of completion. A child that throws or dies gives a
// result with ok = false. Before each start `stop` is asked; once it says true the children under
// way are killed and the function returns false.
bool run_forked(const std::vector<uint32_t>& items, int jobs,
                const std::function<std::string(uint32_t)>& work,
                const std::function<void(const ForkResult&)>& done,
                const std::function<bool()>& stop);

// The same for work that comes up as results arrive: `next` is asked, in the parent, whenever a
// child may start, and gives the item or nothing for now. It ends when nothing runs and nothing is
// next.
bool run_forked(const std::function<std::optional<uint32_t>()>& next, int jobs,
                const std::function<std::string(uint32_t)>& work,
                const std::function<void(const ForkResult&)>& done,
                const std::function<bool()>& stop);

}  // namespace kintsugi
