#include "testbench/handoff/npy.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <regex>

#include "models/core/error.h"

namespace kintsugi {
namespace {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "values are copied as they lie in memory");

const std::string kMagic("\x93NUMPY\x01\x00", 8);
constexpr size_t kPrefix = 10;  // magic, version and the length of the header
constexpr size_t kAlignment = 64;

template <typename Value>
std::string text_of(const char* type, const std::vector<size_t>& shape,
                    const std::vector<Value>& data) {
  std::string dimensions;
  for (const size_t n : shape) dimensions += fmt::format("{}, ", n);
  std::string header =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", type, dimensions);
  header.append(kAlignment - (kPrefix + header.size() + 1) % kAlignment, ' ');
  header += '\n';
  std::string text = kMagic;
  text += static_cast<char>(header.size() & 0xff);
  text += static_cast<char>(header.size() >> 8);
  text += header;
  text.append(reinterpret_cast<const char*>(data.data()), data.size() * sizeof(Value));
  return text;
}

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
  throw UserError(
      path.string() + ": " + what +
      "; allowed a NumPy array of version 1.0, two-dimensional, C order, of <i2, <f4 or "
      "<f8, as numpy.save() writes it");
}

template <typename Value>
void take(const char* bytes, NpyMatrix& matrix) {
  for (double& value : matrix.values) {
    Value read;
    std::memcpy(&read, bytes, sizeof read);
    value = static_cast<double>(read);
    bytes += sizeof read;
  }
}

}  // namespace

std::string npy_text(const std::vector<size_t>& shape, const std::vector<int16_t>& data) {
  return text_of("<i2", shape, data);
}

std::string npy_text(const std::vector<size_t>& shape, const std::vector<uint32_t>& data) {
  return text_of("<u4", shape, data);
}

NpyMatrix read_npy(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (bytes.size() < kPrefix || bytes.compare(0, kMagic.size(), kMagic) != 0) {
    fail(path, "found no NumPy array");
  }
  const size_t length = static_cast<uint8_t>(bytes[8]) + 256U * static_cast<uint8_t>(bytes[9]);
  if (bytes.size() < kPrefix + length) fail(path, "found a header that is cut off");
  const std::string header = bytes.substr(kPrefix, length);
  static const std::regex form(
      R"(\{'descr': '([^']*)', 'fortran_order': (True|False), 'shape': \((\d{1,7}), (\d{1,7}),? ?\), \}\s*)");
  std::smatch parts;
  if (!std::regex_match(header, parts, form)) fail(path, "found the header " + header);
  if (parts[2] == "True") fail(path, "found Fortran order");
  const std::string type = parts[1];
  NpyMatrix matrix;
  matrix.rows = std::stoul(parts[3]);
  matrix.columns = std::stoul(parts[4]);
  matrix.integers = type == "<i2";
  const size_t size = type == "<i2" ? 2 : type == "<f4" ? 4 : type == "<f8" ? 8 : 0;
  if (size == 0) fail(path, "found values of type " + type);
  const size_t count = matrix.rows * matrix.columns;
  const size_t found = bytes.size() - kPrefix - length;
  if (found != count * size) {
    fail(path, fmt::format("found {} bytes of values for {} x {} of {}", found, matrix.rows,
                           matrix.columns, size));
  }
  matrix.values.resize(count);
  const char* values = bytes.data() + kPrefix + length;
  if (size == 2) take<int16_t>(values, matrix);
  if (size == 4) take<float>(values, matrix);
  if (size == 8) take<double>(values, matrix);
  for (size_t i = 0; i < count; ++i) {
    if (std::isfinite(matrix.values[i])) continue;
    fail(path, fmt::format("found {} in row {}, column {}, counted from 0", matrix.values[i],
                           i / matrix.columns, i % matrix.columns));
  }
  return matrix;
}

}  // namespace kintsugi
