// Technology tables from TOML. Each value is an inline table with its source:
//   area_f2 = { value = 48.0, source = "1T1R of NeuroSim size" }   and `assumed = true` where it
//   is.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "models/cost/technology.h"

namespace kintsugi {

// Names of models/cost/tables/*.toml, sorted: "rram_65nm".
std::vector<std::string> technology_names();

// A table by its path or shipped name. A table with `base = "rram_65nm"` holds only what differs
// from that shipped table. Throws UserError with "file:line: key: found X; allowed Y" for bad
// syntax, unknown and missing keys, values that are no numbers, negative, NaN or beyond
// kLargestTechnologyValue, and values without a source.
cost::Technology load_technology(const std::string& path_or_name);

// The same for text in memory; `file_name` is what messages call it.
cost::Technology parse_technology(std::string_view text, const std::string& file_name);

// A Markdown page of every value with its unit, meaning and source.
std::string technology_page(cost::Technology technology);

}  // namespace kintsugi
