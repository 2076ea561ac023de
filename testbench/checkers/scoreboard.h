// Recomputes, from the traffic on the controller's pins, everything the controller reports about a
// die: the untimed flow of models/tuning is led through the signatures that were seen, and must ask
// for as many retests and write the same settings.
//
//   stim   image i of a pass carries the pixels of stimulus i, in order, one image after the other
//   sig    the beats with the tag of the image just played are its signature
//   cfg    the active setting may be read first; then, for each setting, every layer goes to its
//          shadow register, and one commit follows
//
// Requests of the host for download and last-layer loop follow the test: their images, and every
// word written behind the gains of the layers, which must be those of expect_adaptation().
//
// Outside of runs the monitor looks at windows of activations and writes the gains that follow from
// what it read (monitor_order.h); what it commits is in force until the next setting.
//
// Only finish() judges. DONE with nothing played is as red as wrong sums.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "models/tuning/flow.h"
#include "models/tuning/program.h"
#include "systemc/platform/platform_options.h"
#include "systemc/rtl_host/cycle_observer.h"
#include "testbench/checkers/monitored.h"

namespace kintsugi {

class Scoreboard : public CycleObserver {
 public:
  static const std::vector<AdaptRequest> kNoRequests;

  // Both must outlive the scoreboard. `on_its_way`: cycles after which the controller has seen an
  // answer on cfg; ours sees it at once.
  explicit Scoreboard(const tuning::TestProgram& program,
                      const std::vector<AdaptRequest>& requests = kNoRequests,
                      uint64_t on_its_way = 0);

  bool on_cycle(const Cycle& cycle) override;

  // Compares with what the tester read. One sentence a mismatch; empty when all agree.
  std::vector<std::string> finish(const PlatformResult& result);

 private:
  struct Image {
    uint8_t tag = 0;
    std::vector<uint8_t> pixels;
    std::vector<int32_t> values;  // of the whole signature, in order
  };
  // A word written by a download.
  struct Download {
    uint16_t address = 0;
    uint32_t word = 0;
    bool operator==(const Download& o) const { return address == o.address && word == o.word; }
  };
  struct ShadowWrite {
    size_t setting = 0;  // commits answered before
    size_t layer = 0;
    uint32_t word = 0;
  };
  // The flow, led through the passes that were played to their end.
  struct Replay {
    tuning::FlowResult flow;
    size_t passes = 0;           // that the flow asked for
    std::vector<Tuning> writes;  // those that follow from what was played
  };

  void watch_stimulus(const Cycle& cycle);
  void watch_signature(const Cycle& cycle);
  void watch_cfg(const Cycle& cycle);
  void note_setting(bool commit);
  void take_transfer(const Cycle& cycle, bool commit);

  bool check_ended(const PlatformResult& result, size_t i);
  bool check_adapted_images(const PlatformResult& result);
  bool check_images();
  bool check_answer(size_t image, const std::vector<uint8_t>& pixels);
  void check_adaptations(const PlatformResult& result);
  void check_request(const AdaptRequest& request, const AdaptReport& report,
                     const std::string& what, size_t* image, size_t* write);
  void check_deltas(const PlatformResult& result);
  std::vector<tuning::Answer> answers(const AdaptRequest& request, size_t first) const;
  size_t complete_passes() const;
  std::vector<ImageOutput> signature(size_t pass) const;
  Tuning found() const;
  Replay replay(bool retest) const;
  void check_tests(const tuning::FlowResult& flow, const PlatformResult& result);
  void check_verdict(const tuning::FlowResult& flow, const PlatformResult& result);
  void check_saved(const PlatformResult& result);
  void check_writes(const std::vector<Tuning>& writes);
  void check_setting(const std::vector<Tuning>& writes, const PlatformResult& result);
  void check_error(const PlatformResult& result);
  void check_monitor(const PlatformResult& result);
  void expect_setting(const std::string& what, const Tuning& recomputed, const Tuning& reported);
  template <typename T>
  void expect_same(const std::string& what, const T& recomputed, const T& reported);
  template <typename T>
  void expect_all_same(const std::string& what, const std::vector<T>& recomputed,
                       const std::vector<T>& reported);
  void complain(const std::string& sentence) { mismatches_.push_back(sentence); }

  const tuning::TestProgram& program_;
  const std::vector<AdaptRequest>& requests_;
  size_t test_images_ = 0;           // of images_; behind them are those of requests
  std::vector<Download> downloads_;  // without those of a retry
  ControllerOutputs before_;         // outputs of the edge before, the other half of each handshake
  Image playing_;
  std::vector<Image> images_;
  uint64_t stray_ = 0;
  std::vector<uint32_t> saved_;  // active words read, in order
  std::vector<ShadowWrite> shadow_writes_;
  size_t commits_ = 0;  // that were answered
  size_t commits_begun_ = 0;
  Monitored monitored_;
  bool of_monitor_ = false;  // the cfg transfer under way
  Tuning shadow_;            // of the accelerator, as written last; power-up is neutral
  Tuning in_force_;
  Tuning asked_for_;  // by the last commit, answered or not
  std::vector<std::string> mismatches_;
};

template <typename T>
void Scoreboard::expect_same(const std::string& what, const T& recomputed, const T& reported) {
  if (recomputed == reported) return;
  complain(what + ": the controller reports " + std::to_string(reported) + ", recomputed is " +
           std::to_string(recomputed) + ".");
}

template <typename T>
void Scoreboard::expect_all_same(const std::string& what, const std::vector<T>& recomputed,
                                 const std::vector<T>& reported) {
  expect_same(what + ", count", recomputed.size(), reported.size());
  for (size_t i = 0; i < std::min(recomputed.size(), reported.size()); ++i) {
    expect_same(what + " " + std::to_string(i), recomputed[i], reported[i]);
  }
}

}  // namespace kintsugi
