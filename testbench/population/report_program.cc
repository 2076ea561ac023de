#include "testbench/population/report_program.h"

#include <nlohmann/json.hpp>

#include "models/registers/tuning_ctrl.h"
#include "systemc/platform/configuration.h"
#include "testbench/population/platform_setup.h"
#include "testbench/report/base64.h"

namespace kintsugi {
namespace {

using PageJson = nlohmann::ordered_json;
using tuning::TestProgram;

PageJson images_json(const TestProgram& program) {
  PageJson list = PageJson::array();
  for (size_t i = 0; i < program.stimuli.size(); ++i) {
    list.push_back({{"label", program.labels[i]},
                    {"index", program.stimulus_index[i]},
                    {"codes", base64(program.stimuli[i])}});
  }
  return list;
}

// Names, channels and values a channel of the layers that the signature holds.
PageJson signature_json(const Experiment& e) {
  PageJson list = PageJson::array();
  for (size_t l = 0; l < e.program.signature.size(); ++l) {
    const tuning::SignatureShape& shape = e.program.signature[l];
    const LayerPlan& plan = e.chip.layers[static_cast<size_t>(e.chip.signature[l])];
    list.push_back({{"name", plan.layer.name},
                    {"channels", shape.channels},
                    {"beats", shape.beats},
                    {"nominal_sum", e.program.nominal_sum[l]}});
  }
  return list;
}

PageJson row_json(const tuning::PredictorRow& row) {
  return {{"base", row.base}, {"slopes", row.slopes}};
}

PageJson codebook_json(const TestProgram& program) {
  PageJson list = PageJson::array();
  for (const tuning::CodebookEntry& entry : program.codebook) {
    PageJson base = PageJson::array();
    for (const LayerTuning& layer : entry.base) base.push_back({layer.gain, layer.offset});
    PageJson json = {{"base", base}};
    if (program.affine) {
      json["gain_slopes"] = entry.gain_slopes;
      json["offset_slopes"] = entry.offset_slopes;
    }
    if (program.predict) {
      json["now"] = row_json(entry.now);
      json["forecast"] = row_json(entry.forecast);
    }
    list.push_back(std::move(json));
  }
  return list;
}

// Name of the register at an address, with the place of a word of several.
std::string register_name(uint32_t address) {
  for (const regs::RegisterInfo& info : regs::kRegisters) {
    const auto words = static_cast<uint32_t>(info.count);
    if (address < info.address || address >= info.address + 4 * words) continue;
    const std::string word = std::to_string((address - info.address) / 4);
    return words == 1 ? info.name : std::string(info.name) + "[" + word + "]";
  }
  return "?";
}

PageJson registers_json(const Experiment& e) {
  PageJson list = PageJson::array();
  for (const RegisterWrite& write :
       configuration_registers(e.program, platform_options(e.scenario))) {
    list.push_back({register_name(write.address), write.address, write.data});
  }
  return list;
}

PageJson memories_json(const TestProgram& program) {
  std::map<std::string, int> used;
  for (const RegisterWrite& write : configuration_memories(program)) {
    for (const regs::WindowInfo& window : regs::kWindows) {
      const auto words = static_cast<uint32_t>(window.span);
      if (write.address - window.address < 4 * words) ++used[window.name];
    }
  }
  PageJson list = PageJson::array();
  for (const regs::WindowInfo& window : regs::kWindows) {
    if (used.count(window.name) > 0) list.push_back({window.name, used[window.name], window.words});
  }
  return list;
}

}  // namespace

std::string program_section(const Experiment& e) {
  const TestProgram& p = e.program;
  const Shape& input = e.chip.network.input;
  PageJson json = {{"name", p.name},
                   {"fit_seed", std::to_string(p.fit_seed)},
                   {"fit_dies", p.fit_dies},
                   {"shape", {input.channels, input.height, input.width}},
                   {"largest_code", (1 << e.chip.activation_bits()) - 1},
                   {"images", images_json(p)},
                   {"signature", signature_json(e)},
                   {"features", p.features},
                   {"statistics", p.statistics()},
                   {"scatter", p.scatter}};
  json["projection"] = base64({p.projection.begin(), p.projection.end()});
  json["mean"] = p.mean;
  json["distance_weight"] = p.distance_weight;
  json["reject_distance"] = p.reject_distance;
  json["predicts"] = p.predict;
  json["affine"] = p.affine;
  json["fallbacks"] = p.fallbacks;
  json["gain"] = {p.gain_min, p.gain_max};
  json["offset"] = {p.offset_min, p.offset_max};
  json["codebook"] = codebook_json(p);
  json["after"] = p.predict ? row_json(p.after) : PageJson(nullptr);
  json["registers"] = registers_json(e);
  json["memories"] = memories_json(p);
  return json.dump();
}

}  // namespace kintsugi
