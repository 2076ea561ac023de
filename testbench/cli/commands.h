// The commands of `kintsugi` and what the command line hands them: options are read, scenarios
// loaded and checked. A command returns the exit status, 0 when everything held and 1 when a check
// failed, and throws UserError for bad input (status 2).
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "systemc/trace/wave_options.h"
#include "testbench/scenario/scenario.h"

namespace kintsugi {

// One of `count` equal parts of some work, numbered from 1.
struct Shard {
  int index = 1;
  int count = 0;  // 0: not sharded
};

enum class Engine {
  Cosim,  // the Verilated controller against the accelerator, every cycle checked
  Fast,   // the population path alone
};

// How a co-simulated controller is checked.
enum class Check {
  Cycle,        // against the reference, on every output and all declared state
  Transaction,  // against the algorithm: protocol, order, values, latency limits
};

struct RunOptions {
  Scenario scenario;
  std::filesystem::path out;  // result folder
  int jobs = 1;               // dies at a time
  Engine engine = Engine::Cosim;
  std::vector<std::filesystem::path> rtl;  // sources of another controller; empty: ours
  std::string top = "tuning_ctrl";         // its module
  Check check = Check::Cycle;
  std::filesystem::path reference;  // source of a model to hold it against; empty: ours
  bool wave = false;                // write an FST file a die
  bool wave_on_failure = false;     // of a die that diverges, in a second run
  WaveOptions wave_options;         // what waves show; no file
  bool quiet = false;
  bool verbose = false;  // a line a die on stderr instead of progress
  bool json = false;     // summary.json on stdout instead of the table
  std::string plant;     // fault planted on purpose, as in "reference:offset_not_clamped"
  std::vector<std::pair<std::string, std::string>> versions;  // of the tools, for reports
  Shard shard;                                                // only these of its dies
  // Seconds after which the worker of a die is killed; 0: never; unset: by how long others took.
  std::optional<double> die_timeout_s;
};
int run_command(const RunOptions& options);

struct DesignSweepOptions {
  Scenario scenario;                  // with `overrides`
  std::vector<Override> overrides;    // of --set and what is short for it
  std::vector<std::string> settings;  // "adc.bits=4,6,8"
  std::filesystem::path points;       // CSV file in their place
  std::filesystem::path out;          // result folder; points and dies that are there are kept
  Engine engine = Engine::Fast;
  bool refit = false;  // a test program for each point
  int jobs = 1;
  bool quiet = false;
  Shard shard;  // only its share of all points' dies
};
// A population for each point of a grid of scenario keys: docs/sweeps.md. 1 when a die failed or it
// was stopped.
int design_sweep_command(const DesignSweepOptions& options, std::ostream& out);

struct MergeOptions {
  std::vector<std::filesystem::path> shards;  // folders of calls with --shard, or of a plan
  std::filesystem::path out;
  bool partial = false;  // merge what there is; of a run
  bool json = false;     // of a run
  bool quiet = false;
};
// Joins shards into the result folder that one call would have made. 1 when some are missing.
int merge_command(const MergeOptions& options, std::ostream& out);

struct SubmitOptions {
  Scenario scenario;  // checked; what runs is `run`
  std::vector<std::string>
      run;  // the words of the `kintsugi run`, or sweep, whose shards these are
  std::shared_ptr<DesignSweepOptions> sweep;  // what `run` means when it is one; null: a run
  int shards = 1;
  bool slurm = true;      // else processes on this machine
  std::string partition;  // these five as sbatch takes them; empty: not said
  std::string time;
  std::string mem;
  int cpus = 1;  // of a shard, which are its jobs
  std::vector<std::string> sbatch;
  std::filesystem::path out;  // folder of the plan: scripts, shards, logs, merged
  int jobs = 1;               // processes at a time on this machine
  bool dry_run = false;       // write the plan, start nothing
  bool quiet = false;
};
// Runs a scenario in shards and merges them; in a folder that has some, runs what is missing.
int submit_command(const SubmitOptions& options, std::ostream& out);

struct StatusOptions {
  std::filesystem::path folder;  // of a plan
  bool json = false;
};
// Prints how far the shards are. 1 while dies are missing.
int status_command(const StatusOptions& options, std::ostream& out);

struct FitOptions {
  Scenario scenario;
  std::filesystem::path out;  // the test program
  int jobs = 1;
  bool quiet = false;
};
int fit_command(const FitOptions& options);

struct OptimumOptions {
  Scenario scenario;
  std::filesystem::path out;  // per-die optima; those that are there are kept
  int jobs = 1;
  bool quiet = false;
};
int optimum_command(const OptimumOptions& options);

struct ValidateOptions {
  Scenario scenario;
  bool json = false;
};
// Loads and checks what a run of the scenario reads; prints a line that says what it is.
int validate_command(const ValidateOptions& options);

struct BenchOptions {
  Scenario scenario;
  std::string filter = ".";      // regular expression: the cases whose name it finds
  std::filesystem::path json;    // empty: only print
  std::filesystem::path growth;  // a folder: measure how cost grows instead, and write it there
  int jobs = 1;
  bool quiet = false;
};
int bench_command(const BenchOptions& options);

struct CostOptions {
  Scenario scenario;
  std::string table = "rram_65nm";       // technology: a shipped name or a file
  std::optional<double> sparse_percent;  // of the weights; puts a sparse SRAM on the chip
  bool cut_arrays = false;               // arrays no larger than what lies on them
  int images = 0;                        // test images to count activity on; 0: typical inputs
  std::filesystem::path json;            // files to write; empty: none
  std::filesystem::path csv;
  std::filesystem::path activity;  // folder
  bool show_table = false;         // print the technology table instead
  bool quiet = false;
};
// Prints area, energy, latency, throughput and area overhead of the scenario's chip.
int cost_command(const CostOptions& options, std::ostream& out);

struct AdaptCommandOptions {
  Scenario scenario;
  std::vector<int> images = {10, 20, 50, 100};  // labelled training images, ascending
  int looks = 0;               // training images the host looks at; 0: those of `images`
  int steps = 0;               // of training on a twin of the die
  std::filesystem::path out;   // result folder; dies that are there are kept
  std::filesystem::path json;  // further copies of its files; empty: none
  std::filesystem::path svg;
  bool cosim = true;  // a die through the controller too
  int jobs = 1;
  bool quiet = false;
};
// What channel gains, the last-layer loop and deltas make of the dies of a scenario, over the
// number of labelled images.
int adapt_command(const AdaptCommandOptions& options, std::ostream& out);

struct ExportOptions {
  Scenario scenario;
  uint32_t die = 0;
  std::filesystem::path out;
  bool quiet = false;
  bool gains = false;  // of export_tester: with the best gains of each die
  int jobs = 1;        // of export_tester
};
// Writes a die for other tools: docs/handoff.md lists the files.
int export_command(const ExportOptions& options, std::ostream& out);

// Writes what a tester would measure of the scenario's dies: signatures, accuracies, bins.
int export_tester(const ExportOptions& options, std::ostream& out);

struct ImportOptions {
  Scenario scenario;                 // its test program is where the fit starts
  std::filesystem::path signatures;  // what the tester measured: docs/own_silicon.md
  std::filesystem::path parts;       // its bins; empty: none
  std::filesystem::path bins;
  std::filesystem::path out;
  std::string split_key = "kintsugi";
  std::string split_by = "die";  // or "wafer", "lot"
  int judged_percent = 50;
  std::optional<double> ideal_accuracy;  // per cent; unset: of the scenario's test images
  bool json = false;
  bool quiet = false;
};
// Fits a test program anew to measured dies and judges it on others of them.
int import_command(const ImportOptions& options, std::ostream& out);

struct SelfTuneOptions {
  Scenario scenario;
  double shift = -0.3;        // of every conductance, as a fraction
  int window = 24;            // images
  int dead_shift = 2;         // changes of at most gain >> dead_shift are not made
  int images = 320;           // behind the shift
  int cosim = 2;              // dies also run against the RTL
  std::filesystem::path out;  // folder; empty: only print
  int jobs = 1;
  bool quiet = false;
};
// Dies that shift in use under the self-tuning monitor: docs/adaptation.md.
int self_tune_command(const SelfTuneOptions& options, std::ostream& out);

struct QuantiseOptions {
  std::filesystem::path in;    // a network in floating point, ONNX
  std::filesystem::path data;  // folder with labelled images; empty: Fashion-MNIST
  std::filesystem::path out;
  int levels = 10;
  int activation_bits = 4;
  int images = 256;                    // training images to calibrate on
  int test_images = 10000;             // at most, to judge on
  double white = 1.0;                  // what the network takes for a pixel of 255
  std::vector<std::string> signature;  // names of layers; empty: chosen
  bool json = false;
};
// Quantises a trained network without training it further, and says what that costs.
int quantise_command(const QuantiseOptions& options, std::ostream& out);

struct StudyOptions {
  std::string name;
  bool list = false;            // print the studies instead
  bool quick = false;           // fewer dies and images
  std::filesystem::path out;    // result folder, what is there is kept; empty: results/study_NAME
  std::filesystem::path data;   // folder of the user's data sets; empty: none
  std::filesystem::path write;  // page whose section is written; empty: none
  int jobs = 1;
  bool quiet = false;
  Shard shard;  // only its share of the pieces
};

struct BarsOptions {
  std::filesystem::path file;
  std::vector<std::string> issues;  // empty: every issue
  bool json = false;
};
// Prints the table of measured values and limits to `out`. 1 when a bar is missed or has no value.
int bars_command(const BarsOptions& options, std::ostream& out);

struct DiffOptions {
  std::filesystem::path a;  // result folders
  std::filesystem::path b;
  std::filesystem::path html;  // a page to write; empty: none
  bool json = false;
  bool colour = false;
};
// Prints how run B differs from run A. 1 when it does.
int diff_command(const DiffOptions& options, std::ostream& out);

struct WaveCommandOptions {
  std::filesystem::path wave;  // an FST file, or a result folder with one
  std::string view;            // overview, repair or bus
};
// Becomes GTKWave; returns only by throwing UserError.
int wave_command(const WaveCommandOptions& options);

// Scenarios, networks, test programs and build presets of the project.
int list_command(bool json, std::ostream& out);

// Meaning, unit, allowed values, default and source of a key; the keys of a table; or, for an
// empty name, every key. Throws UserError for an unknown one.
int explain_command(const std::string& name, bool json, std::ostream& out);

// Prints a generated page. Throws UserError for an unknown one.
int docs_command(const std::string& page, std::ostream& out);

// What this program is and what it was built with, each with its version.
std::vector<std::pair<std::string, std::string>> tool_versions();
int version_command(bool json, std::ostream& out);

// The commands that the command line starts but that live in rooms above it.
struct Simulation {
  std::function<int(const RunOptions&)> run;
  std::function<int(const FitOptions&)> fit;
  std::function<int(const OptimumOptions&)> optimum;
  std::function<int(const ValidateOptions&)> validate;
  std::function<int(const BenchOptions&)> bench;
  std::function<int(const CostOptions&, std::ostream&)> cost = {};
  std::function<int(const ExportOptions&, std::ostream&)> export_die = {};
  std::function<int(const AdaptCommandOptions&, std::ostream&)> adapt = {};
  std::function<int(const SelfTuneOptions&, std::ostream&)> self_tune = {};
  std::function<int(const QuantiseOptions&, std::ostream&)> quantise = {};
  std::function<int(const StudyOptions&, std::ostream&)> study = {};
  std::function<int(const ExportOptions&, std::ostream&)> export_tester = {};
  std::function<int(const ImportOptions&, std::ostream&)> import_silicon = {};
  std::function<int(const DesignSweepOptions&, std::ostream&)> design_sweep = {};
  std::function<int(const MergeOptions&, std::ostream&)> merge = {};
  std::function<int(const SubmitOptions&, std::ostream&)> submit = {};
  std::function<int(const StatusOptions&, std::ostream&)> status = {};
};

// Runs the command line `args` (without the program's name) and returns the exit status. Errors
// become a line "kintsugi: error: ..." on `err`.
int kintsugi_main(const std::vector<std::string>& args, const Simulation& simulation,
                  std::ostream& out, std::ostream& err);

}  // namespace kintsugi
