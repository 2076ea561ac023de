// RTL of somebody's own in every cycle against a model of somebody's own.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "testbench/tests/end_to_end/binary.h"

namespace kintsugi {
namespace {

using Json = nlohmann::json;

#define EXPECT_SAYS(text, words) EXPECT_NE(text.find(words), std::string::npos) << text

const std::string kFolder = KINTSUGI_SOURCE_DIR "/testbench/second_controller/";

class OwnReference : public ::testing::Test {
 protected:
  Outcome run(const std::vector<std::string>& more) {
    std::vector<std::string> args = {"run",     "fashion_mlp", "--images",
                                     "50",      "--dies",      "0:2",
                                     "--quiet", "--out",       (scratch_ / "r").string()};
    args.insert(args.end(), more.begin(), more.end());
    return run_binary(args);
  }
  Outcome run_staged(const std::string& reference) {
    return run(
        {"--rtl", kFolder + "staged.f", "--top", "second_controller", "--reference", reference});
  }
  // A copy of the model with other words in it.
  std::string changed(const std::string& from, const std::string& to) {
    std::string text = read_file(kFolder + "reference.cc");
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    write_file(scratch_ / "changed.cc", text.replace(at, from.size(), to));
    return (scratch_ / "changed.cc").string();
  }
  std::string written(const std::string& text) {
    write_file(scratch_ / "model.cc", text);
    return (scratch_ / "model.cc").string();
  }
  ScratchFolder scratch_;
};

TEST_F(OwnReference, AgreesWithItsControllerInEveryCycle) {
  const Outcome o = run_staged(kFolder + "reference.cc");
  EXPECT_EQ(o.status, 0) << o.out;
  const Json summary = Json::parse(read_file(scratch_ / "r/summary.json"));
  EXPECT_EQ(summary.at("check"), "cycle");
  EXPECT_EQ(summary.at("mismatches"), 0);
  EXPECT_GT(summary.at("cycles_compared"), 10000);
}

TEST_F(OwnReference, ThatDiffersInOneCycleIsCaughtThere) {
  const std::string model = changed("kRest = 5", "kRest = 6");
  const Outcome o = run_staged(model);
  EXPECT_EQ(o.status, 1) << o.out;
  EXPECT_SAYS(o.out,
              "state SAVE: obs.writer_step expected READ_ACCESS (0x6), got READ_SETUP (0x5)");
  EXPECT_SAYS(o.out, "1 cycle early");
  const Json report = Json::parse(read_file(scratch_ / "r/mismatch_die_0.json"));
  EXPECT_GT(report.at("divergence").at("cycle"), 1000);
  EXPECT_SAYS(report.at("rerun").get<std::string>(), "--reference " + model);
}

TEST_F(OwnReference, ThatDeclaresNoStateIsHeldAgainstThePins) {
  const std::string declares =
      "  const uint32_t* declared_state() const override { return inner_.declared_state(); }\n";
  EXPECT_EQ(run_staged(changed(declares, "")).status, 0);
}

TEST_F(OwnReference, ThatDeclaresNoStateStillSeesAPinThatDiffers) {
  const std::string declares =
      "  const uint32_t* declared_state() const override { return inner_.declared_state(); }\n";
  const std::string model = changed(declares, "");
  std::string text = read_file(model);
  const std::string irq = "? before.irq : 0";
  text.replace(text.find(irq), irq.size(), "? 0 : 0");
  const Outcome o = run_staged(written(text));
  EXPECT_EQ(o.status, 1) << o.out;
  EXPECT_SAYS(o.out, "irq_o expected 0x0, got 0x1");
}

TEST_F(OwnReference, IsHeldAgainstOurRtlToo) {
  const std::string model = written(
      "#include \"models/controller/reference.h\"\n"
      "struct Model : kintsugi::ReferenceModel {\n"
      "  void step(const kintsugi::ControllerInputs& in) override { ours.step(in); }\n"
      "  const kintsugi::ControllerOutputs& outputs() const override { return ours.outputs(); }\n"
      "  kintsugi::ControllerReference ours;\n"
      "};\nKINTSUGI_REFERENCE_MODEL(Model)\n");
  EXPECT_EQ(run({"--reference", model}).status, 0);
}

TEST_F(OwnReference, ResultsAreNotMixedWithThoseOfAnother) {
  ASSERT_EQ(run_staged(kFolder + "reference.cc").status, 0);
  const Outcome o = run_staged(changed("kRest = 5", "kRest = 6"));
  EXPECT_EQ(o.status, 2) << o.out;
  EXPECT_SAYS(o.out, "reference");
}

TEST_F(OwnReference, ThatCannotBeUsedIsRefusedWithASentence) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> mistakes = {
      {{"--reference", "none.cc"}, "--reference: found no file none.cc"},
      {{"--reference", written("int main() { return x; }\n")}, "found no KINTSUGI_REFERENCE_MODEL"},
      {{"--reference", kFolder + "reference.cc", "--check", "transaction"},
       "--reference: found --check transaction"},
      {{"--reference", kFolder + "reference.cc", "--engine", "fast"},
       "--engine: found fast beside --rtl, --check or --reference"},
      {{"--reference", kFolder + "reference.cc", "--plant", "reference:done_one_cycle_early"},
       "--plant: found --reference"},
  };
  for (const auto& [words, sentence] : mistakes) {
    const Outcome o = run(words);
    EXPECT_EQ(o.status, 2) << o.out;
    EXPECT_SAYS(o.out, sentence);
  }
  const Outcome o = run_staged(changed("bool ready() const", "bol ready() const"));
  EXPECT_EQ(o.status, 2) << o.out;
  EXPECT_SAYS(o.out, "changed.cc:");
  EXPECT_SAYS(o.out, "does not name a type");
}

// The same under both checks: the bench notices a controller that is wrong at its pins.
TEST_F(OwnReference, FaultAtThePinsIsCaughtWhateverTheCheck) {
  for (const char* check : {"cycle", "transaction"}) {
    const std::string out = (scratch_ / check).string();
    const Outcome o =
        run_binary({"run", "fashion_mlp", "--dies", "0:1", "--images", "20", "--quiet", "--plant",
                    "pins:tag_flipped", "--check", check, "--out", out});
    EXPECT_EQ(o.status, 1) << o.out;
    EXPECT_TRUE(std::filesystem::exists(out + "/mismatch_die_0.txt")) << o.out;
  }
  const Outcome o = run({"--plant", "pins:tag_fliped"});
  EXPECT_EQ(o.status, 2) << o.out;
  EXPECT_SAYS(o.out, "did you mean pins:tag_flipped");
}

}  // namespace
}  // namespace kintsugi
