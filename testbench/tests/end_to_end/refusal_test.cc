// Bad input gets one sentence that says what to do, exit status 2, and leaves nothing behind.
#include <gtest/gtest.h>

#include "testbench/tests/end_to_end/binary.h"

namespace kintsugi {
namespace {

using Args = std::vector<std::string>;

class Refusal : public ::testing::Test {
 protected:
  // Runs with --out in the scratch folder, expects exit 2, one sentence and no result folder.
  std::string refused(Args args) {
    args.insert(args.begin(), "run");
    args.insert(args.end(), {"--out", out().string()});
    const Outcome o = run_binary(args);
    EXPECT_EQ(o.status, 2) << o.out;
    EXPECT_EQ(o.out.rfind("kintsugi: error: ", 0), 0U) << o.out;
    EXPECT_FALSE(std::filesystem::exists(out())) << "a refused run left files behind";
    return o.out;
  }
  std::filesystem::path scenario(const std::string& text) {
    write_file(scratch_ / "s.toml", text);
    return scratch_ / "s.toml";
  }
  std::filesystem::path out() const { return scratch_ / "out"; }

  ScratchFolder scratch_;
};

#define EXPECT_SAYS(text, words) EXPECT_NE(text.find(words), std::string::npos) << text

TEST_F(Refusal, UnknownKeyNamesFileLineAndTheKeyThatWasMeant) {
  const auto said = refused({scenario("network = \"fashion_mlp\"\n[device]\nlevles = 10\n")});
  EXPECT_SAYS(said, "s.toml:3");
  EXPECT_SAYS(said, "levles");
  EXPECT_SAYS(said, "levels");
}

TEST_F(Refusal, WrongTypeSaysWhatIsAllowed) {
  EXPECT_SAYS(refused({scenario("[adc]\nbits = \"eight\"\n")}), "s.toml:2: adc.bits");
}

TEST_F(Refusal, ValueOutOfRangeSaysTheRange) {
  EXPECT_SAYS(refused({"fashion_mlp", "--set", "adc.bits=0"}), "adc.bits");
}

TEST_F(Refusal, ContradictoryValuesAreNamed) {
  EXPECT_SAYS(refused({"fashion_mlp", "--set", "fit.seed=7", "--seed", "7"}), "fit.seed");
}

TEST_F(Refusal, MissingDataSetSaysWhichPackageBringsIt) {
  EXPECT_SAYS(refused({"fashion_mlp", "--set", "data_dir=/nowhere"}), "dataset-fashion-mnist");
}

TEST_F(Refusal, TruncatedDataSetIsNamed) {
  const std::filesystem::path folder = scratch_ / "data";
  std::filesystem::create_directory(folder);
  write_file(folder / "t10k-images-idx3-ubyte", std::string("\0\0\x08\x03\0\0\0\x05", 8));
  write_file(folder / "t10k-labels-idx1-ubyte", std::string("\0\0\x08\x01\0\0\0\x05", 8));
  EXPECT_SAYS(refused({"fashion_mlp", "--set", "data_dir=" + folder.string()}),
              "t10k-images-idx3-ubyte");
}

TEST_F(Refusal, ScenarioThatReadsOutsideOfItsFolderNeedsTheUsersWord) {
  const ScratchFolder other;
  write_file(other / "mine.onnx", "no network");
  const std::string path = (other / "mine.onnx").string();
  const std::string file = scenario("network = \"" + path + "\"\n").string();
  EXPECT_SAYS(refused({file}), "s.toml:1: network: found " + path + "; allowed what lies in");
  EXPECT_SAYS(refused({file}), "--allow-path DIR");
  const std::string read = refused({file, "--allow-path", other.path().string()});
  EXPECT_SAYS(read, path);
  EXPECT_EQ(read.find("--allow-path"), std::string::npos) << read;
  EXPECT_SAYS(refused({file, "--allow-path", path}), "--allow-path: found " + path);
}

TEST_F(Refusal, TruncatedNetworkIsNamed) {
  const std::string whole = read_file("models/zoo/fashion_mlp.onnx");
  ASSERT_GT(whole.size(), 1000U);
  write_file(scratch_ / "cut.onnx", whole.substr(0, whole.size() / 2));
  EXPECT_SAYS(refused({scenario("network = \"cut.onnx\"\n")}), "cut.onnx");
}

TEST_F(Refusal, TestProgramOfAnotherNetworkSaysHowToMakeOne) {
  const auto said = refused({"fashion_mlp", "--set", "test_program=fashion_lenet_a"});
  EXPECT_SAYS(said, "fashion_lenet");
  EXPECT_SAYS(said, "kintsugi fit");
}

TEST_F(Refusal, TruncatedTestProgramIsNamed) {
  const std::string whole = read_file("models/zoo/fashion_mlp_a.program.json");
  write_file(scratch_ / "cut.program.json", whole.substr(0, whole.size() / 2));
  EXPECT_SAYS(
      refused({scenario("network = \"fashion_mlp\"\ntest_program = \"cut.program.json\"\n")}),
      "cut.program.json");
}

TEST_F(Refusal, JudgingTheTrainingDiesIsRefused) {
  EXPECT_SAYS(refused({"fashion_mlp", "--seed", "1000003", "--set", "fit.seed=5"}), "seed");
}

TEST_F(Refusal, ForeignOutFolderIsLeftAlone) {
  const std::filesystem::path folder = scratch_ / "mine";
  std::filesystem::create_directory(folder);
  write_file(folder / "thesis.txt", "years of work");
  const Outcome o = run_binary({"run", "fashion_mlp", "--out", folder.string()});
  EXPECT_EQ(o.status, 2) << o.out;
  EXPECT_EQ(read_file(folder / "thesis.txt"), "years of work");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
}

TEST_F(Refusal, OutThatCannotBeMadeIsNamed) {
  write_file(scratch_ / "file", "");
  const Outcome o = run_binary({"run", "fashion_mlp", "--out", (scratch_ / "file/below").string()});
  EXPECT_EQ(o.status, 2) << o.out;
  EXPECT_SAYS(o.out, "file/below");
}

TEST_F(Refusal, ResultsOfAnotherSeedAreNotMixed) {
  const Args common = {"run",
                       "fashion_mlp",
                       "--images",
                       "20",
                       "--engine",
                       "fast",
                       "--quiet",
                       "--dies",
                       "0:2",
                       "--out",
                       (scratch_ / "r").string()};
  Args first = common;
  Args second = common;
  first.insert(first.end(), {"--seed", "1"});
  second.insert(second.end(), {"--seed", "2"});
  ASSERT_LE(run_binary(first).status, 1);
  const std::string before = read_file(scratch_ / "r/dies.csv");
  const Outcome o = run_binary(second);
  EXPECT_EQ(o.status, 2) << o.out;
  EXPECT_SAYS(o.out, "seed");
  EXPECT_EQ(read_file(scratch_ / "r/dies.csv"), before);
}

TEST_F(Refusal, BadCommandLineValuesAreNamed) {
  EXPECT_SAYS(refused({"fashion_mlp", "--dies", "9:3"}), "--dies");
  EXPECT_SAYS(refused({"fashion_mlp", "--jobs", "0"}), "--jobs");
  EXPECT_SAYS(refused({"fashion_mlp", "--engine", "slow"}), "--engine");
  EXPECT_SAYS(refused({"fashion_mpl"}), "fashion_mlp");
}

}  // namespace
}  // namespace kintsugi
