#include "testbench/population/shard.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "models/core/error.h"
#include "testbench/report/atomic_file.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

fs::path shard_file(const fs::path& folder) { return folder / "shard.json"; }

std::string shard_text(const RunOptions& options) {
  std::vector<std::string> given;
  for (const auto& [key, origin] : options.scenario.origin) given.push_back(key);
  Json json;
  json["shard"] = options.shard.index;
  json["of"] = options.shard.count;
  json["engine"] = options.engine == Engine::Cosim ? "cosim" : "fast";
  json["check"] = options.check == Check::Cycle ? "cycle" : "transaction";
  json["plant"] = options.plant;
  json["scenario_file"] = fs::absolute(options.scenario.file).lexically_normal().string();
  json["given"] = given;
  json["scenario"] = to_canonical_toml(options.scenario);
  return json.dump(2) + '\n';
}

RunOptions options_of(const Json& json) {
  RunOptions options;
  options.shard = {json.at("shard").get<int>(), json.at("of").get<int>()};
  if (options.shard.index < 1 || options.shard.index > options.shard.count) {
    throw UserError("shard: out of range");
  }
  options.engine = json.at("engine") == "fast" ? Engine::Fast : Engine::Cosim;
  options.check = json.at("check") == "transaction" ? Check::Transaction : Check::Cycle;
  options.plant = json.at("plant").get<std::string>();
  const auto file = json.at("scenario_file").get<std::string>();
  options.scenario = parse_scenario(json.at("scenario").get<std::string>(), file);
  options.scenario.file = file;
  // The canonical text sets every key; report.html marks those that the user set.
  std::map<std::string, std::string> given;
  for (const auto& key : json.at("given")) given[key.get<std::string>()] = file;
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

std::string to_text(const Shard& shard) {
  return fmt::format("shard {}/{}", shard.index, shard.count);
}

RunOptions read_shard_file(const fs::path& folder) {
  const fs::path path = shard_file(folder);
  std::ifstream stream(path);
  if (!stream) {
    throw UserError(folder.string() +
                    ": found no shard.json; allowed a folder of `kintsugi run --shard I/N`");
  }
  try {
    RunOptions options = options_of(Json::parse(stream));
    options.out = folder;
    return options;
  } catch (const std::exception& error) {
    throw UserError(
        fmt::format("{}: cannot read which shard this is ({}); run the shard again in "
                    "another folder",
                    path.string(), error.what()));
  }
}

void check_shard_folder(const RunOptions& options) {
  if (!fs::exists(shard_file(options.out))) return;
  const Shard there = read_shard_file(options.out).shard;
  const Shard& here = options.shard;
  if (there.index == here.index && there.count == here.count) return;
  throw UserError(
      fmt::format("{}: found {}; allowed its own folder for each shard; choose another "
                  "folder, or give --shard {}/{} to continue it",
                  options.out.string(), to_text(there), there.index, there.count));
}

void claim_shard_folder(const RunOptions& options) {
  if (options.shard.count > 0) write_file_atomically(shard_file(options.out), shard_text(options));
}

std::map<std::string, std::string> shard_texts(const RunOptions& options) {
  return {{"canonical", to_canonical_toml(options.scenario)},
          {"engine", options.engine == Engine::Cosim ? "cosim" : "fast"},
          {"check", options.check == Check::Cycle ? "cycle" : "transaction"},
          {"plant", options.plant.empty() ? "none" : options.plant},
          {"number of shards", std::to_string(options.shard.count)}};
}

}  // namespace kintsugi
