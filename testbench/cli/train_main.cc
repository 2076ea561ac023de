// `kintsugi train`, and the studies that learn.
#include <exception>
#include <iostream>
#include <string>

#include "models/core/error.h"
#include "testbench/cli/commands.h"
#include "testbench/cli/train_command.h"
#include "testbench/cluster/merges.h"
#include "testbench/learning/learning_studies.h"
#include "testbench/studies/study_command.h"

namespace {

using namespace kintsugi;

int of_studies(const std::vector<std::string>& args) {
  Simulation simulation;
  simulation.study = [](const StudyOptions& options, std::ostream& out) {
    return study_command(options, learning_studies(), out);
  };
  simulation.merge = [](const MergeOptions& options, std::ostream& out) {
    return merge_study(read_shard_files(options.shards), options, learning_studies(), out);
  };
  return kintsugi_main(args, simulation, std::cout, std::cerr);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv + 1, argv + argc);
  if (!args.empty() && (args[0] == "study" || args[0] == "merge")) return of_studies(args);
  try {
    train_command(argc, argv);
    return 0;
  } catch (const UserError& e) {
    std::cerr << "error: " << e.what() << '\n';
    return 2;
  } catch (const std::exception& e) {
    std::cerr << "internal error: " << e.what() << '\n';
    return 1;
  }
}
