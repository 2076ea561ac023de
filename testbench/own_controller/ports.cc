#include "testbench/own_controller/ports.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "models/controller/boundary.h"
#include "models/registers/tuning_ctrl.h"

namespace kintsugi {
namespace {

using Ports = std::vector<RtlPort>;

const RtlPort* find(const Ports& ports, const std::string& name) {
  const auto at = std::find_if(ports.begin(), ports.end(),
                               [&](const RtlPort& port) { return port.name == name; });
  return at == ports.end() ? nullptr : &*at;
}

std::string bits(int width) { return width == 1 ? "1 bit" : fmt::format("{} bits", width); }

const char* direction(const RtlPort& port) { return port.input ? "input" : "output"; }

const RtlPort kDeclaredState{"obs_o", false, regs::kObsWidth};

}  // namespace

Ports boundary_ports(bool declared_state) {
  Ports ports = {{"clk_i", true, 1}, {"rst_ni", true, 1}};
#define KINTSUGI_INPUT(name, width) ports.push_back({#name "_i", true, width});
#define KINTSUGI_OUTPUT(name, width) ports.push_back({#name "_o", false, width});
  KINTSUGI_CONTROLLER_INPUTS(KINTSUGI_INPUT)
  KINTSUGI_CONTROLLER_OUTPUTS(KINTSUGI_OUTPUT)
#undef KINTSUGI_INPUT
#undef KINTSUGI_OUTPUT
  if (declared_state) ports.push_back(kDeclaredState);
  return ports;
}

// VL_IN16(&csr_paddr_i,15,0); VL_OUTW(&obs_o,911,0,29);
Ports ports_of_header(const std::string& header) {
  static const std::regex port(R"(VL_(IN|OUT|INOUT)(?:8|16|64|W)?\(&(\w+),(\d+),(\d+))");
  Ports ports;
  for (std::sregex_iterator i(header.begin(), header.end(), port), end; i != end; ++i) {
    const std::smatch& m = *i;
    ports.push_back({m[2], m[1] != "OUT", std::stoi(m[3]) - std::stoi(m[4]) + 1});
  }
  return ports;
}

std::string port_fault(const std::string& top, const Ports& found, bool declared_state) {
  for (const RtlPort& wanted : boundary_ports(declared_state)) {
    const RtlPort* port = find(found, wanted.name);
    if (port == nullptr) {
      return fmt::format("module {}: found no port {}; the boundary has it as {} of {}{}", top,
                         wanted.name, direction(wanted), bits(wanted.width),
                         wanted.name == kDeclaredState.name
                             ? " (only --check cycle needs it; --check transaction does not)"
                             : "");
    }
    if (port->width != wanted.width) {
      return fmt::format("module {}: port {} is {}, the boundary has {}", top, wanted.name,
                         bits(port->width), wanted.width);
    }
    if (port->input != wanted.input) {
      return fmt::format("module {}: port {} is an {}, the boundary has an {}", top, wanted.name,
                         direction(*port), direction(wanted));
    }
  }
  const Ports known = boundary_ports(true);
  for (const RtlPort& port : found) {
    if (!port.input || find(known, port.name) != nullptr) continue;
    return fmt::format("module {}: nothing drives the input {}, which the boundary does not have",
                       top, port.name);
  }
  return "";
}

bool shows_declared_state(const Ports& ports) {
  const RtlPort* port = find(ports, kDeclaredState.name);
  return port != nullptr && !port->input && port->width == kDeclaredState.width;
}

}  // namespace kintsugi
