#include "testbench/own_controller/load.h"

#include <dlfcn.h>

#include <stdexcept>
#include <string>

#include "models/core/error.h"

namespace kintsugi {
namespace {

// The function of a library; null, with dlerror(), when there is none.
template <class Function>
Function function_of(const std::filesystem::path& library, const char* name) {
  void* const handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  return handle == nullptr ? nullptr : reinterpret_cast<Function>(dlsym(handle, name));
}

}  // namespace

ControllerMaker load_controller(const std::filesystem::path& library) {
  const auto make = function_of<ControllerModel* (*)(uint32_t)>(library, "kintsugi_own_controller");
  if (make == nullptr) throw std::runtime_error(std::string("the controller: ") + dlerror());
  return [make](uint32_t seed) { return std::unique_ptr<ControllerModel>(make(seed)); };
}

ReferenceMaker load_reference(const std::filesystem::path& library) {
  const auto make = function_of<ReferenceModel* (*)()>(library, "kintsugi_reference_model");
  if (make == nullptr) {
    throw UserError(std::string("--reference: the model cannot be loaded: ") + dlerror());
  }
  return [make] { return std::unique_ptr<ReferenceModel>(make()); };
}

}  // namespace kintsugi
