#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>

#include "models/core/error.h"
#include "testbench/tests/tuning/small_program.h"

namespace kintsugi::tuning {
namespace {

class ProgramFile : public ::testing::Test {
 protected:
  ProgramFile() { save_program(small_program(small_network()), path_); }
  ~ProgramFile() override { std::filesystem::remove(path_); }

  std::string text() const {
    std::ostringstream out;
    out << std::ifstream(path_).rdbuf();
    return out.str();
  }
  void write(const std::string& text) const { std::ofstream(path_) << text; }
  void edit(const std::function<void(nlohmann::json&)>& change) const {
    nlohmann::json j = nlohmann::json::parse(text());
    change(j);
    write(j.dump());
  }
  // The sentence load_program refuses the file with.
  std::string refusal() const {
    try {
      load_program(path_);
    } catch (const UserError& e) {
      return e.what();
    }
    return "accepted";
  }

  const std::filesystem::path path_ = std::filesystem::temp_directory_path() /
                                      ("kintsugi_program_" + std::to_string(getpid()) + ".json");
};

TEST_F(ProgramFile, SavingWhatWasLoadedGivesTheSameBytes) {
  const std::string before = text();
  save_program(load_program(path_), path_);
  EXPECT_EQ(text(), before);
}

TEST_F(ProgramFile, LoadedProgramFillsTheSameMemories) {
  const TestProgram original = small_program(small_network());
  const TestProgram loaded = load_program(path_);
  EXPECT_EQ(stimulus_words(loaded), stimulus_words(original));
  EXPECT_EQ(projection_words(loaded), projection_words(original));
  EXPECT_EQ(codebook_words(loaded), codebook_words(original));
}

TEST_F(ProgramFile, AffineMapsAndPredictorsSurviveAndCountInTheDigest) {
  const TestProgram original = predicting_program();
  save_program(original, path_);
  const std::string before = text();
  const TestProgram loaded = load_program(path_);
  save_program(loaded, path_);
  EXPECT_EQ(text(), before);
  EXPECT_EQ(codebook_words(loaded), codebook_words(original));
  EXPECT_EQ(digest(loaded), digest(original));
  TestProgram other = original;
  other.ship_limit = 1;
  EXPECT_NE(digest(other), digest(original));
  other = original;
  other.codebook[2].offset_slopes[0] = 1;
  EXPECT_NE(digest(other), digest(original));
}

TEST_F(ProgramFile, ScatterSurvivesAndCountsInTheDigest) {
  const TestProgram original = scatter_program();
  save_program(original, path_);
  const std::string before = text();
  const TestProgram loaded = load_program(path_);
  save_program(loaded, path_);
  EXPECT_EQ(text(), before);
  EXPECT_TRUE(loaded.scatter);
  EXPECT_EQ(loaded.scatter_shift, original.scatter_shift);
  EXPECT_EQ(loaded.nominal, original.nominal);
  EXPECT_EQ(projection_words(loaded), projection_words(original));
  EXPECT_EQ(digest(loaded), digest(original));
  TestProgram other = original;
  other.nominal[8] = -391;
  EXPECT_NE(digest(other), digest(original));
  other = original;
  other.scatter_shift = 3;
  EXPECT_NE(digest(other), digest(original));
}

TEST_F(ProgramFile, ScatterHasItsKeysAndSizes) {
  const auto refusal_of = [this](const std::function<void(nlohmann::json&)>& change) {
    save_program(scatter_program(), path_);
    edit(change);
    return refusal();
  };
  using Json = nlohmann::json;
  const std::string nominal = refusal_of([](Json& j) { j.erase("nominal"); });
  EXPECT_NE(nominal.find("nominal: is missing"), std::string::npos) << nominal;
  const std::string shift = refusal_of([](Json& j) { j.erase("scatter_shift"); });
  EXPECT_NE(shift.find("scatter_shift: is missing"), std::string::npos) << shift;
  const std::string large = refusal_of([](Json& j) { j["scatter_shift"] = 32; });
  EXPECT_NE(large.find("scatter_shift: found 32, allowed is 0 to 31"), std::string::npos) << large;
  const std::string mode = refusal_of([](Json& j) { j.erase("scatter"); });
  EXPECT_NE(mode.find("scatter: is missing"), std::string::npos) << mode;
  const std::string word = refusal_of([](Json& j) { j["scatter"] = 1; });
  EXPECT_NE(word.find("scatter: must be true or false"), std::string::npos) << word;
  const std::string few = refusal_of([](Json& j) { j["nominal"].erase(0); });
  EXPECT_NE(few.find("nominal: has 8 entries, 9 are needed"), std::string::npos) << few;
  const std::string many = refusal_of([](Json& j) { j["nominal"].push_back(0); });
  EXPECT_NE(many.find("nominal: has 10 entries, 9 are needed"), std::string::npos) << many;
  const std::string wide = refusal_of([](Json& j) { j["nominal"][0] = 32768; });
  EXPECT_NE(wide.find("nominal: found 32768, allowed is -32768 to 32767"), std::string::npos)
      << wide;
  // Without the mode the rows of scatter are too many.
  const std::string off = refusal_of([](Json& j) { j["scatter"] = false; });
  EXPECT_NE(off.find("projection: has 34 entries, 30 are needed"), std::string::npos) << off;
}

TEST_F(ProgramFile, FirstFormatStillLoadsWithoutTheNewModes) {
  edit([](nlohmann::json& j) {
    j["format"] = 1;
    j.erase("scatter");
    j.erase("affine");
    j.erase("predict");
  });
  const TestProgram loaded = load_program(path_);
  EXPECT_FALSE(loaded.scatter);
  EXPECT_FALSE(loaded.affine);
  EXPECT_FALSE(loaded.predict);
  EXPECT_EQ(digest(loaded), digest(small_program(small_network())));
}

TEST_F(ProgramFile, SecondFormatIsRefusedAsItsGainsMeanOtherThings) {
  edit([](nlohmann::json& j) { j["format"] = 2; });
  const std::string second = refusal();
  EXPECT_NE(second.find("format: found 2, allowed is 1 or 3"), std::string::npos) << second;
}

TEST_F(ProgramFile, MissingSlopesAreNamed) {
  save_program(predicting_program(), path_);
  edit([](nlohmann::json& j) { j["codebook"][1]["gain_slopes"].erase(0); });
  EXPECT_NE(refusal().find("codebook.gain_slopes: has 1 entries, 2 are needed"), std::string::npos)
      << refusal();
  save_program(predicting_program(), path_);
  edit([](nlohmann::json& j) { j["codebook"][1]["now"].erase("base"); });
  EXPECT_NE(refusal().find("codebook.now.base: is missing"), std::string::npos) << refusal();
  save_program(predicting_program(), path_);
  edit([](nlohmann::json& j) { j["fallbacks"] = 16; });
  EXPECT_NE(refusal().find("fallbacks: found 16, allowed is 0 to 15"), std::string::npos)
      << refusal();
}

TEST_F(ProgramFile, TruncatedFileIsRefused) {
  write(text().substr(0, text().size() / 2));
  EXPECT_NE(refusal().find("no valid JSON"), std::string::npos) << refusal();
}

TEST_F(ProgramFile, NumberThatNoDoubleHoldsIsRefused) {
  write(R"({"format":3,"fit_seed":-2131e3088})");
  EXPECT_NE(refusal().find("holds a number that is too large"), std::string::npos) << refusal();
}

TEST_F(ProgramFile, MissingKeyIsNamed) {
  edit([](nlohmann::json& j) { j.erase("projection"); });
  EXPECT_NE(refusal().find("projection: is missing"), std::string::npos) << refusal();
}

TEST_F(ProgramFile, ValueOutOfFormatIsNamedWithItsRange) {
  edit([](nlohmann::json& j) { j["distance_weight"][0] = 256; });
  EXPECT_NE(refusal().find("distance_weight: found 256, allowed is 0 to 255"), std::string::npos)
      << refusal();
}

TEST_F(ProgramFile, ListOfWrongLengthIsRefused) {
  edit([](nlohmann::json& j) { j["projection"].push_back(1); });
  EXPECT_NE(refusal().find("projection: has 31 entries, 30 are needed"), std::string::npos)
      << refusal();
}

TEST_F(ProgramFile, MissingFileIsNamed) {
  std::filesystem::remove(path_);
  EXPECT_NE(refusal().find(path_.string()), std::string::npos) << refusal();
}

TEST_F(ProgramFile, ProgramOfAnotherNetworkIsRefused) {
  Network other = small_network();
  other.layers[0].weights[0] = static_cast<int8_t>(other.layers[0].weights[0] + 1);
  EXPECT_NO_THROW(require_fits(load_program(path_), small_network(), path_));
  EXPECT_THROW(require_fits(load_program(path_), other, path_), UserError);
}

TEST_F(ProgramFile, ProgramLargerThanTheMemoriesIsRefused) {
  TestProgram p = load_program(path_);
  p.stimuli.assign(2000, p.stimuli[0]);
  EXPECT_THROW(require_fits(p, small_network(), path_), UserError);
}

TEST_F(ProgramFile, RowsOfScatterCountInTheSizeOfTheProjection) {
  TestProgram p = load_program(path_);
  p.features = 12;
  p.signature = {{223, 1}, {16, 1}};  // 245 statistics
  p.projection.assign(static_cast<size_t>(p.statistics()) * 12, 0);
  p.mean.assign(12, 0);
  EXPECT_NO_THROW(require_fits(p, small_network(), path_));
  p.scatter = true;
  p.nominal.assign(239, 0);
  p.projection.assign(static_cast<size_t>(p.projected()) * 12, 0);
  EXPECT_NO_THROW(require_fits(p, small_network(), path_)) << "247 rows of 4 words, 12 means";
  p.signature[0].channels += 7;
  p.nominal.assign(246, 0);
  p.projection.assign(static_cast<size_t>(p.projected()) * 12, 0);
  EXPECT_THROW(require_fits(p, small_network(), path_), UserError);
}

TEST(ProgramWords, PixelsWeightsAndCentroidsLieWhereTheControllerReadsThem) {
  const TestProgram p = small_program(small_network());
  EXPECT_EQ(stimulus_words(p)[0], 0x4C71930FU);   // pixel 0 in the lowest nibble
  EXPECT_EQ(projection_words(p)[0], 0x0000FCFBU);  // -5, -4 for features 0 and 1
  EXPECT_EQ(projection_words(p)[static_cast<size_t>(p.statistics())], 1200U);
  const std::vector<uint32_t> codebook = codebook_words(p);
  EXPECT_EQ(codebook[0], 0x000028FFU);
  EXPECT_EQ(codebook[1], 1U);           // disposition of entry 0
  EXPECT_EQ(codebook[2], 0xFFEC0064U);  // centroid 100, -20
  EXPECT_EQ(codebook[3], 4000U);
  EXPECT_EQ(codebook.size(), 1U + 3U * static_cast<size_t>(p.entry_stride()));
}

TEST(ProgramWords, NominalsStandBehindTheWeightsOfTheirChannels) {
  const TestProgram p = scatter_program();
  const std::vector<uint32_t> words = projection_words(p);
  EXPECT_EQ(p.projected(), 17);
  EXPECT_EQ(p.projection_row(), 2);
  EXPECT_EQ(words[0], 0x0000FCFBU);   // the weights of the first statistic
  EXPECT_EQ(words[1], 0U);            // a layer has no nominal
  EXPECT_EQ(words[13], 0x0000FD44U);  // -700 of channel 0, statistic 6
  EXPECT_EQ(words[29], 0x0000FE7AU);  // -390 of the last channel
  EXPECT_EQ(words[30], 0x00009C64U);  // 100, -100: scatter of layer 0
  EXPECT_EQ(words[32], 0x0000FE01U);
  EXPECT_EQ(words[34], 1200U);
  EXPECT_EQ(words.size(), 36U);
}

TEST(ProgramWords, SlopesAndPredictorRowsFollowTheBaseWords) {
  const TestProgram p = predicting_program();
  const std::vector<uint32_t> codebook = codebook_words(p);
  EXPECT_EQ(p.first_entry(), 3);
  EXPECT_EQ(p.entry_stride(), 9);
  EXPECT_EQ(codebook[1], 0x0000FF38U);  // base -200 of the retest's row
  EXPECT_EQ(codebook[2], 0x00000780U);  // slopes -128, 7
  EXPECT_EQ(codebook[3], 1U);           // disposition of entry 0
  EXPECT_EQ(codebook[5], 4000U);
  EXPECT_EQ(codebook[6], 0x0000FE01U);  // gain slopes 1, -2
  EXPECT_EQ(codebook[7], 0x00000403U);  // offset slopes 3, 4
  EXPECT_EQ(codebook[8], 0x00000BB8U);  // base 3000 of NOW
  EXPECT_EQ(codebook[9], 0x0000FA05U);
  EXPECT_EQ(codebook[10], 0x0000F448U);  // base -3000 of FORECAST
  EXPECT_EQ(codebook[11], 0x00000906U);
  EXPECT_EQ(codebook.size(), 3U + 3U * 9U);
}

}  // namespace
}  // namespace kintsugi::tuning
