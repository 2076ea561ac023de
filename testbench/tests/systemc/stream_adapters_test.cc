// The stream adapters, cycle by cycle against hand-driven pins. No SystemC is needed for them.
#include <gtest/gtest.h>

#include <vector>

#include "systemc/bus/signature_source.h"
#include "systemc/bus/stimulus_sink.h"

namespace kintsugi {
namespace {

class Recorder : public ImageConsumer {
 public:
  bool image_ready() const override { return ready; }
  void take_image(uint8_t t, const std::vector<uint8_t>& p) override {
    tag = t;
    pixels = p;
    ++images;
  }
  void drop_images() override { ++drops; }

  bool ready = true;
  uint8_t tag = 0;
  std::vector<uint8_t> pixels;
  int images = 0;
  int drops = 0;
};

class StimulusSinkTest : public ::testing::Test {
 protected:
  void show(uint8_t pixel, bool last) {
    out.stim_valid = 1;
    out.stim_data = pixel;
    out.stim_tag = 9;
    out.stim_last = last ? 1 : 0;
    sink.edge(out, in);
  }

  Recorder recorder;
  StimulusSink sink{recorder};
  ControllerOutputs out;
  ControllerInputs in;
};

TEST_F(StimulusSinkTest, HandsOnAnImageWithItsTagAtTheLastPixel) {
  in.rst_n = 1;
  show(3, false);
  show(5, false);
  EXPECT_EQ(recorder.images, 0);
  show(7, true);
  EXPECT_EQ(recorder.images, 1);
  EXPECT_EQ(recorder.tag, 9);
  EXPECT_EQ(recorder.pixels, (std::vector<uint8_t>{3, 5, 7}));
}

TEST_F(StimulusSinkTest, TakesNoPixelWhileTheConsumerIsBusy) {
  in.rst_n = 1;
  recorder.ready = false;
  show(3, true);
  EXPECT_EQ(in.stim_ready, 0);
  EXPECT_EQ(recorder.images, 0);
  recorder.ready = true;
  show(3, true);
  EXPECT_EQ(recorder.images, 1);
}

TEST_F(StimulusSinkTest, FlushForgetsThePixelsCollectedSoFar) {
  in.rst_n = 1;
  show(3, false);
  out.flush = 1;
  show(4, false);
  out.flush = 0;
  EXPECT_EQ(recorder.drops, 1);
  show(5, true);
  EXPECT_EQ(recorder.pixels, (std::vector<uint8_t>{5}));
}

TEST_F(StimulusSinkTest, NothingIsTakenInReset) {
  in.rst_n = 0;
  show(3, true);
  EXPECT_EQ(recorder.images, 0);
  EXPECT_EQ(in.stim_ready, 0);
}

// Beats 0, 1, 2, ... as their values.
class Counter : public SignatureProducer {
 public:
  bool next_beat(SignatureBeat& beat) override {
    if (left == 0) return false;
    --left;
    beat.value = made++;
    beat.layer = 1;
    return true;
  }
  int left = 0;
  int made = 0;
};

class SignatureSourceTest : public ::testing::Test {
 protected:
  // Lets an edge pass; true when a beat was taken at it.
  bool edge(bool ready) {
    out.sig_ready = ready ? 1 : 0;
    source.edge(out, in);
    return ready && in.sig_valid != 0;
  }

  Counter counter;
  SignatureSource source{counter, 3};
  ControllerOutputs out;
  ControllerInputs in;

  void SetUp() override { in.rst_n = 1; }
};

TEST_F(SignatureSourceTest, ABeatShowsInTheCycleAfterItEnteredTheFifo) {
  counter.left = 1;
  EXPECT_FALSE(edge(true));
  EXPECT_TRUE(edge(true));
  EXPECT_EQ(in.sig_layer, 1);
  EXPECT_FALSE(edge(true));
  EXPECT_EQ(in.sig_layer, 0) << "payload stays on the pins while valid is low";
}

TEST_F(SignatureSourceTest, SustainsABeatACycle) {
  counter.left = 10;
  edge(true);
  for (uint32_t i = 0; i < 10; ++i) {
    EXPECT_TRUE(edge(true));
    EXPECT_EQ(in.sig_value, i);
  }
}

TEST_F(SignatureSourceTest, AFullFifoStopsTheProducer) {
  counter.left = 10;
  for (int i = 0; i < 8; ++i) edge(false);
  EXPECT_EQ(counter.made, 3);
  EXPECT_EQ(in.sig_value, 0U);
}

TEST_F(SignatureSourceTest, FlushKeepsTheOfferedBeatAndDropsTheRest) {
  counter.left = 3;
  for (int i = 0; i < 5; ++i) edge(false);
  out.flush = 1;
  edge(false);
  out.flush = 0;
  EXPECT_TRUE(edge(true)) << "valid fell without an answer";
  EXPECT_EQ(in.sig_value, 0U);
  EXPECT_FALSE(edge(true)) << "the FIFO was not emptied";
}

TEST_F(SignatureSourceTest, ResetDropsEveryBeat) {
  counter.left = 3;
  for (int i = 0; i < 5; ++i) edge(false);
  in.rst_n = 0;
  edge(true);
  EXPECT_EQ(in.sig_valid, 0);
  in.rst_n = 1;
  EXPECT_FALSE(edge(true));
}

TEST_F(SignatureSourceTest, NegativeValuesAreTwosComplementOf24Bits) {
  counter.left = 1;
  counter.made = -1;
  edge(true);
  EXPECT_TRUE(edge(true));
  EXPECT_EQ(in.sig_value, 0xFFFFFFU);
}

TEST(StalledSignatureSource, AnOfferedBeatIsNeverWithdrawn) {
  Counter counter;
  counter.left = 1;
  uint64_t asked = 0;
  SignatureSource source(counter, 2, [&](uint64_t n) { return asked = n, n < 2; });
  ControllerOutputs out;
  ControllerInputs in;
  in.rst_n = 1;
  source.edge(out, in);
  for (int held = 0; held < 2; ++held) {
    source.edge(out, in);
    EXPECT_EQ(in.sig_valid, 0);
  }
  for (int shown = 0; shown < 5; ++shown) {
    source.edge(out, in);
    EXPECT_EQ(in.sig_valid, 1);
  }
  EXPECT_EQ(asked, 2U);
}

}  // namespace
}  // namespace kintsugi
