#include "testbench/mutation/regression.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "models/controller/reference.h"
#include "testbench/checkers/lock_step.h"
#include "testbench/mutation/mutant_controller.h"
#include "testbench/tests/controller/driver.h"

namespace kintsugi {
namespace mutation {
namespace {

constexpr uint64_t kPeriodPs = 5000;
constexpr uint64_t kPatience = 4;        // times the cycles of the clean run
constexpr uint64_t kLeastLimit = 20000;  // cycles; a short test may wait that long

// What the running test is watched for. GoogleTest has one list of tests a process, so this is one
// a process too.
struct Watch {
  uint32_t mutant = 0;
  Checks checks;
  std::string test;
  uint64_t cycles = 0;
  uint64_t limit = UINT64_MAX;
  std::optional<Kill> kill;

  void note(const std::string& by, const std::string& what) {
    if (!kill) kill = Kill{by, test, what, cycles};
  }
};

Watch& watch() {
  static Watch watch;
  return watch;
}

// Leaves the test that noticed something.
struct Noticed {};

const char* kind_name(Divergence::Kind kind) {
  switch (kind) {
    case Divergence::Kind::Output:
      return "output";
    case Divergence::Kind::State:
      return "state";
    case Divergence::Kind::Memory:
      return "memory";
    case Divergence::Kind::Assertion:
      return "assertion";
    case Divergence::Kind::None:
      break;
  }
  return "";
}

std::string what_differs(const Divergence& d) {
  return d.kind == Divergence::Kind::Assertion ? d.assertion : d.signal;
}

class WatchedPair final : public controller_test::SteppedController {
 public:
  ~WatchedPair() override {
    // The memories are swept when a test ends; when it was left there is no need.
    if (watch().kill || !watch().checks.lock_step) return;
    checker_.finish();
    if (checker_.divergence()) note_divergence();
  }

  ControllerOutputs step(const ControllerInputs& in) override {
    mutant_->step(in, out_);
    std::copy_n(mutant_->obs(), obs_.size(), obs_.begin());
    if (watch().checks.lock_step) compare(in);
    if (watch().checks.assertions && mutant_->assertion_failed()) {
      watch().note("assertion", mutant_->failed_assertion());
    }
    if (++watch().cycles > watch().limit) watch().note("no end", "the test has no end");
    if (watch().kill) throw Noticed{};
    return out_;
  }
  const std::array<uint32_t, regs::kObsWords>& obs() const override { return obs_; }
  uint64_t memory_word(regs::Memory memory, int word) const override {
    return mutant_->memory_word(memory, word);
  }

 private:
  void compare(const ControllerInputs& in) {
    reference_.step(in);
    checker_.on_cycle(
        {number_++, in, out_, reference_.outputs(), mutant_->obs(), reference_.obs().data()});
    if (checker_.divergence()) note_divergence();
  }
  void note_divergence() {
    const Divergence& d = checker_.divergence();
    if (d.kind == Divergence::Kind::Assertion && !watch().checks.assertions) return;
    watch().note(kind_name(d.kind), what_differs(d));
  }

  std::unique_ptr<ControllerModel> mutant_ = make_mutant(watch().mutant);
  ControllerReference reference_;
  LockStep checker_{*mutant_, reference_, kPeriodPs};
  ControllerOutputs out_;
  std::array<uint32_t, regs::kObsWords> obs_{};
  uint64_t number_ = 0;
};

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string file_name(const char* path) {
  const std::string text = path == nullptr ? "" : path;
  return text.substr(text.find_last_of('/') + 1);
}

// Turns GoogleTest's failures into kills and measures the tests.
class Listener : public testing::EmptyTestEventListener {
 public:
  void OnTestStart(const testing::TestInfo& info) override {
    watch().test = std::string(info.test_suite_name()) + "." + info.name();
    watch().cycles = 0;
  }
  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (!result.failed() || watch().kill || !watch().checks.tests) return;
    watch().note("test", file_name(result.file_name()) + ":" +
                             std::to_string(result.line_number()) + " " +
                             first_line(result.summary()));
    throw Noticed{};
  }
  void OnTestEnd(const testing::TestInfo&) override {
    timed.push_back({watch().test, watch().cycles});
  }
  std::vector<TimedTest> timed;
};

Listener* listener = nullptr;  // GoogleTest owns it

// Random scenes pass through most of the controller, the other tests to where these seldom come: of
// both the short ones first, as many cycles of the one as of the other.
std::vector<TimedTest> in_order(std::vector<TimedTest> tests) {
  std::stable_sort(tests.begin(), tests.end(),
                   [](const TimedTest& a, const TimedTest& b) { return a.cycles < b.cycles; });
  std::array<uint64_t, 2> spent{};
  std::vector<std::pair<uint64_t, TimedTest>> keyed;
  for (const TimedTest& test : tests) {
    uint64_t& before = spent[test.name.find("Soak.") != std::string::npos ? 1 : 0];
    keyed.emplace_back(before, test);
    before += test.cycles;
  }
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (size_t i = 0; i < tests.size(); ++i) tests[i] = keyed[i].second;
  return tests;
}

void run_tests(const std::string& filter) {
  GTEST_FLAG_SET(filter, filter);
  try {
    [[maybe_unused]] const int failed = RUN_ALL_TESTS();
  } catch (const Noticed&) {
  } catch (const std::exception& error) {
    watch().note("test", std::string("throws ") + error.what());
  }
}

}  // namespace

void init_regression() {
  int argc = 1;
  std::string name = "mutate";
  std::array<char*, 2> argv = {name.data(), nullptr};
  testing::InitGoogleTest(&argc, argv.data());
  GTEST_FLAG_SET(catch_exceptions, false);
  auto& listeners = testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  listener = new Listener;
  listeners.Append(listener);
}

std::vector<TimedTest> clean_run(const std::string& filter) {
  watch() = {};
  listener->timed.clear();
  run_tests(filter);
  if (watch().kill) {
    const Kill& kill = *watch().kill;
    throw std::runtime_error("Without a mutant the netlist fails in " + kill.test + " (" + kill.by +
                             ": " + kill.what + ").");
  }
  return in_order(listener->timed);
}

std::optional<Kill> run_mutant(uint32_t mutant, const std::vector<TimedTest>& tests,
                               const Checks& checks) {
  watch() = {};
  watch().mutant = mutant;
  watch().checks = checks;
  for (const TimedTest& test : tests) {
    watch().limit = std::max(kPatience * test.cycles, kLeastLimit);
    run_tests(test.name);
    if (watch().kill) break;
  }
  return watch().kill;
}

}  // namespace mutation

namespace controller_test {

// The netlist has the default sizes.
std::unique_ptr<SteppedController> make_controller(const ControllerSizes& sizes) {
  const ControllerSizes built;
  const bool same = std::memcmp(&sizes, &built, sizeof built) == 0;
  return same ? std::make_unique<mutation::WatchedPair>() : nullptr;
}

}  // namespace controller_test
}  // namespace kintsugi
