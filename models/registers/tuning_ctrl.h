// Tuning controller of an RRAM neural-network chip: registers, enumerations and declared state.
// Generated from rtl/regs/tuning_ctrl.toml by regs_gen; do not edit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace kintsugi::regs {

constexpr int kMaxImages = 16;  // compact images a test program may hold
constexpr int kMaxLayers = 8;  // layers of the network under test
constexpr int kStimWords = 1024;  // stimulus memory, words of 8 pixels of 4 bits
constexpr int kStatSlots = 256;  // statistics memory, words of 32 bits
constexpr int kProjWords = 1024;  // projection memory, words of 32 bits
constexpr int kMaxFeatures = 16;  // signature features
constexpr int kMaxClusters = 64;  // codebook entries
constexpr int kCodebookWords = 1024;  // codebook memory, words of 32 bits
constexpr int kLogEntries = 64;  // event log entries of 64 bits

// main state machine
enum class State : uint8_t {
  Idle,
  Check,
  Play,
  Collect,
  Project,
  Finalise,
  Cluster,
  Decide,
  Write,
  Commit,
  Done,
  Error,
  Flush,
  Save,
  Predict,
  Judge,
};
inline constexpr const char* kStateNames[] = {
    "IDLE",
    "CHECK",
    "PLAY",
    "COLLECT",
    "PROJECT",
    "FINALISE",
    "CLUSTER",
    "DECIDE",
    "WRITE",
    "COMMIT",
    "DONE",
    "ERROR",
    "FLUSH",
    "SAVE",
    "PREDICT",
    "JUDGE",
};
inline const char* name(State value) {
  const auto index = static_cast<size_t>(value);
  return index < 16 ? kStateNames[index] : "?";
}

// what the signature says of the die
enum class Decision : uint8_t {
  Pass,
  Repair,
  RepairAndAdapt,
  Reject,
};
inline constexpr const char* kDecisionNames[] = {
    "PASS",
    "REPAIR",
    "REPAIR_AND_ADAPT",
    "REJECT",
};
inline const char* name(Decision value) {
  const auto index = static_cast<size_t>(value);
  return index < 4 ? kDecisionNames[index] : "?";
}

// how the test ended
enum class Outcome : uint8_t {
  None,
  Passed,
  Repaired,
  NeedsAdapt,
  Below,
  Restored,
  Rejected,
};
inline constexpr const char* kOutcomeNames[] = {
    "NONE",
    "PASSED",
    "REPAIRED",
    "NEEDS_ADAPT",
    "BELOW",
    "RESTORED",
    "REJECTED",
};
inline const char* name(Outcome value) {
  const auto index = static_cast<size_t>(value);
  return index < 7 ? kOutcomeNames[index] : "?";
}

// why the controller is in ERROR
enum class Error : uint8_t {
  None,
  BadConfig,
  ImageTimeout,
  Framing,
  CfgSlverr,
  CfgTimeout,
  Readback,
};
inline constexpr const char* kErrorNames[] = {
    "NONE",
    "BAD_CONFIG",
    "IMAGE_TIMEOUT",
    "FRAMING",
    "CFG_SLVERR",
    "CFG_TIMEOUT",
    "READBACK",
};
inline const char* name(Error value) {
  const auto index = static_cast<size_t>(value);
  return index < 7 ? kErrorNames[index] : "?";
}

// phase of the APB slave
enum class CsrPhase : uint8_t {
  Idle,
  Decode,
  Access,
  Respond,
  Release,
};
inline constexpr const char* kCsrPhaseNames[] = {
    "IDLE",
    "DECODE",
    "ACCESS",
    "RESPOND",
    "RELEASE",
};
inline const char* name(CsrPhase value) {
  const auto index = static_cast<size_t>(value);
  return index < 5 ? kCsrPhaseNames[index] : "?";
}

// step of the tuning writer
enum class WriterStep : uint8_t {
  None,
  Fetch,
  Load,
  WriteSetup,
  WriteAccess,
  ReadSetup,
  ReadAccess,
  Compare,
  Centre,
  Slopes,
};
inline constexpr const char* kWriterStepNames[] = {
    "NONE",
    "FETCH",
    "LOAD",
    "WRITE_SETUP",
    "WRITE_ACCESS",
    "READ_SETUP",
    "READ_ACCESS",
    "COMPARE",
    "CENTRE",
    "SLOPES",
};
inline const char* name(WriterStep value) {
  const auto index = static_cast<size_t>(value);
  return index < 10 ? kWriterStepNames[index] : "?";
}

// Where a field lies in its register.
struct Field {
  int lsb;
  int width;

  constexpr uint32_t ones() const { return width == 32 ? ~0U : (1U << width) - 1U; }
  constexpr uint32_t get(uint32_t word) const { return (word >> lsb) & ones(); }
  constexpr uint32_t put(uint32_t value) const { return (value & ones()) << lsb; }
};

// ID (RO)
// identification, ASCII KG01
constexpr uint16_t kIdAddress = 0x000;
constexpr uint32_t kIdReset = 0x4b473031;
constexpr Field kIdId{0, 32};

// CTRL (WO)
// commands; each bit acts once when written as 1; ABORT wins over START and CLEAR, CLEAR over START
constexpr uint16_t kCtrlAddress = 0x004;
constexpr uint32_t kCtrlReset = 0x00000000;
constexpr Field kCtrlStart{0, 1};
constexpr Field kCtrlAbort{1, 1};
constexpr Field kCtrlClear{2, 1};

// STATUS (RO)
// where the controller is
constexpr uint16_t kStatusAddress = 0x008;
constexpr uint32_t kStatusReset = 0x00000000;
constexpr Field kStatusState{0, 4};
constexpr Field kStatusBusy{4, 1};
constexpr Field kStatusDecision{8, 2};
constexpr Field kStatusDecided{10, 1};
constexpr Field kStatusPass{11, 1};
constexpr Field kStatusImage{16, 5};
constexpr Field kStatusTag{24, 8};

// IRQ_STATUS (W1C)
// interrupt causes
constexpr uint16_t kIrqStatusAddress = 0x00c;
constexpr uint32_t kIrqStatusReset = 0x00000000;
constexpr Field kIrqStatusDone{0, 1};
constexpr Field kIrqStatusError{1, 1};
constexpr Field kIrqStatusStartRejected{2, 1};
constexpr Field kIrqStatusAborted{3, 1};

// IRQ_MASK (RW)
// interrupt enable, one bit a cause
constexpr uint16_t kIrqMaskAddress = 0x010;
constexpr uint32_t kIrqMaskReset = 0x00000000;
constexpr Field kIrqMaskMask{0, 4};

// ERROR (RO)
// cause of the last ERROR since START
constexpr uint16_t kErrorAddress = 0x014;
constexpr uint32_t kErrorReset = 0x00000000;
constexpr Field kErrorCode{0, 8};
constexpr Field kErrorDetail{8, 16};

// COUNTS (RW, locked while busy)
// sizes of the test program
constexpr uint16_t kCountsAddress = 0x020;
constexpr uint32_t kCountsReset = 0x00000000;
constexpr Field kCountsImages{0, 5};
constexpr Field kCountsLayers{8, 4};
constexpr Field kCountsFeatures{16, 5};
constexpr Field kCountsClusters{24, 7};

// MODE (RW, locked while busy)
// how features and distances are computed
constexpr uint16_t kModeAddress = 0x024;
constexpr uint32_t kModeReset = 0x00000000;
constexpr Field kModeLog2En{0, 1};
constexpr Field kModeL1En{1, 1};
constexpr Field kModeRetestEn{2, 1};
constexpr Field kModePredictEn{3, 1};
constexpr Field kModeAffineEn{4, 1};
constexpr Field kModeScatterEn{5, 1};
constexpr Field kModeLinearShift{8, 5};
constexpr Field kModeProjectShift{16, 5};
constexpr Field kModeScatterShift{24, 5};

// PIXELS (RW, locked while busy)
// pixels of an image
constexpr uint16_t kPixelsAddress = 0x028;
constexpr uint32_t kPixelsReset = 0x00000000;
constexpr Field kPixelsCount{0, 16};

// CB_STRIDE (RW, locked while busy)
// words from one codebook entry to the next
constexpr uint16_t kCbStrideAddress = 0x02c;
constexpr uint32_t kCbStrideReset = 0x00000000;
constexpr Field kCbStrideWords{0, 10};

// IMAGE_TIMEOUT (RW, locked while busy)
// most cycles an image may take from its first PLAY cycle to its last COLLECT cycle
constexpr uint16_t kImageTimeoutAddress = 0x030;
constexpr uint32_t kImageTimeoutReset = 0x000f4240;
constexpr Field kImageTimeoutCycles{0, 24};

// CFG_LIMITS (RW, locked while busy)
// patience of the tuning writer
constexpr uint16_t kCfgLimitsAddress = 0x034;
constexpr uint32_t kCfgLimitsReset = 0x00030400;
constexpr Field kCfgLimitsTimeout{0, 16};
constexpr Field kCfgLimitsRetries{16, 4};

// GAIN_LIMITS (RW, locked while busy)
// bounds of every gain written, UQ4.12
constexpr uint16_t kGainLimitsAddress = 0x038;
constexpr uint32_t kGainLimitsReset = 0xffff0000;
constexpr Field kGainLimitsMin{0, 16};
constexpr Field kGainLimitsMax{16, 16};

// OFFSET_LIMITS (RW, locked while busy)
// bounds of every offset written, signed, accumulator LSB
constexpr uint16_t kOffsetLimitsAddress = 0x03c;
constexpr uint32_t kOffsetLimitsReset = 0x7fff8000;
constexpr Field kOffsetLimitsMin{0, 16};
constexpr Field kOffsetLimitsMax{16, 16};

// REJECT_LO (RW, locked while busy)
// largest distance of an acceptable die, bits 31:0
constexpr uint16_t kRejectLoAddress = 0x040;
constexpr uint32_t kRejectLoReset = 0xffffffff;
constexpr Field kRejectLoLimit{0, 32};

// REJECT_HI (RW, locked while busy)
// largest distance of an acceptable die, bits 47:32
constexpr uint16_t kRejectHiAddress = 0x044;
constexpr uint32_t kRejectHiReset = 0x0000ffff;
constexpr Field kRejectHiLimit{0, 16};

// SHIFTS (RW, locked while busy)
// right shifts of affine maps and predictions
constexpr uint16_t kShiftsAddress = 0x048;
constexpr uint32_t kShiftsReset = 0x00000000;
constexpr Field kShiftsGain{0, 5};
constexpr Field kShiftsOffset{8, 5};
constexpr Field kShiftsPredict{16, 5};

// LIMITS_TEST (RW, locked while busy)
// thresholds on predicted accuracy before the repair, points in Q8.8
constexpr uint16_t kLimitsTestAddress = 0x04c;
constexpr uint32_t kLimitsTestReset = 0x00000000;
constexpr Field kLimitsTestPass{0, 16};
constexpr Field kLimitsTestRepair{16, 16};

// LIMITS_JUDGE (RW, locked while busy)
// further thresholds on predicted accuracy, points in Q8.8
constexpr uint16_t kLimitsJudgeAddress = 0x050;
constexpr uint32_t kLimitsJudgeReset = 0x00000000;
constexpr Field kLimitsJudgeAdapt{0, 16};
constexpr Field kLimitsJudgeShip{16, 16};

// FALLBACKS (RW, locked while busy)
// further codebook entries tried when a retest falls short
constexpr uint16_t kFallbacksAddress = 0x054;
constexpr uint32_t kFallbacksReset = 0x00000000;
constexpr Field kFallbacksCount{0, 4};

// LAYER_SHAPE (RW, locked while busy)
// framing of the signature stream, one word a layer
constexpr uint16_t kLayerShapeAddress = 0x060;
constexpr int kLayerShapeCount = 8;
constexpr uint32_t kLayerShapeReset = 0x00000000;
constexpr Field kLayerShapeChannels{0, 10};
constexpr Field kLayerShapeBeats{16, 16};

// BEST0 (RO)
// nearest codebook entry of the test
constexpr uint16_t kBest0Address = 0x080;
constexpr uint32_t kBest0Reset = 0x00000000;
constexpr Field kBest0Index{0, 6};

// DIST0_LO (RO)
// its distance, bits 31:0
constexpr uint16_t kDist0LoAddress = 0x084;
constexpr uint32_t kDist0LoReset = 0x00000000;
constexpr Field kDist0LoDistance{0, 32};

// DIST0_HI (RO)
// its distance, bits 47:32
constexpr uint16_t kDist0HiAddress = 0x088;
constexpr uint32_t kDist0HiReset = 0x00000000;
constexpr Field kDist0HiDistance{0, 16};

// BEST1 (RO)
// nearest codebook entry of the retest
constexpr uint16_t kBest1Address = 0x08c;
constexpr uint32_t kBest1Reset = 0x00000000;
constexpr Field kBest1Index{0, 6};

// DIST1_LO (RO)
// its distance, bits 31:0
constexpr uint16_t kDist1LoAddress = 0x090;
constexpr uint32_t kDist1LoReset = 0x00000000;
constexpr Field kDist1LoDistance{0, 32};

// DIST1_HI (RO)
// its distance, bits 47:32
constexpr uint16_t kDist1HiAddress = 0x094;
constexpr uint32_t kDist1HiReset = 0x00000000;
constexpr Field kDist1HiDistance{0, 16};

// CYC_TOTAL (RO)
// busy cycles since START, saturating
constexpr uint16_t kCycTotalAddress = 0x0a0;
constexpr uint32_t kCycTotalReset = 0x00000000;
constexpr Field kCycTotalCycles{0, 32};

// CYC_TEST (RO)
// cycles of the test (pass 0, CHECK to DECIDE, SAVE included), saturating
constexpr uint16_t kCycTestAddress = 0x0a4;
constexpr uint32_t kCycTestReset = 0x00000000;
constexpr Field kCycTestCycles{0, 32};

// CYC_REPAIR (RO)
// cycles in WRITE and COMMIT, saturating
constexpr uint16_t kCycRepairAddress = 0x0a8;
constexpr uint32_t kCycRepairReset = 0x00000000;
constexpr Field kCycRepairCycles{0, 32};

// CYC_RETEST (RO)
// cycles of retests (pass 1, everything but WRITE and COMMIT), saturating
constexpr uint16_t kCycRetestAddress = 0x0ac;
constexpr uint32_t kCycRetestReset = 0x00000000;
constexpr Field kCycRetestCycles{0, 32};

// CYC_OWN (RO)
// own share of the controller, saturating; see docs/controller.md
constexpr uint16_t kCycOwnAddress = 0x0b0;
constexpr uint32_t kCycOwnReset = 0x00000000;
constexpr Field kCycOwnCycles{0, 32};

// STRAY (RO)
// signature beats discarded since START, saturating
constexpr uint16_t kStrayAddress = 0x0b4;
constexpr uint32_t kStrayReset = 0x00000000;
constexpr Field kStrayBeats{0, 16};

// LOG_COUNT (RO)
// event log entries written since reset (wraps)
constexpr uint16_t kLogCountAddress = 0x0b8;
constexpr uint32_t kLogCountReset = 0x00000000;
constexpr Field kLogCountEntries{0, 32};

// CYCLE (RO)
// cycles since reset (wraps)
constexpr uint16_t kCycleAddress = 0x0bc;
constexpr uint32_t kCycleReset = 0x00000000;
constexpr Field kCycleCycles{0, 32};

// FEATURES0 (RO)
// features of the test, two a word
constexpr uint16_t kFeatures0Address = 0x0c0;
constexpr int kFeatures0Count = 8;
constexpr uint32_t kFeatures0Reset = 0x00000000;
constexpr Field kFeatures0Even{0, 16};
constexpr Field kFeatures0Odd{16, 16};

// FEATURES1 (RO)
// features of the retest, two a word
constexpr uint16_t kFeatures1Address = 0x0e0;
constexpr int kFeatures1Count = 8;
constexpr uint32_t kFeatures1Reset = 0x00000000;
constexpr Field kFeatures1Even{0, 16};
constexpr Field kFeatures1Odd{16, 16};

// APPLIED (RO)
// gain and offset written and read back, one word a layer
constexpr uint16_t kAppliedAddress = 0x100;
constexpr int kAppliedCount = 8;
constexpr uint32_t kAppliedReset = 0x00000000;
constexpr Field kAppliedGain{0, 16};
constexpr Field kAppliedOffset{16, 16};

// PREDICTED (RO)
// accuracy predicted from the test, points in Q8.8
constexpr uint16_t kPredictedAddress = 0x120;
constexpr uint32_t kPredictedReset = 0x00000000;
constexpr Field kPredictedNow{0, 16};
constexpr Field kPredictedForecast{16, 16};

// PREDICTED_AFTER (RO)
// accuracy predicted from retests, points in Q8.8
constexpr uint16_t kPredictedAfterAddress = 0x124;
constexpr uint32_t kPredictedAfterReset = 0x00000000;
constexpr Field kPredictedAfterAfter{0, 16};
constexpr Field kPredictedAfterBest{16, 16};

// OUTCOME (RO)
// how the test ended
constexpr uint16_t kOutcomeAddress = 0x128;
constexpr uint32_t kOutcomeReset = 0x00000000;
constexpr Field kOutcomeOutcome{0, 3};
constexpr Field kOutcomeTries{4, 4};
constexpr Field kOutcomeEntry{8, 6};
constexpr Field kOutcomeBestEntry{16, 6};

// SAVED (RO)
// setting found in the accelerator at the start, one word a layer
constexpr uint16_t kSavedAddress = 0x140;
constexpr int kSavedCount = 8;
constexpr uint32_t kSavedReset = 0x00000000;
constexpr Field kSavedGain{0, 16};
constexpr Field kSavedOffset{16, 16};

// compact images, pixel 8w + i of an image in bits 4i + 3 : 4i of its word w
constexpr uint16_t kStimWindow = 0x1000;
constexpr int kStimWindowWords = 1024;

// rows of projection weights (four int8 a word) and nominals, then the feature means (int32)
constexpr uint16_t kProjWindow = 0x2000;
constexpr int kProjWindowWords = 1024;

// distance weights (four uint8 a word), then the entries
constexpr uint16_t kCodebookWindow = 0x3000;
constexpr int kCodebookWindowWords = 1024;

// statistics of the last signature
constexpr uint16_t kStatWindow = 0x4000;
constexpr int kStatWindowWords = 256;

// event log, entry i in words 2i (low) and 2i + 1 (high)
constexpr uint16_t kLogWindow = 0x5000;
constexpr int kLogWindowWords = 128;

// shadow gain and offset of layer l at +4l, RW, same format as APPLIED
constexpr uint16_t kTuneShadow = 0x000;

// write 1: shadow becomes active at the next image boundary; reads the number of commits
constexpr uint16_t kTuneCommit = 0x100;

// active gain and offset of layer l at +4l, RO
constexpr uint16_t kTuneActive = 0x200;

enum class Access : uint8_t { ReadOnly, ReadWrite, WriteOneToClear, WriteOnly };

struct RegisterInfo {
  const char* name;
  uint16_t address;  // of word 0; word i lies at address + 4 i
  Access access;
  bool locked;  // no write while busy
  int count;
  uint32_t reset;
  uint32_t mask;  // ones where fields are
};
inline constexpr RegisterInfo kRegisters[] = {
    {"ID", 0x000, Access::ReadOnly, false, 1, 0x4b473031, 0xffffffff},
    {"CTRL", 0x004, Access::WriteOnly, false, 1, 0x00000000, 0x00000007},
    {"STATUS", 0x008, Access::ReadOnly, false, 1, 0x00000000, 0xff1f0f1f},
    {"IRQ_STATUS", 0x00c, Access::WriteOneToClear, false, 1, 0x00000000, 0x0000000f},
    {"IRQ_MASK", 0x010, Access::ReadWrite, false, 1, 0x00000000, 0x0000000f},
    {"ERROR", 0x014, Access::ReadOnly, false, 1, 0x00000000, 0x00ffffff},
    {"COUNTS", 0x020, Access::ReadWrite, true, 1, 0x00000000, 0x7f1f0f1f},
    {"MODE", 0x024, Access::ReadWrite, true, 1, 0x00000000, 0x1f1f1f3f},
    {"PIXELS", 0x028, Access::ReadWrite, true, 1, 0x00000000, 0x0000ffff},
    {"CB_STRIDE", 0x02c, Access::ReadWrite, true, 1, 0x00000000, 0x000003ff},
    {"IMAGE_TIMEOUT", 0x030, Access::ReadWrite, true, 1, 0x000f4240, 0x00ffffff},
    {"CFG_LIMITS", 0x034, Access::ReadWrite, true, 1, 0x00030400, 0x000fffff},
    {"GAIN_LIMITS", 0x038, Access::ReadWrite, true, 1, 0xffff0000, 0xffffffff},
    {"OFFSET_LIMITS", 0x03c, Access::ReadWrite, true, 1, 0x7fff8000, 0xffffffff},
    {"REJECT_LO", 0x040, Access::ReadWrite, true, 1, 0xffffffff, 0xffffffff},
    {"REJECT_HI", 0x044, Access::ReadWrite, true, 1, 0x0000ffff, 0x0000ffff},
    {"SHIFTS", 0x048, Access::ReadWrite, true, 1, 0x00000000, 0x001f1f1f},
    {"LIMITS_TEST", 0x04c, Access::ReadWrite, true, 1, 0x00000000, 0xffffffff},
    {"LIMITS_JUDGE", 0x050, Access::ReadWrite, true, 1, 0x00000000, 0xffffffff},
    {"FALLBACKS", 0x054, Access::ReadWrite, true, 1, 0x00000000, 0x0000000f},
    {"LAYER_SHAPE", 0x060, Access::ReadWrite, true, 8, 0x00000000, 0xffff03ff},
    {"BEST0", 0x080, Access::ReadOnly, false, 1, 0x00000000, 0x0000003f},
    {"DIST0_LO", 0x084, Access::ReadOnly, false, 1, 0x00000000, 0xffffffff},
    {"DIST0_HI", 0x088, Access::ReadOnly, false, 1, 0x00000000, 0x0000ffff},
    {"BEST1", 0x08c, Access::ReadOnly, false, 1, 0x00000000, 0x0000003f},
    {"DIST1_LO", 0x090, Access::ReadOnly, false, 1, 0x00000000, 0xffffffff},
    {"DIST1_HI", 0x094, Access::ReadOnly, false, 1, 0x00000000, 0x0000ffff},
    {"CYC_TOTAL", 0x0a0, Access::ReadOnly, false, 1, 0x00000000, 0xffffffff},
    {"CYC_TEST", 0x0a4, Access::ReadOnly, false, 1, 0x00000000, 0xffffffff},
    {"CYC_REPAIR", 0x0a8, Access::ReadOnly, false, 1, 0x00000000, 0xffffffff},
    {"CYC_RETEST", 0x0ac, Access::ReadOnly, false, 1, 0x00000000, 0xffffffff},
    {"CYC_OWN", 0x0b0, Access::ReadOnly, false, 1, 0x00000000, 0xffffffff},
    {"STRAY", 0x0b4, Access::ReadOnly, false, 1, 0x00000000, 0x0000ffff},
    {"LOG_COUNT", 0x0b8, Access::ReadOnly, false, 1, 0x00000000, 0xffffffff},
    {"CYCLE", 0x0bc, Access::ReadOnly, false, 1, 0x00000000, 0xffffffff},
    {"FEATURES0", 0x0c0, Access::ReadOnly, false, 8, 0x00000000, 0xffffffff},
    {"FEATURES1", 0x0e0, Access::ReadOnly, false, 8, 0x00000000, 0xffffffff},
    {"APPLIED", 0x100, Access::ReadOnly, false, 8, 0x00000000, 0xffffffff},
    {"PREDICTED", 0x120, Access::ReadOnly, false, 1, 0x00000000, 0xffffffff},
    {"PREDICTED_AFTER", 0x124, Access::ReadOnly, false, 1, 0x00000000, 0xffffffff},
    {"OUTCOME", 0x128, Access::ReadOnly, false, 1, 0x00000000, 0x003f3ff7},
    {"SAVED", 0x140, Access::ReadOnly, false, 8, 0x00000000, 0xffffffff},
};

struct WindowInfo {
  const char* name;
  uint16_t address;
  int words;
  Access access;
  bool locked;  // neither read nor written while busy
};
inline constexpr WindowInfo kWindows[] = {
    {"STIM", 0x1000, 1024, Access::ReadWrite, true},
    {"PROJ", 0x2000, 1024, Access::ReadWrite, true},
    {"CODEBOOK", 0x3000, 1024, Access::ReadWrite, true},
    {"STAT", 0x4000, 256, Access::ReadOnly, true},
    {"LOG", 0x5000, 128, Access::ReadOnly, false},
};

enum class Memory : uint8_t {
  Stim,
  Stat,
  Proj,
  Codebook,
  Log,
};
struct MemoryInfo {
  const char* name;
  int words;
  int width;  // bits
};
inline constexpr MemoryInfo kMemories[] = {
    {"Stim", 1024, 32},
    {"Stat", 256, 32},
    {"Proj", 1024, 32},
    {"Codebook", 1024, 32},
    {"Log", 64, 64},
};

// Fields of the declared state, in the order of their bits.
enum class ObsId {
  state,
  pass,
  image,
  tag,
  decision,
  decided,
  error_code,
  error_detail,
  irq_status,
  csr_phase,
  writer_step,
  writer_layer,
  writer_retry,
  sig_fill,
  exp_layer,
  exp_channel,
  exp_beat,
  image_cycles,
  best0,
  best1,
  dist0,
  dist1,
  outcome,
  entry,
  best_entry,
  tries,
  tried,
  again,
  last_write,
  restoring,
  now,
  forecast,
  after,
  best_after,
  cyc_total,
  cyc_test,
  cyc_repair,
  cyc_retest,
  cyc_own,
  stray,
  log_count,
  cycle,
  stim_re,
  stim_raddr,
  stat_re,
  stat_raddr,
  stat_we,
  stat_waddr,
  stat_wdata,
  proj_re,
  proj_raddr,
  cb_re,
  cb_raddr,
  host_we,
  host_addr,
  host_wdata,
  feature_we,
  feature_index,
  feature_value,
  applied_we,
  applied_layer,
  applied_word,
  saved_we,
  saved_layer,
  saved_word,
  log_we,
  log_waddr,
  log_wdata,
};

struct ObsField {
  const char* name;
  int lsb;
  int width;
  const char* const* value_names;  // of an enumeration, else null
  int value_count;
};
inline constexpr ObsField kObsFields[] = {
    {"state", 0, 4, kStateNames, 16},
    {"pass", 4, 1, nullptr, 0},
    {"image", 5, 5, nullptr, 0},
    {"tag", 10, 8, nullptr, 0},
    {"decision", 18, 2, kDecisionNames, 4},
    {"decided", 20, 1, nullptr, 0},
    {"error_code", 21, 8, kErrorNames, 7},
    {"error_detail", 29, 16, nullptr, 0},
    {"irq_status", 45, 4, nullptr, 0},
    {"csr_phase", 49, 3, kCsrPhaseNames, 5},
    {"writer_step", 52, 4, kWriterStepNames, 10},
    {"writer_layer", 56, 3, nullptr, 0},
    {"writer_retry", 59, 4, nullptr, 0},
    {"sig_fill", 63, 2, nullptr, 0},
    {"exp_layer", 65, 3, nullptr, 0},
    {"exp_channel", 68, 10, nullptr, 0},
    {"exp_beat", 78, 16, nullptr, 0},
    {"image_cycles", 94, 24, nullptr, 0},
    {"best0", 118, 6, nullptr, 0},
    {"best1", 124, 6, nullptr, 0},
    {"dist0", 130, 48, nullptr, 0},
    {"dist1", 178, 48, nullptr, 0},
    {"outcome", 226, 3, kOutcomeNames, 7},
    {"entry", 229, 6, nullptr, 0},
    {"best_entry", 235, 6, nullptr, 0},
    {"tries", 241, 4, nullptr, 0},
    {"tried", 245, 64, nullptr, 0},
    {"again", 309, 1, nullptr, 0},
    {"last_write", 310, 1, nullptr, 0},
    {"restoring", 311, 1, nullptr, 0},
    {"now", 312, 16, nullptr, 0},
    {"forecast", 328, 16, nullptr, 0},
    {"after", 344, 16, nullptr, 0},
    {"best_after", 360, 16, nullptr, 0},
    {"cyc_total", 376, 32, nullptr, 0},
    {"cyc_test", 408, 32, nullptr, 0},
    {"cyc_repair", 440, 32, nullptr, 0},
    {"cyc_retest", 472, 32, nullptr, 0},
    {"cyc_own", 504, 32, nullptr, 0},
    {"stray", 536, 16, nullptr, 0},
    {"log_count", 552, 32, nullptr, 0},
    {"cycle", 584, 32, nullptr, 0},
    {"stim_re", 616, 1, nullptr, 0},
    {"stim_raddr", 617, 10, nullptr, 0},
    {"stat_re", 627, 1, nullptr, 0},
    {"stat_raddr", 628, 8, nullptr, 0},
    {"stat_we", 636, 1, nullptr, 0},
    {"stat_waddr", 637, 8, nullptr, 0},
    {"stat_wdata", 645, 32, nullptr, 0},
    {"proj_re", 677, 1, nullptr, 0},
    {"proj_raddr", 678, 10, nullptr, 0},
    {"cb_re", 688, 1, nullptr, 0},
    {"cb_raddr", 689, 10, nullptr, 0},
    {"host_we", 699, 1, nullptr, 0},
    {"host_addr", 700, 16, nullptr, 0},
    {"host_wdata", 716, 32, nullptr, 0},
    {"feature_we", 748, 1, nullptr, 0},
    {"feature_index", 749, 4, nullptr, 0},
    {"feature_value", 753, 16, nullptr, 0},
    {"applied_we", 769, 1, nullptr, 0},
    {"applied_layer", 770, 3, nullptr, 0},
    {"applied_word", 773, 32, nullptr, 0},
    {"saved_we", 805, 1, nullptr, 0},
    {"saved_layer", 806, 3, nullptr, 0},
    {"saved_word", 809, 32, nullptr, 0},
    {"log_we", 841, 1, nullptr, 0},
    {"log_waddr", 842, 6, nullptr, 0},
    {"log_wdata", 848, 64, nullptr, 0},
};
constexpr int kObsFieldCount = 68;
constexpr int kObsWidth = 912;
constexpr int kObsWords = 29;

namespace detail {
constexpr uint64_t ones(int width) {
  return width == 64 ? ~uint64_t{0} : (uint64_t{1} << width) - 1;
}
}  // namespace detail

// Field of the packed declared state, `words` being 32-bit words, lowest first.
inline uint64_t obs_get(const uint32_t* words, ObsId id) {
  const ObsField& field = kObsFields[static_cast<int>(id)];
  const int word = field.lsb / 32;
  const int shift = field.lsb % 32;
  uint64_t value = uint64_t{words[word]} >> shift;
  if (shift + field.width > 32) value |= uint64_t{words[word + 1]} << (32 - shift);
  if (shift + field.width > 64) value |= uint64_t{words[word + 2]} << (64 - shift);
  return value & detail::ones(field.width);
}

// Sets the field to the low bits of `value`.
inline void obs_set(uint32_t* words, ObsId id, uint64_t value) {
  const ObsField& field = kObsFields[static_cast<int>(id)];
  int word = field.lsb / 32;
  int shift = field.lsb % 32;
  for (int left = field.width; left > 0;) {
    const int here = left < 32 - shift ? left : 32 - shift;
    const auto mask = static_cast<uint32_t>(detail::ones(here) << shift);
    words[word] = (words[word] & ~mask) | (static_cast<uint32_t>(value << shift) & mask);
    value >>= here;
    left -= here;
    shift = 0;
    ++word;
  }
}

// The same with the field known to the compiler: a few shifts and masks.
template <ObsId id>
inline uint64_t obs_get(const uint32_t* words) {
  constexpr ObsField field = kObsFields[static_cast<int>(id)];
  constexpr int word = field.lsb / 32;
  constexpr int shift = field.lsb % 32;
  uint64_t value = uint64_t{words[word]} >> shift;
  if constexpr (shift + field.width > 32) value |= uint64_t{words[word + 1]} << (32 - shift);
  if constexpr (shift + field.width > 64) value |= uint64_t{words[word + 2]} << (64 - shift);
  return value & detail::ones(field.width);
}

template <ObsId id>
inline void obs_set(uint32_t* words, uint64_t value) {
  constexpr ObsField field = kObsFields[static_cast<int>(id)];
  constexpr int word = field.lsb / 32;
  constexpr int shift = field.lsb % 32;
  constexpr uint64_t mask = detail::ones(field.width);
  constexpr auto low = static_cast<uint32_t>(mask << shift);
  value &= mask;
  words[word] = (words[word] & ~low) | static_cast<uint32_t>(value << shift);
  if constexpr (shift + field.width > 32) {
    constexpr auto middle = static_cast<uint32_t>(mask >> (32 - shift));
    words[word + 1] =
        (words[word + 1] & ~middle) | static_cast<uint32_t>(value >> (32 - shift));
  }
  if constexpr (shift + field.width > 64) {
    constexpr auto high = static_cast<uint32_t>(mask >> (64 - shift));
    words[word + 2] = (words[word + 2] & ~high) | static_cast<uint32_t>(value >> (64 - shift));
  }
}

// Name of an enumerated value ("PLAY"), the number in decimal for other fields.
inline std::string obs_value_name(ObsId id, uint64_t value) {
  const ObsField& field = kObsFields[static_cast<int>(id)];
  if (value < static_cast<uint64_t>(field.value_count)) return field.value_names[value];
  return std::to_string(value);
}

}  // namespace kintsugi::regs
