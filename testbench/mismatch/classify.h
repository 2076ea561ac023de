// What kind of fault a divergence looks like, from the cycles around it.
#pragma once

#include <string>

#include "testbench/checkers/divergence.h"

namespace kintsugi {

enum class FaultClass {
  LatencyShift,  // the right value, some cycles early or late
  Data,          // a wrong value at the right time
  Protocol,      // the RTL breaks a rule of an interface that the reference keeps
  Missing,       // something the reference does never happens in the RTL
  Extra,         // something happens in the RTL alone
};
inline constexpr const char* kFaultClassNames[] = {"latency shift", "data", "protocol", "missing",
                                                   "extra"};
inline const char* name(FaultClass fault) { return kFaultClassNames[static_cast<int>(fault)]; }

struct Diagnosis {
  FaultClass fault = FaultClass::Data;
  int shift = 0;    // cycles the RTL is late (early below 0), of a latency shift
  std::string why;  // one sentence
};

// A guess, and a good one when `divergence.after` is long. Looks, in this order, for a broken rule,
// a count that is off, a shift in time, an event of one side alone; what is left is wrong data.
Diagnosis classify(const Divergence& divergence);

}  // namespace kintsugi
