#include <iostream>

#include "models/core/error.h"
#include "testbench/cli/commands.h"
#include "testbench/scenario/nearest_name.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

void print(std::ostream& out, const std::string& title, const std::vector<std::string>& names) {
  out << title << '\n';
  for (const std::string& name : names) out << "  " << name << '\n';
  if (names.empty()) out << "  none\n";
}

}  // namespace

int list_command(std::ostream& out) {
  print(out, "scenarios (scenarios/)", scenario_names());
  print(out, "networks (models/zoo/)", zoo_networks());
  print(out, "test programs (models/zoo/)", zoo_test_programs());
  return 0;
}

int docs_command(const std::string& page, std::ostream& out) {
  if (page != "scenarios") {
    throw UserError("docs: found " + (page.empty() ? "no page" : "the page " + page) +
                    "; allowed scenarios" + did_you_mean(page, {"scenarios"}));
  }
  out << scenario_reference();
  return 0;
}

}  // namespace kintsugi
