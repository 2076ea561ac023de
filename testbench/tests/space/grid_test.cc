#include "testbench/space/grid.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

#include "models/core/error.h"
#include "testbench/space/decimal_range.h"

namespace kintsugi {
namespace {

using Texts = std::vector<std::string>;

template <class Work>
std::string refusal_of(Work work) {
  try {
    work();
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

std::string grid_refusal(const Texts& arguments) {
  return refusal_of([&] { grid_of(arguments); });
}

Texts values_of(const std::string& argument) {
  Texts values;
  for (const auto& point : grid_of({argument}).points) values.push_back(point[0].value);
  return values;
}

// A decimal number with `places` digits behind the point.
std::string decimal_text(int64_t number, int places) {
  std::string digits = std::to_string(std::llabs(number));
  while (static_cast<int>(digits.size()) <= places) digits.insert(0, "0");
  if (places > 0) digits.insert(digits.size() - static_cast<size_t>(places), ".");
  return (number < 0 ? "-" : "") + digits;
}

TEST(SweepGridTest, ListKeepsItsOrderAndWords) {
  EXPECT_EQ(values_of("adc.bits=8,4,6"), (Texts{"8", "4", "6"}));
  EXPECT_EQ(values_of("adc.type=sar,flash"), (Texts{"sar", "flash"}));
  EXPECT_EQ(values_of("judge.images=100,all"), (Texts{"100", "all"}));
}

TEST(SweepGridTest, CommasAndColonsWithinQuotesAndBracketsSeparateNothing) {
  EXPECT_EQ(values_of("adc.full_scale=[1,2,3],[4,5,6]"), (Texts{"[1,2,3]", "[4,5,6]"}));
  EXPECT_EQ(values_of("network=\"a,b:c\",d"), (Texts{"\"a,b:c\"", "d"}));
}

TEST(SweepGridTest, RangeEndsWhereItsStepsMeetTheEnd) {
  EXPECT_EQ(values_of("adc.bits=4:8:2"), (Texts{"4", "6", "8"}));
  EXPECT_EQ(values_of("adc.bits=4:9:2"), (Texts{"4", "6", "8"}));
  EXPECT_EQ(values_of("adc.bits=8:4:-2"), (Texts{"8", "6", "4"}));
  EXPECT_EQ(values_of("adc.bits=5:5:1"), (Texts{"5"}));
  EXPECT_EQ(values_of("device.sigma_die=0.1:0.3:0.1"), (Texts{"0.1", "0.2", "0.3"}));
  EXPECT_EQ(values_of("device.sigma_die=0:1:.25"), (Texts{"0", "0.25", "0.5", "0.75", "1"}));
  EXPECT_EQ(values_of("device.sigma_die=-1e-1:1e-1:1e-1"), (Texts{"-0.1", "0", "0.1"}));
  EXPECT_EQ(values_of("wires.bit_ohm=100:3e2:1e2"), (Texts{"100", "200", "300"}));
}

TEST(SweepGridTest, ListMayHoldRanges) {
  EXPECT_EQ(values_of("adc.bits=4,6:10:2,12"), (Texts{"4", "6", "8", "10", "12"}));
}

RC_GTEST_PROP(SweepGridProperty, RangeIsExactAtEveryStep, ()) {
  const int places = *rc::gen::inRange(0, 7);
  const auto from = *rc::gen::inRange<int64_t>(-100000, 100000);
  const int64_t step = *rc::gen::inRange<int64_t>(1, 500) * (*rc::gen::arbitrary<bool>() ? 1 : -1);
  const auto count = *rc::gen::inRange<int64_t>(1, 200);
  // Less than a step beyond the last value.
  const int64_t beyond = *rc::gen::inRange<int64_t>(0, std::llabs(step)) * (step < 0 ? -1 : 1);
  const int64_t to = from + (count - 1) * step + beyond;
  const Texts values = decimal_range(decimal_text(from, places), decimal_text(to, places),
                                     decimal_text(step, places), 1000, "test");
  RC_ASSERT(static_cast<int64_t>(values.size()) == count);
  for (int64_t i = 0; i < count; ++i) {
    const std::string& value = values[static_cast<size_t>(i)];
    // The nearest double of both notations is the same one.
    RC_ASSERT(std::strtod(value.c_str(), nullptr) ==
              std::strtod(decimal_text(from + i * step, places).c_str(), nullptr));
    RC_ASSERT(value.find_first_not_of("-.0123456789") == std::string::npos);
    RC_ASSERT(value.find('.') == std::string::npos || value.back() != '0');
  }
}

RC_GTEST_PROP(SweepGridProperty, StepThatLeadsAwayIsRefused, ()) {
  const auto from = *rc::gen::inRange<int64_t>(-1000, 1000);
  const auto distance = *rc::gen::inRange<int64_t>(1, 1000);
  const auto step = *rc::gen::inRange<int64_t>(1, 1000);
  const bool down = *rc::gen::arbitrary<bool>();
  const std::string text = "k=" + std::to_string(from) + ':' +
                           std::to_string(down ? from - distance : from + distance) + ':' +
                           std::to_string(down ? step : -step);
  RC_ASSERT(grid_refusal({text}).find("leads away") != std::string::npos);
}

RC_GTEST_PROP(SweepGridProperty, GridHoldsEveryCombinationOnceTheLastKeyFastest, ()) {
  const auto sizes =
      *rc::gen::container<std::vector<int>>(*rc::gen::inRange(1, 5), rc::gen::inRange(1, 6));
  Texts arguments;
  size_t product = 1;
  for (size_t k = 0; k < sizes.size(); ++k) {
    std::string argument = "key" + std::to_string(k) + '=';
    for (int v = 0; v < sizes[k]; ++v) argument += (v == 0 ? "v" : ",v") + std::to_string(v);
    arguments.push_back(argument);
    product *= static_cast<size_t>(sizes[k]);
  }
  const SweepGrid grid = grid_of(arguments);
  RC_ASSERT(grid.points.size() == product);
  for (size_t i = 0; i < product; ++i) {
    size_t rest = i;
    for (size_t k = sizes.size(); k-- > 0;) {
      const auto place = rest % static_cast<size_t>(sizes[k]);
      rest /= static_cast<size_t>(sizes[k]);
      RC_ASSERT(grid.points[i][k].key == grid.keys[k]);
      RC_ASSERT(grid.points[i][k].value == "v" + std::to_string(place));
      RC_ASSERT(grid.points[i][k].origin == arguments[k]);
    }
  }
}

TEST(SweepGridTest, RefusesWhatIsNoGrid) {
  const std::pair<Texts, const char*> refusals[] = {
      {{}, "found no key to sweep"},
      {{"adc.bits"}, "adc.bits: found no KEY=VALUES"},
      {{"=4"}, "found no KEY=VALUES"},
      {{"adc.bits="}, "found an empty value"},
      {{"adc.bits=4,,6"}, "found an empty value"},
      {{"adc.bits=4,6,"}, "found an empty value"},
      {{"adc.bits=4:8"}, "a range is FROM:TO:STEP"},
      {{"adc.bits=1:2:3:4"}, "a range is FROM:TO:STEP"},
      {{"adc.bits=4:8:0"}, "found a step of 0"},
      {{"adc.bits=4:8:0.0"}, "found a step of 0"},
      {{"adc.bits=4:8:-1"}, "the step -1, which leads away from 8"},
      {{"adc.bits=8:4:1"}, "the step 1, which leads away from 4"},
      {{"adc.bits=4:eight:1"}, "found \"eight\" in a range"},
      {{"adc.bits=4::1"}, "found \"\" in a range"},
      {{"adc.bits=1:2:nan"}, "found \"nan\" in a range"},
      {{"adc.bits=1:2:1e-300"}, "found \"1e-300\" in a range"},
      {{"adc.bits=0:1:0.0000001"}, "a range of more than 4096 values"},
      {{"adc.bits=4,6,4"}, "found 4 twice"},
      {{"adc.bits=4,6", "seed=1", "adc.bits=8"}, "adc.bits=8: found the key adc.bits twice"},
      {{"a=1:64:1", "b=1:65:1"}, "b=1:65:1: found more than 4096 points"},
  };
  for (const auto& [arguments, sentence] : refusals) {
    const std::string found = grid_refusal(arguments);
    EXPECT_NE(found.find(sentence), std::string::npos)
        << found << "\nof " << (arguments.empty() ? "nothing" : arguments[0]);
  }
}

TEST(SweepGridTest, TheLargestGridIsAllowed) {
  EXPECT_EQ(grid_of({"a=1:64:1", "b=1:64:1"}).points.size(), kMostPoints);
  EXPECT_EQ(grid_of({"a=1:4096:1"}).points.size(), kMostPoints);
}

}  // namespace
}  // namespace kintsugi
