#include "testbench/checkers/told.h"

#include <algorithm>
#include <iterator>

#include "models/registers/windows.h"

namespace kintsugi {
namespace {

uint32_t end_of(const regs::RegisterInfo& r) {
  return r.address + 4 * static_cast<uint32_t>(r.count);
}

}  // namespace

Told::Told() {
  uint32_t end = 0;
  for (const regs::RegisterInfo& r : regs::kRegisters) end = std::max(end, end_of(r));
  words_.resize(end / 4);
  for (const regs::RegisterInfo& r : regs::kRegisters) {
    std::fill_n(words_.begin() + r.address / 4, r.count, r.reset);
  }
}

void Told::write(uint32_t address, uint32_t data, uint32_t strobes) {
  if (address / 4 >= words_.size()) {
    write_memory(address);
    return;
  }
  uint32_t& word = words_[address / 4];
  for (int byte = 0; byte < 4; ++byte) {
    const uint32_t mask = (strobes >> byte & 1U) != 0 ? 0xFFU << 8 * byte : 0;
    word = (word & ~mask) | (data & mask);
  }
  if (address != regs::kInjectAddress) return;
  const bool arms = (strobes & 2U) != 0 && regs::kInjectArm.get(data) != 0;
  armed_.reset();
  if (arms) armed_ = (strobes & 1U) != 0 ? regs::kInjectMemory.get(data) : 0;
}

void Told::write_memory(uint32_t address) {
  std::optional<uint32_t> memory;
  for (const auto& window : regs::kWritableWindows) {
    if (address >= window.address) memory = static_cast<uint32_t>(window.memory);
  }
  if (!memory) return;
  spoilt_.erase({*memory, address});
  if (armed_ != memory) return;
  spoilt_.insert({*memory, address});
  armed_.reset();
}

void Told::engines_work() {
  if (armed_) spoilt_by_engines_ |= 1U << *armed_;
}

uint32_t Told::images() const {
  return std::max(1U, regs::kCountsImages.get(word(regs::kCountsAddress)));
}
uint32_t Told::layers() const {
  const uint32_t layers = regs::kCountsLayers.get(word(regs::kCountsAddress));
  return std::min<uint32_t>(layers, regs::kMaxLayers);
}
uint32_t Told::tuned() const { return layers() - std::min(1U, layers()); }
bool Told::judges() const {
  const uint32_t mode = word(regs::kModeAddress);
  return regs::kModeRetestEn.get(mode) != 0 && regs::kModePredictEn.get(mode) != 0;
}
uint64_t Told::cfg_timeout() const {
  return regs::kCfgLimitsTimeout.get(word(regs::kCfgLimitsAddress));
}
uint32_t Told::retries() const {
  return regs::kCfgLimitsRetries.get(word(regs::kCfgLimitsAddress));
}
tuning::SignatureShape Told::shape(size_t layer) const {
  const uint32_t shape = word(regs::kLayerShapeAddress + 4 * static_cast<uint32_t>(layer));
  return {static_cast<int>(regs::kLayerShapeChannels.get(shape)),
          static_cast<int>(regs::kLayerShapeBeats.get(shape))};
}

bool Told::adapts_by_itself() const { return regs::kAdaptAuto.get(word(regs::kAdaptAddress)) != 0; }
bool Told::commits_download() const {
  return regs::kAdaptCommitEn.get(word(regs::kAdaptAddress)) != 0;
}
bool Told::loops() const { return regs::kAdaptLoopEn.get(word(regs::kAdaptAddress)) != 0; }
uint32_t Told::words() const { return regs::kAdaptCountCount.get(word(regs::kAdaptCountAddress)); }
uint32_t Told::first_learned() const {
  return regs::kAdaptCountLoopFirst.get(word(regs::kAdaptCountAddress));
}
uint32_t Told::labelled_images() const {
  return regs::kAdaptImagesCount.get(word(regs::kAdaptImagesAddress));
}
uint16_t Told::download_address(uint32_t index) const {
  return static_cast<uint16_t>(regs::kAdaptTargetBase.get(word(regs::kAdaptTargetAddress)) +
                               4 * index);
}

bool Told::monitors() const { return regs::kMonitorEn.get(word(regs::kMonitorAddress)) != 0; }
uint32_t Told::window() const { return regs::kMonitorWindow.get(word(regs::kMonitorAddress)); }
uint32_t Told::ratio(uint32_t layer) const {
  return regs::kMonRatioRatio.get(word(regs::kMonRatioAddress + 4 * layer));
}
tuning::SelfTuningLimits Told::gain_limits() const {
  const uint32_t limits = word(regs::kGainLimitsAddress);
  return {static_cast<uint16_t>(regs::kGainLimitsMin.get(limits)),
          static_cast<uint16_t>(regs::kGainLimitsMax.get(limits)),
          static_cast<int>(regs::kMonitorDeadShift.get(word(regs::kMonitorAddress)))};
}

bool Told::spoils(int memory) const {
  const auto number = static_cast<uint32_t>(memory);
  const auto word = spoilt_.lower_bound({number, 0});
  const bool known = word != spoilt_.end() && word->first == number;
  return known || (spoilt_by_engines_ >> number & 1U) != 0;
}

}  // namespace kintsugi
