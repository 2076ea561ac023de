// The ports of a Verilated top module, held against the controller's boundary.
#pragma once

#include <string>
#include <vector>

namespace kintsugi {

struct RtlPort {
  std::string name;
  bool input = false;
  int width = 0;  // bits
};

// What the boundary asks for; obs_o only when `declared_state` is compared.
std::vector<RtlPort> boundary_ports(bool declared_state);

// The ports declared in a header that Verilator wrote.
std::vector<RtlPort> ports_of_header(const std::string& header);

// What is wrong with the ports `found` of the top module `top`, one sentence; empty when they are
// those of the boundary. An output too many is nobody's business.
std::string port_fault(const std::string& top, const std::vector<RtlPort>& found,
                       bool declared_state);

// Whether the module shows its declared state, as wide as ours.
bool shows_declared_state(const std::vector<RtlPort>& ports);

}  // namespace kintsugi
