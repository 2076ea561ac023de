// The two forms of a timing diagram say what its lanes say.
#include "testbench/mismatch/timing_diagram.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace kintsugi {
namespace {

using Shape = TimingLane::Shape;
using Texts = std::vector<std::string>;
using ::testing::HasSubstr;
using ::testing::Not;

TimingDiagram example() {
  TimingDiagram diagram;
  diagram.title = "a < b & c";
  diagram.first_cycle = 96;
  diagram.columns = 6;
  diagram.marked = 4;
  diagram.lanes = {
      {"clk", Shape::Clock, {}, {}, ""},
      {"valid", Shape::Level, {"0", "1", "1", "0", "0", "1"}, {}, "stim"},
      {"data", Shape::Bus, {"0", "3", "3", "0", "7", "7"}, {}, "stim"},
      {"ready",
       Shape::Level,
       {"1", "1", "1", "1", "0", "0"},
       {false, false, false, false, true},
       "sig"},
      {"fill",
       Shape::Bus,
       {"0", "0", "0", "0", "2", "2"},
       {false, false, false, false, true},
       "sig"},
  };
  return diagram;
}

// The values of a WaveJSON lane, column by column.
Texts expanded(const nlohmann::json& lane) {
  Texts values;
  size_t data = 0;
  for (const char c : lane.at("wave").get<std::string>()) {
    if (c == '.')
      values.push_back(values.back());
    else if (c == '=' || c == '9')
      values.push_back(lane.at("data").at(data++));
    else
      values.emplace_back(1, c);
  }
  return values;
}

TEST(WaveJson, ExpandsToTheValuesOfTheLanes) {
  const auto json = nlohmann::json::parse(wave_json(example()));
  const auto& signals = json.at("signal");
  EXPECT_EQ(signals[0].at("wave"), "p.....");
  EXPECT_EQ(signals[1][0], "stim");
  EXPECT_EQ(expanded(signals[1][1]), (Texts{"0", "1", "1", "0", "0", "1"}));
  EXPECT_EQ(expanded(signals[1][2]), (Texts{"0", "3", "3", "0", "7", "7"}));
  EXPECT_EQ(signals[2][0], "sig");
  EXPECT_EQ(json.at("head").at("tick"), 96);
}

TEST(WaveJson, WrongValuesStandOut) {
  const auto signals = nlohmann::json::parse(wave_json(example())).at("signal");
  EXPECT_EQ(signals[2][1].at("node"), "....a");
  EXPECT_EQ(signals[2][2].at("wave"), "=...9=") << "right again in the last column";
  EXPECT_FALSE(signals[1][1].contains("node"));
}

size_t count(const std::string& text, const std::string& part) {
  size_t n = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

TEST(Svg, NamesLanesGroupsAndTheMarkedCycle) {
  const std::string svg = timing_svg(example());
  for (const char* text : {">valid<", ">data<", ">ready<", ">stim<", ">sig<", ">100<"}) {
    EXPECT_THAT(svg, HasSubstr(text));
  }
  EXPECT_EQ(count(svg, "class=\"mark\""), 1U);
}

TEST(Svg, EscapesWhatXmlWouldMisread) {
  EXPECT_THAT(timing_svg(example()), HasSubstr("a &lt; b &amp; c"));
}

TEST(Svg, DrawsRedOnlyWhatIsWrong) {
  TimingDiagram diagram = example();
  const std::string svg = timing_svg(diagram);
  EXPECT_EQ(count(svg, "class=\"wave wrong\""), 1U);
  EXPECT_EQ(count(svg, "class=\"wrong-line\""), 1U);
  for (TimingLane& lane : diagram.lanes) lane.wrong.clear();
  EXPECT_THAT(timing_svg(diagram), Not(HasSubstr("class=\"wave wrong\"")));
}

TEST(Svg, ALevelRisesAtTheColumnInWhichItRises) {
  TimingDiagram diagram;
  diagram.columns = 2;
  diagram.lanes = {{"x", Shape::Level, {"0", "1"}, {}, ""}};
  const std::string rising = timing_svg(diagram);
  diagram.lanes[0].values = {"1", "0"};
  EXPECT_NE(rising, timing_svg(diagram));
}

TEST(Svg, ValueThatDoesNotFitKeepsItsWholeTextAsATooltip) {
  TimingDiagram diagram;
  diagram.columns = 2;
  diagram.lanes = {{"x", Shape::Bus, {"123456789abcdef", "0"}, {}, ""}};
  const std::string svg = timing_svg(diagram);
  EXPECT_THAT(svg, HasSubstr("<title>123456789abcdef</title>"));
  EXPECT_THAT(svg, Not(HasSubstr(">123456789abcdef</text>")));
  EXPECT_EQ(count(svg, "<g>"), count(svg, "</g>"));
}

}  // namespace
}  // namespace kintsugi
