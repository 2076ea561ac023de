// What a sign-off asks of a controller that is not ours, beside dies: its sources, its boundary,
// and runs on a synthetic accelerator, which is hard on it in ways that no scenario is.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "testbench/own_controller/ports.h"
#include "testbench/own_controller/verilator.h"
#include "testbench/population/pin_faults.h"
#include "testbench/tests/own_controller/bench_subject.h"
#include "testbench/tests/systemc/hardships.h"
#include "testbench/tests/systemc/in_child.h"
#include "testbench/tests/systemc/upkeep.h"

namespace kintsugi {
namespace {

// The seed of the sign-off moves every random run; with 1, as without it, they are 1, 2, 3, ...
uint64_t moved(uint64_t seed) {
  const char* text = std::getenv("KINTSUGI_RANDOM_SEED");
  const uint64_t base = text == nullptr ? 1 : std::strtoull(text, nullptr, 10);
  return seed + 1000 * (base - 1);
}

// What the check says of a run; empty when it passes.
std::string judged(const tuning::TestProgram& program, SyntheticRun run, PinFault fault = nullptr) {
  const BuiltSubject& subject = built_bench_subject();
  run.transactions = !bench_subject().cycle;
  return in_child([&] {
    auto controller = subject.controller(static_cast<uint32_t>(run.seed) + 1);
    if (fault != nullptr) controller = with_pin_fault(std::move(controller), fault);
    const auto reference = subject.reference();
    const Verdict verdict = run_synthetic(program, run, *controller, *reference).verdict;
    return verdict.cycles_compared == 0 ? "nothing was compared" : sentences(verdict);
  });
}

TEST(OwnSources, LintFindsNothing) {
  const std::vector<std::string> warnings =
      lint_warnings(read_rtl_files(bench_subject().rtl.files), bench_subject().rtl.top);
  for (const std::string& warning : warnings) ADD_FAILURE() << warning;
}

TEST(OwnSources, PortsAreThoseOfTheBoundary) {
  const BuiltController built = build_controller(bench_subject().rtl, false, false, true);
  std::ostringstream header;
  header << std::ifstream(built.library.parent_path() / "Vtuning_ctrl.h").rdbuf();
  const std::vector<RtlPort> ports = ports_of_header(header.str());
  EXPECT_GE(ports.size(), boundary_ports(false).size());
  const bool declares = bench_subject().cycle && bench_subject().reference.empty();
  EXPECT_EQ(port_fault(bench_subject().rtl.top, ports, declares), "");
}

class OwnRuns : public ::testing::TestWithParam<uint64_t> {};

TEST_P(OwnRuns, OfRandomProgramsPassBehindBackPressure) {
  const uint64_t seed = moved(GetParam());
  EXPECT_EQ(judged(random_program(seed), hesitant_run(seed)), "");
}

INSTANTIATE_TEST_SUITE_P(Seeds, OwnRuns, ::testing::Range(uint64_t{1}, uint64_t{41}));

class OwnTroubles : public ::testing::TestWithParam<size_t> {};

TEST_P(OwnTroubles, AreReportedWithTheirReason) {
  EXPECT_EQ(judged(every_die_repaired(9), troubled_runs().at(GetParam())), "");
}

INSTANTIATE_TEST_SUITE_P(Each, OwnTroubles, ::testing::Range(size_t{0}, troubled_runs().size()));

class OwnUpkeep : public ::testing::TestWithParam<uint64_t> {};

TEST_P(OwnUpkeep, OfDownloadsLoopsAndMonitorPasses) {
  const uint64_t seed = moved(GetParam());
  const tuning::TestProgram program = upkeep_program(seed);
  EXPECT_EQ(judged(program, upkeep_run(seed, program)), "");
}

INSTANTIATE_TEST_SUITE_P(Seeds, OwnUpkeep, ::testing::Range(uint64_t{1}, uint64_t{25}));

// That nobody would notice a wrong controller is what must not be.
class OwnFaults : public ::testing::TestWithParam<NamedPinFault> {};

TEST_P(OwnFaults, AtThePinsAreCaught) {
  const tuning::TestProgram program = every_die_repaired(9);
  ASSERT_EQ(judged(program, {}), "") << "without the fault";
  const std::string said = judged(program, {}, GetParam().fault);
  EXPECT_NE(said, "") << GetParam().name;
  EXPECT_NE(said, "nothing was compared");
  std::printf("%s: %s", GetParam().name, said.c_str());
}

INSTANTIATE_TEST_SUITE_P(Pins, OwnFaults, ::testing::ValuesIn(kPinFaults),
                         [](const auto& info) { return std::string(info.param.name).substr(5); });

}  // namespace
}  // namespace kintsugi
