// The cost of a chip as text, JSON and CSV (docs/cost.md).
#pragma once

#include <string>

#include "models/cost/cost_model.h"

namespace kintsugi {

// What the energies stand for: "32 test images on the nominal die", "every input bit 1 half of
// the time".
struct CostContext {
  std::string scenario;
  std::string table;  // path or name of the technology table
  std::string activity;
  int exhaustive_images = 0;  // of the data set a whole test would play
};

// Component, area, share, energy of an image, share; latency; throughput; area overhead; notes.
std::string cost_text(const cost::CostModel& model, const cost::CostReport& report,
                      const CostContext& context);

std::string cost_json(const cost::CostModel& model, const cost::CostReport& report,
                      const CostContext& context);

// A line a layer and component, then the chip's: layer,component,area_um2,leakage_nw,dynamic_pj,
// static_pj; energies of one image.
std::string cost_csv(const cost::CostReport& report);

}  // namespace kintsugi
