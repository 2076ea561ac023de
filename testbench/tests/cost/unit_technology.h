// A technology of round numbers, so that costs can be worked out by hand.
#pragma once

#include "models/cost/technology.h"

namespace kintsugi::cost {

// Every value 1, but F = 1000 nm (F^2 = 1 um^2) and no leakage. Converters: 1 + bits + 2^bits.
inline Technology unit_technology() {
  Technology t;
  t.name = "unit";
  for (const TechnologyKey& key : technology_keys()) {
    const bool leaks = key.path.find("leakage") != std::string::npos;
    key.value(t) = leaks ? 0.0 : 1.0;
    t.citations[key.path] = {"round", false};
  }
  t.process.feature_nm = 1000.0;
  return t;
}

}  // namespace kintsugi::cost
