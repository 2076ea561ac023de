// Every memory read and write happens in the cycle the timing table gives it (section 7).
#include <gtest/gtest.h>

#include "testbench/tests/controller/small_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

// One port transaction: in cycle `cycle` (from 1) of a state, seen in a monitor one cycle later.
struct PortAccess {
  uint32_t cycle = 0;
  uint64_t address = 0;

  bool operator==(const PortAccess& other) const {
    return cycle == other.cycle && address == other.address;
  }
};
std::ostream& operator<<(std::ostream& out, const PortAccess& access) {
  return out << "cycle " << access.cycle << " address " << access.address;
}
using Accesses = std::vector<PortAccess>;

// Transactions of one port, by visit of a state.
class PortTrace {
 public:
  PortTrace(Driver& driver, ObsId enable, ObsId address)
      : driver_(driver), enable_(enable), address_(address) {}

  void sample() {
    if (driver_.obs(enable_) == 0) return;
    const bool first = driver_.spans.back().cycles == 1;
    const size_t span = driver_.spans.size() - (first ? 2 : 1);
    const uint32_t cycle = driver_.spans[span].cycles - (first ? 0 : 1);
    seen_.push_back({span, {cycle, driver_.obs(address_)}});
  }

  // In visit number `visit` of the state.
  Accesses in(State state, int visit) const {
    Accesses result;
    for (const auto& [span, access] : seen_) {
      if (driver_.spans[span].state != state) continue;
      int earlier = 0;
      for (size_t i = 0; i < span; ++i) earlier += driver_.spans[i].state == state ? 1 : 0;
      if (earlier == visit) result.push_back(access);
    }
    return result;
  }

 private:
  Driver& driver_;
  ObsId enable_;
  ObsId address_;
  std::vector<std::pair<size_t, PortAccess>> seen_;
};

class Ports : public testing::Test {
 protected:
  Ports() {
    ProgramSizes sizes;
    sizes.pixels = 20;
    sizes.features = 5;
    sizes.clusters = 3;
    sizes.channels = {2, 1, 1};
    sizes.beats = {2, 1, 3};
    program_ = make_program(40, sizes);
    driver_.on_cycle = [this] {
      for (PortTrace* trace : {&stim_, &stat_read_, &stat_write_, &proj_, &codebook_, &feature_}) {
        trace->sample();
      }
    };
    run_program(driver_, program_);
    EXPECT_EQ(driver_.state(), State::Done);
  }

  uint32_t words() const { return static_cast<uint32_t>(program_.statistics() * 2); }

  SmallProgram program_;
  Driver driver_;
  PortTrace stim_{driver_, ObsId::stim_re, ObsId::stim_raddr};
  PortTrace stat_read_{driver_, ObsId::stat_re, ObsId::stat_raddr};
  PortTrace stat_write_{driver_, ObsId::stat_we, ObsId::stat_waddr};
  PortTrace proj_{driver_, ObsId::proj_re, ObsId::proj_raddr};
  PortTrace codebook_{driver_, ObsId::cb_re, ObsId::cb_raddr};
  PortTrace feature_{driver_, ObsId::feature_we, ObsId::feature_index};
};

TEST_F(Ports, PlayReadsAWordWhenTheOneBeforeBegins) {
  // Pixels enter the output register at the end of cycles 3, 4, 5, ...
  EXPECT_EQ(stim_.in(State::Play, 0), (Accesses{{1, 0}, {3, 1}, {11, 2}}));
  EXPECT_EQ(stim_.in(State::Play, 2), (Accesses{{1, 6}, {3, 7}, {11, 8}}));
  EXPECT_EQ(stim_.in(State::Play, 4), (Accesses{{1, 3}, {3, 4}, {11, 5}})) << "retest, image 1";
}

TEST_F(Ports, CollectReadsOldStatisticsExceptForImage0) {
  EXPECT_EQ(stat_read_.in(State::Collect, 0), Accesses{});
  EXPECT_EQ(stat_read_.in(State::Collect, 3), Accesses{}) << "image 0 of the retest";
  const Accesses reads = stat_read_.in(State::Collect, 1);
  const Accesses writes = stat_write_.in(State::Collect, 1);
  ASSERT_EQ(reads.size(), writes.size());
  for (size_t i = 0; i < reads.size(); ++i) {
    EXPECT_EQ(reads[i].cycle + 1, writes[i].cycle) << "slot " << writes[i].address;
    EXPECT_EQ(reads[i].address, writes[i].address);
  }
}

TEST_F(Ports, CollectWritesChannelsThenTheirLayer) {
  for (const int visit : {0, 1, 5}) {
    const Accesses writes = stat_write_.in(State::Collect, visit);
    const uint64_t slots[] = {9, 10, 0, 1, 2, 11, 3, 4, 5, 12, 6, 7, 8};
    ASSERT_EQ(writes.size(), std::size(slots));
    for (size_t i = 0; i < writes.size(); ++i) EXPECT_EQ(writes[i].address, slots[i]);
    for (const size_t last_channel : {size_t{1}, size_t{5}, size_t{9}}) {
      for (size_t i = 1; i <= 3; ++i) {
        EXPECT_EQ(writes[last_channel + i].cycle, writes[last_channel].cycle + i);
      }
    }
  }
}

TEST_F(Ports, ProjectReadsEveryWordInOrder) {
  Accesses projection;
  Accesses statistics;
  for (uint32_t n = 0; n < words(); ++n) {
    projection.push_back({n + 1, n});
    if (n % 2 == 0) statistics.push_back({n + 1, n / 2});
  }
  EXPECT_EQ(proj_.in(State::Project, 0), projection);
  EXPECT_EQ(proj_.in(State::Project, 1), projection);
  EXPECT_EQ(stat_read_.in(State::Project, 0), statistics);
  EXPECT_EQ(stat_read_.in(State::Project, 1), statistics);
}

TEST_F(Ports, FinaliseReadsAMeanAndWritesItsFeatureOneCycleLater) {
  Accesses means;
  Accesses features;
  for (uint32_t d = 0; d < 5; ++d) {
    means.push_back({d + 1, words() + d});
    features.push_back({d + 2, d});
  }
  EXPECT_EQ(proj_.in(State::Finalise, 0), means);
  EXPECT_EQ(feature_.in(State::Finalise, 0), features);
  EXPECT_EQ(feature_.in(State::Finalise, 1), features);
}

TEST_F(Ports, ClusterReadsWeightsThenCentroidsInPairs) {
  Accesses reads = {{1, 0}, {2, 1}};
  for (uint32_t k = 0; k < 3; ++k) {
    const uint64_t entry = 2 + k * static_cast<uint32_t>(program_.stride);
    for (uint32_t d = 0; d < 5; d += 2) reads.push_back({2 + 5 * k + d + 1, entry + 1 + d / 2});
  }
  EXPECT_EQ(codebook_.in(State::Cluster, 0), reads);
  EXPECT_EQ(codebook_.in(State::Cluster, 1), reads);
}

TEST_F(Ports, DecideAndWriteReadTheBestEntry) {
  const uint64_t entry = 2 + driver_.obs(ObsId::best0) * static_cast<uint64_t>(program_.stride);
  EXPECT_EQ(codebook_.in(State::Decide, 0), (Accesses{{1, entry}}));
  EXPECT_EQ(codebook_.in(State::Write, 0), (Accesses{{1, entry + 4}, {8, entry + 5}}));
}

TEST(HostPort, ReadsItsMemoryInDecode) {
  Driver driver;
  const struct {
    uint32_t window;
    ObsId enable;
    ObsId address;
  } ports[] = {{kStimWindow, ObsId::stim_re, ObsId::stim_raddr},
               {kProjWindow, ObsId::proj_re, ObsId::proj_raddr},
               {kCodebookWindow, ObsId::cb_re, ObsId::cb_raddr},
               {kStatWindow, ObsId::stat_re, ObsId::stat_raddr},
               {kDeltaWindow, ObsId::delta_re, ObsId::delta_raddr},
               {kStoreWindow, ObsId::store_re, ObsId::store_raddr}};
  for (const auto& port : ports) {
    int shown = 0;
    driver.on_cycle = [&] {
      if (driver.obs(port.enable) == 0) {
        EXPECT_EQ(driver.obs(port.address), 0U);
        return;
      }
      ++shown;
      EXPECT_EQ(driver.obs(ObsId::csr_phase), static_cast<uint64_t>(CsrPhase::Access));
      EXPECT_EQ(driver.obs(port.address), 9U);
    };
    driver.read(port.window + 4U * 9);
    driver.write(port.window + 4U * 9, 1);
    EXPECT_EQ(shown, 1) << "a write reads nothing";
  }
}

}  // namespace
}  // namespace kintsugi::controller_test
