// Works off jobs, so many processes at a time.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "testbench/signoff/children.h"

namespace kintsugi::signoff {

struct Job {
  std::string name;
  std::vector<std::string> command;
  std::filesystem::path folder;
  std::filesystem::path log;
  double limit_s = 600;
  double seconds = 10;                               // it takes about so long
  int slots = 1;                                     // processes it works with
  std::function<std::string(const ChildEnd&)> done;  // one word for the progress line
};

// Runs the jobs, those that need most processes and time first, with a line on stderr for each one
// that ends and about how long the others take. False when the user stopped it: jobs then under
// way are ended and not done.
bool run_jobs(std::vector<Job> jobs, int slots, bool quiet);

}  // namespace kintsugi::signoff
