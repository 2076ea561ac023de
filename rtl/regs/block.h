// The register block as read from its TOML file, and what the three writers share.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace kintsugi::regs_gen {

struct Constant {
  std::string name;
  uint32_t value = 0;
  std::string meaning;
};

struct Enumeration {
  std::string name;  // snake_case
  int width = 0;
  std::string meaning;
  std::vector<std::string> values;  // UPPER_CASE, numbered from 0
};

struct Field {
  std::string name;
  int lsb = 0;
  int width = 0;
  uint32_t reset = 0;
  bool is_signed = false;
  std::string enumeration;  // empty if none
  std::string meaning;

  uint32_t mask() const;  // ones where the field lies in its register
};

struct Register {
  std::string name;
  uint32_t address = 0;
  std::string access;  // RO, RW, W1C, W1S or WO
  bool locked = false;
  int count = 1;
  std::string meaning;
  std::vector<Field> fields;

  uint32_t reset() const;
  uint32_t mask() const;
};

struct Window {
  std::string name;
  uint32_t address = 0;
  int words = 0;  // of the controller as built
  int span = 0;   // of the largest
  std::string access;
  bool locked = false;
  std::string meaning;
};

struct Target {
  std::string name;
  uint32_t address = 0;
  std::string meaning;
};

struct Observed {
  std::string name;
  int width = 0;
  std::string enumeration;
};

struct Memory {
  std::string name;
  int words = 0;
  int width = 0;
};

struct Block {
  std::string name;
  std::string meaning;
  std::vector<Constant> constants;
  std::vector<Enumeration> enumerations;
  std::vector<Register> registers;
  std::vector<Window> windows;
  std::vector<Target> targets;
  std::vector<Observed> observed;  // first at bit 0
  std::vector<Memory> memories;

  const Enumeration& enumeration(const std::string& name) const;
  int observed_width() const;
};

// Reads and checks a block. Throws std::runtime_error with file, line and reason.
Block read_block(const std::string& path);

// The generated texts.
std::string systemverilog_package(const Block& block);
std::string cpp_header(const Block& block);
std::string markdown_tables(const Block& block);

// WRITE_SETUP, write_setup -> WriteSetup; TuneShadow stays.
std::string upper_camel(const std::string& name);

}  // namespace kintsugi::regs_gen
