// Help that cannot lie: every example it shows is a command line that is accepted.
#include <gtest/gtest.h>

#include <sstream>

#include "testbench/cli/command_table.h"
#include "testbench/cli/commands.h"

namespace kintsugi {
namespace {

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::string printed(const std::vector<std::string>& args) {
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(kintsugi_main(args, {}, out, err), 0) << err.str();
  return out.str();
}

TEST(Help, NamesEveryCommand) {
  const std::string usage = printed({});
  EXPECT_EQ(usage, printed({"--help"}));
  EXPECT_EQ(usage, printed({"help"}));
  EXPECT_EQ(usage, printed({"-h"}));
  for (const Command& command : all_commands()) {
    EXPECT_NE(usage.find("\n  " + synopsis(command.syntax) + ' '), std::string::npos) << usage;
  }
}

TEST(Help, OfACommandHasItsOptionsAndExamples) {
  for (const Command& command : all_commands()) {
    const std::string& name = command.syntax.name;
    const std::string help = printed({name, "--help"});
    EXPECT_EQ(help.find("usage: kintsugi " + name), 0U) << help;
    EXPECT_EQ(help, printed({name, "-h"}));
    EXPECT_EQ(help, printed({"help", name}));
    EXPECT_FALSE(command.syntax.examples.empty()) << name;
    for (const Example& example : command.syntax.examples) {
      EXPECT_NE(help.find("  " + example.line + ' '), std::string::npos) << help;
    }
  }
}

TEST(Help, EveryExampleIsAccepted) {
  for (const Command& command : all_commands()) {
    for (const Example& example : command.syntax.examples) {
      std::vector<std::string> words = words_of(example.line);
      ASSERT_GE(words.size(), 2U) << example.line;
      EXPECT_EQ(words[0], "kintsugi") << example.line;
      EXPECT_EQ(words[1], words[1] == "--version" ? "--version" : command.syntax.name);
      words.erase(words.begin(), words.begin() + 2);
      EXPECT_NO_THROW(parse_options(command.syntax, words)) << example.line;
    }
  }
}

}  // namespace
}  // namespace kintsugi
