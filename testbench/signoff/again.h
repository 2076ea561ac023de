// Failures run again, co-simulated dies with waves: a failure that does not come again is another
// kind of bug.
#pragma once

#include <vector>

#include "testbench/signoff/pool.h"
#include "testbench/signoff/signoff.h"

namespace kintsugi::signoff {

// Jobs for the first failures of a point that were not run again yet; each notes what came out.
std::vector<Job> jobs_again(Point* point, const SignoffOptions& options);

// Failures of the same check whose messages differ in numbers only.
struct Bucket {
  std::string check;
  std::string message;             // of the first
  std::vector<std::string> whats;  // tests, dies
};
std::vector<Bucket> buckets_of(const Signoff& signoff);

}  // namespace kintsugi::signoff
