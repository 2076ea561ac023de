#include "testbench/cost/cost_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace kintsugi {
namespace {

using cost::Breakdown;
using cost::Component;
using cost::ComponentCost;
using cost::CostModel;
using cost::CostReport;
using cost::EnergyCost;
using cost::OverheadLine;
using Json = nlohmann::ordered_json;

// Energy of one image of a part, of which the activity has `images`; nW x ns = 1e-6 pJ.
struct PartEnergy {
  double dynamic_pj;
  double static_pj;
  double total_pj() const { return dynamic_pj + static_pj; }
};
PartEnergy energy_of(const ComponentCost& part, const CostReport& r) {
  return {part.dynamic_pj / r.images, part.leakage_nw * r.image.ns * 1e-6};
}

double percent(double part, double whole) { return whole == 0.0 ? 0.0 : 100.0 * part / whole; }

std::string area_text(double um2) {
  return um2 >= 1e5 ? fmt::format("{:.3f} mm2", um2 * 1e-6) : fmt::format("{:.0f} um2", um2);
}

std::string energy_text(double pj) {
  if (pj >= 1e9) return fmt::format("{:.3f} mJ", pj * 1e-9);
  if (pj >= 1e6) return fmt::format("{:.3f} uJ", pj * 1e-6);
  if (pj >= 1e3) return fmt::format("{:.3f} nJ", pj * 1e-3);
  return fmt::format("{:.3f} pJ", pj);
}

std::string time_text(double ns) {
  if (ns >= 1e9) return fmt::format("{:.3f} s", ns * 1e-9);
  if (ns >= 1e6) return fmt::format("{:.3f} ms", ns * 1e-6);
  if (ns >= 1e3) return fmt::format("{:.3f} us", ns * 1e-3);
  return fmt::format("{:.1f} ns", ns);
}

std::string component_line(const char* name, const ComponentCost& part, const CostReport& r) {
  const ComponentCost total = r.parts.total();
  const double pj = energy_of(part, r).total_pj();
  return fmt::format("{:<20} {:>12} {:>6.1f} % {:>12} {:>6.1f} %\n", name, area_text(part.area_um2),
                     percent(part.area_um2, total.area_um2), energy_text(pj),
                     percent(pj, r.image.total_pj()));
}

std::string components_text(const CostReport& r) {
  std::string text = fmt::format("{:<20} {:>12} {:>8} {:>12} {:>8}\n", "component", "area", "share",
                                 "energy/image", "share");
  for (int c = 0; c < cost::kComponents; ++c) {
    const auto component = static_cast<Component>(c);
    const ComponentCost& part = r.parts[component];
    if (part.area_um2 > 0.0) text += component_line(name_of(component), part, r);
  }
  return text + component_line("total", r.parts.total(), r);
}

std::string layers_text(const CostModel& model, const CostReport& r) {
  std::string text = fmt::format("\n{:<20} {:>12} {:>8} {:>12} {:>8}\n", "layer", "latency", "MACs",
                                 "energy", "tiles");
  for (size_t l = 0; l < r.layers.size(); ++l) {
    const cost::LayerCost& layer = r.layers[l];
    text +=
        fmt::format("{:<20} {:>12} {:>8} {:>12} {:>8}\n", layer.name,
                    time_text(static_cast<double>(layer.cycles) * model.chip().timing.cycle_ns()),
                    layer.macs, energy_text(energy_of(layer.parts.total(), r).total_pj()),
                    model.chip().layers[l].tiles.size());
  }
  return text;
}

std::string overhead_text(const char* what, const OverheadLine& line) {
  return fmt::format("  {:<38} {:>12} {:>8.2f} % {:>10.1f} %\n", what, area_text(line.area_um2),
                     line.of_arrays_percent, line.of_cells_percent);
}

std::string overheads_text(const CostModel& model, const CostReport& r) {
  const cost::SparseDescription& sparse = model.chip().sparse;
  std::string text = fmt::format("\n{:<40} {:>12} {:>10} {:>12}\n", "area overhead", "area",
                                 "of arrays", "of cells");
  const std::string share = fmt::format("sparse SRAM, {:g} % of weights", 100.0 * sparse.share);
  text += overhead_text((share + ", indexed").c_str(), r.overhead.sparse_sram);
  text += overhead_text((share + ", fixed").c_str(), r.overhead.sparse_without_indices);
  text += overhead_text("controller logic", r.overhead.controller_logic);
  text += overhead_text("test-time memories", r.overhead.test_memories);
  text += "  of arrays: cells, drivers, sample-and-holds, multiplexers, converters\n";
  if (!sparse.present) {
    text +=
        "  this chip has no sparse SRAM: its lines say what one would add (--sparse puts it in)\n";
  }
  return text;
}

std::string test_text(const CostReport& r, const CostModel& model, const CostContext& context) {
  if (model.chip().test.images == 0) return "\ntest: no test program, so no cost of a test\n";
  std::string text = fmt::format("\ntest of a repaired die: {} images, {} cycles, {}, {}\n",
                                 model.chip().test.images, model.chip().test.controller_cycles,
                                 time_text(r.test.ns), energy_text(r.test.total_pj()));
  if (context.exhaustive_images > 0) {
    text += fmt::format("all {} test images: {}, {}\n", context.exhaustive_images,
                        time_text(context.exhaustive_images * r.image.ns),
                        energy_text(context.exhaustive_images * r.image.total_pj()));
  }
  return text;
}

Json parts_json(const Breakdown& parts, const CostReport& r) {
  Json list = Json::array();
  for (int c = 0; c < cost::kComponents; ++c) {
    const auto component = static_cast<Component>(c);
    const ComponentCost& part = parts[component];
    const PartEnergy energy = energy_of(part, r);
    list.push_back({{"component", name_of(component)},
                    {"area_um2", part.area_um2},
                    {"leakage_nw", part.leakage_nw},
                    {"dynamic_pj", energy.dynamic_pj},
                    {"static_pj", energy.static_pj}});
  }
  return list;
}

Json energy_json(const EnergyCost& energy) {
  return {{"ns", energy.ns},
          {"dynamic_pj", energy.dynamic_pj},
          {"static_pj", energy.static_pj},
          {"total_pj", energy.total_pj()}};
}

Json overhead_json(const OverheadLine& line) {
  return {{"area_um2", line.area_um2},
          {"of_arrays_percent", line.of_arrays_percent},
          {"of_cells_percent", line.of_cells_percent}};
}

Json layers_json(const CostReport& r) {
  Json list = Json::array();
  for (const cost::LayerCost& layer : r.layers) {
    list.push_back({{"name", layer.name},
                    {"cycles", layer.cycles},
                    {"macs", layer.macs},
                    {"components", parts_json(layer.parts, r)}});
  }
  return list;
}

Json test_json(const CostModel& model, const CostReport& r) {
  const cost::TestDescription& test = model.chip().test;
  if (test.images == 0) return nullptr;
  Json json = energy_json(r.test);
  json["images"] = test.images;
  json["cycles"] = test.controller_cycles;
  return json;
}

void add_csv(std::string& text, const std::string& layer, const Breakdown& parts,
             const CostReport& r) {
  for (int c = 0; c < cost::kComponents; ++c) {
    const auto component = static_cast<Component>(c);
    const PartEnergy energy = energy_of(parts[component], r);
    text += fmt::format("{},{},{:.17g},{:.17g},{:.17g},{:.17g}\n", layer, name_of(component),
                        parts[component].area_um2, parts[component].leakage_nw, energy.dynamic_pj,
                        energy.static_pj);
  }
}

}  // namespace

std::string cost_text(const CostModel& model, const CostReport& r, const CostContext& context) {
  const cost::ChipDescription& chip = model.chip();
  std::string text = fmt::format(
      "{}: network {}, {}-bit {} converters, columns a converter: {}; {}\nactivity: {}\n\n",
      context.scenario, chip.name, chip.adc_bits, name_of(chip.adc), chip.columns_per_adc,
      model.technology().name, context.activity);
  text += components_text(r) + layers_text(model, r);
  text += fmt::format(
      "\nan image: {} cycles, {}, {} ({} of it leakage)\n"
      "throughput: {:.4f} TOPS one image at a time, {:.3f} TOPS peak; {:.3f} TOPS/W\n"
      "  an operation is a multiplication or an addition of the network: two a MAC, {}-bit "
      "inputs\n",
      r.image_cycles, time_text(r.image.ns), energy_text(r.image.total_pj()),
      energy_text(r.image.static_pj), r.tops, r.peak_tops, r.tops_per_watt,
      model.chip().activation_bits);
  text += test_text(r, model, context) + overheads_text(model, r);
  for (const cost::TimingNote& note : r.notes) {
    text += fmt::format("note: {} needs {} by the table, the scenario's timing gives it {}\n",
                        note.part, time_text(note.needs_ns), time_text(note.given_ns));
  }
  return text;
}

std::string cost_json(const CostModel& model, const CostReport& r, const CostContext& context) {
  Json notes = Json::array();
  for (const cost::TimingNote& note : r.notes) {
    notes.push_back(
        {{"part", note.part}, {"needs_ns", note.needs_ns}, {"given_ns", note.given_ns}});
  }
  const ComponentCost total = r.parts.total();
  const Json json = {
      {"scenario", context.scenario},
      {"table", context.table},
      {"technology", model.technology().name},
      {"activity", context.activity},
      {"images", r.images},
      {"adc", {{"type", name_of(model.chip().adc)}, {"bits", model.chip().adc_bits}}},
      {"area_um2", total.area_um2},
      {"leakage_nw", total.leakage_nw},
      {"components", parts_json(r.parts, r)},
      {"layers", layers_json(r)},
      {"image_cycles", r.image_cycles},
      {"image", energy_json(r.image)},
      {"operations", r.operations},
      {"tops", r.tops},
      {"peak_tops", r.peak_tops},
      {"tops_per_watt", r.tops_per_watt},
      {"test", test_json(model, r)},
      {"exhaustive_images", context.exhaustive_images},
      {"overhead",
       {{"sparse_share", model.chip().sparse.share},
        {"sparse_present", model.chip().sparse.present},
        {"sparse_sram", overhead_json(r.overhead.sparse_sram)},
        {"sparse_without_indices", overhead_json(r.overhead.sparse_without_indices)},
        {"controller_logic", overhead_json(r.overhead.controller_logic)},
        {"test_memories", overhead_json(r.overhead.test_memories)}}},
      {"notes", notes}};
  return json.dump(2) + "\n";
}

std::string cost_csv(const CostReport& r) {
  std::string text = "layer,component,area_um2,leakage_nw,dynamic_pj,static_pj\n";
  for (const cost::LayerCost& layer : r.layers) add_csv(text, layer.name, layer.parts, r);
  add_csv(text, "chip", r.parts, r);
  return text;
}

}  // namespace kintsugi
