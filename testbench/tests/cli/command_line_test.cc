#include <gtest/gtest.h>

#include <optional>
#include <sstream>
#include <stdexcept>

#include "models/core/error.h"
#include "testbench/cli/commands.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

// Runs a command line against commands that only remember what they were given.
class CommandLine : public testing::Test {
 protected:
  int call(const std::vector<std::string>& args) {
    out_.str("");
    err_.str("");
    const Simulation simulation{
        [this](const RunOptions& options) { return run_ = options, status_; },
        [this](const FitOptions& options) { return fit_ = options, status_; },
        [this](const OptimumOptions& options) { return optimum_ = options, status_; },
        [this](const ValidateOptions& options) { return validate_ = options, status_; },
        [this](const BenchOptions& options) { return bench_ = options, status_; },
        [this](const CostOptions& options, std::ostream&) { return cost_ = options, status_; },
        {},
        [this](const AdaptCommandOptions& options, std::ostream&) {
          return adapt_ = options, status_;
        },
        {},
        [this](const QuantiseOptions& options, std::ostream&) {
          return quantise_ = options, status_;
        }};
    return kintsugi_main(args, simulation, out_, err_);
  }
  // The error sentence of a command line that must be refused.
  std::string refusal(const std::vector<std::string>& args) {
    EXPECT_EQ(call(args), 2);
    EXPECT_FALSE(run_.has_value()) << "a refused command line must not run";
    return err_.str();
  }

  int status_ = 0;
  std::optional<RunOptions> run_;
  std::optional<FitOptions> fit_;
  std::optional<OptimumOptions> optimum_;
  std::optional<ValidateOptions> validate_;
  std::optional<BenchOptions> bench_;
  std::optional<CostOptions> cost_;
  std::optional<AdaptCommandOptions> adapt_;
  std::optional<QuantiseOptions> quantise_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(CommandLine, RunNeedsNoOptions) {
  EXPECT_EQ(call({"run"}), 0);
  ASSERT_TRUE(run_.has_value());
  EXPECT_EQ(run_->scenario.name, "fashion_lenet");
  EXPECT_EQ(run_->out, "results/fashion_lenet");
  EXPECT_EQ(run_->engine, Engine::Cosim);
  EXPECT_GE(run_->jobs, 1);
  EXPECT_FALSE(run_->wave);
  EXPECT_FALSE(run_->quiet);
  EXPECT_FALSE(run_->verbose);
  EXPECT_FALSE(run_->json);
}

TEST_F(CommandLine, CommonOptionsHaveAShortForm) {
  EXPECT_EQ(call({"run", "-j", "3", "-q"}), 0) << err_.str();
  EXPECT_EQ(run_->jobs, 3);
  EXPECT_TRUE(run_->quiet);
  EXPECT_EQ(call({"run", "-v", "--json"}), 0) << err_.str();
  EXPECT_TRUE(run_->verbose);
  EXPECT_TRUE(run_->json);
}

TEST_F(CommandLine, QuietAndVerboseContradict) {
  EXPECT_NE(refusal({"run", "-q", "-v"}).find("--verbose: found --quiet"), std::string::npos);
}

TEST_F(CommandLine, ValidateLoadsTheScenario) {
  EXPECT_EQ(call({"validate", "fashion_mlp", "--set", "adc.bits=6", "--json"}), 0) << err_.str();
  EXPECT_EQ(validate_->scenario.chip.adc.bits, 6);
  EXPECT_TRUE(validate_->json);
  EXPECT_NE(refusal({"validate", "fashion_mlp", "--set", "adc.bits=99"}).find("adc.bits"),
            std::string::npos);
}

TEST_F(CommandLine, RunTakesEveryOption) {
  EXPECT_EQ(call({"run", "fashion_mlp", "--dies", "5:9", "--out", "here", "--seed", "77", "--jobs",
                  "3", "--set", "adc.bits=6", "--set", "crossbar.mapping=single-ended", "--images",
                  "all", "--wave", "--quiet"}),
            0)
      << err_.str();
  ASSERT_TRUE(run_.has_value());
  EXPECT_EQ(run_->scenario.name, "fashion_mlp");
  EXPECT_EQ(run_->scenario.dies.first, 5U);
  EXPECT_EQ(run_->scenario.dies.count, 4U);
  EXPECT_EQ(run_->scenario.seed, 77U);
  EXPECT_EQ(run_->scenario.chip.adc.bits, 6);
  EXPECT_EQ(run_->scenario.chip.crossbar.mapping, Mapping::SingleEnded);
  EXPECT_EQ(run_->scenario.judge.images.limit, 0);
  EXPECT_EQ(run_->out, "here");
  EXPECT_EQ(run_->jobs, 3);
  EXPECT_TRUE(run_->wave);
  EXPECT_TRUE(run_->quiet);
}

TEST_F(CommandLine, EngineCanBeTheFastOne) {
  EXPECT_EQ(call({"run", "--engine=fast"}), 0);
  EXPECT_EQ(run_->engine, Engine::Fast);
}

TEST_F(CommandLine, TheStatusOfACommandIsHandedOn) {
  status_ = 1;
  EXPECT_EQ(call({"run"}), 1);
}

TEST_F(CommandLine, FitWritesWhereTheScenarioLooks) {
  EXPECT_EQ(call({"fit"}), 0);
  EXPECT_EQ(fit_->out, project_root() / "models/zoo/fashion_lenet_a.program.json");
  EXPECT_EQ(call({"fit", "--out", "p.json"}), 0);
  EXPECT_EQ(fit_->out, "p.json");
}

TEST_F(CommandLine, OptimumWritesWhereTheScenarioLooksForIt) {
  EXPECT_EQ(call({"optimum", "fashion_mlp", "--dies", "3:9", "-j", "1"}), 0) << err_.str();
  EXPECT_EQ(optimum_->out.filename(), "fashion_mlp.optimum.json");
  EXPECT_EQ(optimum_->scenario.dies.first, 3U);
  EXPECT_EQ(optimum_->jobs, 1);
  EXPECT_EQ(call({"optimum", "--out", "o.json"}), 0);
  EXPECT_EQ(optimum_->out, "o.json");
}

TEST_F(CommandLine, BenchTakesAJsonFile) {
  EXPECT_EQ(call({"bench", "--json", "b.json"}), 0);
  EXPECT_EQ(bench_->json, "b.json");
}

TEST_F(CommandLine, BenchMeasuresGrowthIntoAFolder) {
  EXPECT_EQ(call({"bench"}), 0);
  EXPECT_TRUE(bench_->growth.empty());
  EXPECT_EQ(call({"bench", "--growth", "docs"}), 0);
  EXPECT_EQ(bench_->growth, "docs");
}

TEST_F(CommandLine, BenchRefusesGrowthWithWhatItWouldIgnore) {
  EXPECT_EQ(call({"bench", "--growth", "docs", "--filter", "crossbar"}), 2);
  EXPECT_EQ(call({"bench", "--growth", "docs", "--json", "b.json"}), 2);
  EXPECT_FALSE(bench_);
  EXPECT_NE(err_.str().find("--growth"), std::string::npos) << err_.str();
}

TEST_F(CommandLine, CostNeedsNoImagesUntilActivityIsWanted) {
  EXPECT_EQ(call({"cost"}), 0) << err_.str();
  EXPECT_EQ(cost_->table, "rram_65nm");
  EXPECT_EQ(cost_->images, 0);
  EXPECT_FALSE(cost_->sparse_percent.has_value());
  EXPECT_EQ(call({"cost", "--activity", "a"}), 0) << err_.str();
  EXPECT_EQ(cost_->images, 1) << "there is no activity without an image";
  EXPECT_EQ(call({"cost", "fashion_mlp", "--sparse", "3", "--images", "5", "--json", "c.json"}), 0);
  EXPECT_EQ(cost_->sparse_percent, 3.0);
  EXPECT_EQ(cost_->images, 5);
  EXPECT_EQ(cost_->json, "c.json");
}

TEST_F(CommandLine, CostRefusesWhatCannotBe) {
  EXPECT_NE(refusal({"cost", "--set", "adc.type=saar"}).find("did you mean sar"),
            std::string::npos);
  EXPECT_NE(refusal({"cost", "--sparse", "nan"}).find("allowed 0 .. 100"), std::string::npos);
  EXPECT_NE(refusal({"cost", "--sparse", "101"}).find("--sparse: found 101"), std::string::npos);
  EXPECT_NE(refusal({"cost", "--images", "0"}).find("allowed 1 .."), std::string::npos);
}

TEST_F(CommandLine, AdaptTakesNumbersOfImages) {
  EXPECT_EQ(call({"adapt", "fashion_lenet_b_sparse", "--dies", "3:9"}), 0) << err_.str();
  EXPECT_EQ(adapt_->images, (std::vector<int>{10, 20, 50, 100}));
  EXPECT_EQ(adapt_->out, "results/adapt_fashion_lenet_b_sparse");
  EXPECT_EQ(adapt_->scenario.dies.count, 6U);
  EXPECT_TRUE(adapt_->cosim);
  EXPECT_EQ(call({"adapt", "--labelled", "7,30", "--images", "50", "--no-cosim"}), 0) << err_.str();
  EXPECT_EQ(adapt_->images, (std::vector<int>{7, 30}));
  EXPECT_FALSE(adapt_->cosim);
  EXPECT_EQ(adapt_->steps, 0);
  EXPECT_EQ(call({"adapt", "--looks", "512", "--steps", "300"}), 0) << err_.str();
  EXPECT_EQ(adapt_->looks, 512);
  EXPECT_EQ(adapt_->steps, 300);
  EXPECT_NE(refusal({"adapt", "--looks", "4097"}).find("--looks: found 4097"), std::string::npos);
  EXPECT_NE(refusal({"adapt", "--steps", "-1"}).find("--steps: found -1"), std::string::npos);
  for (const char* wrong : {"", "0", "20,10", "5,x", "-3", "10,10"}) {
    EXPECT_NE(refusal({"adapt", "--labelled", wrong}).find("--labelled"), std::string::npos)
        << wrong;
  }
}

TEST_F(CommandLine, QuantiseReadsItsOptions) {
  EXPECT_EQ(call({"quantise", "a.onnx", "--out", "b.onnx"}), 0) << err_.str();
  EXPECT_EQ(quantise_->in, "a.onnx");
  EXPECT_EQ(quantise_->out, "b.onnx");
  EXPECT_EQ(quantise_->levels, 10);
  EXPECT_EQ(quantise_->activation_bits, 4);
  EXPECT_TRUE(quantise_->signature.empty());
  EXPECT_EQ(call({"quantise", "a.onnx", "--out", "b.onnx", "--data", "d", "--levels", "16",
                  "--activation-bits", "5", "--images", "7", "--test-images", "8", "--white", "255",
                  "--signature", "x,y", "--json"}),
            0)
      << err_.str();
  EXPECT_EQ(quantise_->data, "d");
  EXPECT_EQ(quantise_->levels, 16);
  EXPECT_EQ(quantise_->activation_bits, 5);
  EXPECT_EQ(quantise_->images, 7);
  EXPECT_EQ(quantise_->test_images, 8);
  EXPECT_EQ(quantise_->white, 255.0);
  EXPECT_EQ(quantise_->signature, (std::vector<std::string>{"x", "y"}));
  EXPECT_TRUE(quantise_->json);
  EXPECT_NE(refusal({"quantise", "a.onnx"}).find("--out"), std::string::npos);
  EXPECT_NE(refusal({"quantise", "a.onnx", "--out", "b.onnx", "--images", "0"}).find("--images"),
            std::string::npos);
  EXPECT_NE(refusal({"quantise", "--out", "b.onnx"}).find("found no in"), std::string::npos);
}

TEST_F(CommandLine, MisspeltCommandGetsASuggestion) {
  EXPECT_EQ(refusal({"rnu"}),
            "kintsugi: error: found the unknown command rnu; allowed run, fit, optimum, validate, "
            "sweep, bench, cost, export, import, adapt, self-tune, merge, submit, status, study, "
            "quantise, diff, list, "
            "explain, bars, "
            "docs, wave or "
            "version; did you "
            "mean run\n");
  EXPECT_NE(refusal({"help", "valdate"}).find("did you mean validate"), std::string::npos);
}

TEST_F(CommandLine, MisspeltOptionGetsASuggestion) {
  EXPECT_NE(refusal({"run", "--dise", "0:3"}).find("--dise"), std::string::npos);
  EXPECT_NE(err_.str().find("did you mean --dies"), std::string::npos) << err_.str();
}

TEST_F(CommandLine, OptionsAreNotGuessedFromTheirBeginning) {
  EXPECT_NE(refusal({"run", "--die", "0:3"}), "");
  EXPECT_NE(refusal({"list", "--dies", "0:3"}), "") << "an option of another command";
}

TEST_F(CommandLine, BadValuesAreRefusedWithTheOptionsName) {
  EXPECT_EQ(refusal({"run", "--dies", "5:5"}).find("kintsugi: error: --dies: dies: found"), 0U)
      << err_.str();
  EXPECT_EQ(refusal({"run", "--seed", "x"}).find("kintsugi: error: --seed: seed: found"), 0U);
  EXPECT_EQ(refusal({"run", "--images", "0"}).find("kintsugi: error: --images: judge.images"), 0U);
  EXPECT_NE(refusal({"run", "--jobs", "0"}).find("allowed 1 .. 1024"), std::string::npos);
  EXPECT_NE(refusal({"run", "--jobs", "two"}).find("jobs"), std::string::npos);
  EXPECT_NE(refusal({"run", "--set", "seed"}).find("allowed KEY=VALUE"), std::string::npos);
  EXPECT_NE(refusal({"run", "--set", "sed=1"}).find("did you mean seed"), std::string::npos);
  EXPECT_NE(refusal({"run", "--engine", "cosmi"}).find("did you mean cosim"), std::string::npos);
  EXPECT_NE(refusal({"run", "--dies"}).find("--dies"), std::string::npos) << "no value given";
}

TEST_F(CommandLine, SuperfluousArgumentsAreRefused) {
  EXPECT_NE(refusal({"run", "fashion_lenet", "fashion_mlp"}), "");
  EXPECT_NE(refusal({"list", "all"}), "");
  EXPECT_NE(refusal({"diff", "a", "b", "c"}), "");
}

TEST_F(CommandLine, MissingArgumentsAreNamed) {
  EXPECT_NE(refusal({"diff", "a"}).find("found no run_b; allowed `kintsugi diff run_a run_b`"),
            std::string::npos)
      << err_.str();
}

TEST_F(CommandLine, WavesNeedTheCosimulation) {
  EXPECT_NE(refusal({"run", "--wave", "--engine", "fast"}).find("--wave"), std::string::npos);
}

TEST_F(CommandLine, UnknownScenarioGetsASuggestion) {
  EXPECT_NE(refusal({"run", "fashion_lent"}).find("did you mean fashion_lenet"), std::string::npos);
}

TEST_F(CommandLine, AnyExceptionOfACommandBecomesStatusTwo) {
  const Simulation failing{[](const RunOptions&) -> int { throw std::runtime_error("disk full"); },
                           nullptr, nullptr, nullptr, nullptr};
  EXPECT_EQ(kintsugi_main({"run"}, failing, out_, err_), 2);
  EXPECT_EQ(err_.str(), "kintsugi: error: disk full\n");
}

}  // namespace
}  // namespace kintsugi
