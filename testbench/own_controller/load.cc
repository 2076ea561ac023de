#include "testbench/own_controller/load.h"

#include <dlfcn.h>

#include <stdexcept>
#include <string>

namespace kintsugi {

ControllerMaker load_controller(const std::filesystem::path& library) {
  using Make = ControllerModel* (*)(uint32_t);
  void* const handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  const auto make = handle == nullptr
                        ? nullptr
                        : reinterpret_cast<Make>(dlsym(handle, "kintsugi_own_controller"));
  if (make == nullptr) throw std::runtime_error(std::string("the controller: ") + dlerror());
  return [make](uint32_t seed) { return std::unique_ptr<ControllerModel>(make(seed)); };
}

}  // namespace kintsugi
