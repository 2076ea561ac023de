#include "models/converter/code_table.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <fstream>
#include <stdexcept>

#include "models/converter/adc_design.h"
#include "models/converter/fine_grid.h"
#include "models/core/error.h"

namespace kintsugi {
namespace {

constexpr const char* kHeader = "code,mean,sigma";
constexpr const char* kByteOrderMark = "\xef\xbb\xbf";  // spreadsheets write it before the header

std::string trimmed(const std::string& text) {
  const size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  size_t start = 0;
  for (size_t comma = line.find(','); comma != std::string::npos; comma = line.find(',', start)) {
    fields.push_back(trimmed(line.substr(start, comma - start)));
    start = comma + 1;
  }
  fields.push_back(trimmed(line.substr(start)));
  return fields;
}

// Not by a stream or strtod: those depend on the locale.
template <typename Number>
bool parse_number(const std::string& text, Number& number) {
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  return result.ec == std::errc() && result.ptr == end && !text.empty();
}

// One file being read: knows where it is and what each code has so far.
class Reader {
 public:
  Reader(std::istream& text, const std::string& name, int bits)
      : text_(text), name_(name), half_range_(int32_t{1} << (bits - 1)) {
    table_.bits = bits;
    table_.centre.resize(size_t{1} << bits);
    table_.sigma.resize(size_t{1} << bits);
    line_of_code_.resize(size_t{1} << bits, 0);
  }

  CodeTable read() {
    read_header();
    for (std::string line; next_line(line);) {
      if (!trimmed(line).empty()) read_row(line);
    }
    if (text_.bad()) throw UserError(name_ + ": cannot be read to its end");
    require_every_code();
    return std::move(table_);
  }

 private:
  [[noreturn]] void fail(const std::string& clause) const {
    throw UserError(fmt::format("{}:{}: {}", name_, line_number_, clause));
  }

  bool next_line(std::string& line) {
    ++line_number_;
    return static_cast<bool>(std::getline(text_, line));
  }

  void read_header() {
    std::string line;
    next_line(line);
    if (line.rfind(kByteOrderMark, 0) == 0) line.erase(0, 3);
    if (trimmed(line) != kHeader) {
      fail(fmt::format("found \"{}\"; allowed the header \"{}\"", trimmed(line), kHeader));
    }
  }

  void read_row(const std::string& line) {
    const std::vector<std::string> fields = fields_of(line);
    if (fields.size() != 3) {
      fail(fmt::format("found {} field{}; allowed 3, code, mean and sigma", fields.size(),
                       fields.size() == 1 ? "" : "s"));
    }
    const auto index = static_cast<size_t>(code_of(fields[0]) + half_range_);
    if (line_of_code_[index] != 0) {
      fail(fmt::format("code: found {} again; allowed once, and line {} has it", fields[0],
                       line_of_code_[index]));
    }
    line_of_code_[index] = line_number_;
    table_.centre[index] = number_of("mean", fields[1]) + (half_range_ + 0.5);
    table_.sigma[index] = number_of("sigma", fields[2]);
    if (table_.sigma[index] < 0.0) {
      fail(fmt::format("sigma: found {}; allowed 0 or more", fields[2]));
    }
  }

  int32_t code_of(const std::string& field) const {
    int32_t code = 0;
    if (!parse_number(field, code) || code < -half_range_ || code >= half_range_) {
      fail(
          fmt::format("code: found \"{}\"; allowed a whole number from {} to {}, the codes of "
                      "adc.bits = {}",
                      field, -half_range_, half_range_ - 1, table_.bits));
    }
    return code;
  }

  double number_of(const char* column, const std::string& field) const {
    double number = 0.0;
    if (!parse_number(field, number) || !std::isfinite(number)) {
      fail(fmt::format("{}: found \"{}\"; allowed a finite number", column, field));
    }
    return number;
  }

  void require_every_code() const {
    for (size_t i = 0; i < line_of_code_.size(); ++i) {
      if (line_of_code_[i] != 0) continue;
      fail(fmt::format(
          "found the end of the file and no line for code {}; allowed one line for "
          "each code from {} to {}, the codes of adc.bits = {}",
          static_cast<int32_t>(i) - half_range_, -half_range_, half_range_ - 1, table_.bits));
    }
  }

  std::istream& text_;
  std::string name_;
  int32_t half_range_;
  int line_number_ = 0;
  CodeTable table_;
  std::vector<int> line_of_code_;
};

}  // namespace

bool CodeTable::is_deterministic() const {
  return std::all_of(sigma.begin(), sigma.end(), [](double s) { return s == 0.0; });
}

CodeTable parse_code_table(std::istream& text, const std::string& name, int bits) {
  if (bits < 1 || bits > kLargestTableBits) {
    throw std::invalid_argument("a table of codes has 1 to 12 bits");
  }
  return Reader(text, name, bits).read();
}

CodeTable read_code_table(const std::filesystem::path& file, int bits) {
  std::ifstream text(file, std::ios::binary);
  if (!text || std::filesystem::is_directory(file)) {
    throw UserError(
        fmt::format("adc.code_table: cannot read \"{}\"; allowed a readable CSV file "
                    "with the header \"{}\"",
                    file.string(), kHeader));
  }
  return parse_code_table(text, file.string(), bits);
}

std::vector<uint16_t> folded_table(const CodeTable& table) {
  const int32_t half_range = int32_t{1} << (table.bits - 1);
  std::vector<uint16_t> folded(static_cast<size_t>(fine_positions(table.bits)));
  for (size_t j = 0; j < folded.size(); ++j) {
    const int32_t ideal_code = static_cast<int32_t>(j >> kFineBits) - half_range;
    folded[j] = static_cast<uint16_t>(measured_code(ideal_code, table, 0.0) + half_range);
  }
  return folded;
}

}  // namespace kintsugi
