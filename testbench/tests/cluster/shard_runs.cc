#include "testbench/tests/cluster/shard_runs.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>

#include <algorithm>
#include <thread>

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

int add_row(void* out, int columns, char** values, char**) {
  for (int c = 0; c < columns; ++c) {
    *static_cast<std::string*>(out) +=
        (c == 0 ? "" : "|") + std::string(values[c] != nullptr ? values[c] : "");
  }
  *static_cast<std::string*>(out) += '\n';
  return 0;
}

}  // namespace

Words small_run(const fs::path& out, const Words& more) {
  Words words = {"run", "fashion_mlp", "--engine", "fast",      "--images",
                 "20",  "--quiet",     "--out",    out.string()};
  return with_dies(words, more, "3:10");
}

std::vector<fs::path> run_shards(const fs::path& base, int n, const Words& more) {
  std::vector<fs::path> folders;
  for (int i = 1; i <= n; ++i) {
    folders.push_back(base / std::to_string(i));
    Words words = more;
    words.insert(words.end(), {"--shard", std::to_string(i) + "/" + std::to_string(n)});
    run_binary(small_run(folders.back(), words));
  }
  return folders;
}

Outcome merge(const std::vector<fs::path>& shards, const fs::path& out, const Words& more) {
  Words words = {"merge", "--quiet", "--out", out.string()};
  words.insert(words.end(), more.begin(), more.end());
  for (const fs::path& shard : shards) words.push_back(shard.string());
  return run_binary(words);
}

Words with_dies(Words words, const Words& more, const char* dies) {
  words.insert(words.end(), more.begin(), more.end());
  if (std::find(more.begin(), more.end(), "--dies") == more.end()) {
    words.insert(words.end(), {"--dies", dies});
  }
  return words;
}

void kill_once_kept(const Words& words, const fs::path& folder, int dies, const char* file) {
  const auto kept = [&] {
    return fs::exists(folder / file)
               ? std::atoi(sql(folder, "SELECT count(*) FROM dies", file).c_str())
               : 0;
  };
  const pid_t pid = start_binary(words);
  while (kept() < dies && kill(pid, 0) == 0) std::this_thread::yield();
  kill(pid, SIGKILL);
  EXPECT_EQ(wait_for(pid), 128 + SIGKILL) << "it was over before it was killed";
  EXPECT_GE(kept(), dies);
}

std::string merged_bytes(const fs::path& folder) {
  std::string bytes;
  for (const char* file :
       {"dies.csv", "summary.json", "junit.xml", "parts.csv", "bins.csv", "report.html"}) {
    bytes += std::string(file) + '\n' + read_file(folder / file);
  }
  return bytes + sql(folder, "SELECT * FROM meta ORDER BY 1") +
         sql(folder, "SELECT * FROM dies ORDER BY 1") + sql(folder, "PRAGMA user_version");
}

std::string sql(const fs::path& folder, const std::string& statement, const char* file) {
  sqlite3* db = nullptr;
  sqlite3_open_v2((folder / file).c_str(), &db, SQLITE_OPEN_READWRITE, nullptr);
  sqlite3_busy_timeout(db, 5000);
  std::string text;
  sqlite3_exec(db, statement.c_str(), add_row, &text, nullptr);
  sqlite3_close(db);
  return text;
}

}  // namespace kintsugi
