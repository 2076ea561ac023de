#include "testbench/tests/cost/saif.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "testbench/tests/cost/toggles.h"

namespace kintsugi {
namespace {

// Sum over the nets whose path begins with `scope` and holds `part`.
SaifNet sum(const Saif& saif, const std::string& scope, const std::string& part) {
  SaifNet total;
  for (const auto& [path, net] : saif.nets) {
    if (path.rfind(scope, 0) != 0 || path.find(part) == std::string::npos) continue;
    total.t0 += net.t0;
    total.t1 += net.t1;
    total.toggles += net.toggles;
  }
  return total;
}

TEST(SaifTest, EveryNetIsAtZeroOrOneAllTheTime) {
  const Toggles toggles;
  const Saif saif = read_saif(toggles.saif.text());
  EXPECT_EQ(saif.duration, toggles.description.image_cycles() * kPeriodPs);
  size_t nets = 0;
  for (const LayerPlan& plan : toggles.chip.layers) {
    nets += 4;
    for (const TilePlacement& tile : plan.tiles) nets += static_cast<size_t>(tile.rows);
  }
  EXPECT_EQ(saif.nets.size(), nets) << "four strobes a layer, a word line a row in use";
  for (const auto& [path, net] : saif.nets) {
    EXPECT_EQ(net.t0 + net.t1 + net.tx, saif.duration) << path;
    EXPECT_EQ(net.tx, 0) << path;
    EXPECT_EQ(net.toggles % 2, 0) << path << " ends as it began";
  }
}

TEST(SaifTest, WordLinesToggleTwiceAndStayUpForDacAndIntegration) {
  const Toggles toggles;
  const Saif saif = read_saif(toggles.saif.text());
  for (size_t l = 0; l < toggles.chip.layers.size(); ++l) {
    const std::string scope = "chip/layer" + std::to_string(l) + "_";
    const SaifNet lines = sum(saif, scope, "word_line");
    EXPECT_EQ(lines.toggles, 2 * toggles.activity[l].active_row_steps) << scope;
    EXPECT_EQ(lines.t1, toggles.activity[l].active_row_steps * 3 * kPeriodPs) << scope;
  }
}

TEST(SaifTest, StrobesShowThePhasesOfEachRead) {
  const Toggles toggles;
  const Saif saif = read_saif(toggles.saif.text());
  const cost::LayerDescription& layer = toggles.description.layers[0];
  const int64_t reads = layer.positions * layer.planes;
  const std::string scope = "chip/layer0_layer0/";
  EXPECT_EQ(saif.nets.at(scope + "dac").t1, reads * 1 * kPeriodPs);
  EXPECT_EQ(saif.nets.at(scope + "integrate").t1, reads * 2 * kPeriodPs);
  EXPECT_EQ(saif.nets.at(scope + "convert").t1, reads * 9 * kPeriodPs);  // 3 columns x 3 cycles
  EXPECT_EQ(saif.nets.at(scope + "shift_add").t1, reads * 1 * kPeriodPs);
  EXPECT_EQ(saif.nets.at(scope + "convert").toggles, 2 * reads);
}

TEST(SaifTest, TheReaderRefusesBrokenFiles) {
  const Toggles toggles;
  std::string text = toggles.saif.text();
  text.erase(text.rfind(')'));
  EXPECT_THROW(read_saif(text), std::runtime_error);
  EXPECT_THROW(read_saif("(SAIFILE (SAIFVERSION \"1.0\"))"), std::runtime_error);
}

}  // namespace
}  // namespace kintsugi
