// A table of a CSV file with a header, read strictly: every error names file, line and column.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace kintsugi {

class CsvTable {
 public:
  // Throws UserError when the file cannot be read, has no header or no row, names a column twice,
  // has a row of another number of cells, or a quotation mark.
  explicit CsvTable(std::filesystem::path file);

  const std::vector<std::string>& header() const { return header_; }
  size_t rows() const { return rows_.size(); }
  bool has(const std::string& column) const;

  // Throws UserError for a column that is not among `known`.
  void require_known(const std::vector<std::string>& known) const;
  // The place of a column. Throws UserError when it is missing; `meaning` says what it holds.
  size_t column(const std::string& name, const std::string& meaning) const;

  const std::string& text(size_t row, size_t column) const { return rows_[row].cells[column]; }
  // Throws UserError for anything but a whole number in [least, most].
  int64_t integer(size_t row, size_t column, int64_t least, int64_t most) const;
  // Throws UserError for anything but a finite number in [least, most].
  double number(size_t row, size_t column, double least, double most) const;

  int line(size_t row) const { return rows_[row].line; }
  const std::filesystem::path& file() const { return file_; }
  // "tester.csv:7: accuracy: found nan; allowed ..."
  [[noreturn]] void fail(size_t row, size_t column, const std::string& allowed) const;
  [[noreturn]] void fail_row(size_t row, const std::string& sentence) const;

 private:
  struct Row {
    int line = 0;
    std::vector<std::string> cells;
  };
  std::filesystem::path file_;
  std::vector<std::string> header_;
  std::vector<Row> rows_;
};

}  // namespace kintsugi
