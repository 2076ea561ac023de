// Faults planted on purpose, to see that a checker finds them.
#pragma once

#include <string>

#include "models/controller/reference.h"

namespace kintsugi {

// What `--plant` names: "reference:tie_to_higher_index", ...; empty is none. Throws UserError for
// an unknown one.
ReferenceFault planted_fault(const std::string& name);

}  // namespace kintsugi
