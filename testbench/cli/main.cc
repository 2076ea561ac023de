#include <malloc.h>

#include <csignal>
#include <iostream>

#include "testbench/cli/commands.h"
#include "testbench/studies/studies.h"

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error, which has its sentence
  // What a die needed is kept for the next one: memory given back to the system comes from it
  // cleared, an eighth of the time of a host that trains a twin.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  const std::vector<std::string> args(argv + 1, argv + argc);
  const kintsugi::Simulation simulation{
      kintsugi::run_command,      kintsugi::fit_command,          kintsugi::optimum_command,
      kintsugi::validate_command, kintsugi::bench_command,        kintsugi::cost_command,
      kintsugi::export_command,   kintsugi::adapt_command,        kintsugi::self_tune_command,
      kintsugi::quantise_command, kintsugi::simulated_study,      kintsugi::export_tester,
      kintsugi::import_command,   kintsugi::design_sweep_command, kintsugi::merge_command,
      kintsugi::submit_command,   kintsugi::status_command};
  return kintsugi::kintsugi_main(args, simulation, std::cout, std::cerr);
}
