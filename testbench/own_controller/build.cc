#include "testbench/own_controller/build.h"

#include <fmt/format.h>

#include <fstream>
#include <future>
#include <sstream>
#include <stdexcept>

#include "models/core/error.h"
#include "testbench/own_controller/ports.h"
#include "testbench/own_controller/rtl_files.h"
#include "testbench/own_controller/tool.h"
#include "testbench/own_controller/verilator.h"
#include "testbench/own_controller/workshop.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

constexpr char kVerilated[] = "Vtuning_ctrl.h";

// What the library is compiled of beside the RTL. Waves need the last three.
const Words kHost = {"systemc/rtl_host/own_controller.cc", "systemc/rtl_host/assertion_hook.cc"};
const Words kWaveHost = {"systemc/trace/wave_writer.cc", "systemc/trace/probe.cc"};
// What those include: a change of it asks for a new library.
const Words kHeaders = {"models/controller/boundary.h",
                        "models/controller/pins.h",
                        "models/registers/tuning_ctrl.h",
                        "systemc/rtl_host/assertion_hook.h",
                        "systemc/rtl_host/controller_model.h",
                        "systemc/rtl_host/verilated_model.h",
                        "systemc/trace/probe.h",
                        "systemc/trace/wave_request.h",
                        "systemc/trace/wave_writer.h"};
const Words kFlags = {"-std=c++17",        "-O2", "-fPIC", "-fvisibility=hidden",
                      "-ffp-contract=off", "-w"};

std::string read_file(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::string digest_of(const std::string& rtl, const std::string& top, bool waves) {
  Digest d;
  for (const char* text : {KINTSUGI_VERILATOR_VERSION, KINTSUGI_CXX, waves ? "waves" : ""})
    d.add(text);
  d.add(rtl);
  d.add(top);
  for (const Words* words : {&kHost, &kWaveHost, &kHeaders}) {
    for (const std::string& file : *words) d.add(read_file(project_root() / file));
  }
  for (const std::string& flag : kFlags) d.add(flag);
  return d.hex();
}

std::vector<RtlPort> ports_in(const fs::path& folder) {
  return ports_of_header(read_file(folder / kVerilated));
}

void check_ports(const std::string& top, const std::vector<RtlPort>& ports, bool declared_state) {
  const std::string fault = port_fault(top, ports, declared_state);
  if (!fault.empty()) throw UserError("--rtl: " + fault);
}

// One file that includes all that Verilator wrote: it compiles as one.
void gather(const fs::path& folder) {
  std::ofstream all(folder / "all.cc");
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".cpp") continue;
    all << "#include \"" << entry.path().filename().string() << "\"\n";
  }
}

Words joined(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

void run_compiler(const Words& command, const fs::path& folder) {
  const ToolResult result = run_tool(command, folder);
  if (result.status == 0) return;
  throw std::runtime_error(fmt::format("the controller could not be compiled: {}",
                                       result.errors.substr(0, result.errors.find('\n'))));
}

Words compiler(const fs::path& folder, bool waves, bool declared_state) {
  Words command = {KINTSUGI_CXX};
  command.insert(command.end(), kFlags.begin(), kFlags.end());
  const std::string trace = waves ? "1" : "0";
  for (const std::string& definition :
       {std::string("VM_COVERAGE=0"), std::string("VM_SC=0"), "VM_TRACE=" + trace,
        "VM_TRACE_FST=" + trace, std::string("VM_TRACE_VCD=0"), std::string("VL_USER_STOP"),
        std::string("VL_USER_FATAL"), std::string("VL_USER_FINISH"),
        std::string("KINTSUGI_OWN_OBS=") + (declared_state ? "1" : "0")}) {
    command.push_back("-D" + definition);
  }
  const std::string include = std::string(KINTSUGI_VERILATOR_ROOT) + "/include";
  for (const std::string& path : {folder.string(), project_root().string()}) {
    command.push_back("-I" + path);
  }
  command.insert(command.end(), {"-isystem", include, "-isystem", include + "/vltstd"});
  return command;
}

void compile(const fs::path& folder, bool waves, bool declared_state) {
  const fs::path runtime = fs::path(KINTSUGI_VERILATOR_ROOT) / "include";
  gather(folder);
  // What is called once a cycle from the RTL, and what is called a few times, beside each other.
  Words rest = {runtime / "verilated.cpp", runtime / "verilated_threads.cpp"};
  for (const std::string& file : kHost) rest.push_back(project_root() / file);
  if (waves) {
    rest.push_back(runtime / "verilated_fst_c.cpp");
    for (const std::string& file : kWaveHost) rest.push_back(project_root() / file);
  }
  const Words command = compiler(folder, waves, declared_state);
  auto background = std::async(std::launch::async, [&] {
    run_compiler(joined(joined(command, {"-O1", "-c"}), rest), folder);
  });
  run_compiler(joined(command, {"-c", "all.cc"}), folder);
  background.get();

  Words link = {KINTSUGI_CXX, "-shared", "-Wl,-Bsymbolic", "-o", kLibrary, "all.o"};
  for (const std::string& file : rest) link.push_back(fs::path(file).stem().string() + ".o");
  run_compiler(joined(link, {"-pthread", waves ? "-lz" : "-lm"}), folder);
}

}  // namespace

BuiltController build_controller(const OwnController& own, bool declared_state, bool waves,
                                 bool quiet) {
  const RtlFiles files = read_rtl_files(own.files);
  BuiltController built;
  built.digest = digest_of(preprocessed(files), own.top, waves);
  const fs::path place = place_of(built.digest);
  built.library = place / kLibrary;
  if (fs::exists(built.library)) {
    check_ports(own.top, ports_in(place), declared_state);
    return built;
  }
  if (!quiet) fmt::print(stderr, "kintsugi: verilating and compiling {}\n", own.top);
  const Workshop workshop(place);
  verilate(files, own.top, waves, workshop.path());
  const std::vector<RtlPort> ports = ports_in(workshop.path());
  check_ports(own.top, ports, declared_state);
  compile(workshop.path(), waves, shows_declared_state(ports));
  workshop.move_to(place);
  return built;
}

}  // namespace kintsugi
