// The table of scenario keys. Its types and what is derived from it are in keys.h.
#include <limits>
#include <type_traits>
#include <utility>

#include "models/registers/tuning_ctrl.h"
#include "testbench/scenario/key_builders.h"

namespace kintsugi {
namespace {

constexpr double max_int = std::numeric_limits<int32_t>::max();
constexpr double max_images = 60000;  // the training half of Fashion-MNIST

Keys experiment_keys() {
  return {
      aside(key("name", MEMBER(name),
                "what reports and result folders are called; default: the file's name")),
      key("network", MEMBER(network),
          "a network of models/zoo, or the path of an ONNX file (relative to the scenario, then to "
          "the repository)"),
      key("population", MEMBER(population),
          "label of the spread; part of the default test program's name"),
      key("test_program", MEMBER(test_program),
          "a test program of models/zoo, or the path of a .program.json file; default: "
          "`<network>_<population>`"),
      aside(key("optimum", MEMBER(optimum),
                "per-die optima of models/zoo, or the path of an .optimum.json file; default: "
                "`<name>`, where there is one")),
      choice("data", MEMBER(data), {"fashion-mnist", "mnist", "cifar10"}, "data set"),
      aside(key("data_dir", MEMBER(data_dir), "folder of the data set's files",
                "Debian package dataset-fashion-mnist")),
      number("seed", MEMBER(seed), at_least(0), "",
             "seed of the judged dies: a die is (seed, number)"),
      aside(key("dies", MEMBER(dies),
                "which dies: `\"A:B\"`, A included and B not, or `{ first = A, count = N }`")),
  };
}

Keys crossbar_keys() {
  return {
      number("crossbar.rows", MEMBER(chip.crossbar.rows), between(1, 8192), "word lines",
             "rows of a tile", "assumed"),
      number("crossbar.columns", MEMBER(chip.crossbar.columns), between(2, 8192), "bit lines",
             "columns of a tile", "assumed"),
      choice(
          "crossbar.mapping", ONE_OF(chip.crossbar.mapping),
          {"differential", "single-ended", "offset-binary"},
          "two cells a weight, subtracted before the converter; or one cell against a reference; "
          "or one cell of weight plus half the range, which is taken off digitally",
          "all are published; single-ended is the harsher one; offset binary: ISAAC (ISCA 2016)"),
      choice("crossbar.reference", ONE_OF(chip.crossbar.reference), {"cells", "digital"},
             "of single-ended weights: a column of mid-level cells in every tile, or the nominal "
             "reference times the sum of the inputs, taken off the accumulators"),
      number("crossbar.slices", MEMBER(chip.crossbar.slices), between(1, 8), "columns",
             "columns a weight is spread over, digits in base `device.levels`; each is converted "
             "by itself",
             "bit slicing: ISAAC (ISCA 2016)"),
  };
}

Keys wires_keys() {
  const Range ohm = between(0, 1e6);
  return {
      choice("wires.topology", ONE_OF(chip.wires.topology), {"ideal", "driven-rows", "gated-rows"},
             "lines without resistance; every row driven (0 V when inactive), cells ohmic, solved "
             "exactly at programming; or 1T1R with the inputs on the gates, solved at every read"),
      choice("wires.drive", ONE_OF(chip.wires.drive), {"left", "right", "both"},
             "driven-rows: which ends of the word lines have drivers"),
      choice("wires.sense", ONE_OF(chip.wires.sense), {"bottom", "top", "both"},
             "which ends of the bit lines are sensed, at virtual ground"),
      choice("wires.supply", ONE_OF(chip.wires.supply), {"bottom", "top", "both"},
             "gated-rows: which ends of the source lines are held at the read voltage"),
      number("wires.word_ohm", MEMBER(chip.wires.word_ohm), ohm, "ohm",
             "driven-rows: word line between neighbouring cells", "0.35 ohm a cell published"),
      number("wires.bit_ohm", MEMBER(chip.wires.bit_ohm), ohm, "ohm",
             "bit line between neighbouring cells", "0.35 ohm a cell published"),
      number("wires.source_ohm", MEMBER(chip.wires.source_ohm), ohm, "ohm",
             "gated-rows: source line between neighbouring cells"),
      number("wires.driver_ohm", MEMBER(chip.wires.driver_ohm), ohm, "ohm",
             "between a driver and its end of the line"),
      number("wires.sense_ohm", MEMBER(chip.wires.sense_ohm), ohm, "ohm",
             "between an end of a bit line and virtual ground"),
  };
}

Keys dac_keys() {
  return {
      number("dac.bits", MEMBER(chip.dac.bits), between(1, 8), "bit",
             "bits of an activation code applied at once; 1: bit-serial", "assumed"),
      key("dac.bipolar", MEMBER(chip.dac.bipolar),
          "digit d of b bits drives 2 d - (2^b - 1), so that no level is zero; false: drives d"),
      number("dac.gain_sigma", MEMBER(chip.dac.gain_sigma), between(0, 0.1), "",
             "standard deviation of a row driver's gain about 1", "ideal drivers unless stated"),
      number("dac.offset_sigma_lsb", MEMBER(chip.dac.offset_sigma_lsb), between(0, 8), "LSB",
             "standard deviation of what a row driver applies for digit 0",
             "ideal drivers unless stated"),
      number("dac.inl_sigma_lsb", MEMBER(chip.dac.inl_sigma_lsb), between(0, 2), "LSB",
             "standard deviation of each inner level of a row driver",
             "ideal drivers unless stated"),
  };
}

Keys adc_keys() {
  return {
      number("adc.bits", MEMBER(chip.adc.bits), between(2, 16), "bit", "resolution, sign included",
             "assumed"),
      number("adc.columns_per_adc", MEMBER(chip.adc.columns_per_adc), between(1, 8192), "columns",
             "neighbouring columns that take turns on one converter", "assumed"),
      number("adc.gain_sigma", MEMBER(chip.adc.gain_sigma), between(0, 1), "",
             "standard deviation of a converter's gain about 1", "ideal converters unless stated"),
      number("adc.offset_sigma_lsb", MEMBER(chip.adc.offset_sigma_lsb), between(0, 128), "LSB",
             "standard deviation of a converter's offset", "ideal converters unless stated"),
      choice("adc.type", ONE_OF(chip.adc.type), {"ideal", "flash", "sar", "ramp"},
             "architecture, which decides how codes leave the straight line; every converter draws "
             "its own errors"),
      number("adc.comparator_sigma_lsb", MEMBER(chip.adc.comparator_sigma_lsb), between(0, 128),
             "LSB", "flash: standard deviation of a comparator's offset",
             "Razavi, Principles of Data Conversion System Design (1995)"),
      number("adc.ladder_sigma", MEMBER(chip.adc.ladder_sigma), between(0, 1), "",
             "flash: relative mismatch of one resistor of the ladder",
             "van de Plassche, CMOS Integrated ADCs and DACs (2003)"),
      number("adc.capacitor_sigma", MEMBER(chip.adc.capacitor_sigma), between(0, 0.1), "",
             "sar: relative mismatch of one unit capacitor; that of bit k falls with 2^(k/2)",
             "van de Plassche, CMOS Integrated ADCs and DACs (2003)"),
      number("adc.ramp_inl_sigma_lsb", MEMBER(chip.adc.ramp_inl_sigma_lsb), between(0, 128), "LSB",
             "ramp: standard deviation of the peak of a tile's quadratic and cubic error",
             "assumed"),
      number("adc.noise_lsb", MEMBER(chip.adc.noise_lsb), between(0, 128), "LSB",
             "Gaussian noise at the converter's input, drawn anew every conversion",
             "Pelgrom, Analog-to-Digital Conversion"),
      key("adc.code_table", MEMBER(chip.adc.code_table),
          "CSV file of measured converters (`code,mean,sigma` for every code, LSB) in place of "
          "modelled ones; relative to the scenario, then to the repository; empty: none"),
      number("adc.full_scale", MEMBER(chip.adc.full_scale), between(1, max_int), "Gmax / 8192",
             "column sum that reaches full scale, one for each layer; empty: the ranges of the "
             "test program, which are calibrated on training dies"),
  };
}

Keys timing_keys() {
  const Range cycles = between(1, 65535);
  return {
      aside(number("timing.clock_mhz", MEMBER(timing.clock_mhz), above(0, 10000), "MHz",
                   "the one clock", "assumed")),
      number("timing.dac_cycles", MEMBER(timing.dac_cycles), cycles, "cycles",
             "applying one bit plane to the word lines", "assumed"),
      number("timing.integration_cycles", MEMBER(timing.integration_cycles), cycles, "cycles",
             "settling of the bit lines", "assumed"),
      number("timing.conversion_cycles", MEMBER(timing.conversion_cycles), cycles, "cycles",
             "one conversion; a converter serves its columns one by one",
             "flash or pipelined converter; a bit-serial one takes `adc.bits` and more"),
      number("timing.shift_add_cycles", MEMBER(timing.shift_add_cycles), cycles, "cycles",
             "adding one bit plane to the accumulators", "assumed"),
      number("timing.register_write_cycles", MEMBER(timing.register_write_cycles),
             between(0, 65535), "cycles", "wait states of a gain or offset register access",
             "assumed"),
      number("timing.fifo_depth", MEMBER(timing.fifo_depth), between(1, 65536), "beats",
             "signature values buffered before back-pressure stalls the accelerator", "assumed"),
  };
}

Keys controller_keys() {
  return {
      key("controller.retest", MEMBER(controller.retest),
          "run the signature again after a repair and fall back when it got worse"),
      number("controller.image_timeout", MEMBER(controller.image_timeout),
             between(1, regs::kImageTimeoutCycles.ones()), "cycles",
             "longest wait for the signature of one image", "assumed"),
      number("controller.cfg_timeout", MEMBER(controller.cfg_timeout),
             between(1, regs::kCfgLimitsTimeout.ones()), "cycles",
             "longest wait for PREADY on the configuration bus", "assumed"),
      number("controller.cfg_retries", MEMBER(controller.cfg_retries),
             between(0, regs::kCfgLimitsRetries.ones()), "",
             "times a register whose read-back differs is written again", "assumed"),
      number("controller.limit_transfer", MEMBER(controller.limit_transfer), between(1, 1000000),
             "cycles",
             "with `--check transaction`: longest wait for the controller's part of one transfer",
             "ours needs 13"),
      number("controller.limit_own", MEMBER(controller.limit_own), between(1, 1000000000), "cycles",
             "with `--check transaction`: most cycles of the controller's own in a pass",
             "0.1 ms at 200 MHz"),
      number("controller.limit_adapt", MEMBER(controller.limit_adapt), between(1, 1000000000),
             "cycles",
             "with `--check transaction`: most cycles of the controller's own in an adaptation",
             "0.5 ms at 200 MHz"),
      number("controller.limit_run", MEMBER(controller.limit_run), between(0, 2000000000), "cycles",
             "most cycles from START to the interrupt; 0: what the timeouts add up to",
             "docs/own_controller.md"),
  };
}

Keys judge_keys() {
  return {
      number("judge.images", MEMBER(judge.images), between(1, max_images), "images",
             "test images that judge a die: the first so many, or `\"all\"`"),
      aside(number("judge.yield_margin", MEMBER(judge.yield_margin), between(0, 100), "points",
                   "a die is good when its accuracy is at least the ideal accuracy minus this",
                   "threshold of every yield in docs/results.md")),
  };
}

Keys fit_keys() {
  return {
      aside(number("fit.dies", MEMBER(fit.dies), between(2, 100000), "dies", "training dies",
                   "with 60 the regressors overfit; hundreds do not")),
      aside(number("fit.seed", MEMBER(fit.seed), at_least(0), "",
                   "seed of the training dies; must differ from `seed`, so that no judged die was "
                   "trained on")),
      aside(number("fit.images", MEMBER(fit.images), between(1, regs::kMaxImages), "images",
                   "compact test images to choose",
                   "2 to 4 published for compact, 10 to 20 for synthesised")),
      aside(number("fit.clusters", MEMBER(fit.clusters), between(1, regs::kMaxClusters), "",
                   "most entries of the codebook", "what the controller holds")),
      aside(
          key("fit.affine", MEMBER(fit.affine),
              "codebook entries carry an affine map of the features; false: one setting an entry")),
      aside(key("fit.predict", MEMBER(fit.predict),
                "the controller decides by predicted accuracy; false: by the entry's disposition")),
      aside(number("fit.fallbacks", MEMBER(fit.fallbacks), between(0, 15), "",
                   "further entries tried when a retest falls short of the shipping limit")),
      aside(number(
          "fit.ridge", MEMBER(fit.ridge), between(0, 1e9), "",
          "ridge penalty of the regression; 0: chosen by cross-validation over the training dies")),
      aside(number("fit.judge_images", MEMBER(fit.judge_images), between(1, max_images), "images",
                   "training images that measure a training die's accuracy: the last so many, or "
                   "`\"all\"`")),
      aside(number("fit.optimum_images", MEMBER(fit.optimum_images), between(1, max_images),
                   "images",
                   "training images on which `kintsugi optimum` searches: the last so many, or "
                   "`\"all\"`")),
  };
}

Keys report_keys() {
  return {
      aside(number("report.die", MEMBER(report.die), between(-1, max_int), "",
                   "die whose cells and converters the page shows, judged or not; -1: the first of "
                   "the run")),
  };
}

Keys expect_keys() {
  return {
      aside(number("expect.min_repaired_yield", MEMBER(expect.min_repaired_yield), between(0, 100),
                   "%", "yield after repair")),
      aside(number("expect.min_gain_over_untuned", MEMBER(expect.min_gain_over_untuned),
                   between(-100, 100), "points",
                   "yield after repair minus yield of the untuned dies")),
      aside(number("expect.min_gain_over_fixed_gain", MEMBER(expect.min_gain_over_fixed_gain),
                   between(-100, 100), "points",
                   "yield after repair minus yield with one constant gain for all dies",
                   "a log-normal raises every die's mean alike; removing that is not repair")),
      aside(number("expect.max_mismatches", MEMBER(expect.max_mismatches), between(0, max_int), "",
                   "disagreements between RTL, reference and population path")),
      aside(number("expect.min_dies", MEMBER(expect.min_dies), between(0, max_int), "dies",
                   "dies that must have been judged")),
  };
}

const std::vector<std::pair<std::string, std::string>>& tables() {
  static const std::vector<std::pair<std::string, std::string>> meanings = {
      {"device", "The statistics of a cell's conductance, relative to its programmed level."},
      {"crossbar", "The tiles a layer's matrix is cut into."},
      {"wires", "Resistance of the lines of a tile; needs `device.g_max_us`."},
      {"dac", "How activation codes reach the word lines."},
      {"adc", "The converters at the bit lines."},
      {"adaptation", "The sparse array of digital deltas beside each layer's matrix."},
      {"tuning", "The digital gain and offset registers."},
      {"timing", "How long the accelerator takes, in clock cycles."},
      {"controller", "Runtime settings of the tuning controller."},
      {"judge", "How a die's true accuracy is measured, outside the controller's sight."},
      {"fit", "How `kintsugi fit` makes the test program, off line, on training dies."},
      {"report", "What `report.html` shows."},
      {"expect",
       "Checks of the run's summary; a run that misses one exits with 1. "
       "Only what is given is checked."},
  };
  return meanings;
}

}  // namespace

const std::vector<Key>& scenario_keys() {
  static const Keys all = [] {
    Keys keys;
    for (const Keys& table :
         {experiment_keys(), device_keys(), crossbar_keys(), wires_keys(), dac_keys(), adc_keys(),
          adaptation_keys(), timing_keys(), controller_keys(), judge_keys(), fit_keys(),
          report_keys(), expect_keys()}) {
      keys.insert(keys.end(), table.begin(), table.end());
    }
    return keys;
  }();
  return all;
}

std::vector<std::string> scenario_tables() {
  std::vector<std::string> names;
  for (const auto& table : tables()) names.push_back(table.first);
  return names;
}

std::string table_meaning(const std::string& table) {
  for (const auto& [name, meaning] : tables()) {
    if (name == table) return meaning;
  }
  return "";
}

}  // namespace kintsugi
