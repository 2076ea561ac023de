// `kintsugi cost`: area, energy and latency of a scenario's chip.
#include <fmt/format.h>

#include <filesystem>
#include <optional>

#include "models/core/error.h"
#include "models/datasets/cifar10.h"
#include "testbench/cli/commands.h"
#include "testbench/cost/activity_files.h"
#include "testbench/cost/chip_activity.h"
#include "testbench/cost/cost_report.h"
#include "testbench/cost/scenario_cost.h"
#include "testbench/cost/technology_file.h"
#include "testbench/report/atomic_file.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

struct Design {
  Chip chip;
  std::optional<tuning::TestProgram> program;
  cost::ChipDescription description;
};

// A scenario without a test program has a chip all the same: nominal ranges, no cost of a test.
Design load_chip(const CostOptions& options) {
  const Scenario& scenario = options.scenario;
  Design design;
  const Network network = load_onnx(network_path(scenario));
  const fs::path program = test_program_path(scenario);
  ChipConfig config = chip_config(scenario);
  if (fs::exists(program)) {
    design.program = tuning::load_program(program);
    tuning::require_fits(*design.program, network, program);
    if (config.adc.full_scale.empty()) config.adc.full_scale = design.program->adc_full_scale;
  }
  design.chip = make_chip(network, config);
  DescriptionOptions how;
  how.cut_arrays = options.cut_arrays;
  how.sparse_present = options.sparse_percent.has_value();
  if (how.sparse_present) how.sparse_share = *options.sparse_percent / 100.0;
  design.description =
      describe_scenario(scenario, design.chip, design.program ? &*design.program : nullptr, how);
  return design;
}

// Test images as activation codes; at most `wanted` of them.
struct Images {
  std::vector<uint8_t> codes;
  int count = 0;
};

Images load_test_images(const Scenario& scenario, const Network& network, int wanted) {
  Dataset data;
  try {
    data = load_images(scenario.data_dir, Split::Test);
  } catch (const UserError& error) {
    throw UserError(scenario.where("data_dir") + ": " + error.what());
  }
  if (data.shape.size() != network.input.size()) {
    throw UserError(fmt::format(
        "{}: images of {} have {} pixels, but network '{}' takes {}; use the data set it was "
        "trained on",
        scenario.where("data_dir"), scenario.data_dir, data.shape.size(), network.name,
        network.input.size()));
  }
  const int count = std::min(wanted, data.count);
  data.pixels.resize(static_cast<size_t>(count) * static_cast<size_t>(network.input.size()));
  return {activation_codes(data.pixels, network.activation_bits), count};
}

void write_activity(const fs::path& folder, const Die& die, const Tuning& tuning,
                    const cost::ChipDescription& description, const Images& images,
                    const std::vector<ImageActivity>& activity) {
  fs::create_directories(folder);
  VcdText vcd;
  SaifText saif;
  // One image: a word line is a bit of each, and there are thousands of reads an image.
  record_toggles(die, tuning, description, images.codes.data(), 1, {&vcd, &saif});
  write_file_atomically(folder / "activity.csv", activity_csv(activity, description));
  write_file_atomically(folder / "activity.vcd", vcd.text());
  write_file_atomically(folder / "activity.saif", saif.text());
}

struct CountedActivity {
  ImageActivity total;
  std::string meaning;
};

CountedActivity count(const CostOptions& options, const Design& design) {
  if (options.images == 0) {
    return {typical_activity(design.chip, design.description),
            std::string(kTypicalInputs) + " (--images counts real ones)"};
  }
  const Images images = load_test_images(options.scenario, design.chip.network, options.images);
  const Die die = Die::nominal(design.chip);
  const Tuning tuning = identity_tuning(design.chip);
  const std::vector<ImageActivity> activity =
      count_activity(die, tuning, design.description, images.codes.data(), images.count);
  if (!options.activity.empty()) {
    write_activity(options.activity, die, tuning, design.description, images, activity);
  }
  return {total_activity(activity), fmt::format("counted on {} test image{} of the nominal die",
                                                images.count, images.count == 1 ? "" : "s")};
}

}  // namespace

int cost_command(const CostOptions& options, std::ostream& out) {
  const cost::Technology technology = load_technology(options.table);
  if (options.show_table) {
    out << technology_page(technology);
    return 0;
  }
  const Design design = load_chip(options);
  const CountedActivity activity = count(options, design);
  const cost::CostModel model(technology, design.description);
  const cost::CostReport report = model.report(activity.total);
  constexpr int mnist_family_test_images = 10000;
  const CostContext context = {options.scenario.name, options.table, activity.meaning,
                               mnist_family_test_images};
  if (!options.json.empty()) {
    write_file_atomically(options.json, cost_json(model, report, context));
  }
  if (!options.csv.empty()) write_file_atomically(options.csv, cost_csv(report));
  if (!options.quiet) out << cost_text(model, report, context);
  return 0;
}

}  // namespace kintsugi
