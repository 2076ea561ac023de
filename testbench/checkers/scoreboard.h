// Recomputes, from the traffic on the controller's pins, everything the controller reports about a
// die, with the untimed functions of models/tuning.
//
//   stim   image i of a pass carries the pixels of stimulus i, in order, one image after the other
//   sig    the beats with the tag of the image just played are its signature
//   cfg    each layer's repair goes to its shadow register, then one commit
//
// Only finish() judges. DONE with nothing played is as red as wrong sums.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/tuning/flow.h"
#include "models/tuning/program.h"
#include "systemc/platform/platform_options.h"
#include "systemc/rtl_host/cycle_observer.h"

namespace kintsugi {

class Scoreboard : public CycleObserver {
 public:
  // `program` must outlive the scoreboard.
  explicit Scoreboard(const tuning::TestProgram& program) : program_(program) {}

  bool on_cycle(const Cycle& cycle) override;

  // Compares with what the tester read. One sentence a mismatch; empty when all agree.
  std::vector<std::string> finish(const PlatformResult& result);

 private:
  struct Image {
    uint8_t tag = 0;
    std::vector<uint8_t> pixels;
    std::vector<int32_t> values;  // of the whole signature, in order
  };
  struct ShadowWrite {
    int layer = 0;
    uint32_t word = 0;
  };

  void watch_stimulus(const Cycle& cycle);
  void watch_signature(const Cycle& cycle);
  void watch_cfg(const Cycle& cycle);

  bool check_images(int passes);
  std::vector<ImageOutput> signature(int pass) const;
  tuning::Nearest check_pass(int pass, const PlatformResult& result);
  void check_repair(const PlatformResult& result, int entry, bool repaired);
  void check_error(const PlatformResult& result);
  template <typename T>
  void expect_same(const std::string& what, const T& recomputed, const T& reported);
  template <typename T>
  void expect_all_same(const std::string& what, const std::vector<T>& recomputed,
                       const std::vector<T>& reported);
  void complain(const std::string& sentence) { mismatches_.push_back(sentence); }

  const tuning::TestProgram& program_;
  ControllerOutputs before_;  // outputs of the edge before, the other half of each handshake
  Image playing_;
  std::vector<Image> images_;
  uint64_t stray_ = 0;
  std::vector<ShadowWrite> shadow_writes_;
  int commits_ = 0;  // that were answered
  bool commit_begun_ = false;
  std::vector<std::string> mismatches_;
};

}  // namespace kintsugi
