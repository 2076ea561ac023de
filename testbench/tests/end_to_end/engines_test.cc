// Co-simulated dies equal the fast path's, bit for bit.
#include "testbench/population/engines.h"

#include <gtest/gtest.h>

#include <numeric>

#include "testbench/population/fork_pool.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

constexpr uint32_t kDies = 20;

// What does not come from a clock.
DieRecord without_clock(DieRecord record) {
  record.cycles_total = record.cycles_test = record.cycles_repair = record.cycles_retest = 0;
  record.cycles_own = record.cycles_compared = 0;
  return record;
}

class Engines : public ::testing::TestWithParam<const char*> {
 protected:
  Experiment experiment() const {
    return load_experiment(
        load_scenario(find_scenario(GetParam()), {{"judge.images", "50"}, {"seed", "4"}}));
  }
};

TEST_P(Engines, TakeTheSameDecisionsOnEveryDie) {
  const Experiment e = experiment();
  std::vector<uint32_t> dies(kDies);
  std::iota(dies.begin(), dies.end(), 0U);
  uint32_t compared = 0;
  run_forked(
      dies, 2, [&](uint32_t die) { return to_text(run_cosim(e, die, {})); },
      [&](const ForkResult& result) {
        ASSERT_TRUE(result.ok) << result.text;
        const DieRecord clocked = record_from_text(result.text);
        EXPECT_EQ(clocked.mismatches, 0) << clocked.message;
        EXPECT_GT(clocked.cycles_compared, 10000);
        EXPECT_EQ(to_text(without_clock(clocked)), to_text(run_fast(e, result.item)))
            << "die " << result.item;
        ++compared;
      },
      [] { return false; });
  EXPECT_EQ(compared, kDies);
}

INSTANTIATE_TEST_SUITE_P(Shipped, Engines, ::testing::Values("fashion_lenet", "fashion_mlp"));

}  // namespace
}  // namespace kintsugi
