// Reports the coverage that test programs have summed up.
//
//   kintsugi-cover --counts FILE --rtl FOLDER --exclusions FILE --dat FILE [--json FILE]
//
// The programs of a cover build add to --counts when it stands in KINTSUGI_COVERAGE; --dat is
// where Verilator's coverage.dat goes. Exit status 0:
// good enough; 1: not; 2: bad input.
#include <boost/program_options.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

#include "models/core/error.h"
#include "systemc/rtl_host/coverage_counts.h"
#include "testbench/coverage/exclusions.h"
#include "testbench/coverage/report.h"

namespace kintsugi {
namespace {

namespace po = boost::program_options;

std::string text_of(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  if (!file) throw UserError(name + " cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

int run(int argc, char** argv) {
  std::string counts, rtl, exclusions, json, dat;
  po::options_description options;
  options.add_options()                                   //
      ("counts", po::value(&counts)->required())          //
      ("rtl", po::value(&rtl)->required())                //
      ("exclusions", po::value(&exclusions)->required())  //
      ("dat", po::value(&dat)->required())                //
      ("json", po::value(&json));
  po::variables_map values;
  po::store(po::parse_command_line(argc, argv, options), values);
  po::notify(values);

  if (!write_coverage_points(counts, dat)) throw UserError("this build has no coverage");
  const std::vector<CoveragePoint> points = read_points(text_of(dat), rtl);
  std::vector<std::string> stale;
  const std::vector<bool> excluded =
      exclude(points, read_exclusions(text_of(exclusions), exclusions), rtl, stale);
  const CoverageReport report = make_report(points, excluded, stale);
  std::cout << coverage_text(report);
  if (!json.empty() && !(std::ofstream(json) << coverage_json(report)).flush()) {
    throw UserError(json + " cannot be written");
  }
  return report.failures().empty() ? 0 : 1;
}

}  // namespace
}  // namespace kintsugi

int main(int argc, char** argv) {
  try {
    return kintsugi::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "kintsugi-cover: " << error.what() << "\n";
    return 2;
  }
}
