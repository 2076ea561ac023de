#include "testbench/population/shard.h"

#include <fmt/format.h>

#include "models/core/error.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

RunOptions options_of(const ShardFile& file) {
  const Json& json = file.work;
  RunOptions options;
  options.shard = file.shard;
  options.out = file.folder;
  options.engine = json.at("engine") == "fast" ? Engine::Fast : Engine::Cosim;
  options.check = json.at("check") == "transaction" ? Check::Transaction : Check::Cycle;
  options.plant = json.at("plant").get<std::string>();
  const auto scenario_file = json.at("scenario_file").get<std::string>();
  options.scenario = parse_scenario(json.at("scenario").get<std::string>(), scenario_file);
  options.scenario.file = scenario_file;
  // The canonical text sets every key; report.html marks those that the user set.
  std::map<std::string, std::string> given;
  for (const auto& key : json.at("given")) given[key.get<std::string>()] = scenario_file;
  options.scenario.origin = given;
  return options;
}

}  // namespace

int shard_of(const DieRange& range, uint32_t die, int shards) {
  return static_cast<int>((die - range.first) % static_cast<uint32_t>(shards)) + 1;
}

std::vector<uint32_t> dies_of(const DieRange& range, const Shard& shard) {
  std::vector<uint32_t> dies;
  for (uint32_t i = 0; i < range.count; ++i) {
    const uint32_t die = range.first + i;
    if (shard.count == 0 || shard_of(range, die, shard.count) == shard.index) dies.push_back(die);
  }
  return dies;
}

ShardFile shard_file_of(const RunOptions& options) {
  std::vector<std::string> given;
  for (const auto& [key, origin] : options.scenario.origin) given.push_back(key);
  Json json;
  json["engine"] = options.engine == Engine::Cosim ? "cosim" : "fast";
  json["check"] = options.check == Check::Cycle ? "cycle" : "transaction";
  json["plant"] = options.plant;
  json["scenario_file"] = fs::absolute(options.scenario.file).lexically_normal().string();
  json["given"] = given;
  json["scenario"] = to_canonical_toml(options.scenario);
  return {options.out, "run", options.shard, std::move(json)};
}

RunOptions run_of(const ShardFile& file) {
  try {
    return options_of(file);
  } catch (const std::exception& error) {
    throw UserError(
        fmt::format("{}: cannot read which shard this is ({}); run the shard again in "
                    "another folder",
                    (file.folder / "shard.json").string(), error.what()));
  }
}

ShardTexts shard_texts(const RunOptions& options) {
  return {{"canonical", to_canonical_toml(options.scenario)},
          {"engine", options.engine == Engine::Cosim ? "cosim" : "fast"},
          {"check", options.check == Check::Cycle ? "cycle" : "transaction"},
          {"plant", options.plant.empty() ? "none" : options.plant},
          {"number of shards", std::to_string(options.shard.count)}};
}

}  // namespace kintsugi
