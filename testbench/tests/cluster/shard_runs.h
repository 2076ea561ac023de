// Small runs, whole and in shards, and their bytes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "testbench/tests/end_to_end/binary.h"

namespace kintsugi {

using Words = std::vector<std::string>;

// `kintsugi run` of a few dies in the fast engine.
Words small_run(const std::filesystem::path& out, const Words& more = {});

// Runs shards 1 .. n into BASE/1 .. BASE/n; returns the folders.
std::vector<std::filesystem::path> run_shards(const std::filesystem::path& base, int n,
                                              const Words& more = {});

Outcome merge(const std::vector<std::filesystem::path>& shards, const std::filesystem::path& out,
              const Words& more = {});

// `words` and `more`, and these dies where `more` names none.
Words with_dies(Words words, const Words& more, const char* dies);

// Starts a command and kills it with SIGKILL once its database in `folder` holds so many dies.
void kill_once_kept(const Words& words, const std::filesystem::path& folder, int dies,
                    const char* file = "results.sqlite");

// Every file that depends on no host, and the database as sorted text.
std::string merged_bytes(const std::filesystem::path& folder);

// Runs SQL on a database of the folder; every row, a line each.
std::string sql(const std::filesystem::path& folder, const std::string& statement,
                const char* file = "results.sqlite");

}  // namespace kintsugi
