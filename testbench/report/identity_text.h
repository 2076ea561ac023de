// RunIdentity as the database keeps it, and how two of them differ.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "testbench/report/result_store.h"

namespace kintsugi {

// The rows of the database's meta table.
std::map<std::string, std::string> identity_texts(const RunIdentity& identity);

// A part of the identity that differs; a part that one of the two lacks is "not set".
struct IdentityChange {
  std::string key;  // "engine", "adc.bits", "version of network"
  std::string there;
  std::string here;
};

// Parts of the database first, then keys of the canonical scenario, each once.
std::vector<IdentityChange> identity_changes(const std::map<std::string, std::string>& there,
                                             const std::map<std::string, std::string>& here);

// What differs, in words: `adc.bits is 8 there and 6 here`. Of the canonical scenario only the
// keys that differ are named.
std::vector<std::string> identity_differences(const std::map<std::string, std::string>& there,
                                              const std::map<std::string, std::string>& here);

}  // namespace kintsugi
