// regs_gen BLOCK.toml [--sv FILE] [--cpp FILE] [--md FILE]
// Writes the SystemVerilog package, the C++ header and the documentation of a register block.
#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>

#include "rtl/regs/block.h"

namespace {

using namespace kintsugi::regs_gen;

void write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.flush();
  if (!file) throw std::runtime_error(path + ": cannot be written");
}

void run(int argc, char** argv) {
  if (argc < 2 || argc % 2 != 0) {
    throw std::runtime_error("usage: regs_gen BLOCK.toml [--sv FILE] [--cpp FILE] [--md FILE]");
  }
  const Block block = read_block(argv[1]);
  for (int i = 2; i < argc; i += 2) {
    const std::string option = argv[i];
    if (option == "--sv") {
      write_file(argv[i + 1], systemverilog_package(block));
    } else if (option == "--cpp") {
      write_file(argv[i + 1], cpp_header(block));
    } else if (option == "--md") {
      write_file(argv[i + 1], markdown_tables(block));
    } else {
      throw std::runtime_error("unknown option '" + option + "'; allowed are --sv, --cpp, --md");
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "regs_gen: %s\n", error.what());
    return 2;
  }
  return 0;
}
