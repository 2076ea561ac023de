// NumPy's array files, format version 1.0 (numpy.lib.format): C order, little endian.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace kintsugi {

// The bytes of an .npy file of `data` [product of shape].
std::string npy_text(const std::vector<size_t>& shape, const std::vector<int16_t>& data);
std::string npy_text(const std::vector<size_t>& shape, const std::vector<uint32_t>& data);

// A two-dimensional array of int16, float32 or float64.
struct NpyMatrix {
  size_t rows = 0;
  size_t columns = 0;
  bool integers = false;
  std::vector<double> values;  // [rows][columns]
};

// Throws UserError, naming the file, for what is no such array: another format or byte order,
// Fortran order, another type or number of dimensions, too few or too many bytes, a value that is
// not finite.
NpyMatrix read_npy(const std::filesystem::path& path);

}  // namespace kintsugi
