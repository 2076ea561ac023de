// What was built of a user's sources, in this process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

#include "models/controller/reference_model.h"
#include "systemc/rtl_host/controller_model.h"

namespace kintsugi {

// Makes a controller with the random power-up state of a seed (0: all zero).
using ControllerMaker = std::function<std::unique_ptr<ControllerModel>(uint32_t seed)>;
using ReferenceMaker = std::function<std::unique_ptr<ReferenceModel>()>;

// Loads the library of build_controller(), for as long as the process lives. Throws runtime_error
// when it cannot be loaded.
ControllerMaker load_controller(const std::filesystem::path& library);

// Likewise that of build_reference(). Throws UserError when it asks for what nobody has.
ReferenceMaker load_reference(const std::filesystem::path& library);

}  // namespace kintsugi
