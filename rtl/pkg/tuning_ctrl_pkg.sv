// Tuning controller of an RRAM neural-network chip: registers, enumerations and declared state.
// Generated from rtl/regs/tuning_ctrl.toml by regs_gen; do not edit.

// A package offers more names than one module uses.
// verilator lint_off UNUSED
package tuning_ctrl_pkg;

  localparam int unsigned MaxImages = 16;  // compact images a test program may hold
  localparam int unsigned MaxLayers = 8;  // layers of the network under test
  localparam int unsigned StimWords = 1024;  // stimulus memory, words of 8 pixels of 4 bits
  localparam int unsigned StatSlots = 256;  // statistics memory, words of 32 bits
  localparam int unsigned ProjWords = 1024;  // projection memory, words of 32 bits
  localparam int unsigned MaxFeatures = 16;  // signature features
  localparam int unsigned MaxClusters = 64;  // codebook entries
  localparam int unsigned CodebookWords = 1024;  // codebook memory, words of 32 bits
  localparam int unsigned LogEntries = 64;  // event log entries of 64 bits

  // main state machine
  typedef enum logic [3:0] {
    StateIdle = 4'd0,
    StateCheck = 4'd1,
    StatePlay = 4'd2,
    StateCollect = 4'd3,
    StateProject = 4'd4,
    StateFinalise = 4'd5,
    StateCluster = 4'd6,
    StateDecide = 4'd7,
    StateWrite = 4'd8,
    StateCommit = 4'd9,
    StateDone = 4'd10,
    StateError = 4'd11,
    StateFlush = 4'd12,
    StateSave = 4'd13,
    StatePredict = 4'd14,
    StateJudge = 4'd15
  } state_e;

  // what the signature says of the die
  typedef enum logic [1:0] {
    DecisionPass = 2'd0,
    DecisionRepair = 2'd1,
    DecisionRepairAndAdapt = 2'd2,
    DecisionReject = 2'd3
  } decision_e;

  // how the test ended
  typedef enum logic [2:0] {
    OutcomeNone = 3'd0,
    OutcomePassed = 3'd1,
    OutcomeRepaired = 3'd2,
    OutcomeNeedsAdapt = 3'd3,
    OutcomeBelow = 3'd4,
    OutcomeRestored = 3'd5,
    OutcomeRejected = 3'd6
  } outcome_e;

  // why the controller is in ERROR
  typedef enum logic [7:0] {
    ErrorNone = 8'd0,
    ErrorBadConfig = 8'd1,
    ErrorImageTimeout = 8'd2,
    ErrorFraming = 8'd3,
    ErrorCfgSlverr = 8'd4,
    ErrorCfgTimeout = 8'd5,
    ErrorReadback = 8'd6
  } error_e;

  // phase of the APB slave
  typedef enum logic [2:0] {
    CsrPhaseIdle = 3'd0,
    CsrPhaseDecode = 3'd1,
    CsrPhaseAccess = 3'd2,
    CsrPhaseRespond = 3'd3,
    CsrPhaseRelease = 3'd4
  } csr_phase_e;

  // step of the tuning writer
  typedef enum logic [3:0] {
    WriterStepNone = 4'd0,
    WriterStepFetch = 4'd1,
    WriterStepLoad = 4'd2,
    WriterStepWriteSetup = 4'd3,
    WriterStepWriteAccess = 4'd4,
    WriterStepReadSetup = 4'd5,
    WriterStepReadAccess = 4'd6,
    WriterStepCompare = 4'd7,
    WriterStepCentre = 4'd8,
    WriterStepSlopes = 4'd9
  } writer_step_e;

  // ID (RO)
  // identification, ASCII KG01
  localparam logic [15:0] RegIdAddr = 16'h0000;
  localparam logic [31:0] RegIdReset = 32'h4b473031;
  localparam logic [31:0] RegIdMask = 32'hffffffff;
  localparam int unsigned RegIdIdLsb = 0;
  localparam int unsigned RegIdIdWidth = 32;

  // CTRL (WO)
  // commands; each bit acts once when written as 1; ABORT wins over START and CLEAR, CLEAR over START
  localparam logic [15:0] RegCtrlAddr = 16'h0004;
  localparam logic [31:0] RegCtrlReset = 32'h00000000;
  localparam logic [31:0] RegCtrlMask = 32'h00000007;
  localparam int unsigned RegCtrlStartLsb = 0;
  localparam int unsigned RegCtrlStartWidth = 1;
  localparam int unsigned RegCtrlAbortLsb = 1;
  localparam int unsigned RegCtrlAbortWidth = 1;
  localparam int unsigned RegCtrlClearLsb = 2;
  localparam int unsigned RegCtrlClearWidth = 1;

  // STATUS (RO)
  // where the controller is
  localparam logic [15:0] RegStatusAddr = 16'h0008;
  localparam logic [31:0] RegStatusReset = 32'h00000000;
  localparam logic [31:0] RegStatusMask = 32'hff1f0f1f;
  localparam int unsigned RegStatusStateLsb = 0;
  localparam int unsigned RegStatusStateWidth = 4;
  localparam int unsigned RegStatusBusyLsb = 4;
  localparam int unsigned RegStatusBusyWidth = 1;
  localparam int unsigned RegStatusDecisionLsb = 8;
  localparam int unsigned RegStatusDecisionWidth = 2;
  localparam int unsigned RegStatusDecidedLsb = 10;
  localparam int unsigned RegStatusDecidedWidth = 1;
  localparam int unsigned RegStatusPassLsb = 11;
  localparam int unsigned RegStatusPassWidth = 1;
  localparam int unsigned RegStatusImageLsb = 16;
  localparam int unsigned RegStatusImageWidth = 5;
  localparam int unsigned RegStatusTagLsb = 24;
  localparam int unsigned RegStatusTagWidth = 8;

  // IRQ_STATUS (W1C)
  // interrupt causes
  localparam logic [15:0] RegIrqStatusAddr = 16'h000c;
  localparam logic [31:0] RegIrqStatusReset = 32'h00000000;
  localparam logic [31:0] RegIrqStatusMask = 32'h0000000f;
  localparam int unsigned RegIrqStatusDoneLsb = 0;
  localparam int unsigned RegIrqStatusDoneWidth = 1;
  localparam int unsigned RegIrqStatusErrorLsb = 1;
  localparam int unsigned RegIrqStatusErrorWidth = 1;
  localparam int unsigned RegIrqStatusStartRejectedLsb = 2;
  localparam int unsigned RegIrqStatusStartRejectedWidth = 1;
  localparam int unsigned RegIrqStatusAbortedLsb = 3;
  localparam int unsigned RegIrqStatusAbortedWidth = 1;

  // IRQ_MASK (RW)
  // interrupt enable, one bit a cause
  localparam logic [15:0] RegIrqMaskAddr = 16'h0010;
  localparam logic [31:0] RegIrqMaskReset = 32'h00000000;
  localparam logic [31:0] RegIrqMaskMask = 32'h0000000f;
  localparam int unsigned RegIrqMaskMaskLsb = 0;
  localparam int unsigned RegIrqMaskMaskWidth = 4;

  // ERROR (RO)
  // cause of the last ERROR since START
  localparam logic [15:0] RegErrorAddr = 16'h0014;
  localparam logic [31:0] RegErrorReset = 32'h00000000;
  localparam logic [31:0] RegErrorMask = 32'h00ffffff;
  localparam int unsigned RegErrorCodeLsb = 0;
  localparam int unsigned RegErrorCodeWidth = 8;
  localparam int unsigned RegErrorDetailLsb = 8;
  localparam int unsigned RegErrorDetailWidth = 16;

  // COUNTS (RW, locked while busy)
  // sizes of the test program
  localparam logic [15:0] RegCountsAddr = 16'h0020;
  localparam logic [31:0] RegCountsReset = 32'h00000000;
  localparam logic [31:0] RegCountsMask = 32'h7f1f0f1f;
  localparam int unsigned RegCountsImagesLsb = 0;
  localparam int unsigned RegCountsImagesWidth = 5;
  localparam int unsigned RegCountsLayersLsb = 8;
  localparam int unsigned RegCountsLayersWidth = 4;
  localparam int unsigned RegCountsFeaturesLsb = 16;
  localparam int unsigned RegCountsFeaturesWidth = 5;
  localparam int unsigned RegCountsClustersLsb = 24;
  localparam int unsigned RegCountsClustersWidth = 7;

  // MODE (RW, locked while busy)
  // how features and distances are computed
  localparam logic [15:0] RegModeAddr = 16'h0024;
  localparam logic [31:0] RegModeReset = 32'h00000000;
  localparam logic [31:0] RegModeMask = 32'h1f1f1f3f;
  localparam int unsigned RegModeLog2EnLsb = 0;
  localparam int unsigned RegModeLog2EnWidth = 1;
  localparam int unsigned RegModeL1EnLsb = 1;
  localparam int unsigned RegModeL1EnWidth = 1;
  localparam int unsigned RegModeRetestEnLsb = 2;
  localparam int unsigned RegModeRetestEnWidth = 1;
  localparam int unsigned RegModePredictEnLsb = 3;
  localparam int unsigned RegModePredictEnWidth = 1;
  localparam int unsigned RegModeAffineEnLsb = 4;
  localparam int unsigned RegModeAffineEnWidth = 1;
  localparam int unsigned RegModeScatterEnLsb = 5;
  localparam int unsigned RegModeScatterEnWidth = 1;
  localparam int unsigned RegModeLinearShiftLsb = 8;
  localparam int unsigned RegModeLinearShiftWidth = 5;
  localparam int unsigned RegModeProjectShiftLsb = 16;
  localparam int unsigned RegModeProjectShiftWidth = 5;
  localparam int unsigned RegModeScatterShiftLsb = 24;
  localparam int unsigned RegModeScatterShiftWidth = 5;

  // PIXELS (RW, locked while busy)
  // pixels of an image
  localparam logic [15:0] RegPixelsAddr = 16'h0028;
  localparam logic [31:0] RegPixelsReset = 32'h00000000;
  localparam logic [31:0] RegPixelsMask = 32'h0000ffff;
  localparam int unsigned RegPixelsCountLsb = 0;
  localparam int unsigned RegPixelsCountWidth = 16;

  // CB_STRIDE (RW, locked while busy)
  // words from one codebook entry to the next
  localparam logic [15:0] RegCbStrideAddr = 16'h002c;
  localparam logic [31:0] RegCbStrideReset = 32'h00000000;
  localparam logic [31:0] RegCbStrideMask = 32'h000003ff;
  localparam int unsigned RegCbStrideWordsLsb = 0;
  localparam int unsigned RegCbStrideWordsWidth = 10;

  // IMAGE_TIMEOUT (RW, locked while busy)
  // most cycles an image may take from its first PLAY cycle to its last COLLECT cycle
  localparam logic [15:0] RegImageTimeoutAddr = 16'h0030;
  localparam logic [31:0] RegImageTimeoutReset = 32'h000f4240;
  localparam logic [31:0] RegImageTimeoutMask = 32'h00ffffff;
  localparam int unsigned RegImageTimeoutCyclesLsb = 0;
  localparam int unsigned RegImageTimeoutCyclesWidth = 24;

  // CFG_LIMITS (RW, locked while busy)
  // patience of the tuning writer
  localparam logic [15:0] RegCfgLimitsAddr = 16'h0034;
  localparam logic [31:0] RegCfgLimitsReset = 32'h00030400;
  localparam logic [31:0] RegCfgLimitsMask = 32'h000fffff;
  localparam int unsigned RegCfgLimitsTimeoutLsb = 0;
  localparam int unsigned RegCfgLimitsTimeoutWidth = 16;
  localparam int unsigned RegCfgLimitsRetriesLsb = 16;
  localparam int unsigned RegCfgLimitsRetriesWidth = 4;

  // GAIN_LIMITS (RW, locked while busy)
  // bounds of every gain written, UQ4.12
  localparam logic [15:0] RegGainLimitsAddr = 16'h0038;
  localparam logic [31:0] RegGainLimitsReset = 32'hffff0000;
  localparam logic [31:0] RegGainLimitsMask = 32'hffffffff;
  localparam int unsigned RegGainLimitsMinLsb = 0;
  localparam int unsigned RegGainLimitsMinWidth = 16;
  localparam int unsigned RegGainLimitsMaxLsb = 16;
  localparam int unsigned RegGainLimitsMaxWidth = 16;

  // OFFSET_LIMITS (RW, locked while busy)
  // bounds of every offset written, signed, accumulator LSB
  localparam logic [15:0] RegOffsetLimitsAddr = 16'h003c;
  localparam logic [31:0] RegOffsetLimitsReset = 32'h7fff8000;
  localparam logic [31:0] RegOffsetLimitsMask = 32'hffffffff;
  localparam int unsigned RegOffsetLimitsMinLsb = 0;
  localparam int unsigned RegOffsetLimitsMinWidth = 16;
  localparam int unsigned RegOffsetLimitsMaxLsb = 16;
  localparam int unsigned RegOffsetLimitsMaxWidth = 16;

  // REJECT_LO (RW, locked while busy)
  // largest distance of an acceptable die, bits 31:0
  localparam logic [15:0] RegRejectLoAddr = 16'h0040;
  localparam logic [31:0] RegRejectLoReset = 32'hffffffff;
  localparam logic [31:0] RegRejectLoMask = 32'hffffffff;
  localparam int unsigned RegRejectLoLimitLsb = 0;
  localparam int unsigned RegRejectLoLimitWidth = 32;

  // REJECT_HI (RW, locked while busy)
  // largest distance of an acceptable die, bits 47:32
  localparam logic [15:0] RegRejectHiAddr = 16'h0044;
  localparam logic [31:0] RegRejectHiReset = 32'h0000ffff;
  localparam logic [31:0] RegRejectHiMask = 32'h0000ffff;
  localparam int unsigned RegRejectHiLimitLsb = 0;
  localparam int unsigned RegRejectHiLimitWidth = 16;

  // SHIFTS (RW, locked while busy)
  // right shifts of affine maps and predictions
  localparam logic [15:0] RegShiftsAddr = 16'h0048;
  localparam logic [31:0] RegShiftsReset = 32'h00000000;
  localparam logic [31:0] RegShiftsMask = 32'h001f1f1f;
  localparam int unsigned RegShiftsGainLsb = 0;
  localparam int unsigned RegShiftsGainWidth = 5;
  localparam int unsigned RegShiftsOffsetLsb = 8;
  localparam int unsigned RegShiftsOffsetWidth = 5;
  localparam int unsigned RegShiftsPredictLsb = 16;
  localparam int unsigned RegShiftsPredictWidth = 5;

  // LIMITS_TEST (RW, locked while busy)
  // thresholds on predicted accuracy before the repair, points in Q8.8
  localparam logic [15:0] RegLimitsTestAddr = 16'h004c;
  localparam logic [31:0] RegLimitsTestReset = 32'h00000000;
  localparam logic [31:0] RegLimitsTestMask = 32'hffffffff;
  localparam int unsigned RegLimitsTestPassLsb = 0;
  localparam int unsigned RegLimitsTestPassWidth = 16;
  localparam int unsigned RegLimitsTestRepairLsb = 16;
  localparam int unsigned RegLimitsTestRepairWidth = 16;

  // LIMITS_JUDGE (RW, locked while busy)
  // further thresholds on predicted accuracy, points in Q8.8
  localparam logic [15:0] RegLimitsJudgeAddr = 16'h0050;
  localparam logic [31:0] RegLimitsJudgeReset = 32'h00000000;
  localparam logic [31:0] RegLimitsJudgeMask = 32'hffffffff;
  localparam int unsigned RegLimitsJudgeAdaptLsb = 0;
  localparam int unsigned RegLimitsJudgeAdaptWidth = 16;
  localparam int unsigned RegLimitsJudgeShipLsb = 16;
  localparam int unsigned RegLimitsJudgeShipWidth = 16;

  // FALLBACKS (RW, locked while busy)
  // further codebook entries tried when a retest falls short
  localparam logic [15:0] RegFallbacksAddr = 16'h0054;
  localparam logic [31:0] RegFallbacksReset = 32'h00000000;
  localparam logic [31:0] RegFallbacksMask = 32'h0000000f;
  localparam int unsigned RegFallbacksCountLsb = 0;
  localparam int unsigned RegFallbacksCountWidth = 4;

  // LAYER_SHAPE (RW, locked while busy)
  // framing of the signature stream, one word a layer
  localparam logic [15:0] RegLayerShapeAddr = 16'h0060;
  localparam int unsigned RegLayerShapeCount = 8;
  localparam logic [31:0] RegLayerShapeReset = 32'h00000000;
  localparam logic [31:0] RegLayerShapeMask = 32'hffff03ff;
  localparam int unsigned RegLayerShapeChannelsLsb = 0;
  localparam int unsigned RegLayerShapeChannelsWidth = 10;
  localparam int unsigned RegLayerShapeBeatsLsb = 16;
  localparam int unsigned RegLayerShapeBeatsWidth = 16;

  // BEST0 (RO)
  // nearest codebook entry of the test
  localparam logic [15:0] RegBest0Addr = 16'h0080;
  localparam logic [31:0] RegBest0Reset = 32'h00000000;
  localparam logic [31:0] RegBest0Mask = 32'h0000003f;
  localparam int unsigned RegBest0IndexLsb = 0;
  localparam int unsigned RegBest0IndexWidth = 6;

  // DIST0_LO (RO)
  // its distance, bits 31:0
  localparam logic [15:0] RegDist0LoAddr = 16'h0084;
  localparam logic [31:0] RegDist0LoReset = 32'h00000000;
  localparam logic [31:0] RegDist0LoMask = 32'hffffffff;
  localparam int unsigned RegDist0LoDistanceLsb = 0;
  localparam int unsigned RegDist0LoDistanceWidth = 32;

  // DIST0_HI (RO)
  // its distance, bits 47:32
  localparam logic [15:0] RegDist0HiAddr = 16'h0088;
  localparam logic [31:0] RegDist0HiReset = 32'h00000000;
  localparam logic [31:0] RegDist0HiMask = 32'h0000ffff;
  localparam int unsigned RegDist0HiDistanceLsb = 0;
  localparam int unsigned RegDist0HiDistanceWidth = 16;

  // BEST1 (RO)
  // nearest codebook entry of the retest
  localparam logic [15:0] RegBest1Addr = 16'h008c;
  localparam logic [31:0] RegBest1Reset = 32'h00000000;
  localparam logic [31:0] RegBest1Mask = 32'h0000003f;
  localparam int unsigned RegBest1IndexLsb = 0;
  localparam int unsigned RegBest1IndexWidth = 6;

  // DIST1_LO (RO)
  // its distance, bits 31:0
  localparam logic [15:0] RegDist1LoAddr = 16'h0090;
  localparam logic [31:0] RegDist1LoReset = 32'h00000000;
  localparam logic [31:0] RegDist1LoMask = 32'hffffffff;
  localparam int unsigned RegDist1LoDistanceLsb = 0;
  localparam int unsigned RegDist1LoDistanceWidth = 32;

  // DIST1_HI (RO)
  // its distance, bits 47:32
  localparam logic [15:0] RegDist1HiAddr = 16'h0094;
  localparam logic [31:0] RegDist1HiReset = 32'h00000000;
  localparam logic [31:0] RegDist1HiMask = 32'h0000ffff;
  localparam int unsigned RegDist1HiDistanceLsb = 0;
  localparam int unsigned RegDist1HiDistanceWidth = 16;

  // CYC_TOTAL (RO)
  // busy cycles since START, saturating
  localparam logic [15:0] RegCycTotalAddr = 16'h00a0;
  localparam logic [31:0] RegCycTotalReset = 32'h00000000;
  localparam logic [31:0] RegCycTotalMask = 32'hffffffff;
  localparam int unsigned RegCycTotalCyclesLsb = 0;
  localparam int unsigned RegCycTotalCyclesWidth = 32;

  // CYC_TEST (RO)
  // cycles of the test (pass 0, CHECK to DECIDE, SAVE included), saturating
  localparam logic [15:0] RegCycTestAddr = 16'h00a4;
  localparam logic [31:0] RegCycTestReset = 32'h00000000;
  localparam logic [31:0] RegCycTestMask = 32'hffffffff;
  localparam int unsigned RegCycTestCyclesLsb = 0;
  localparam int unsigned RegCycTestCyclesWidth = 32;

  // CYC_REPAIR (RO)
  // cycles in WRITE and COMMIT, saturating
  localparam logic [15:0] RegCycRepairAddr = 16'h00a8;
  localparam logic [31:0] RegCycRepairReset = 32'h00000000;
  localparam logic [31:0] RegCycRepairMask = 32'hffffffff;
  localparam int unsigned RegCycRepairCyclesLsb = 0;
  localparam int unsigned RegCycRepairCyclesWidth = 32;

  // CYC_RETEST (RO)
  // cycles of retests (pass 1, everything but WRITE and COMMIT), saturating
  localparam logic [15:0] RegCycRetestAddr = 16'h00ac;
  localparam logic [31:0] RegCycRetestReset = 32'h00000000;
  localparam logic [31:0] RegCycRetestMask = 32'hffffffff;
  localparam int unsigned RegCycRetestCyclesLsb = 0;
  localparam int unsigned RegCycRetestCyclesWidth = 32;

  // CYC_OWN (RO)
  // own share of the controller, saturating; see docs/controller.md
  localparam logic [15:0] RegCycOwnAddr = 16'h00b0;
  localparam logic [31:0] RegCycOwnReset = 32'h00000000;
  localparam logic [31:0] RegCycOwnMask = 32'hffffffff;
  localparam int unsigned RegCycOwnCyclesLsb = 0;
  localparam int unsigned RegCycOwnCyclesWidth = 32;

  // STRAY (RO)
  // signature beats discarded since START, saturating
  localparam logic [15:0] RegStrayAddr = 16'h00b4;
  localparam logic [31:0] RegStrayReset = 32'h00000000;
  localparam logic [31:0] RegStrayMask = 32'h0000ffff;
  localparam int unsigned RegStrayBeatsLsb = 0;
  localparam int unsigned RegStrayBeatsWidth = 16;

  // LOG_COUNT (RO)
  // event log entries written since reset (wraps)
  localparam logic [15:0] RegLogCountAddr = 16'h00b8;
  localparam logic [31:0] RegLogCountReset = 32'h00000000;
  localparam logic [31:0] RegLogCountMask = 32'hffffffff;
  localparam int unsigned RegLogCountEntriesLsb = 0;
  localparam int unsigned RegLogCountEntriesWidth = 32;

  // CYCLE (RO)
  // cycles since reset (wraps)
  localparam logic [15:0] RegCycleAddr = 16'h00bc;
  localparam logic [31:0] RegCycleReset = 32'h00000000;
  localparam logic [31:0] RegCycleMask = 32'hffffffff;
  localparam int unsigned RegCycleCyclesLsb = 0;
  localparam int unsigned RegCycleCyclesWidth = 32;

  // FEATURES0 (RO)
  // features of the test, two a word
  localparam logic [15:0] RegFeatures0Addr = 16'h00c0;
  localparam int unsigned RegFeatures0Count = 8;
  localparam logic [31:0] RegFeatures0Reset = 32'h00000000;
  localparam logic [31:0] RegFeatures0Mask = 32'hffffffff;
  localparam int unsigned RegFeatures0EvenLsb = 0;
  localparam int unsigned RegFeatures0EvenWidth = 16;
  localparam int unsigned RegFeatures0OddLsb = 16;
  localparam int unsigned RegFeatures0OddWidth = 16;

  // FEATURES1 (RO)
  // features of the retest, two a word
  localparam logic [15:0] RegFeatures1Addr = 16'h00e0;
  localparam int unsigned RegFeatures1Count = 8;
  localparam logic [31:0] RegFeatures1Reset = 32'h00000000;
  localparam logic [31:0] RegFeatures1Mask = 32'hffffffff;
  localparam int unsigned RegFeatures1EvenLsb = 0;
  localparam int unsigned RegFeatures1EvenWidth = 16;
  localparam int unsigned RegFeatures1OddLsb = 16;
  localparam int unsigned RegFeatures1OddWidth = 16;

  // APPLIED (RO)
  // gain and offset written and read back, one word a layer
  localparam logic [15:0] RegAppliedAddr = 16'h0100;
  localparam int unsigned RegAppliedCount = 8;
  localparam logic [31:0] RegAppliedReset = 32'h00000000;
  localparam logic [31:0] RegAppliedMask = 32'hffffffff;
  localparam int unsigned RegAppliedGainLsb = 0;
  localparam int unsigned RegAppliedGainWidth = 16;
  localparam int unsigned RegAppliedOffsetLsb = 16;
  localparam int unsigned RegAppliedOffsetWidth = 16;

  // PREDICTED (RO)
  // accuracy predicted from the test, points in Q8.8
  localparam logic [15:0] RegPredictedAddr = 16'h0120;
  localparam logic [31:0] RegPredictedReset = 32'h00000000;
  localparam logic [31:0] RegPredictedMask = 32'hffffffff;
  localparam int unsigned RegPredictedNowLsb = 0;
  localparam int unsigned RegPredictedNowWidth = 16;
  localparam int unsigned RegPredictedForecastLsb = 16;
  localparam int unsigned RegPredictedForecastWidth = 16;

  // PREDICTED_AFTER (RO)
  // accuracy predicted from retests, points in Q8.8
  localparam logic [15:0] RegPredictedAfterAddr = 16'h0124;
  localparam logic [31:0] RegPredictedAfterReset = 32'h00000000;
  localparam logic [31:0] RegPredictedAfterMask = 32'hffffffff;
  localparam int unsigned RegPredictedAfterAfterLsb = 0;
  localparam int unsigned RegPredictedAfterAfterWidth = 16;
  localparam int unsigned RegPredictedAfterBestLsb = 16;
  localparam int unsigned RegPredictedAfterBestWidth = 16;

  // OUTCOME (RO)
  // how the test ended
  localparam logic [15:0] RegOutcomeAddr = 16'h0128;
  localparam logic [31:0] RegOutcomeReset = 32'h00000000;
  localparam logic [31:0] RegOutcomeMask = 32'h003f3ff7;
  localparam int unsigned RegOutcomeOutcomeLsb = 0;
  localparam int unsigned RegOutcomeOutcomeWidth = 3;
  localparam int unsigned RegOutcomeTriesLsb = 4;
  localparam int unsigned RegOutcomeTriesWidth = 4;
  localparam int unsigned RegOutcomeEntryLsb = 8;
  localparam int unsigned RegOutcomeEntryWidth = 6;
  localparam int unsigned RegOutcomeBestEntryLsb = 16;
  localparam int unsigned RegOutcomeBestEntryWidth = 6;

  // SAVED (RO)
  // setting found in the accelerator at the start, one word a layer
  localparam logic [15:0] RegSavedAddr = 16'h0140;
  localparam int unsigned RegSavedCount = 8;
  localparam logic [31:0] RegSavedReset = 32'h00000000;
  localparam logic [31:0] RegSavedMask = 32'hffffffff;
  localparam int unsigned RegSavedGainLsb = 0;
  localparam int unsigned RegSavedGainWidth = 16;
  localparam int unsigned RegSavedOffsetLsb = 16;
  localparam int unsigned RegSavedOffsetWidth = 16;

  // STIM (RW, locked while busy)
  // compact images, pixel 8w + i of an image in bits 4i + 3 : 4i of its word w
  localparam logic [15:0] WinStimAddr = 16'h1000;
  localparam int unsigned WinStimWords = 1024;

  // PROJ (RW, locked while busy)
  // rows of projection weights (four int8 a word) and nominals, then the feature means (int32)
  localparam logic [15:0] WinProjAddr = 16'h2000;
  localparam int unsigned WinProjWords = 1024;

  // CODEBOOK (RW, locked while busy)
  // distance weights (four uint8 a word), then the entries
  localparam logic [15:0] WinCodebookAddr = 16'h3000;
  localparam int unsigned WinCodebookWords = 1024;

  // STAT (RO, locked while busy)
  // statistics of the last signature
  localparam logic [15:0] WinStatAddr = 16'h4000;
  localparam int unsigned WinStatWords = 256;

  // LOG (RO)
  // event log, entry i in words 2i (low) and 2i + 1 (high)
  localparam logic [15:0] WinLogAddr = 16'h5000;
  localparam int unsigned WinLogWords = 128;

  // shadow gain and offset of layer l at +4l, RW, same format as APPLIED
  localparam logic [15:0] TargetTuneShadowAddr = 16'h0000;

  // write 1: shadow becomes active at the next image boundary; reads the number of commits
  localparam logic [15:0] TargetTuneCommitAddr = 16'h0100;

  // active gain and offset of layer l at +4l, RO
  localparam logic [15:0] TargetTuneActiveAddr = 16'h0200;

  // Declared state as it leaves the module on obs_o; the last member is bit 0.
  typedef struct packed {
    logic [63:0] log_wdata;
    logic [5:0] log_waddr;
    logic log_we;
    logic [31:0] saved_word;
    logic [2:0] saved_layer;
    logic saved_we;
    logic [31:0] applied_word;
    logic [2:0] applied_layer;
    logic applied_we;
    logic [15:0] feature_value;
    logic [3:0] feature_index;
    logic feature_we;
    logic [31:0] host_wdata;
    logic [15:0] host_addr;
    logic host_we;
    logic [9:0] cb_raddr;
    logic cb_re;
    logic [9:0] proj_raddr;
    logic proj_re;
    logic [31:0] stat_wdata;
    logic [7:0] stat_waddr;
    logic stat_we;
    logic [7:0] stat_raddr;
    logic stat_re;
    logic [9:0] stim_raddr;
    logic stim_re;
    logic [31:0] cycle;
    logic [31:0] log_count;
    logic [15:0] stray;
    logic [31:0] cyc_own;
    logic [31:0] cyc_retest;
    logic [31:0] cyc_repair;
    logic [31:0] cyc_test;
    logic [31:0] cyc_total;
    logic [15:0] best_after;
    logic [15:0] after;
    logic [15:0] forecast;
    logic [15:0] now;
    logic restoring;
    logic last_write;
    logic again;
    logic [63:0] tried;
    logic [3:0] tries;
    logic [5:0] best_entry;
    logic [5:0] entry;
    logic [2:0] outcome;
    logic [47:0] dist1;
    logic [47:0] dist0;
    logic [5:0] best1;
    logic [5:0] best0;
    logic [23:0] image_cycles;
    logic [15:0] exp_beat;
    logic [9:0] exp_channel;
    logic [2:0] exp_layer;
    logic [1:0] sig_fill;
    logic [3:0] writer_retry;
    logic [2:0] writer_layer;
    logic [3:0] writer_step;
    logic [2:0] csr_phase;
    logic [3:0] irq_status;
    logic [15:0] error_detail;
    logic [7:0] error_code;
    logic decided;
    logic [1:0] decision;
    logic [7:0] tag;
    logic [4:0] image;
    logic pass;
    logic [3:0] state;
  } obs_t;
  localparam int unsigned ObsWidth = 912;

endpackage
// verilator lint_on UNUSED
