#include <fmt/format.h>

#include "rtl/regs/block.h"

namespace kintsugi::regs_gen {
namespace {

std::string bits(int lsb, int width) {
  return width == 1 ? fmt::format("{}", lsb) : fmt::format("{}:{}", lsb + width - 1, lsb);
}

std::string meaning_of(const Block& block, const Field& field) {
  std::string text = field.meaning;
  if (field.is_signed) text += " (signed)";
  if (!field.enumeration.empty()) {
    text += fmt::format("; {} (see Enumerations)", block.enumeration(field.enumeration).name);
  }
  return text;
}

std::string register_text(const Block& block, const Register& reg) {
  std::string address = fmt::format("0x{:03X}", reg.address);
  if (reg.count > 1) {
    address += fmt::format(" .. 0x{:03X}, {} words",
                           reg.address + 4 * static_cast<uint32_t>(reg.count - 1), reg.count);
  }
  std::string text = fmt::format("\n### {} ({}; {}{})\n\n{}.\n\n", reg.name, address, reg.access,
                                 reg.locked ? ", locked" : "", reg.meaning);
  text += "| bits | field | reset | meaning |\n|---|---|---|---|\n";
  for (const Field& field : reg.fields) {
    text += fmt::format("| {} | {} | 0x{:X} | {} |\n", bits(field.lsb, field.width), field.name,
                        field.reset, meaning_of(block, field));
  }
  return text;
}

std::string observed_text(const Block& block) {
  std::string text = fmt::format(
      "\n## Declared state `obs_o` ({} bits)\n\n| bits | name | values |\n|---|---|---|\n",
      block.observed_width());
  int lsb = 0;
  for (const Observed& entry : block.observed) {
    text += fmt::format("| {} | {} | {} |\n", bits(lsb, entry.width), entry.name,
                        entry.enumeration.empty() ? "" : "enumeration " + entry.enumeration);
    lsb += entry.width;
  }
  return text;
}

}  // namespace

std::string markdown_tables(const Block& block) {
  std::string text = fmt::format(
      "# Registers of `{}`\n\n{}.\nGenerated from `rtl/regs/{}.toml` by `regs_gen`; do not "
      "edit.\n\n"
      "RO read only, RW read-write, W1C write one to clear, W1S write one to set (until reset), "
      "WO write only (reads 0).\nLocked: writes are refused with PSLVERR while the controller is "
      "busy and "
      "once LOCK.PROGRAM is set;\nlocked windows are not read while busy either.\n",
      block.name, block.meaning, block.name);
  text += "\n## Constants\n\n| name | value | meaning |\n|---|---|---|\n";
  for (const Constant& constant : block.constants) {
    text += fmt::format("| {} | {} | {} |\n", constant.name, constant.value, constant.meaning);
  }
  text += "\n## Enumerations\n\n| name | meaning | values |\n|---|---|---|\n";
  for (const Enumeration& enumeration : block.enumerations) {
    std::string values;
    for (size_t i = 0; i < enumeration.values.size(); ++i) {
      values += fmt::format("{}{} {}", i == 0 ? "" : ", ", i, enumeration.values[i]);
    }
    text += fmt::format("| {} | {} | {} |\n", enumeration.name, enumeration.meaning, values);
  }
  text += "\n## Registers\n";
  for (const Register& reg : block.registers) text += register_text(block, reg);
  text +=
      "\n## Memory windows\n\n"
      "| name | address | words | of the largest | access | meaning |\n|---|---|---|---|---|---|\n";
  for (const Window& window : block.windows) {
    text += fmt::format("| {} | 0x{:05X} | {} | {} | {}{} | {} |\n", window.name, window.address,
                        window.words, window.span, window.access, window.locked ? ", locked" : "",
                        window.meaning);
  }
  text +=
      "\n## Registers of the accelerator reached through `cfg`\n\n"
      "| name | address | meaning |\n|---|---|---|\n";
  for (const Target& target : block.targets) {
    text += fmt::format("| {} | 0x{:03X} | {} |\n", target.name, target.address, target.meaning);
  }
  text += observed_text(block);
  text += "\n## Memories in the order of the sweep\n\n| name | words | bits |\n|---|---|---|\n";
  for (const Memory& memory : block.memories) {
    text += fmt::format("| {} | {} | {} |\n", memory.name, memory.words, memory.width);
  }
  return text;
}

}  // namespace kintsugi::regs_gen
