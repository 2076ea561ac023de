#include "testbench/mutation/score.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "testbench/report/atomic_file.h"

namespace kintsugi::mutation {
namespace {

using Json = nlohmann::ordered_json;

void count(const Fate& fate, Score* score) {
  ++score->mutants;
  if (fate.kill) {
    ++score->killed;
    ++score->killed_by[fate.kill->by];
  } else if (fate.equivalent) {
    ++score->equivalent;
  } else {
    ++score->survived;
  }
}

std::string row(const std::string& name, const Score& score) {
  return fmt::format("{:22} {:>8} {:>8} {:>11} {:>9} {:>8.1f}\n", name, score.mutants, score.killed,
                     score.equivalent, score.survived, score.percent());
}

const char* outcome(const Fate& fate) {
  if (fate.kill) return "killed";
  return fate.equivalent ? "equivalent" : "survived";
}

Json counts(const Score& score) {
  return {{"mutants", score.mutants},
          {"killed", score.killed},
          {"equivalent", score.equivalent},
          {"survived", score.survived},
          {"score", score.percent()}};
}

Json told(const Fate& fate) {
  Json json = {{"number", fate.mutant.number},
               {"module", fate.mutant.module},
               {"source", fate.mutant.source},
               {"change", fate.mutant.change},
               {"outcome", outcome(fate)}};
  if (fate.kill) {
    json["by"] = fate.kill->by;
    json["test"] = fate.kill->test;
    json["what"] = fate.kill->what;
    json["cycle"] = fate.kill->cycle;
  }
  return json;
}

}  // namespace

double Score::percent() const {
  const int judged = mutants - equivalent;
  return judged == 0 ? 0.0 : 100.0 * killed / judged;
}

Score score_of(const std::vector<Fate>& fates) {
  Score score;
  for (const Fate& fate : fates) count(fate, &score);
  return score;
}

std::map<std::string, Score> score_by_module(const std::vector<Fate>& fates) {
  std::map<std::string, Score> modules;
  for (const Fate& fate : fates) count(fate, &modules[fate.mutant.module]);
  return modules;
}

std::string fate_text(const Fate& fate) {
  std::string text = fmt::format("{:>4} {} {} {}: {}", fate.mutant.number, outcome(fate),
                                 fate.mutant.module, fate.mutant.source, fate.mutant.change);
  if (fate.kill) {
    text += fmt::format("\n     {} {} in cycle {} of {}", fate.kill->by, fate.kill->what,
                        fate.kill->cycle, fate.kill->test);
  }
  return text + "\n";
}

std::string score_text(const std::vector<Fate>& fates) {
  std::string text = fmt::format("{:22} {:>8} {:>8} {:>11} {:>9} {:>8}\n", "module", "mutants",
                                 "killed", "equivalent", "survived", "score %");
  for (const auto& [module, score] : score_by_module(fates)) text += row(module, score);
  const Score all = score_of(fates);
  text += row("all", all) + "\nkilled by:";
  for (const auto& [by, number] : all.killed_by) text += fmt::format(" {} {}", by, number);
  text += "\n";
  if (all.survived > 0) text += "\nsurvivors:\n";
  for (const Fate& fate : fates) {
    if (fate.survived()) text += fate_text(fate);
  }
  return text;
}

void write_score(const std::filesystem::path& file, const std::vector<Fate>& fates,
                 const Circumstances& circumstances) {
  const Score all = score_of(fates);
  Json json = counts(all);
  json["seed"] = circumstances.seed;
  json["limit"] = circumstances.limit;
  json["tests"] = circumstances.tests;
  json["cycles"] = circumstances.cycles;
  json["killed_by"] = all.killed_by;
  for (const auto& [module, score] : score_by_module(fates))
    json["modules"][module] = counts(score);
  json["list"] = Json::array();
  for (const Fate& fate : fates) json["list"].push_back(told(fate));
  write_file_atomically(file, json.dump(2) + "\n");
}

}  // namespace kintsugi::mutation
