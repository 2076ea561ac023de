#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "testbench/scenario/keys.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

TEST(ScenarioReference, NamesEveryKey) {
  const std::string text = scenario_reference();
  for (const Key& key : scenario_keys()) {
    const std::string leaf = "| `" + key.path.substr(key.path.rfind('.') + 1) + "` |";
    EXPECT_NE(text.find(leaf), std::string::npos) << key.path;
  }
}

TEST(ScenarioReference, TheCommittedPageIsUpToDate) {
  std::ifstream stream(project_root() / "docs" / "scenarios.md");
  const std::string page{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_TRUE(page == scenario_reference())
      << "regenerate it: ./kintsugi docs scenarios > docs/scenarios.md";
}

}  // namespace
}  // namespace kintsugi
