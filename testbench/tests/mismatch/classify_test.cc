// Every likely class has divergences that are of it, and near misses that are not.
#include "testbench/mismatch/classify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testbench/tests/mismatch/made_divergence.h"

namespace kintsugi {
namespace {

using regs::ObsId;
using ::testing::HasSubstr;

const Course kQuiet = [](Side&, uint64_t) {};

// A level that rises at cycle `at` and stays.
Course irq_from(uint64_t at) {
  return [=](Side& side, uint64_t t) { side.out.irq = t >= at ? 1 : 0; };
}

Course flush_at(uint64_t at) {
  return [=](Side& side, uint64_t t) { side.out.flush = t == at ? 1 : 0; };
}

Course state_from(uint64_t at, regs::State state) {
  return [=](Side& side, uint64_t t) {
    if (t >= at) set_obs(side, ObsId::state, static_cast<uint64_t>(state));
  };
}

Course field(ObsId id, uint64_t value) {
  return [=](Side& side, uint64_t) { set_obs(side, id, value); };
}

Course counter(ObsId id, uint64_t start) {
  return [=](Side& side, uint64_t t) { set_obs(side, id, start + t); };
}

TEST(Class, RightValueSomeCyclesLateIsALatencyShift) {
  for (const uint64_t late : {1, 2, 7}) {
    const Diagnosis d = classify(made_divergence(irq_from(0), irq_from(late)));
    EXPECT_EQ(d.fault, FaultClass::LatencyShift) << late << d.why;
    EXPECT_EQ(d.shift, static_cast<int>(late));
  }
}

TEST(Class, RightValueSomeCyclesEarlyIsALatencyShift) {
  const Diagnosis d =
      classify(made_divergence(state_from(3, regs::State::Done), state_from(0, regs::State::Done)));
  EXPECT_EQ(d.fault, FaultClass::LatencyShift) << d.why;
  EXPECT_EQ(d.shift, -3);
  EXPECT_THAT(d.why,
              HasSubstr("obs.state of the RTL follows the reference's course 3 cycles early"));
}

TEST(Class, LatePulseIsALatencyShift) {
  const Diagnosis d = classify(made_divergence(flush_at(0), flush_at(2)));
  EXPECT_EQ(d.fault, FaultClass::LatencyShift) << d.why;
  EXPECT_EQ(d.shift, 2);
}

TEST(Class, StreamOfValuesThatRunsLateIsALatencyShift) {
  const auto data = [](uint64_t delay) {
    return [=](Side& side, uint64_t t) {
      side.out.csr_pready = 1;
      side.out.csr_prdata = t < delay ? 0 : static_cast<uint32_t>(1000 + 7 * (t - delay));
    };
  };
  const ControllerInputs in = [] {
    ControllerInputs access;
    access.csr_psel = access.csr_penable = 1;
    return access;
  }();
  EXPECT_EQ(classify(made_divergence(data(0), data(1), {}, in)).fault, FaultClass::LatencyShift);
}

TEST(Class, EventThatNeverComesIsMissingNotLate) {
  const Diagnosis d = classify(made_divergence(irq_from(0), kQuiet));
  EXPECT_EQ(d.fault, FaultClass::Missing) << d.why;
  EXPECT_THAT(d.why, HasSubstr("irq_o becomes 1 in the reference alone"));
  EXPECT_EQ(classify(made_divergence(flush_at(0), kQuiet)).fault, FaultClass::Missing);
}

TEST(Class, EventOfTheRtlAloneIsExtra) {
  const Diagnosis d = classify(made_divergence(kQuiet, flush_at(0)));
  EXPECT_EQ(d.fault, FaultClass::Extra) << d.why;
  EXPECT_EQ(classify(made_divergence(kQuiet, irq_from(0))).fault, FaultClass::Extra);
}

TEST(Class, CountThatStaysBehindIsMissingAndOneAheadIsExtra) {
  const Course less = counter(ObsId::cyc_own, 40);
  const Course more = counter(ObsId::cyc_own, 41);
  const Diagnosis d = classify(made_divergence(more, less));
  EXPECT_EQ(d.fault, FaultClass::Missing);
  EXPECT_EQ(d.why, "obs.cyc_own of the RTL stays 1 below the reference's");
  EXPECT_EQ(classify(made_divergence(less, more)).fault, FaultClass::Extra);
}

TEST(Class, WrongValueAtTheRightTimeIsData) {
  EXPECT_EQ(classify(made_divergence(field(ObsId::best0, 3), field(ObsId::best0, 4))).fault,
            FaultClass::Data);
  EXPECT_EQ(classify(made_divergence(state_from(0, regs::State::Play),
                                     state_from(0, regs::State::Project)))
                .fault,
            FaultClass::Data);
}

TEST(Class, ValueThatOneSideKeepsAtZeroIsDataNotMissing) {
  EXPECT_EQ(classify(made_divergence(field(ObsId::best0, 3), kQuiet)).fault, FaultClass::Data);
  EXPECT_EQ(classify(made_divergence(kQuiet, field(ObsId::dist1, 3))).fault, FaultClass::Data);
}

TEST(Class, RuleThatTheRtlAloneBreaksIsProtocol) {
  Side waiting;
  waiting.out.stim_valid = 1;
  const Course dropped = [](Side& side, uint64_t) { side.out.stim_valid = 0; };
  const Diagnosis d = classify(made_divergence(kQuiet, dropped, waiting));
  EXPECT_EQ(d.fault, FaultClass::Protocol);
  EXPECT_THAT(d.why, HasSubstr("stim_valid_o falls before stim_ready_i"));
}

TEST(Class, RuleThatBothSidesBreakIsNotProtocol) {
  Side waiting;
  waiting.out.stim_valid = 1;
  const auto dropped = [](uint8_t irq) {
    return [=](Side& side, uint64_t) {
      side.out.stim_valid = 0;
      side.out.irq = irq;
    };
  };
  EXPECT_EQ(classify(made_divergence(dropped(0), dropped(1), waiting)).fault, FaultClass::Extra);
}

TEST(Class, RuleBrokenLongAfterTheDivergenceIsNotItsCause) {
  const Course later = [](Side& side, uint64_t t) {
    side.out.irq = 1;
    side.out.flush = t > 4 ? 1 : 0;
  };
  EXPECT_EQ(classify(made_divergence(kQuiet, later)).fault, FaultClass::Extra);
}

TEST(Class, AssertionWithoutAnyDifferenceIsProtocol) {
  Divergence divergence = made_divergence(kQuiet, kQuiet);
  divergence.kind = Divergence::Kind::Assertion;
  divergence.signal.clear();
  EXPECT_EQ(classify(divergence).fault, FaultClass::Protocol);
}

TEST(Class, WordOfAMemoryIsData) {
  Divergence divergence = made_divergence(kQuiet, kQuiet);
  divergence.kind = Divergence::Kind::Memory;
  divergence.signal = "Stat[3]";
  EXPECT_EQ(classify(divergence).fault, FaultClass::Data);
}

TEST(Class, DivergenceInTheVeryFirstCycleStillGetsOne) {
  Divergence divergence = made_divergence(irq_from(0), kQuiet);
  divergence.history.clear();
  EXPECT_EQ(classify(divergence).fault, FaultClass::Missing);
}

}  // namespace
}  // namespace kintsugi
