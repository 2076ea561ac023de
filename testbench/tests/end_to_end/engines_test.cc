// Co-simulated dies equal the fast path's, bit for bit.
#include "testbench/population/engines.h"

#include <gtest/gtest.h>

#include <numeric>
#include <ostream>

#include "testbench/population/fork_pool.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

// What does not come from a clock.
DieRecord without_clock(DieRecord record) {
  record.cycles_total = record.cycles_test = record.cycles_repair = record.cycles_retest = 0;
  record.cycles_own = record.cycles_compared = 0;
  return record;
}

struct Case {
  const char* name;
  const char* scenario;
  uint32_t dies;
  std::vector<Override> changes;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class Engines : public ::testing::TestWithParam<Case> {
 protected:
  Experiment experiment() const {
    std::vector<Override> overrides = {{"judge.images", "50"}, {"seed", "4"}};
    overrides.insert(overrides.end(), GetParam().changes.begin(), GetParam().changes.end());
    return load_experiment(load_scenario(find_scenario(GetParam().scenario), overrides));
  }
};

TEST_P(Engines, TakeTheSameDecisionsOnEveryDie) {
  const Experiment e = experiment();
  std::vector<uint32_t> dies(GetParam().dies);
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
  EXPECT_EQ(compared, GetParam().dies);
}

INSTANTIATE_TEST_SUITE_P(
    Shipped, Engines,
    ::testing::Values(Case{"lenet", "fashion_lenet", 20, {}}, Case{"mlp", "fashion_mlp", 20, {}},
                      Case{"every_effect",
             "fashion_lenet",
             6,
             {{"device.preset", "[\"stuck-mostly-hrs\", \"rtn\"]"},
              {"device.rtn_speed", "fast"},
              {"device.sigma_correlated", "0.1"},
              {"device.sigma_gradient", "0.05"},
              {"device.drift", "power"},
              {"device.age_s", "1e5"},
              {"device.drift_nu", "0.005"},
              {"device.verify_window", "0.3"},
              {"device.read_noise", "0.03"},
              {"dac.gain_sigma", "0.02"},
              {"dac.offset_sigma_lsb", "0.01"},
              {"adc.type", "sar"},
              {"adc.gain_sigma", "0.01"},
              {"adc.capacitor_sigma", "0.02"},
              {"adc.noise_lsb", "0.5"}}}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace kintsugi
