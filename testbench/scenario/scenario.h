// One experiment, written down: which network on which chip, which dies, how they are repaired,
// judged and what is expected of them. docs/scenarios.md lists every key.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/accelerator/chip.h"

namespace kintsugi {

// Dies [first, first + count) of a seed.
struct DieRange {
  uint32_t first = 0;
  uint32_t count = 100;
};

// A number of images, or every image there is.
struct ImageCount {
  int limit = 2000;  // 0: every image
  // The images to use out of `available`.
  int of(int available) const { return limit == 0 || limit > available ? available : limit; }
};

struct Scenario {
  struct Timing {
    double clock_mhz = 200.0;
    int dac_cycles = 1;
    int integration_cycles = 1;
    int conversion_cycles = 1;  // each column of a converter
    int shift_add_cycles = 1;
    int register_write_cycles = 2;  // wait states of the accelerator's APB slave
    int fifo_depth = 16;            // signature beats buffered before the accelerator stalls
  };
  struct Controller {
    bool retest = true;
    int image_timeout = 1000000;  // cycles
    int cfg_timeout = 1024;       // cycles
    int cfg_retries = 3;
    int limit_transfer = 64;   // cycles; these four are for --check transaction
    int limit_own = 20000;     // cycles a pass
    int limit_adapt = 100000;  // cycles
    int limit_run = 0;         // cycles; 0: what the timeouts add up to
  };
  struct Judge {
    ImageCount images;
    double yield_margin = 2.0;  // points below the ideal accuracy
  };
  struct Fit {
    int dies = 800;
    uint64_t seed = 1000003;  // never the judged seed
    int images = 10;
    int clusters = 24;
    bool affine = true;
    bool predict = true;
    int fallbacks = 1;
    double ridge = 0.0;
    ImageCount judge_images{
        5000};                  // training images on which a training die's accuracy is measured
    ImageCount optimum_images;  // training images on which a die's optimum is searched
  };
  struct Report {
    int die = -1;  // whose cells and converters the page shows; -1: the first of the run
  };
  // An unset bound is not checked.
  struct Expect {
    std::optional<double> min_repaired_yield;        // percent
    std::optional<double> min_gain_over_untuned;     // points
    std::optional<double> min_gain_over_fixed_gain;  // points
    int max_mismatches = 0;
    int min_dies = 0;
  };

  std::string name;                        // empty in the file: the file's stem
  std::string network = "fashion_lenet";   // zoo name or path of an ONNX file
  std::vector<std::string> device_preset;  // applied in order, before the keys of [device]
  std::string programming_table;           // CSV of [device], see chip_config()
  std::string cells;                       // folder of measured cells
  std::string population = "a";            // label of the spread, part of the default test program
  std::string test_program;                // zoo name or path; empty: <network>_<population>
  std::string optimum;                     // zoo name or path; empty: the scenario's name
  std::string data = "fashion-mnist";
  std::string data_dir = "/usr/share/datasets/fashion-mnist";
  uint64_t seed = 7;
  DieRange dies;
  ChipConfig chip;
  Timing timing;
  Controller controller;
  Judge judge;
  Fit fit;
  Report report;
  Expect expect;

  std::filesystem::path file;  // empty: parsed from memory
  std::vector<std::filesystem::path>
      allowed_paths;  // folders that the command line adds to its own
  std::map<std::string, std::string>
      origin;  // key -> "file:line" or "--set", for keys not defaulted

  // Whether the user said it on the command line, not the file.
  bool from_command_line(const std::string& key) const;

  // Where `key` got its value, to open an error sentence with: "s.toml:12: device.levels".
  std::string where(const std::string& key) const;
};

// One `--set key=value`, or an option that is short for it. `origin` is what messages call it.
struct Override {
  std::string key;
  std::string value;
  std::string origin = "--set";
};

// Reads and checks a scenario. Throws UserError with "file:line: key: found X; allowed Y" for bad
// syntax, unknown keys, wrong types, values out of range and contradictions; overrides go through
// the same checks.
Scenario load_scenario(const std::filesystem::path& file,
                       const std::vector<Override>& overrides = {});

// The same for text in memory; `file_name` is what messages call it.
Scenario parse_scenario(std::string_view text, const std::string& file_name,
                        const std::vector<Override>& overrides = {});

// Every key with its value, in table order; parsing it gives the same scenario again. Unset
// optional keys are left out.
std::string to_canonical_toml(const Scenario& scenario);

// One line "key = value" for each key that decides what is measured on a die. A result database
// stores it, so that results of another experiment are refused; which dies are run, where the data
// lies and what is expected do not count. The files a scenario names are not read.
std::string identity_toml(const Scenario& scenario);

// docs/scenarios.md, generated from the table of keys.
std::string scenario_reference();

// docs/scenario.schema.json, generated from the same table: JSON Schema, draft 2020-12. It says
// what a key takes by itself; what keys must hold together only load_scenario knows.
std::string scenario_schema();

}  // namespace kintsugi
