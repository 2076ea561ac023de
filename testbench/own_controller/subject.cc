#include "testbench/own_controller/subject.h"

#include "testbench/own_controller/build_reference.h"

namespace kintsugi {

BuiltSubject build_subject(const Subject& subject, bool waves, bool quiet) {
  BuiltSubject built;
  bool declared_state = subject.cycle;
  if (!subject.reference.empty()) {
    const BuiltController model = build_reference(subject.reference, quiet);
    built.reference = load_reference(model.library);
    built.digests["reference"] = model.digest;
    declared_state = built.reference()->declared_state() != nullptr;
  }
  if (!subject.rtl.files.empty()) {
    const BuiltController rtl = build_controller(subject.rtl, declared_state, waves, quiet);
    built.controller = load_controller(rtl.library);
    built.digests["controller"] = rtl.digest;
  }
  return built;
}

}  // namespace kintsugi
