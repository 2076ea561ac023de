// RunIdentity as the database keeps it, and how two of them differ.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "testbench/report/result_store.h"

namespace kintsugi {

// The rows of the database's meta table.
std::map<std::string, std::string> identity_texts(const RunIdentity& identity);

// What differs, in words: `adc.bits is 8 there and 6 here`. Of the canonical scenario only the
// keys that differ are named.
std::vector<std::string> identity_differences(const std::map<std::string, std::string>& there,
                                              const std::map<std::string, std::string>& here);

}  // namespace kintsugi
