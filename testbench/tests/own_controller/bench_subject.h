// The controller that the tests of the bench are run on: that of KINTSUGI_OWN_RTL (files, with : in
// between), KINTSUGI_OWN_TOP, KINTSUGI_OWN_CHECK and KINTSUGI_OWN_REFERENCE, as `kintsugi signoff
// --rtl` says; without them the second controller, by transactions.
#pragma once

#include "testbench/own_controller/subject.h"

namespace kintsugi {

const Subject& bench_subject();

// With what it is held against, ours if there is no other; built once a process.
const BuiltSubject& built_bench_subject();

}  // namespace kintsugi
