// "Did you mean": the known name closest to a misspelt one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kintsugi {

// Number of inserted, deleted, replaced or swapped neighbouring characters between two words
// (Damerau-Levenshtein distance, optimal string alignment form).
int edit_distance(std::string_view a, std::string_view b);

// The candidate nearest to `name`; empty when none is within a third of its length (at least 2).
// The first of equally near candidates wins.
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);

// "; did you mean X" or nothing.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace kintsugi
