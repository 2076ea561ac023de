// A small repository with a plan and tests of CTest, signed off by the built `kintsugi-signoff`.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "testbench/tests/end_to_end/binary.h"

namespace kintsugi::signoff_test {

#define EXPECT_SAYS(text, words) EXPECT_NE((text).find(words), std::string::npos) << (text)

// A table of the plan.
inline std::string testpoint(const std::string& id, const std::string& stage,
                             const std::string& check) {
  return "[[testpoint]]\nid = \"" + id + "\"\nstage = \"" + stage + "\"\nclaim = \"a claim\"\n" +
         check + "\n";
}

// A check that writes that JSON; /compared must be above 0.
inline std::string writes(const std::string& json,
                          const std::string& limits = "\"/compared\" = \"> 0\"") {
  return "command = [\"sh\", \"-c\", '''printf '%s' '" + json +
         "' > $0''', \"{json}\"]\nlimits = { " + limits + " }";
}

inline std::string good() { return writes(R"({"compared": 3})"); }

// A check by a line for the shell that must also write a good result.
inline std::string shell(const std::string& line) {
  return "command = [\"sh\", \"-c\", '''" + line +
         "; echo {\\\"compared\\\": 3} > $0''', \"{json}\"]\nlimits = { \"/compared\" = \"> 0\" }";
}

class Signoff : public testing::Test {
 protected:
  Signoff() : root_(scratch_ / "root"), build_(scratch_ / "build"), out_(scratch_ / "out") {
    std::filesystem::create_directories(root_);
    std::filesystem::create_directories(build_);
    setenv("KINTSUGI_ROOT", root_.c_str(), 1);
    write_file(root_ / "source.sv", "module m; endmodule\n");
    add_tests("add_test(first \"/bin/echo\" \"17 things compared\")\n");
  }

  // A plan of three stages, each of one good check, and what is added.
  void plan(const std::string& more) {
    write_plan(testpoint("a", "V1", good()) + testpoint("b", "V2", good()) +
               testpoint("c", "V3", good()) + more);
  }
  void write_plan(const std::string& points) {
    write_file(scratch_ / "plan.toml", "name = \"small\"\n" + points);
  }
  void add_tests(const std::string& text) { write_file(build_ / "CTestTestfile.cmake", text); }

  Outcome sign_off(const std::vector<std::string>& more = {}) {
    std::vector<std::string> args = {
        "--plan", scratch_ / "plan.toml", "--build", build_, "--out", out_, "--quiet"};
    args.insert(args.end(), more.begin(), more.end());
    return run_binary(args);
  }
  nlohmann::json json() const { return nlohmann::json::parse(read_file(out_ / "signoff.json")); }
  nlohmann::json point(const std::string& id) const {
    const nlohmann::json points = json().at("points");
    for (const auto& entry : points) {
      if (entry.at("id") == id) return entry;
    }
    return {};
  }

  // The sign-off fails, and for no other reason.
  void expect_failure(const std::string& id, const std::string& reason) {
    const Outcome outcome = sign_off();
    EXPECT_EQ(outcome.status, 1) << outcome.out;
    EXPECT_EQ(json().at("failed"), 1) << outcome.out;
    EXPECT_FALSE(json().at("signed_off"));
    EXPECT_EQ(point(id).at("outcome"), "failed");
    EXPECT_SAYS(point(id).at("reason").get<std::string>(), reason);
    EXPECT_SAYS(outcome.out, reason);
  }

  ScratchFolder scratch_;
  std::filesystem::path root_, build_, out_;
};

}  // namespace kintsugi::signoff_test
