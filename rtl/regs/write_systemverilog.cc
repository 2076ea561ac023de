// The SystemVerilog package. It keeps to what Verilator and Yosys 0.23 both read, so users write
// tuning_ctrl_pkg::Name instead of importing.
#include <fmt/format.h>

#include "rtl/regs/block.h"

namespace kintsugi::regs_gen {
namespace {

constexpr int kCsrAddressWidth = 20;
constexpr int kCfgAddressWidth = 16;

std::string word_parameter(const std::string& name, uint32_t value) {
  return fmt::format("  localparam logic [31:0] {} = 32'h{:08x};\n", name, value);
}

std::string address_parameter(const std::string& name, uint32_t value, int width) {
  return fmt::format("  localparam logic [{}:0] {} = {}'h{:0{}x};\n", width - 1, name, width, value,
                     width / 4);
}

std::string int_parameter(const std::string& name, int value) {
  return fmt::format("  localparam int unsigned {} = {};\n", name, value);
}

std::string enumeration_text(const Enumeration& enumeration) {
  const std::string camel = upper_camel(enumeration.name);
  std::string text = fmt::format("\n  // {}\n  typedef enum logic [{}:0] {{\n", enumeration.meaning,
                                 enumeration.width - 1);
  for (size_t i = 0; i < enumeration.values.size(); ++i) {
    text += fmt::format("    {}{} = {}'d{}{}\n", camel, upper_camel(enumeration.values[i]),
                        enumeration.width, i, i + 1 < enumeration.values.size() ? "," : "");
  }
  return text + fmt::format("  }} {}_e;\n", enumeration.name);
}

std::string register_text(const Register& reg) {
  const std::string name = "Reg" + upper_camel(reg.name);
  std::string text = fmt::format("\n  // {} ({}{})\n  // {}\n", reg.name, reg.access,
                                 reg.locked ? ", locked" : "", reg.meaning);
  text += address_parameter(name + "Addr", reg.address, kCsrAddressWidth);
  if (reg.count > 1) text += int_parameter(name + "Count", reg.count);
  text += word_parameter(name + "Reset", reg.reset());
  text += word_parameter(name + "Mask", reg.mask());
  for (const Field& field : reg.fields) {
    text += int_parameter(name + upper_camel(field.name) + "Lsb", field.lsb);
    text += int_parameter(name + upper_camel(field.name) + "Width", field.width);
  }
  return text;
}

std::string observed_text(const Block& block) {
  std::string text =
      "\n  // Declared state as it leaves the module on obs_o; the last member is bit 0.\n"
      "  typedef struct packed {\n";
  for (auto entry = block.observed.rbegin(); entry != block.observed.rend(); ++entry) {
    const std::string range = entry->width == 1 ? "" : fmt::format(" [{}:0]", entry->width - 1);
    text += fmt::format("    logic{} {};\n", range, entry->name);
  }
  return text + "  } obs_t;\n" + int_parameter("ObsWidth", block.observed_width());
}

}  // namespace

std::string systemverilog_package(const Block& block) {
  std::string text = fmt::format(
      "// {}: registers, enumerations and declared state.\n"
      "// Generated from rtl/regs/{}.toml by regs_gen; do not edit.\n\n"
      "// A package offers more names than one module uses.\n"
      "// verilator lint_off UNUSED\n"
      "package {}_pkg;\n\n",
      block.meaning, block.name, block.name);
  for (const Constant& constant : block.constants) {
    text += fmt::format("  localparam int unsigned {} = {};  // {}\n", constant.name,
                        constant.value, constant.meaning);
  }
  for (const Enumeration& enumeration : block.enumerations) text += enumeration_text(enumeration);
  for (const Register& reg : block.registers) text += register_text(reg);
  for (const Window& window : block.windows) {
    const std::string name = "Win" + upper_camel(window.name);
    text += fmt::format("\n  // {} ({}{})\n  // {}\n", window.name, window.access,
                        window.locked ? ", locked" : "", window.meaning);
    text += address_parameter(name + "Addr", window.address, kCsrAddressWidth);
    text += int_parameter(name + "Span", window.span);
  }
  for (const Target& target : block.targets) {
    text += fmt::format("\n  // {}\n", target.meaning);
    text += address_parameter("Target" + upper_camel(target.name) + "Addr", target.address,
                              kCfgAddressWidth);
  }
  text += observed_text(block);
  return text + "\nendpackage\n// verilator lint_on UNUSED\n";
}

}  // namespace kintsugi::regs_gen
