#include "testbench/tests/own_controller/bench_subject.h"

#include <cstdlib>
#include <sstream>

#include "models/controller/reference.h"

namespace kintsugi {
namespace {

std::string setting(const char* name, const std::string& otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? text : otherwise;
}

Subject subject_of_environment() {
  Subject subject;
  std::istringstream files(setting(
      "KINTSUGI_OWN_RTL", KINTSUGI_SOURCE_DIR "/testbench/second_controller/second_controller.f"));
  for (std::string file; std::getline(files, file, ':');) subject.rtl.files.emplace_back(file);
  subject.rtl.top = setting("KINTSUGI_OWN_TOP", "second_controller");
  subject.cycle = setting("KINTSUGI_OWN_CHECK", "transaction") == "cycle";
  subject.reference = setting("KINTSUGI_OWN_REFERENCE", "");
  return subject;
}

}  // namespace

const Subject& bench_subject() {
  static const Subject subject = subject_of_environment();
  return subject;
}

const BuiltSubject& built_bench_subject() {
  static const BuiltSubject built = [] {
    BuiltSubject made = build_subject(bench_subject(), false, true);
    if (!made.reference) made.reference = [] { return std::make_unique<ControllerReference>(); };
    return made;
  }();
  return built;
}

}  // namespace kintsugi
