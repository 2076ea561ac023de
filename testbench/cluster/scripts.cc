#include "testbench/cluster/scripts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>

#include "models/core/error.h"
#include "testbench/population/shell_word.h"

namespace kintsugi {
namespace {

// These decide what the plan means.
constexpr std::array<const char*, 9> kOwnOptions = {"array",     "dependency", "output",
                                                    "open-mode", "requeue",    "no-requeue",
                                                    "chdir",     "wrap",       "parsable"};

void check_form(const char* option, const std::string& value, const char* form,
                const char* allowed) {
  if (value.empty() || std::regex_match(value, std::regex(form))) return;
  throw UserError(fmt::format("--{}: found {}; allowed {}", option, value, allowed));
}

void check_sbatch_option(const std::string& text) {
  check_form("sbatch", text, "--[a-z][a-z-]*(=[A-Za-z0-9_.,:/@%+*\\[\\]=-]+)?",
             "an option as sbatch has it in one word, as in --sbatch=--account=lab");
  const std::string name = text.substr(2, text.find('=') - 2);
  if (std::find(kOwnOptions.begin(), kOwnOptions.end(), name) == kOwnOptions.end()) return;
  throw UserError(
      fmt::format("--sbatch: found --{}, which the plan sets itself; allowed others", name));
}

void check_printable(const std::string& what, const std::string& word) {
  const bool control = std::any_of(word.begin(), word.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (control) {
    throw UserError(what + ": found a control character; allowed text that a script can show");
  }
}

std::string sbatch_lines(const SubmitOptions& options) {
  std::string lines;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) lines += fmt::format("#SBATCH --{}={}\n", name, value);
  };
  add("partition", options.partition);
  add("time", options.time);
  add("mem", options.mem);
  for (const std::string& option : options.sbatch) lines += "#SBATCH " + option + '\n';
  return lines;
}

std::string quoted_words(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + shell_word(word);
  return line;
}

std::string environment(const ShardPlan& plan) {
  return fmt::format("set -eu\nexport KINTSUGI_ROOT={}\ncd {}\n", shell_word(plan.root.string()),
                     shell_word(plan.from.string()));
}

}  // namespace

void check_script_words(const SubmitOptions& options, const ShardPlan& plan) {
  check_form("partition", options.partition, "[A-Za-z0-9_.,-]+", "names of partitions");
  check_form("time", options.time, "([0-9]+-)?[0-9]+(:[0-9]{1,2}){0,2}",
             "minutes, or as in 8:00:00 or 1-12");
  check_form("mem", options.mem, "[0-9]+[KMGT]?", "a size, as in 4G");
  for (const std::string& option : options.sbatch) check_sbatch_option(option);
  check_printable("--out", plan.folder.string());
  check_printable("the folder this was started in", plan.from.string());
  check_printable("KINTSUGI_ROOT", plan.root.string());
  for (const std::string& word : plan.run) check_printable("submit", word);
}

std::string array_script(const ShardPlan& plan, const SubmitOptions& options) {
  return fmt::format(
             "#!/bin/bash\n"
             "# A task a shard; one that is requeued goes on where it was. By hand, in this "
             "folder:\n"
             "#   sbatch shards.sbatch\n"
             "#   sbatch --dependency=afterany:JOB merge.sbatch\n"
             "#SBATCH --job-name=kintsugi_shards\n"
             "#SBATCH --array=1-{}\n"
             "#SBATCH --requeue\n"
             "#SBATCH --open-mode=append\n"
             "#SBATCH --output=logs/shard_%a.log\n"
             "#SBATCH --cpus-per-task={}\n",
             plan.shards, options.cpus) +
         sbatch_lines(options) + environment(plan) +
         fmt::format(
             "exec {} \\\n  {} \\\n  --shard \"$SLURM_ARRAY_TASK_ID/{}\" --jobs {} --quiet "
             "\\\n  --out {}/shards/\"$SLURM_ARRAY_TASK_ID\"\n",
             shell_word(plan.program.string()), quoted_words(plan.run), plan.shards, options.cpus,
             shell_word(plan.folder.string()));
}

std::string merge_script(const ShardPlan& plan, const SubmitOptions& options) {
  return "#!/bin/bash\n"
         "# The whole from the shards; where dies are missing, their shards are named instead.\n"
         "#SBATCH --job-name=kintsugi_merge\n"
         "#SBATCH --requeue\n"
         "#SBATCH --open-mode=append\n"
         "#SBATCH --output=logs/merge.log\n" +
         sbatch_lines(options) + environment(plan) +
         fmt::format("exec {} \\\n  merge {} --out {}\n", shell_word(plan.program.string()),
                     shell_word(plan.folder.string()), shell_word(merged_folder(plan).string()));
}

std::string array_indices(const std::vector<int>& shards) {
  std::string text;
  for (size_t i = 0; i < shards.size(); ++i) {
    size_t last = i;
    while (last + 1 < shards.size() && shards[last + 1] == shards[last] + 1) ++last;
    text += (text.empty() ? "" : ",") + std::to_string(shards[i]);
    if (last > i) text += '-' + std::to_string(shards[last]);
    i = last;
  }
  return text;
}

}  // namespace kintsugi
