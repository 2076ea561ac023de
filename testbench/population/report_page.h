// What report.html says of an experiment beside its dies.
#pragma once

#include "testbench/population/experiment.h"
#include "testbench/report/html_page.h"
#include "testbench/report/result_store.h"

namespace kintsugi {

// `identity` is that of the run's results; its versions are shown. `records` are its dies, at least
// one.
PageFacts page_facts(const Experiment& experiment, const RunIdentity& identity,
                     const std::vector<DieRecord>& records);

}  // namespace kintsugi
