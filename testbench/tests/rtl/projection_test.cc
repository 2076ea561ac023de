// PROJECT alone, between a projection and a statistics memory: every read in its cycle, and the
// sums against the functions of models/tuning.
#include <Vprojection.h>
#include <gtest/gtest.h>
#include <verilated.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <numeric>
#include <random>
#include <vector>

#include "models/tuning/algorithm.h"

namespace kintsugi {
namespace {

struct Shape {
  std::vector<int> channels;
  int features = 4;
  bool scatter = true;
  bool log2 = true;
  int linear_shift = 3;
  int scatter_shift = 2;

  int layers() const { return static_cast<int>(channels.size()); }
  int groups() const { return (features + 3) / 4; }
  int statistics() const {
    return 3 * layers() + std::accumulate(channels.begin(), channels.end(), 0);
  }
  int row_words() const { return groups() + (scatter ? 1 : 0); }
  int words() const { return (statistics() + (scatter ? layers() : 0)) * row_words(); }
};

class Projection : public ::testing::Test {
 protected:
  Projection() : top_(std::make_unique<Vprojection>(&context_)) {
    context_.fatalOnError(false);
    clock();
    top_->rst_ni = 1;
    clock();
  }
  ~Projection() override {
    EXPECT_FALSE(context_.gotError());
    top_->final();
  }

  // One clock cycle; what is read in it appears in the next.
  void clock() {
    top_->clk_i = 0;
    top_->eval();
    const bool proj_re = top_->proj_re_o != 0;
    const bool stat_re = top_->stat_re_o != 0;
    const size_t proj_raddr = top_->proj_raddr_o;
    const size_t stat_raddr = top_->stat_raddr_o;
    top_->clk_i = 1;
    top_->eval();
    if (proj_re) top_->proj_rdata_i = proj_.at(proj_raddr);
    if (stat_re) top_->stat_rdata_i = stat_.at(stat_raddr);
  }

  void load(const Shape& shape, uint32_t seed) {
    std::mt19937 random(seed);
    proj_.clear();
    stat_.clear();
    for (int i = 0; i < shape.words(); ++i) proj_.push_back(static_cast<uint32_t>(random()));
    // Statistics of every size, some of them 0.
    for (int i = 0; i < shape.statistics(); ++i) {
      const auto size = static_cast<uint32_t>(random());
      stat_.push_back(random() % 16 == 0 ? 0 : size >> (random() % 32));
    }
    top_->log2_en_i = shape.log2;
    top_->scatter_en_i = shape.scatter;
    top_->linear_shift_i = static_cast<uint8_t>(shape.linear_shift);
    top_->scatter_shift_i = static_cast<uint8_t>(shape.scatter_shift);
    top_->layers_i = static_cast<uint8_t>(shape.layers());
    for (int l = 0; l < 8; ++l) {
      // Layers that are not there have a shape all the same. BEATS lie above CHANNELS.
      const int channels = l < shape.layers() ? shape.channels[static_cast<size_t>(l)] : 7;
      put_bits(26 * l, 26, 3U << 10 | static_cast<uint32_t>(channels));
    }
    top_->words_i = static_cast<uint16_t>(shape.words());
    top_->groups_i = static_cast<uint8_t>(shape.groups());
  }

  // Bits of the port with the shapes of the layers.
  void put_bits(int lsb, int width, uint32_t value) {
    for (int i = 0; i < width; ++i) {
      uint32_t& word = top_->layer_shape_i[(lsb + i) / 32];
      const uint32_t bit = 1U << ((lsb + i) % 32);
      word = (value >> i & 1) != 0 ? word | bit : word & ~bit;
    }
  }

  // The state is PROJECT for `cycles`, or to its end.
  void run(const Shape& shape, int cycles = 1 << 20) {
    const int all = shape.words() + 3;
    top_->active_i = 1;
    for (int cycle = 1; cycle <= std::min(all, cycles); ++cycle) {
      top_->eval();
      const int word = cycle - 1;
      const bool reads = word < shape.words();
      const int row = word / shape.row_words();
      const bool reads_stat = reads && word % shape.row_words() == 0 && row < shape.statistics();
      ASSERT_EQ(top_->proj_re_o != 0, reads) << "cycle " << cycle;
      ASSERT_EQ(top_->proj_raddr_o, reads ? word : 0) << "cycle " << cycle;
      ASSERT_EQ(top_->stat_re_o != 0, reads_stat) << "cycle " << cycle;
      ASSERT_EQ(top_->stat_raddr_o, reads_stat ? row : 0) << "cycle " << cycle;
      ASSERT_EQ(top_->done_o != 0, cycle == all) << "cycle " << cycle;
      clock();
    }
    top_->active_i = 0;
    clock();
    clock();
  }

  std::vector<int32_t> expected_sums(const Shape& shape) const {
    std::vector<uint16_t> codes;
    for (const uint32_t statistic : stat_) {
      codes.push_back(tuning::statistic_code(statistic, shape.log2, shape.linear_shift));
    }
    if (shape.scatter) {
      size_t channel = 3 * shape.channels.size();
      for (size_t l = 0; l < shape.channels.size(); ++l) {
        uint32_t scatter = 0;
        for (int c = 0; c < shape.channels[l]; ++c, ++channel) {
          const uint32_t word = word_of(shape, channel, shape.groups());
          scatter += tuning::scatter_term(codes[channel], codes[3 * l],
                                          static_cast<int16_t>(static_cast<uint16_t>(word)));
        }
        codes.push_back(tuning::scatter_code(scatter, shape.scatter_shift));
      }
    }
    std::vector<int32_t> sums(16, 0);
    for (size_t j = 0; j < codes.size(); ++j) {
      for (int g = 0; g < shape.groups(); ++g) {
        tuning::project_step(word_of(shape, j, g), codes[j], &sums[4 * static_cast<size_t>(g)]);
      }
    }
    return sums;
  }

  uint32_t word_of(const Shape& shape, size_t row, int column) const {
    return proj_[row * static_cast<size_t>(shape.row_words()) + static_cast<size_t>(column)];
  }

  void expect_sums(const Shape& shape) {
    const std::vector<int32_t> expected = expected_sums(shape);
    for (int d = 0; d < shape.features; ++d) {
      top_->feature_i = static_cast<uint8_t>(d);
      top_->eval();
      ASSERT_EQ(static_cast<int32_t>(top_->sum_o), expected[static_cast<size_t>(d)])
          << "feature " << d;
    }
  }

  VerilatedContext context_;
  std::unique_ptr<Vprojection> top_;
  std::vector<uint32_t> proj_;
  std::vector<uint32_t> stat_;
};

TEST_F(Projection, OfAnyShape) {
  std::mt19937 random(4);
  int run_number = 0;
  for (int layers = 2; layers <= 8; ++layers) {
    for (const int features : {1, 4, 5, 8, 12, 13, 16}) {
      for (const bool scatter : {false, true}) {
        for (const bool log2 : {false, true}) {
          Shape shape;
          for (int l = 0; l < layers; ++l) {
            shape.channels.push_back(run_number % 3 == 0 ? 1 : 1 + static_cast<int>(random() % 9));
          }
          shape.features = features;
          shape.scatter = scatter;
          shape.log2 = log2;
          shape.linear_shift = static_cast<int>(random() % 24);
          shape.scatter_shift = run_number % 5 == 0 ? static_cast<int>(random() % 32)
                                                    : static_cast<int>(random() % 5);
          SCOPED_TRACE(::testing::Message() << layers << " layers, " << features << " features, "
                                            << "scatter " << scatter << ", log2 " << log2);
          load(shape, static_cast<uint32_t>(run_number));
          run(shape);
          expect_sums(shape);
          ++run_number;
          if (HasFatalFailure()) return;
        }
      }
    }
  }
}

TEST_F(Projection, OfAsManyStatisticsAsThereAre) {
  Shape shape;
  shape.channels = {1, 29, 1, 100, 1, 2, 97, 1};  // 256 statistics, 264 rows
  for (const int features : {1, 8}) {
    for (const bool scatter : {false, true}) {
      shape.features = features;
      shape.scatter = scatter;
      load(shape, 5);
      ASSERT_EQ(shape.statistics(), 256);
      run(shape);
      expect_sums(shape);
    }
  }
}

TEST_F(Projection, BeginsAnewWhereverItWasLeft) {
  Shape shape;
  shape.channels = {1, 3, 2};
  shape.features = 5;
  for (int cycles = 1; cycles < shape.words() + 3; ++cycles) {
    load(shape, 6);
    run(shape, cycles);
    load(shape, 7);
    run(shape);
    expect_sums(shape);
    ASSERT_FALSE(HasFatalFailure()) << "left behind cycle " << cycles;
  }
}

TEST_F(Projection, WithoutScatterLikeBeforeWhateverRanBefore) {
  Shape shape;
  shape.channels = {4, 1};
  load(shape, 8);
  run(shape);
  shape.scatter = false;
  load(shape, 9);
  run(shape);
  expect_sums(shape);
  shape.scatter = true;
  load(shape, 10);
  run(shape);
  expect_sums(shape);
}

}  // namespace
}  // namespace kintsugi
