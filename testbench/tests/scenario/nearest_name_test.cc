#include "testbench/scenario/nearest_name.h"

#include <gtest/gtest.h>

namespace kintsugi {
namespace {

TEST(EditDistance, CountsInsertedDeletedReplacedAndSwappedCharacters) {
  EXPECT_EQ(edit_distance("", "abc"), 3);
  EXPECT_EQ(edit_distance("sigma", "sigma"), 0);
  EXPECT_EQ(edit_distance("sigma", "sgma"), 1);
  EXPECT_EQ(edit_distance("sigma", "sigmaa"), 1);
  EXPECT_EQ(edit_distance("sigma", "sugma"), 1);
  EXPECT_EQ(edit_distance("sigma", "isgma"), 1) << "two neighbours swapped are one mistake";
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
}

TEST(NearestName, FindsTheMisspeltWord) {
  EXPECT_EQ(nearest_name("benhc", {"run", "fit", "bench"}), "bench");
  EXPECT_EQ(nearest_name("rn", {"run", "fit", "bench"}), "run");
}

TEST(NearestName, StaysSilentWhenNothingIsNear) {
  EXPECT_EQ(nearest_name("conductance", {"run", "fit", "bench"}), "");
  EXPECT_EQ(did_you_mean("conductance", {"run"}), "");
}

TEST(NearestName, PrefersTheFirstOfEquallyNearNames) {
  EXPECT_EQ(nearest_name("ac", {"ab", "ad"}), "ab");
}

}  // namespace
}  // namespace kintsugi
