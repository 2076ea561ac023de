// What is wrong with a converter's design, as the scenario key it came from and a clause about it.
#pragma once

#include <optional>
#include <string>

#include "models/core/error.h"

namespace kintsugi {

// `key` is the scenario key; `clause` says what was found and what is allowed ("found 17; allowed
// 1 to 16"). A caller that knows file and line puts them before the key.
struct KeyFault {
  std::string key;
  std::string clause;
};

// Throws the fault, where there is one, as a UserError "key: clause".
inline void throw_fault(const std::optional<KeyFault>& fault) {
  if (fault) throw UserError(fault->key + ": " + fault->clause);
}

// The fault of a number outside [least, most] (or not a number), if it is.
std::optional<KeyFault> fault_of_range(const std::string& key, double value, double least,
                                       double most);

}  // namespace kintsugi
