// The cost of a chip: area by component, energy by component from activity, latency from timing,
// throughput, area overhead of test and repair. Equations and sources: docs/cost.md.
#pragma once

#include <string>
#include <vector>

#include "models/cost/activity.h"
#include "models/cost/component.h"
#include "models/cost/description.h"
#include "models/cost/technology.h"

namespace kintsugi::cost {

struct LayerCost {
  std::string name;
  int64_t cycles = 0;  // an image
  int64_t macs = 0;    // an image
  Breakdown parts;     // dynamic energy: of all images of the activity
};

// Of `images` images, one after the other.
struct EnergyCost {
  double dynamic_pj = 0.0;
  double static_pj = 0.0;  // leakage of the whole chip over `ns`
  double ns = 0.0;
  double total_pj() const { return dynamic_pj + static_pj; }
};

// One line of the area overhead, in percent.
struct OverheadLine {
  double area_um2 = 0.0;
  double of_arrays_percent = 0.0;  // of the arrays with converters
  double of_cells_percent = 0.0;   // of the cells alone
};

struct AreaOverhead {
  OverheadLine sparse_sram;             // weights and indices, its multipliers beside them
  OverheadLine sparse_without_indices;  // the same, positions fixed
  OverheadLine controller_logic;
  OverheadLine test_memories;
};

// A part that needs more time than the timing gives it.
struct TimingNote {
  std::string part;  // "dac", "integration", "conversion"
  double needs_ns = 0.0;
  double given_ns = 0.0;
};

struct CostReport {
  int images = 0;  // of the activity
  std::vector<LayerCost> layers;
  Breakdown parts;  // of the chip: the layers and what they share
  int64_t image_cycles = 0;
  EnergyCost run;    // of all images
  EnergyCost image;  // of one: run / images
  EnergyCost test;   // of one test of a die; 0 without test images
  // Operations are multiplications and additions of the network, two a MAC.
  double operations = 0.0;     // an image
  double tops = 0.0;           // operations over the latency of one image
  double peak_tops = 0.0;      // every array in use reads without pause
  double tops_per_watt = 0.0;  // operations over the energy of one image
  AreaOverhead overhead;
  std::vector<TimingNote> notes;
};

class CostModel {
 public:
  // Throws UserError when the description is impossible (check() in description.h).
  CostModel(Technology technology, ChipDescription chip);

  // `activity` is [layers], each of the same number of images, at least one. Throws
  // std::invalid_argument otherwise.
  CostReport report(const std::vector<LayerActivity>& activity) const;

  const Technology& technology() const { return technology_; }
  const ChipDescription& chip() const { return chip_; }

 private:
  Technology technology_;
  ChipDescription chip_;
};

// --- parts of the model, for tests and other uses
// --------------------------------------------------

// Arrays, converters and the digital end of a layer. Energy of `activity`.
Breakdown layer_parts(const Technology& technology, const ChipDescription& chip,
                      const LayerDescription& layer, const LayerActivity& activity);
// Controller and its memories: area and leakage; their energy is that of a test.
Breakdown shared_parts(const Technology& technology, const ChipDescription& chip);

// Area of the sparse SRAM with the given index bits a weight, whether it is present or not, um^2.
double sparse_area_um2(const Technology& technology, const ChipDescription& chip, int index_bits);

}  // namespace kintsugi::cost
