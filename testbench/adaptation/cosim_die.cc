#include "testbench/adaptation/cosim_die.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "models/controller/reference.h"
#include "systemc/platform/platform.h"
#include "systemc/rtl_host/controller_model.h"
#include "testbench/checkers/die_checker.h"
#include "testbench/population/fork_pool.h"
#include "testbench/population/platform_setup.h"

namespace kintsugi {
namespace {

// What one process finds.
struct Found {
  uint32_t test_own = 0;
  std::vector<uint32_t> cycles;  // of each request
  std::vector<uint32_t> own;
  std::vector<std::string> mismatches;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Found, test_own, cycles, own, mismatches)

uint32_t tune_word(LayerTuning tuning) {
  return regs::kAppliedGain.put(tuning.gain) |
         regs::kAppliedOffset.put(static_cast<uint16_t>(tuning.offset));
}

// Words in pieces that the controller's memory holds.
void add_download(uint16_t target, const std::vector<uint32_t>& words, bool commit,
                  std::vector<AdaptRequest>* requests) {
  for (size_t first = 0; first < words.size(); first += regs::kDeltaWords) {
    const size_t end = std::min(words.size(), first + regs::kDeltaWords);
    AdaptRequest request;
    request.words.assign(words.begin() + static_cast<ptrdiff_t>(first),
                         words.begin() + static_cast<ptrdiff_t>(end));
    request.target = static_cast<uint16_t>(target + 4 * first);
    request.commit = commit && end == words.size();
    requests->push_back(std::move(request));
  }
}

void add_channels(const Setting& setting, std::vector<AdaptRequest>* requests) {
  std::vector<uint32_t> words;
  for (const LayerTuning& channel : setting.channels) words.push_back(tune_word(channel));
  add_download(regs::kChannelShadow, words, true, requests);
}

void add_deltas(const Chip& chip, const Setting& setting, std::vector<AdaptRequest>* requests) {
  const std::vector<SparsePosition> at = sparse_positions(chip);
  std::vector<uint32_t> words;
  for (size_t e = 0; e < at.size(); ++e) {
    words.push_back(tuning::sparse_word({at[e].row, at[e].column, setting.deltas[e]}));
  }
  add_download(regs::kSparseEntry, words, false, requests);
}

// Runs the die with the requests; `wanted` is what must be in force in the end.
Found simulate(const AdaptationStudy& study, const Die& die, uint32_t number,
               const std::vector<AdaptRequest>& requests, const Setting& wanted) {
  const Experiment& e = study.experiment();
  const TimingConfig timing = timing_config(e.scenario);
  PlatformOptions options = platform_options(e.scenario);
  options.adapt = requests;
  const auto rtl = make_verilated_controller(number + 1);
  ControllerReference reference;
  DieChecker checker(*rtl, reference, timing.period_ps(), e.program, options.adapt);
  Platform platform(die, e.program, timing, options, *rtl, reference, checker);
  const PlatformResult result = platform.run();
  Found found;
  found.mismatches = checker.finish(result).mismatches;
  found.test_own = result.cycles.own;
  for (const AdaptReport& report : result.adapted) {
    found.cycles.push_back(report.cycles.adapt);
    found.own.push_back(report.cycles.own);
  }
  const auto require = [&](bool same, const char* what) {
    if (!same) found.mismatches.push_back(fmt::format("{} differ from the untimed die's.", what));
  };
  require(result.active == wanted.layers, "gains of layers");
  require(result.channels == wanted.channels, "gains of channels");
  require(result.deltas == wanted.deltas, "deltas");
  require(found.cycles.size() == requests.size(), "requests");
  return found;
}

Found simulate_offchip(const AdaptationStudy& study, uint32_t number) {
  const Experiment& e = study.experiment();
  const Die die(e.chip, DieKey{e.scenario.seed, number});
  const Setting setting = study.with_deltas(die, study.repaired(die), study.images().back());
  std::vector<AdaptRequest> requests;
  add_channels(setting, &requests);
  add_deltas(e.chip, setting, &requests);
  return simulate(study, die, number, requests, setting);
}

Found simulate_loop(const AdaptationStudy& study, uint32_t number, int images) {
  const Experiment& e = study.experiment();
  const Die die(e.chip, DieKey{e.scenario.seed, number});
  Setting setting = study.with_channels(die, study.repaired(die), images);
  std::vector<AdaptRequest> requests;
  add_channels(setting, &requests);
  requests.push_back(study.loop_request(images));
  study.run_loop(die, requests.back(), 0, &setting);
  return simulate(study, die, number, requests, setting);
}

// Images for which the controller as built has room.
int most_images(const Experiment& e) {
  const auto words = [](int codes) { return (codes + 7) / 8; };
  const int inputs = e.chip.layers.back().layer.rows();
  const int stride = words(inputs) + e.chip.network.classes() + 1;
  return std::min({regs::kImages, regs::kStimWords / words(e.chip.network.input.size()),
                   regs::kStoreWords / stride});
}

uint32_t sum(const std::vector<uint32_t>& values, size_t first) {
  uint32_t total = 0;
  for (size_t i = first; i < values.size(); ++i) total += values[i];
  return total;
}

}  // namespace

CosimCosts cosim_die(const AdaptationStudy& study, uint32_t die) {
  const Experiment& e = study.experiment();
  CosimCosts costs;
  costs.simulated = true;
  std::vector<uint32_t> items = {0};
  if (study.has_loop()) {
    costs.loop_images = std::min(study.images().back(), most_images(e));
    items.push_back(1);
  }
  std::vector<Found> found(items.size());
  run_forked(
      items, 1,
      [&](uint32_t item) {
        const Found result =
            item == 0 ? simulate_offchip(study, die) : simulate_loop(study, die, costs.loop_images);
        return nlohmann::json(result).dump();
      },
      [&](const ForkResult& result) {
        Found& into = found[result.item];
        if (result.ok) {
          into = nlohmann::json::parse(result.text).get<Found>();
        } else {
          into.mismatches = {result.text};
        }
      },
      [] { return false; });
  for (const Found& f : found) {
    costs.mismatches += static_cast<int64_t>(f.mismatches.size());
    if (costs.message.empty() && !f.mismatches.empty()) costs.message = f.mismatches.front();
  }
  if (costs.mismatches > 0) return costs;
  const double ms = 1e-3 / e.scenario.timing.clock_mhz;  // a cycle
  costs.test_own_ms = found[0].test_own * ms;
  costs.cycles_an_entry =
      sum(found[0].cycles, 1) / static_cast<double>(std::max(sparse_entries(e.chip), 1));
  costs.download_ms = sum(found[0].cycles, 0) * ms;
  if (costs.loop_images == 0) return costs;
  costs.loop_ms = found[1].own.back() * ms;
  costs.loop_with_images_ms = found[1].cycles.back() * ms;
  return costs;
}

}  // namespace kintsugi
