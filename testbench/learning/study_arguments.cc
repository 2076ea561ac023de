#include "testbench/learning/study_arguments.h"

#include <algorithm>
#include <boost/program_options.hpp>
#include <ostream>
#include <string>
#include <thread>

#include "models/core/error.h"

namespace kintsugi {

namespace po = boost::program_options;

std::optional<StudyOptions> parse_study_arguments(int argc, const char* const* argv,
                                                  std::ostream& help) {
  StudyOptions options;
  bool wants_help = false;
  options.jobs = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  po::options_description shown("Options");
  shown.add_options()("help,h", po::bool_switch(&wants_help), "print this text")(
      "list", po::bool_switch(&options.list), "print the studies that learn")(
      "quick", po::bool_switch(&options.quick), "at most 3 minutes; keeps the trend")(
      "out", po::value(&options.out), "result folder; what is there is kept")(
      "data", po::value(&options.data), "folder of data sets that are not Debian's")(
      "write", po::value(&options.write), "page whose section is written, such as docs/results.md")(
      "jobs,j", po::value(&options.jobs)->default_value(options.jobs), "processes, 1 to 1024")(
      "quiet,q", po::bool_switch(&options.quiet), "no progress, no table");
  po::options_description all;
  all.add(shown).add_options()("name", po::value(&options.name));
  po::positional_options_description positional;
  positional.add("name", 1);
  try {
    po::variables_map values;
    po::store(po::command_line_parser(argc, argv).options(all).positional(positional).run(),
              values);
    po::notify(values);
  } catch (const po::error& e) {
    throw UserError(std::string(e.what()) + "; see kintsugi study lr --help.");
  }
  if (wants_help) {
    help << "usage: kintsugi study lr|vat|compact|egis [options]\n" << shown;
    return std::nullopt;
  }
  if (options.jobs < 1 || options.jobs > 1024) {
    throw UserError("--jobs: found " + std::to_string(options.jobs) + "; allowed 1 .. 1024");
  }
  return options;
}

}  // namespace kintsugi
