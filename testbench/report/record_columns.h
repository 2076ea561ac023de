// The scalars of a DieRecord, in order, as columns of text: the one list behind the database and
// dies.csv.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "testbench/population/die_record.h"

namespace kintsugi {

struct RecordColumn {
  const char* name;
  std::variant<uint32_t DieRecord::*, int DieRecord::*, int64_t DieRecord::*, uint64_t DieRecord::*,
               std::string DieRecord::*, std::vector<int> DieRecord::*, Tuning DieRecord::*>
      field;
  bool is_integer() const;
};

// The first column is the die number.
const std::vector<RecordColumn>& record_columns();

// A column's value: integers in decimal, lists as "a;b;c", tunings as "gain:offset;gain:offset".
std::string column_text(const RecordColumn& column, const DieRecord& record);

// The inverse of column_text. Throws std::invalid_argument for text that no value has.
void set_column(const RecordColumn& column, const std::string& text, DieRecord& record);

}  // namespace kintsugi
