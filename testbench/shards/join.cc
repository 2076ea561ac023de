#include "testbench/shards/join.h"

#include <algorithm>
#include <cstdio>

namespace kintsugi {
namespace {

constexpr size_t kShownMissing = 8;

std::string first_of(const std::vector<std::string>& names) {
  std::string text;
  for (size_t i = 0; i < std::min(names.size(), kShownMissing); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  return text + (names.size() > kShownMissing ? ", ..." : "");
}

}  // namespace

void Missing::want(int shard, const std::string& name, bool there) {
  ++wanted_[shard];
  if (!there) missing_[shard].push_back(name);
}

void Missing::tell(const std::vector<ShardFile>& given) const {
  for (const auto& [index, names] : missing_) {
    const bool has_folder = std::any_of(
        given.begin(), given.end(), [i = index](const ShardFile& f) { return f.shard.index == i; });
    fmt::print(stderr, "kintsugi: {}: {} of {} {} missing{}: {}\n",
               to_text({index, given.front().shard.count}), names.size(), wanted_.at(index),
               pieces_, has_folder ? "" : ", its folder was not given", first_of(names));
  }
}

void tell_nothing_was_merged(const char* or_else) {
  fmt::print(stderr, "kintsugi: nothing was merged; run these shards again into their folders{}\n",
             or_else);
}

}  // namespace kintsugi
