// Measured converters: what code comes out, on average and with what spread, for each ideal code.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <istream>
#include <string>
#include <vector>

namespace kintsugi {

// Index: the ideal code counted from 0 (signed code + 2^(bits - 1)), which is the code of the
// converter's straight line.
struct CodeTable {
  int bits = 8;
  std::vector<double> centre;  // [2^bits] mean output code + 2^(bits - 1) + 1/2: floor() rounds it
  std::vector<double> sigma;   // [2^bits] standard deviation in LSB, before rounding to a code

  bool is_deterministic() const;
};

// Reads CSV with the header `code,mean,sigma`: for every signed code of a converter of `bits` bits
// (1 to 12), once and in any order, the mean output code on the same signed scale and the standard
// deviation, both in LSB. Throws UserError with file and line for a wrong header, a wrong count of
// fields, a code that is missing, repeated, out of range or not a whole number, a mean or sigma
// that is not a finite number, a negative sigma.
CodeTable read_code_table(const std::filesystem::path& file, int bits);

// The same from a stream; `name` stands for the file in sentences.
CodeTable parse_code_table(std::istream& text, const std::string& name, int bits);

// Signed output code clamp(floor(mean + 1/2 + sigma z)) for a signed ideal code and a standard
// normal draw z. Rounding adds about 1/12 LSB^2 to the variance; it moves the mean by less than
// 0.003 LSB where sigma is half an LSB or more.
inline int32_t measured_code(int32_t ideal_code, const CodeTable& table, double z) {
  const int32_t half_range = int32_t{1} << (table.bits - 1);
  const auto index = static_cast<size_t>(ideal_code + half_range);
  const double raw = table.centre[index] + table.sigma[index] * z;
  const double top = static_cast<double>(2 * half_range - 1);
  return static_cast<int32_t>(std::min(std::max(raw, 0.0), top)) - half_range;
}

// The means as a transfer table [fine_positions(bits)] (fine_grid.h): measured_code() for z = 0,
// and for any z where the table is deterministic.
std::vector<uint16_t> folded_table(const CodeTable& table);

}  // namespace kintsugi
