// The last-layer loop asks no more of the controller than it was built for.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "testbench/adaptation/adapt_die.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

TEST(LastLayerLoop, TakesAsManyEntriesAsTheControllerHolds) {
  for (const int entries : {200, 840}) {
    const Scenario scenario =
        load_scenario(find_scenario("fashion_lenet_b_sparse"),
                      {{"adaptation.entries", "[10, 10, 10, 10, " + std::to_string(entries) + "]"},
                       {"judge.images", "1"}});
    const Experiment design = load_design(scenario);
    const AdaptRequest request = AdaptationStudy(design, {10}).loop_request(10);
    EXPECT_EQ(request.words.size(), static_cast<size_t>(std::min(entries, regs::kDeltaWords)));
    EXPECT_EQ(request.target, regs::kSparseEntry + 4 * 40);
    EXPECT_GE(request.loop.epochs, 1);
  }
}

}  // namespace
}  // namespace kintsugi
