// The boundary is the table of models/controller/boundary.h, and a module that has another is told
// which port.
#include "testbench/own_controller/ports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "models/registers/tuning_ctrl.h"

namespace kintsugi {
namespace {

using Ports = std::vector<RtlPort>;

Ports with(const std::string& name, const std::function<void(RtlPort&)>& change) {
  Ports ports = boundary_ports(true);
  for (RtlPort& port : ports) {
    if (port.name == name) change(port);
  }
  return ports;
}

Ports without(const std::string& name) {
  Ports ports = boundary_ports(true);
  ports.erase(std::remove_if(ports.begin(), ports.end(),
                             [&](const RtlPort& port) { return port.name == name; }),
              ports.end());
  return ports;
}

TEST(OwnRtlPorts, OfTheBoundaryAreRight) {
  EXPECT_EQ(port_fault("top", boundary_ports(true), true), "");
  EXPECT_EQ(port_fault("top", boundary_ports(true), false), "");
  EXPECT_TRUE(shows_declared_state(boundary_ports(true)));
}

TEST(OwnRtlPorts, AreReadFromWhatVerilatorWrites) {
  const Ports ports = ports_of_header(
      "    VL_IN8(&clk_i,0,0);\n    VL_OUT16(&cfg_paddr_o,15,0);\n    VL_IN(&sig_value_i,23,0);\n"
      "    VL_OUT64(&wide_o,39,0);\n    VL_OUTW(&obs_o,911,0,29);\n");
  ASSERT_EQ(ports.size(), 5U);
  EXPECT_EQ(ports[0].name, "clk_i");
  EXPECT_TRUE(ports[0].input);
  EXPECT_EQ(ports[1].width, 16);
  EXPECT_FALSE(ports[1].input);
  EXPECT_EQ(ports[2].width, 24);
  EXPECT_EQ(ports[3].width, 40);
  EXPECT_EQ(ports[4].width, 912);
}

TEST(OwnRtlPorts, EveryWrongWidthIsNamed) {
  EXPECT_EQ(port_fault("my_ctrl", with("sig_value_i", [](RtlPort& p) { p.width = 16; }), false),
            "module my_ctrl: port sig_value_i is 16 bits, the boundary has 24");
  for (const RtlPort& port : boundary_ports(true)) {
    const Ports wider = with(port.name, [](RtlPort& p) { ++p.width; });
    EXPECT_NE(port_fault("top", wider, true).find("port " + port.name + " is "), std::string::npos);
  }
}

TEST(OwnRtlPorts, EveryMissingPortIsNamed) {
  for (const RtlPort& port : boundary_ports(true)) {
    EXPECT_NE(port_fault("top", without(port.name), true).find("found no port " + port.name),
              std::string::npos);
  }
}

TEST(OwnRtlPorts, WrongDirectionIsNamed) {
  EXPECT_EQ(port_fault("top", with("irq_o", [](RtlPort& p) { p.input = true; }), false),
            "module top: port irq_o is an input, the boundary has an output");
}

TEST(OwnRtlPorts, DeclaredStateIsAskedForOnlyWhereItIsCompared) {
  EXPECT_EQ(port_fault("top", without("obs_o"), false), "");
  EXPECT_NE(port_fault("top", without("obs_o"), true).find("only --check cycle needs it"),
            std::string::npos);
  const Ports other = with("obs_o", [](RtlPort& p) { p.width = 32; });
  EXPECT_EQ(port_fault("top", other, false), "") << "another state of one's own is one's own";
  EXPECT_FALSE(shows_declared_state(other));
}

TEST(OwnRtlPorts, InputThatNobodyDrivesIsRefused) {
  Ports ports = boundary_ports(false);
  ports.push_back({"spare_o", false, 3});
  EXPECT_EQ(port_fault("top", ports, false), "");
  ports.push_back({"test_mode_i", true, 1});
  EXPECT_NE(port_fault("top", ports, false).find("nothing drives the input test_mode_i"),
            std::string::npos);
}

}  // namespace
}  // namespace kintsugi
