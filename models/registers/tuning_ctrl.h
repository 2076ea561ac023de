// Tuning controller of an RRAM neural-network chip: registers, enumerations and declared state.
// Generated from rtl/regs/tuning_ctrl.toml by regs_gen; do not edit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace kintsugi::regs {

constexpr int kLanes = 4;  // products a cycle in PROJECT: 1, 2 or 4
constexpr int kImages = 16;  // compact images
constexpr int kMaxImages = 128;  // largest Images
constexpr int kLayers = 8;  // layers of the network under test
constexpr int kMaxLayers = 8;  // largest Layers
constexpr int kFeatures = 16;  // signature features
constexpr int kMaxFeatures = 16;  // largest Features
constexpr int kClusters = 64;  // codebook entries
constexpr int kMaxClusters = 64;  // largest Clusters
constexpr int kOutputs = 16;  // classes of the last-layer loop
constexpr int kMaxOutputs = 16;  // largest Outputs
constexpr int kStimWords = 1024;  // stimulus memory, words of 8 pixels of 4 bits
constexpr int kMaxStimWords = 16384;  // largest StimWords
constexpr int kStatSlots = 256;  // statistics memory, words of 32 bits
constexpr int kMaxStatSlots = 1024;  // largest StatSlots
constexpr int kProjWords = 1024;  // projection memory, words of 32 bits
constexpr int kMaxProjWords = 4096;  // largest ProjWords
constexpr int kCodebookWords = 1024;  // codebook memory, words of 32 bits
constexpr int kMaxCodebookWords = 4096;  // largest CodebookWords
constexpr int kDeltaWords = 256;  // delta memory, downloaded words of 32 bits
constexpr int kMaxDeltaWords = 8192;  // largest DeltaWords
constexpr int kStoreWords = 256;  // store memory, answers kept for the last-layer loop, words of 32 bits
constexpr int kMaxStoreWords = 4096;  // largest StoreWords
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
  Load,
  Adapt,
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
    "LOAD",
    "ADAPT",
};
inline const char* name(State value) {
  const auto index = static_cast<size_t>(value);
  return index < 18 ? kStateNames[index] : "?";
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
  Loaded,
  Adapted,
};
inline constexpr const char* kOutcomeNames[] = {
    "NONE",
    "PASSED",
    "REPAIRED",
    "NEEDS_ADAPT",
    "BELOW",
    "RESTORED",
    "REJECTED",
    "LOADED",
    "ADAPTED",
};
inline const char* name(Outcome value) {
  const auto index = static_cast<size_t>(value);
  return index < 9 ? kOutcomeNames[index] : "?";
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
  Parity,
};
inline constexpr const char* kErrorNames[] = {
    "NONE",
    "BAD_CONFIG",
    "IMAGE_TIMEOUT",
    "FRAMING",
    "CFG_SLVERR",
    "CFG_TIMEOUT",
    "READBACK",
    "PARITY",
};
inline const char* name(Error value) {
  const auto index = static_cast<size_t>(value);
  return index < 8 ? kErrorNames[index] : "?";
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

// step of the last-layer loop
enum class AdaptStep : uint8_t {
  None,
  Label,
  Sum,
  Compare,
  Update,
};
inline constexpr const char* kAdaptStepNames[] = {
    "NONE",
    "LABEL",
    "SUM",
    "COMPARE",
    "UPDATE",
};
inline const char* name(AdaptStep value) {
  const auto index = static_cast<size_t>(value);
  return index < 5 ? kAdaptStepNames[index] : "?";
}

// what a pass of the last-layer loop is for
enum class AdaptPhase : uint8_t {
  First,
  Learn,
  Last,
};
inline constexpr const char* kAdaptPhaseNames[] = {
    "FIRST",
    "LEARN",
    "LAST",
};
inline const char* name(AdaptPhase value) {
  const auto index = static_cast<size_t>(value);
  return index < 3 ? kAdaptPhaseNames[index] : "?";
}

// step of the self-tuning monitor
enum class MonStep : uint8_t {
  Off,
  Window,
  Wait,
  Poll,
  Input,
  Sum,
  Gain,
  Divide,
  Store,
  Back,
  Confirm,
  Apply,
};
inline constexpr const char* kMonStepNames[] = {
    "OFF",
    "WINDOW",
    "WAIT",
    "POLL",
    "INPUT",
    "SUM",
    "GAIN",
    "DIVIDE",
    "STORE",
    "BACK",
    "CONFIRM",
    "APPLY",
};
inline const char* name(MonStep value) {
  const auto index = static_cast<size_t>(value);
  return index < 12 ? kMonStepNames[index] : "?";
}

// the memories, as INJECT and the detail of PARITY name them
enum class Memory : uint8_t {
  Stim,
  Stat,
  Proj,
  Codebook,
  Delta,
  Store,
  Log,
};
inline constexpr const char* kMemoryNames[] = {
    "STIM",
    "STAT",
    "PROJ",
    "CODEBOOK",
    "DELTA",
    "STORE",
    "LOG",
};
inline const char* name(Memory value) {
  const auto index = static_cast<size_t>(value);
  return index < 7 ? kMemoryNames[index] : "?";
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
constexpr uint32_t kIdAddress = 0x000;
constexpr uint32_t kIdReset = 0x4b473031;
constexpr Field kIdId{0, 32};

// CTRL (WO)
// commands; each bit acts once when written as 1; one acts: ABORT before CLEAR before START before ADAPT
constexpr uint32_t kCtrlAddress = 0x004;
constexpr uint32_t kCtrlReset = 0x00000000;
constexpr Field kCtrlStart{0, 1};
constexpr Field kCtrlAbort{1, 1};
constexpr Field kCtrlClear{2, 1};
constexpr Field kCtrlAdapt{3, 1};

// STATUS (RO)
// where the controller is
constexpr uint32_t kStatusAddress = 0x008;
constexpr uint32_t kStatusReset = 0x00000040;
constexpr Field kStatusState{0, 5};
constexpr Field kStatusBusy{5, 1};
constexpr Field kStatusScrubbing{6, 1};
constexpr Field kStatusDecision{8, 2};
constexpr Field kStatusDecided{10, 1};
constexpr Field kStatusPass{11, 2};
constexpr Field kStatusImage{16, 8};
constexpr Field kStatusTag{24, 8};

// IRQ_STATUS (W1C)
// interrupt causes
constexpr uint32_t kIrqStatusAddress = 0x00c;
constexpr uint32_t kIrqStatusReset = 0x00000000;
constexpr Field kIrqStatusDone{0, 1};
constexpr Field kIrqStatusError{1, 1};
constexpr Field kIrqStatusStartRejected{2, 1};
constexpr Field kIrqStatusAborted{3, 1};
constexpr Field kIrqStatusParity{4, 1};

// IRQ_MASK (RW)
// interrupt enable, one bit a cause
constexpr uint32_t kIrqMaskAddress = 0x010;
constexpr uint32_t kIrqMaskReset = 0x00000000;
constexpr Field kIrqMaskMask{0, 5};

// ERROR (RO)
// cause of the last ERROR since START
constexpr uint32_t kErrorAddress = 0x014;
constexpr uint32_t kErrorReset = 0x00000000;
constexpr Field kErrorCode{0, 8};
constexpr Field kErrorDetail{8, 16};

// COUNTS (RW, locked)
// sizes of the test program
constexpr uint32_t kCountsAddress = 0x020;
constexpr uint32_t kCountsReset = 0x00000000;
constexpr Field kCountsImages{0, 8};
constexpr Field kCountsLayers{8, 4};
constexpr Field kCountsFeatures{16, 5};
constexpr Field kCountsClusters{24, 7};

// MODE (RW, locked)
// how features and distances are computed
constexpr uint32_t kModeAddress = 0x024;
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

// PIXELS (RW, locked)
// pixels of an image
constexpr uint32_t kPixelsAddress = 0x028;
constexpr uint32_t kPixelsReset = 0x00000000;
constexpr Field kPixelsCount{0, 16};

// CB_STRIDE (RW, locked)
// words from one codebook entry to the next
constexpr uint32_t kCbStrideAddress = 0x02c;
constexpr uint32_t kCbStrideReset = 0x00000000;
constexpr Field kCbStrideWords{0, 10};

// IMAGE_TIMEOUT (RW, locked)
// most cycles an image may take from its first PLAY cycle to its last COLLECT cycle
constexpr uint32_t kImageTimeoutAddress = 0x030;
constexpr uint32_t kImageTimeoutReset = 0x000f4240;
constexpr Field kImageTimeoutCycles{0, 24};

// CFG_LIMITS (RW, locked)
// patience of the tuning writer
constexpr uint32_t kCfgLimitsAddress = 0x034;
constexpr uint32_t kCfgLimitsReset = 0x00030400;
constexpr Field kCfgLimitsTimeout{0, 16};
constexpr Field kCfgLimitsRetries{16, 4};

// GAIN_LIMITS (RW, locked)
// bounds of every gain written, UQ4.12
constexpr uint32_t kGainLimitsAddress = 0x038;
constexpr uint32_t kGainLimitsReset = 0xffff0000;
constexpr Field kGainLimitsMin{0, 16};
constexpr Field kGainLimitsMax{16, 16};

// OFFSET_LIMITS (RW, locked)
// bounds of every offset written, signed, accumulator LSB
constexpr uint32_t kOffsetLimitsAddress = 0x03c;
constexpr uint32_t kOffsetLimitsReset = 0x7fff8000;
constexpr Field kOffsetLimitsMin{0, 16};
constexpr Field kOffsetLimitsMax{16, 16};

// REJECT_LO (RW, locked)
// largest distance of an acceptable die, bits 31:0
constexpr uint32_t kRejectLoAddress = 0x040;
constexpr uint32_t kRejectLoReset = 0xffffffff;
constexpr Field kRejectLoLimit{0, 32};

// REJECT_HI (RW, locked)
// largest distance of an acceptable die, bits 47:32
constexpr uint32_t kRejectHiAddress = 0x044;
constexpr uint32_t kRejectHiReset = 0x0000ffff;
constexpr Field kRejectHiLimit{0, 16};

// SHIFTS (RW, locked)
// right shifts of affine maps and predictions
constexpr uint32_t kShiftsAddress = 0x048;
constexpr uint32_t kShiftsReset = 0x00000000;
constexpr Field kShiftsGain{0, 5};
constexpr Field kShiftsOffset{8, 5};
constexpr Field kShiftsPredict{16, 5};

// LIMITS_TEST (RW, locked)
// thresholds on predicted accuracy before the repair, points in Q8.8
constexpr uint32_t kLimitsTestAddress = 0x04c;
constexpr uint32_t kLimitsTestReset = 0x00000000;
constexpr Field kLimitsTestPass{0, 16};
constexpr Field kLimitsTestRepair{16, 16};

// LIMITS_JUDGE (RW, locked)
// further thresholds on predicted accuracy, points in Q8.8
constexpr uint32_t kLimitsJudgeAddress = 0x050;
constexpr uint32_t kLimitsJudgeReset = 0x00000000;
constexpr Field kLimitsJudgeAdapt{0, 16};
constexpr Field kLimitsJudgeShip{16, 16};

// FALLBACKS (RW, locked)
// further codebook entries tried when a retest falls short
constexpr uint32_t kFallbacksAddress = 0x054;
constexpr uint32_t kFallbacksReset = 0x00000000;
constexpr Field kFallbacksCount{0, 4};

// INJECT (WO)
// for tests of the parity: the next write to a memory, but of the scrub, stores bit 0 inverted
constexpr uint32_t kInjectAddress = 0x058;
constexpr uint32_t kInjectReset = 0x00000000;
constexpr Field kInjectMemory{0, 3};
constexpr Field kInjectArm{8, 1};

// LOCK (W1S)
// protection of the test program until the next reset
constexpr uint32_t kLockAddress = 0x05c;
constexpr uint32_t kLockReset = 0x00000000;
constexpr Field kLockProgram{0, 1};

// LAYER_SHAPE (RW, locked)
// framing of the signature stream, one word a layer
constexpr uint32_t kLayerShapeAddress = 0x060;
constexpr int kLayerShapeCount = 8;
constexpr uint32_t kLayerShapeReset = 0x00000000;
constexpr Field kLayerShapeChannels{0, 10};
constexpr Field kLayerShapeBeats{16, 16};

// BEST0 (RO)
// nearest codebook entry of the test
constexpr uint32_t kBest0Address = 0x080;
constexpr uint32_t kBest0Reset = 0x00000000;
constexpr Field kBest0Index{0, 6};

// DIST0_LO (RO)
// its distance, bits 31:0
constexpr uint32_t kDist0LoAddress = 0x084;
constexpr uint32_t kDist0LoReset = 0x00000000;
constexpr Field kDist0LoDistance{0, 32};

// DIST0_HI (RO)
// its distance, bits 47:32
constexpr uint32_t kDist0HiAddress = 0x088;
constexpr uint32_t kDist0HiReset = 0x00000000;
constexpr Field kDist0HiDistance{0, 16};

// BEST1 (RO)
// nearest codebook entry of the retest
constexpr uint32_t kBest1Address = 0x08c;
constexpr uint32_t kBest1Reset = 0x00000000;
constexpr Field kBest1Index{0, 6};

// DIST1_LO (RO)
// its distance, bits 31:0
constexpr uint32_t kDist1LoAddress = 0x090;
constexpr uint32_t kDist1LoReset = 0x00000000;
constexpr Field kDist1LoDistance{0, 32};

// DIST1_HI (RO)
// its distance, bits 47:32
constexpr uint32_t kDist1HiAddress = 0x094;
constexpr uint32_t kDist1HiReset = 0x00000000;
constexpr Field kDist1HiDistance{0, 16};

// CYC_TOTAL (RO)
// busy cycles since START, saturating
constexpr uint32_t kCycTotalAddress = 0x0a0;
constexpr uint32_t kCycTotalReset = 0x00000000;
constexpr Field kCycTotalCycles{0, 32};

// CYC_TEST (RO)
// cycles of the test (pass 0, CHECK to DECIDE, SAVE included), saturating
constexpr uint32_t kCycTestAddress = 0x0a4;
constexpr uint32_t kCycTestReset = 0x00000000;
constexpr Field kCycTestCycles{0, 32};

// CYC_REPAIR (RO)
// cycles in WRITE and COMMIT, saturating
constexpr uint32_t kCycRepairAddress = 0x0a8;
constexpr uint32_t kCycRepairReset = 0x00000000;
constexpr Field kCycRepairCycles{0, 32};

// CYC_RETEST (RO)
// cycles of retests (pass 1, everything but WRITE and COMMIT), saturating
constexpr uint32_t kCycRetestAddress = 0x0ac;
constexpr uint32_t kCycRetestReset = 0x00000000;
constexpr Field kCycRetestCycles{0, 32};

// CYC_OWN (RO)
// own share of the controller, saturating; see docs/controller.md
constexpr uint32_t kCycOwnAddress = 0x0b0;
constexpr uint32_t kCycOwnReset = 0x00000000;
constexpr Field kCycOwnCycles{0, 32};

// STRAY (RO)
// signature beats discarded since START, saturating
constexpr uint32_t kStrayAddress = 0x0b4;
constexpr uint32_t kStrayReset = 0x00000000;
constexpr Field kStrayBeats{0, 16};

// LOG_COUNT (RO)
// event log entries written since reset (wraps)
constexpr uint32_t kLogCountAddress = 0x0b8;
constexpr uint32_t kLogCountReset = 0x00000000;
constexpr Field kLogCountEntries{0, 32};

// CYCLE (RO)
// cycles since reset (wraps)
constexpr uint32_t kCycleAddress = 0x0bc;
constexpr uint32_t kCycleReset = 0x00000000;
constexpr Field kCycleCycles{0, 32};

// FEATURES0 (RO)
// features of the test, two a word
constexpr uint32_t kFeatures0Address = 0x0c0;
constexpr int kFeatures0Count = 8;
constexpr uint32_t kFeatures0Reset = 0x00000000;
constexpr Field kFeatures0Even{0, 16};
constexpr Field kFeatures0Odd{16, 16};

// FEATURES1 (RO)
// features of the retest, two a word
constexpr uint32_t kFeatures1Address = 0x0e0;
constexpr int kFeatures1Count = 8;
constexpr uint32_t kFeatures1Reset = 0x00000000;
constexpr Field kFeatures1Even{0, 16};
constexpr Field kFeatures1Odd{16, 16};

// APPLIED (RO)
// gain and offset written and read back, one word a layer
constexpr uint32_t kAppliedAddress = 0x100;
constexpr int kAppliedCount = 8;
constexpr uint32_t kAppliedReset = 0x00000000;
constexpr Field kAppliedGain{0, 16};
constexpr Field kAppliedOffset{16, 16};

// PREDICTED (RO)
// accuracy predicted from the test, points in Q8.8
constexpr uint32_t kPredictedAddress = 0x120;
constexpr uint32_t kPredictedReset = 0x00000000;
constexpr Field kPredictedNow{0, 16};
constexpr Field kPredictedForecast{16, 16};

// PREDICTED_AFTER (RO)
// accuracy predicted from retests, points in Q8.8
constexpr uint32_t kPredictedAfterAddress = 0x124;
constexpr uint32_t kPredictedAfterReset = 0x00000000;
constexpr Field kPredictedAfterAfter{0, 16};
constexpr Field kPredictedAfterBest{16, 16};

// OUTCOME (RO)
// how the test ended
constexpr uint32_t kOutcomeAddress = 0x128;
constexpr uint32_t kOutcomeReset = 0x00000000;
constexpr Field kOutcomeOutcome{0, 4};
constexpr Field kOutcomeTries{4, 4};
constexpr Field kOutcomeEntry{8, 6};
constexpr Field kOutcomeBestEntry{16, 6};

// SAVED (RO)
// setting found in the accelerator at the start, one word a layer
constexpr uint32_t kSavedAddress = 0x140;
constexpr int kSavedCount = 8;
constexpr uint32_t kSavedReset = 0x00000000;
constexpr Field kSavedGain{0, 16};
constexpr Field kSavedOffset{16, 16};

// ADAPT (RW, locked)
// how the die is adapted
constexpr uint32_t kAdaptAddress = 0x180;
constexpr uint32_t kAdaptReset = 0x00000000;
constexpr Field kAdaptAuto{0, 1};
constexpr Field kAdaptLoopEn{1, 1};
constexpr Field kAdaptCommitEn{2, 1};
constexpr Field kAdaptShift{8, 4};
constexpr Field kAdaptStep{16, 8};
constexpr Field kAdaptStepShift{24, 4};

// ADAPT_COUNT (RW, locked)
// the words of the delta memory
constexpr uint32_t kAdaptCountAddress = 0x184;
constexpr uint32_t kAdaptCountReset = 0x00000000;
constexpr Field kAdaptCountCount{0, 14};
constexpr Field kAdaptCountLoopFirst{16, 14};

// ADAPT_TARGET (RW, locked)
// where the download goes
constexpr uint32_t kAdaptTargetAddress = 0x188;
constexpr uint32_t kAdaptTargetReset = 0x00000000;
constexpr Field kAdaptTargetBase{0, 16};

// ADAPT_IMAGES (RW, locked)
// labelled images of the last-layer loop
constexpr uint32_t kAdaptImagesAddress = 0x18c;
constexpr uint32_t kAdaptImagesReset = 0x00000000;
constexpr Field kAdaptImagesFirst{0, 8};
constexpr Field kAdaptImagesCount{8, 8};
constexpr Field kAdaptImagesEpochs{16, 8};

// ADAPT_MARGIN (RW, locked)
// lead of the label from which an image is not learned
constexpr uint32_t kAdaptMarginAddress = 0x190;
constexpr uint32_t kAdaptMarginReset = 0x00000000;
constexpr Field kAdaptMarginMargin{0, 24};

// ADAPT_RESULT (RO)
// what the last-layer loop did
constexpr uint32_t kAdaptResultAddress = 0x194;
constexpr uint32_t kAdaptResultReset = 0x00000000;
constexpr Field kAdaptResultWrongFirst{0, 8};
constexpr Field kAdaptResultWrongLast{8, 8};
constexpr Field kAdaptResultEpochs{16, 8};

// ADAPT_WRITTEN (RO)
// words written and read back in LOAD since START or ADAPT
constexpr uint32_t kAdaptWrittenAddress = 0x198;
constexpr uint32_t kAdaptWrittenReset = 0x00000000;
constexpr Field kAdaptWrittenWords{0, 15};

// CYC_ADAPT (RO)
// cycles in LOAD and ADAPT, and in PLAY and COLLECT of pass 2, saturating
constexpr uint32_t kCycAdaptAddress = 0x19c;
constexpr uint32_t kCycAdaptReset = 0x00000000;
constexpr Field kCycAdaptCycles{0, 32};

// MONITOR (RW, locked)
// the self-tuning monitor
constexpr uint32_t kMonitorAddress = 0x1a0;
constexpr uint32_t kMonitorReset = 0x00000000;
constexpr Field kMonitorEn{0, 1};
constexpr Field kMonitorDeadShift{4, 4};
constexpr Field kMonitorWindow{16, 16};

// MON_PERIOD (RW, locked)
// pause of the monitor
constexpr uint32_t kMonPeriodAddress = 0x1a4;
constexpr uint32_t kMonPeriodReset = 0x00000400;
constexpr Field kMonPeriodCycles{0, 24};

// MON_STATUS (RO)
// what the monitor did since reset
constexpr uint32_t kMonStatusAddress = 0x1a8;
constexpr uint32_t kMonStatusReset = 0x00000000;
constexpr Field kMonStatusWindows{0, 16};
constexpr Field kMonStatusCommits{16, 16};

// MON_RATIO (RW, locked)
// nominal activation sum of a layer by that of its input, one word a tuned layer
constexpr uint32_t kMonRatioAddress = 0x1c0;
constexpr int kMonRatioCount = 8;
constexpr uint32_t kMonRatioReset = 0x00000000;
constexpr Field kMonRatioRatio{0, 24};

// compact images, pixel 8w + i of an image in bits 4i + 3 : 4i of its word w
constexpr uint32_t kStimWindow = 0x10000;
constexpr int kStimWindowWords = 1024;

// rows of projection weights (four int8 a word) and nominals, then the feature means (int32)
constexpr uint32_t kProjWindow = 0x20000;
constexpr int kProjWindowWords = 1024;

// distance weights (four uint8 a word), then the entries
constexpr uint32_t kCodebookWindow = 0x30000;
constexpr int kCodebookWindowWords = 1024;

// statistics of the last signature
constexpr uint32_t kStatWindow = 0x40000;
constexpr int kStatWindowWords = 256;

// event log, entry i in words 2i (low) and 2i + 1 (high)
constexpr uint32_t kLogWindow = 0x50000;
constexpr int kLogWindowWords = 128;

// words to download; entries of the sparse array are {row, column, delta}
constexpr uint32_t kDeltaWindow = 0x60000;
constexpr int kDeltaWindowWords = 256;

// an image's last hidden codes (eight a word), its outputs and its label, image after image
constexpr uint32_t kStoreWindow = 0x70000;
constexpr int kStoreWindowWords = 256;

// shadow gain and offset of layer l at +4l, RW, same format as APPLIED
constexpr uint16_t kTuneShadow = 0x000;

// write 1: shadow becomes active at the next image boundary; reads the number of commits
constexpr uint16_t kTuneCommit = 0x100;

// active gain and offset of layer l at +4l, RO
constexpr uint16_t kTuneActive = 0x200;

// windows completed since MonWindow was written, 16 bits, RO
constexpr uint16_t kMonSequence = 0x300;

// images a window, 16 bits, 0: off, RW; a write restarts the window and sets MonSequence to 0
constexpr uint16_t kMonWindow = 0x304;

// activation sums of the last complete window, RO: of the input at +0, of tuned layer l at +4 (l + 1)
constexpr uint16_t kMonSum = 0x308;

// shadow gain and offset of tile t at +4t, RW
constexpr uint16_t kTileShadow = 0x1000;

// shadow gain and offset of channel c at +4c, RW
constexpr uint16_t kChannelShadow = 0x4000;

// entry e of the sparse array at +4e: delta 7:0, column 17:8, row 31:18; only the delta is written
constexpr uint16_t kSparseEntry = 0x8000;

enum class Access : uint8_t { ReadOnly, ReadWrite, WriteOneToClear, WriteOneToSet, WriteOnly };

struct RegisterInfo {
  const char* name;
  uint32_t address;  // of word 0; word i lies at address + 4 i
  Access access;
  bool locked;  // no write while busy or after LOCK
  int count;
  uint32_t reset;
  uint32_t mask;  // ones where fields are
};
inline constexpr RegisterInfo kRegisters[] = {
    {"ID", 0x000, Access::ReadOnly, false, 1, 0x4b473031, 0xffffffff},
    {"CTRL", 0x004, Access::WriteOnly, false, 1, 0x00000000, 0x0000000f},
    {"STATUS", 0x008, Access::ReadOnly, false, 1, 0x00000040, 0xffff1f7f},
    {"IRQ_STATUS", 0x00c, Access::WriteOneToClear, false, 1, 0x00000000, 0x0000001f},
    {"IRQ_MASK", 0x010, Access::ReadWrite, false, 1, 0x00000000, 0x0000001f},
    {"ERROR", 0x014, Access::ReadOnly, false, 1, 0x00000000, 0x00ffffff},
    {"COUNTS", 0x020, Access::ReadWrite, true, 1, 0x00000000, 0x7f1f0fff},
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
    {"INJECT", 0x058, Access::WriteOnly, false, 1, 0x00000000, 0x00000107},
    {"LOCK", 0x05c, Access::WriteOneToSet, false, 1, 0x00000000, 0x00000001},
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
    {"OUTCOME", 0x128, Access::ReadOnly, false, 1, 0x00000000, 0x003f3fff},
    {"SAVED", 0x140, Access::ReadOnly, false, 8, 0x00000000, 0xffffffff},
    {"ADAPT", 0x180, Access::ReadWrite, true, 1, 0x00000000, 0x0fff0f07},
    {"ADAPT_COUNT", 0x184, Access::ReadWrite, true, 1, 0x00000000, 0x3fff3fff},
    {"ADAPT_TARGET", 0x188, Access::ReadWrite, true, 1, 0x00000000, 0x0000ffff},
    {"ADAPT_IMAGES", 0x18c, Access::ReadWrite, true, 1, 0x00000000, 0x00ffffff},
    {"ADAPT_MARGIN", 0x190, Access::ReadWrite, true, 1, 0x00000000, 0x00ffffff},
    {"ADAPT_RESULT", 0x194, Access::ReadOnly, false, 1, 0x00000000, 0x00ffffff},
    {"ADAPT_WRITTEN", 0x198, Access::ReadOnly, false, 1, 0x00000000, 0x00007fff},
    {"CYC_ADAPT", 0x19c, Access::ReadOnly, false, 1, 0x00000000, 0xffffffff},
    {"MONITOR", 0x1a0, Access::ReadWrite, true, 1, 0x00000000, 0xffff00f1},
    {"MON_PERIOD", 0x1a4, Access::ReadWrite, true, 1, 0x00000400, 0x00ffffff},
    {"MON_STATUS", 0x1a8, Access::ReadOnly, false, 1, 0x00000000, 0xffffffff},
    {"MON_RATIO", 0x1c0, Access::ReadWrite, true, 8, 0x00000000, 0x00ffffff},
};

struct WindowInfo {
  const char* name;
  uint32_t address;
  int words;  // of the controller as built
  int span;   // of the largest
  Access access;
  bool locked;  // neither read nor written while busy, nor written after LOCK
};
inline constexpr WindowInfo kWindows[] = {
    {"STIM", 0x10000, 1024, 16384, Access::ReadWrite, true},
    {"PROJ", 0x20000, 1024, 4096, Access::ReadWrite, true},
    {"CODEBOOK", 0x30000, 1024, 4096, Access::ReadWrite, true},
    {"STAT", 0x40000, 256, 1024, Access::ReadOnly, true},
    {"LOG", 0x50000, 128, 128, Access::ReadOnly, false},
    {"DELTA", 0x60000, 256, 8192, Access::ReadWrite, true},
    {"STORE", 0x70000, 256, 4096, Access::ReadWrite, true},
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
    {"Delta", 256, 32},
    {"Store", 256, 32},
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
  writer_index,
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
  scrubbing,
  lock_program,
  inject,
  adapting,
  spill,
  adapt_step,
  adapt_phase,
  adapt_image,
  adapt_epochs,
  wrong_first,
  wrong_last,
  adapt_written,
  cyc_adapt,
  delta_re,
  delta_raddr,
  delta_we,
  delta_waddr,
  delta_wdata,
  store_re,
  store_raddr,
  store_we,
  store_waddr,
  store_wdata,
  mon_step,
  mon_layer,
  mon_retry,
  mon_sequence,
  mon_next,
  mon_moved,
  mon_windows,
  mon_commits,
};

struct ObsField {
  const char* name;
  int lsb;
  int width;
  const char* const* value_names;  // of an enumeration, else null
  int value_count;
};
inline constexpr ObsField kObsFields[] = {
    {"state", 0, 5, kStateNames, 18},
    {"pass", 5, 2, nullptr, 0},
    {"image", 7, 8, nullptr, 0},
    {"tag", 15, 8, nullptr, 0},
    {"decision", 23, 2, kDecisionNames, 4},
    {"decided", 25, 1, nullptr, 0},
    {"error_code", 26, 8, kErrorNames, 8},
    {"error_detail", 34, 16, nullptr, 0},
    {"irq_status", 50, 5, nullptr, 0},
    {"csr_phase", 55, 3, kCsrPhaseNames, 5},
    {"writer_step", 58, 4, kWriterStepNames, 10},
    {"writer_layer", 62, 3, nullptr, 0},
    {"writer_retry", 65, 4, nullptr, 0},
    {"writer_index", 69, 14, nullptr, 0},
    {"sig_fill", 83, 2, nullptr, 0},
    {"exp_layer", 85, 3, nullptr, 0},
    {"exp_channel", 88, 10, nullptr, 0},
    {"exp_beat", 98, 16, nullptr, 0},
    {"image_cycles", 114, 24, nullptr, 0},
    {"best0", 138, 6, nullptr, 0},
    {"best1", 144, 6, nullptr, 0},
    {"dist0", 150, 48, nullptr, 0},
    {"dist1", 198, 48, nullptr, 0},
    {"outcome", 246, 4, kOutcomeNames, 9},
    {"entry", 250, 6, nullptr, 0},
    {"best_entry", 256, 6, nullptr, 0},
    {"tries", 262, 4, nullptr, 0},
    {"tried", 266, 64, nullptr, 0},
    {"again", 330, 1, nullptr, 0},
    {"last_write", 331, 1, nullptr, 0},
    {"restoring", 332, 1, nullptr, 0},
    {"now", 333, 16, nullptr, 0},
    {"forecast", 349, 16, nullptr, 0},
    {"after", 365, 16, nullptr, 0},
    {"best_after", 381, 16, nullptr, 0},
    {"cyc_total", 397, 32, nullptr, 0},
    {"cyc_test", 429, 32, nullptr, 0},
    {"cyc_repair", 461, 32, nullptr, 0},
    {"cyc_retest", 493, 32, nullptr, 0},
    {"cyc_own", 525, 32, nullptr, 0},
    {"stray", 557, 16, nullptr, 0},
    {"log_count", 573, 32, nullptr, 0},
    {"cycle", 605, 32, nullptr, 0},
    {"stim_re", 637, 1, nullptr, 0},
    {"stim_raddr", 638, 14, nullptr, 0},
    {"stat_re", 652, 1, nullptr, 0},
    {"stat_raddr", 653, 10, nullptr, 0},
    {"stat_we", 663, 1, nullptr, 0},
    {"stat_waddr", 664, 10, nullptr, 0},
    {"stat_wdata", 674, 32, nullptr, 0},
    {"proj_re", 706, 1, nullptr, 0},
    {"proj_raddr", 707, 12, nullptr, 0},
    {"cb_re", 719, 1, nullptr, 0},
    {"cb_raddr", 720, 12, nullptr, 0},
    {"host_we", 732, 1, nullptr, 0},
    {"host_addr", 733, 20, nullptr, 0},
    {"host_wdata", 753, 32, nullptr, 0},
    {"feature_we", 785, 1, nullptr, 0},
    {"feature_index", 786, 4, nullptr, 0},
    {"feature_value", 790, 16, nullptr, 0},
    {"applied_we", 806, 1, nullptr, 0},
    {"applied_layer", 807, 3, nullptr, 0},
    {"applied_word", 810, 32, nullptr, 0},
    {"saved_we", 842, 1, nullptr, 0},
    {"saved_layer", 843, 3, nullptr, 0},
    {"saved_word", 846, 32, nullptr, 0},
    {"log_we", 878, 1, nullptr, 0},
    {"log_waddr", 879, 6, nullptr, 0},
    {"log_wdata", 885, 64, nullptr, 0},
    {"scrubbing", 949, 1, nullptr, 0},
    {"lock_program", 950, 1, nullptr, 0},
    {"inject", 951, 4, nullptr, 0},
    {"adapting", 955, 1, nullptr, 0},
    {"spill", 956, 1, nullptr, 0},
    {"adapt_step", 957, 3, kAdaptStepNames, 5},
    {"adapt_phase", 960, 2, kAdaptPhaseNames, 3},
    {"adapt_image", 962, 8, nullptr, 0},
    {"adapt_epochs", 970, 8, nullptr, 0},
    {"wrong_first", 978, 8, nullptr, 0},
    {"wrong_last", 986, 8, nullptr, 0},
    {"adapt_written", 994, 15, nullptr, 0},
    {"cyc_adapt", 1009, 32, nullptr, 0},
    {"delta_re", 1041, 1, nullptr, 0},
    {"delta_raddr", 1042, 13, nullptr, 0},
    {"delta_we", 1055, 1, nullptr, 0},
    {"delta_waddr", 1056, 13, nullptr, 0},
    {"delta_wdata", 1069, 32, nullptr, 0},
    {"store_re", 1101, 1, nullptr, 0},
    {"store_raddr", 1102, 12, nullptr, 0},
    {"store_we", 1114, 1, nullptr, 0},
    {"store_waddr", 1115, 12, nullptr, 0},
    {"store_wdata", 1127, 32, nullptr, 0},
    {"mon_step", 1159, 4, kMonStepNames, 12},
    {"mon_layer", 1163, 3, nullptr, 0},
    {"mon_retry", 1166, 4, nullptr, 0},
    {"mon_sequence", 1170, 16, nullptr, 0},
    {"mon_next", 1186, 16, nullptr, 0},
    {"mon_moved", 1202, 1, nullptr, 0},
    {"mon_windows", 1203, 16, nullptr, 0},
    {"mon_commits", 1219, 16, nullptr, 0},
};
constexpr int kObsFieldCount = 100;
constexpr int kObsWidth = 1235;
constexpr int kObsWords = 39;

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
