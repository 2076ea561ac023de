// plant_mutants LIST FOLDER: plants all mutants of a list in a copy of the RTL.
#include <fstream>
#include <iostream>

#include "models/core/error.h"
#include "testbench/mutants/mutants.h"

namespace kintsugi {
namespace {

// Which mutant is alive comes from the program around the model.
constexpr const char* kPackage =
    "package mutants_pkg;\n"
    "  import \"DPI-C\" function int selected_mutant();\n"
    "  int selected;\n"
    "endpackage\n";
const Mutant kSelection = {"", "the selection", "tuning_ctrl/tuning_ctrl.sv", "\nendmodule",
                           "\n  initial mutants_pkg::selected = mutants_pkg::selected_mutant();"
                           "  // MUTANT\nendmodule"};

void write(const std::string& name, const std::string& text) {
  if (!(std::ofstream(name) << text).flush()) throw UserError(name + " cannot be written");
}

void plant(const std::string& folder, const Mutant& mutant, size_t number) {
  const std::string file = folder + "/" + mutant.file;
  write(file, planted(text_of_file(file), mutant, number));
}

}  // namespace
}  // namespace kintsugi

int main(int argc, char** argv) {
  using namespace kintsugi;
  try {
    if (argc != 3) throw UserError("usage: plant_mutants LIST FOLDER");
    const std::vector<Mutant> mutants = read_mutants(text_of_file(argv[1]), argv[1]);
    for (size_t i = 0; i < mutants.size(); ++i) plant(argv[2], mutants[i], i + 1);
    plant(argv[2], kSelection, 0);
    write(std::string(argv[2]) + "/mutants_pkg.sv", kPackage);
  } catch (const std::exception& error) {
    std::cerr << "plant_mutants: " << error.what() << "\n";
    return 2;
  }
}
