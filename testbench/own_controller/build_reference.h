// A reference model of the user's own, made ready for the lock-step.
#pragma once

#include <filesystem>

#include "testbench/own_controller/build.h"

namespace kintsugi {

// Compiles the C++ source of a model (models/controller/reference_model.h) unless
// build/controllers/ holds it; what it includes counts. Throws UserError with the compiler's first
// error, and for a source without KINTSUGI_REFERENCE_MODEL.
BuiltController build_reference(const std::filesystem::path& source, bool quiet);

}  // namespace kintsugi
