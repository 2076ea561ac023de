// A shard of a sweep, written down.
#include <fmt/format.h>

#include "models/core/error.h"
#include "testbench/space/sweep_command.h"

namespace kintsugi {

namespace fs = std::filesystem;

ShardFile sweep_shard_file(const DesignSweepOptions& options) {
  nlohmann::ordered_json json;
  json["scenario_file"] = fs::absolute(options.scenario.file).lexically_normal().string();
  json["overrides"] = nlohmann::ordered_json::array();
  for (const Override& one : options.overrides) {
    json["overrides"].push_back({one.key, one.value, one.origin});
  }
  json["settings"] = options.settings;
  json["points"] = options.points.empty() ? "" : fs::absolute(options.points).string();
  json["engine"] = options.engine == Engine::Cosim ? "cosim" : "fast";
  json["refit"] = options.refit;
  return {options.out, "sweep", options.shard, std::move(json)};
}

DesignSweepOptions sweep_of(const ShardFile& file) {
  try {
    DesignSweepOptions options;
    options.shard = file.shard;
    options.out = file.folder;
    for (const auto& one : file.work.at("overrides")) {
      options.overrides.push_back({one.at(0), one.at(1), one.at(2)});
    }
    options.scenario =
        load_scenario(file.work.at("scenario_file").get<std::string>(), options.overrides);
    options.settings = file.work.at("settings").get<std::vector<std::string>>();
    options.points = file.work.at("points").get<std::string>();
    options.engine = file.work.at("engine") == "cosim" ? Engine::Cosim : Engine::Fast;
    options.refit = file.work.at("refit").get<bool>();
    return options;
  } catch (const std::exception& error) {
    throw UserError(
        fmt::format("{}: cannot read which shard this is ({}); run the shard again in "
                    "another folder",
                    (file.folder / "shard.json").string(), error.what()));
  }
}

}  // namespace kintsugi
