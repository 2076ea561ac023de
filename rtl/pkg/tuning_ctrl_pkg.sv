// Tuning controller of an RRAM neural-network chip: registers, enumerations and declared state.
// Generated from rtl/regs/tuning_ctrl.toml by regs_gen; do not edit.

// A package offers more names than one module uses.
// verilator lint_off UNUSED
package tuning_ctrl_pkg;

  localparam int unsigned Lanes = 4;  // products a cycle in PROJECT: 1, 2 or 4
  localparam int unsigned Images = 16;  // compact images
  localparam int unsigned MaxImages = 128;  // largest Images
  localparam int unsigned Layers = 8;  // layers of the network under test
  localparam int unsigned MaxLayers = 8;  // largest Layers
  localparam int unsigned Features = 16;  // signature features
  localparam int unsigned MaxFeatures = 16;  // largest Features
  localparam int unsigned Clusters = 64;  // codebook entries
  localparam int unsigned MaxClusters = 64;  // largest Clusters
  localparam int unsigned Outputs = 16;  // classes of the last-layer loop
  localparam int unsigned MaxOutputs = 16;  // largest Outputs
  localparam int unsigned StimWords = 1024;  // stimulus memory, words of 8 pixels of 4 bits
  localparam int unsigned MaxStimWords = 16384;  // largest StimWords
  localparam int unsigned StatSlots = 256;  // statistics memory, words of 32 bits
  localparam int unsigned MaxStatSlots = 1024;  // largest StatSlots
  localparam int unsigned ProjWords = 1024;  // projection memory, words of 32 bits
  localparam int unsigned MaxProjWords = 4096;  // largest ProjWords
  localparam int unsigned CodebookWords = 1024;  // codebook memory, words of 32 bits
  localparam int unsigned MaxCodebookWords = 4096;  // largest CodebookWords
  localparam int unsigned DeltaWords = 256;  // delta memory, downloaded words of 32 bits
  localparam int unsigned MaxDeltaWords = 8192;  // largest DeltaWords
  localparam int unsigned StoreWords = 256;  // store memory, answers kept for the last-layer loop, words of 32 bits
  localparam int unsigned MaxStoreWords = 4096;  // largest StoreWords
  localparam int unsigned LogEntries = 64;  // event log entries of 64 bits

  // main state machine
  typedef enum logic [4:0] {
    StateIdle = 5'd0,
    StateCheck = 5'd1,
    StatePlay = 5'd2,
    StateCollect = 5'd3,
    StateProject = 5'd4,
    StateFinalise = 5'd5,
    StateCluster = 5'd6,
    StateDecide = 5'd7,
    StateWrite = 5'd8,
    StateCommit = 5'd9,
    StateDone = 5'd10,
    StateError = 5'd11,
    StateFlush = 5'd12,
    StateSave = 5'd13,
    StatePredict = 5'd14,
    StateJudge = 5'd15,
    StateLoad = 5'd16,
    StateAdapt = 5'd17
  } state_e;

  // what the signature says of the die
  typedef enum logic [1:0] {
    DecisionPass = 2'd0,
    DecisionRepair = 2'd1,
    DecisionRepairAndAdapt = 2'd2,
    DecisionReject = 2'd3
  } decision_e;

  // how the test ended
  typedef enum logic [3:0] {
    OutcomeNone = 4'd0,
    OutcomePassed = 4'd1,
    OutcomeRepaired = 4'd2,
    OutcomeNeedsAdapt = 4'd3,
    OutcomeBelow = 4'd4,
    OutcomeRestored = 4'd5,
    OutcomeRejected = 4'd6,
    OutcomeLoaded = 4'd7,
    OutcomeAdapted = 4'd8
  } outcome_e;

  // why the controller is in ERROR
  typedef enum logic [7:0] {
    ErrorNone = 8'd0,
    ErrorBadConfig = 8'd1,
    ErrorImageTimeout = 8'd2,
    ErrorFraming = 8'd3,
    ErrorCfgSlverr = 8'd4,
    ErrorCfgTimeout = 8'd5,
    ErrorReadback = 8'd6,
    ErrorParity = 8'd7
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

  // step of the last-layer loop
  typedef enum logic [2:0] {
    AdaptStepNone = 3'd0,
    AdaptStepLabel = 3'd1,
    AdaptStepSum = 3'd2,
    AdaptStepCompare = 3'd3,
    AdaptStepUpdate = 3'd4
  } adapt_step_e;

  // what a pass of the last-layer loop is for
  typedef enum logic [1:0] {
    AdaptPhaseFirst = 2'd0,
    AdaptPhaseLearn = 2'd1,
    AdaptPhaseLast = 2'd2
  } adapt_phase_e;

  // step of the self-tuning monitor
  typedef enum logic [3:0] {
    MonStepOff = 4'd0,
    MonStepWindow = 4'd1,
    MonStepWait = 4'd2,
    MonStepPoll = 4'd3,
    MonStepInput = 4'd4,
    MonStepSum = 4'd5,
    MonStepGain = 4'd6,
    MonStepDivide = 4'd7,
    MonStepStore = 4'd8,
    MonStepBack = 4'd9,
    MonStepConfirm = 4'd10,
    MonStepApply = 4'd11
  } mon_step_e;

  // the memories, as INJECT and the detail of PARITY name them
  typedef enum logic [2:0] {
    MemoryStim = 3'd0,
    MemoryStat = 3'd1,
    MemoryProj = 3'd2,
    MemoryCodebook = 3'd3,
    MemoryDelta = 3'd4,
    MemoryStore = 3'd5,
    MemoryLog = 3'd6
  } memory_e;

  // ID (RO)
  // identification, ASCII KG01
  localparam logic [19:0] RegIdAddr = 20'h00000;
  localparam logic [31:0] RegIdReset = 32'h4b473031;
  localparam logic [31:0] RegIdMask = 32'hffffffff;
  localparam int unsigned RegIdIdLsb = 0;
  localparam int unsigned RegIdIdWidth = 32;

  // CTRL (WO)
  // commands; each bit acts once when written as 1; one acts: ABORT before CLEAR before START before ADAPT
  localparam logic [19:0] RegCtrlAddr = 20'h00004;
  localparam logic [31:0] RegCtrlReset = 32'h00000000;
  localparam logic [31:0] RegCtrlMask = 32'h0000000f;
  localparam int unsigned RegCtrlStartLsb = 0;
  localparam int unsigned RegCtrlStartWidth = 1;
  localparam int unsigned RegCtrlAbortLsb = 1;
  localparam int unsigned RegCtrlAbortWidth = 1;
  localparam int unsigned RegCtrlClearLsb = 2;
  localparam int unsigned RegCtrlClearWidth = 1;
  localparam int unsigned RegCtrlAdaptLsb = 3;
  localparam int unsigned RegCtrlAdaptWidth = 1;

  // STATUS (RO)
  // where the controller is
  localparam logic [19:0] RegStatusAddr = 20'h00008;
  localparam logic [31:0] RegStatusReset = 32'h00000040;
  localparam logic [31:0] RegStatusMask = 32'hffff1f7f;
  localparam int unsigned RegStatusStateLsb = 0;
  localparam int unsigned RegStatusStateWidth = 5;
  localparam int unsigned RegStatusBusyLsb = 5;
  localparam int unsigned RegStatusBusyWidth = 1;
  localparam int unsigned RegStatusScrubbingLsb = 6;
  localparam int unsigned RegStatusScrubbingWidth = 1;
  localparam int unsigned RegStatusDecisionLsb = 8;
  localparam int unsigned RegStatusDecisionWidth = 2;
  localparam int unsigned RegStatusDecidedLsb = 10;
  localparam int unsigned RegStatusDecidedWidth = 1;
  localparam int unsigned RegStatusPassLsb = 11;
  localparam int unsigned RegStatusPassWidth = 2;
  localparam int unsigned RegStatusImageLsb = 16;
  localparam int unsigned RegStatusImageWidth = 8;
  localparam int unsigned RegStatusTagLsb = 24;
  localparam int unsigned RegStatusTagWidth = 8;

  // IRQ_STATUS (W1C)
  // interrupt causes
  localparam logic [19:0] RegIrqStatusAddr = 20'h0000c;
  localparam logic [31:0] RegIrqStatusReset = 32'h00000000;
  localparam logic [31:0] RegIrqStatusMask = 32'h0000001f;
  localparam int unsigned RegIrqStatusDoneLsb = 0;
  localparam int unsigned RegIrqStatusDoneWidth = 1;
  localparam int unsigned RegIrqStatusErrorLsb = 1;
  localparam int unsigned RegIrqStatusErrorWidth = 1;
  localparam int unsigned RegIrqStatusStartRejectedLsb = 2;
  localparam int unsigned RegIrqStatusStartRejectedWidth = 1;
  localparam int unsigned RegIrqStatusAbortedLsb = 3;
  localparam int unsigned RegIrqStatusAbortedWidth = 1;
  localparam int unsigned RegIrqStatusParityLsb = 4;
  localparam int unsigned RegIrqStatusParityWidth = 1;

  // IRQ_MASK (RW)
  // interrupt enable, one bit a cause
  localparam logic [19:0] RegIrqMaskAddr = 20'h00010;
  localparam logic [31:0] RegIrqMaskReset = 32'h00000000;
  localparam logic [31:0] RegIrqMaskMask = 32'h0000001f;
  localparam int unsigned RegIrqMaskMaskLsb = 0;
  localparam int unsigned RegIrqMaskMaskWidth = 5;

  // ERROR (RO)
  // cause of the last ERROR since START
  localparam logic [19:0] RegErrorAddr = 20'h00014;
  localparam logic [31:0] RegErrorReset = 32'h00000000;
  localparam logic [31:0] RegErrorMask = 32'h00ffffff;
  localparam int unsigned RegErrorCodeLsb = 0;
  localparam int unsigned RegErrorCodeWidth = 8;
  localparam int unsigned RegErrorDetailLsb = 8;
  localparam int unsigned RegErrorDetailWidth = 16;

  // COUNTS (RW, locked)
  // sizes of the test program
  localparam logic [19:0] RegCountsAddr = 20'h00020;
  localparam logic [31:0] RegCountsReset = 32'h00000000;
  localparam logic [31:0] RegCountsMask = 32'h7f1f0fff;
  localparam int unsigned RegCountsImagesLsb = 0;
  localparam int unsigned RegCountsImagesWidth = 8;
  localparam int unsigned RegCountsLayersLsb = 8;
  localparam int unsigned RegCountsLayersWidth = 4;
  localparam int unsigned RegCountsFeaturesLsb = 16;
  localparam int unsigned RegCountsFeaturesWidth = 5;
  localparam int unsigned RegCountsClustersLsb = 24;
  localparam int unsigned RegCountsClustersWidth = 7;

  // MODE (RW, locked)
  // how features and distances are computed
  localparam logic [19:0] RegModeAddr = 20'h00024;
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

  // PIXELS (RW, locked)
  // pixels of an image
  localparam logic [19:0] RegPixelsAddr = 20'h00028;
  localparam logic [31:0] RegPixelsReset = 32'h00000000;
  localparam logic [31:0] RegPixelsMask = 32'h0000ffff;
  localparam int unsigned RegPixelsCountLsb = 0;
  localparam int unsigned RegPixelsCountWidth = 16;

  // CB_STRIDE (RW, locked)
  // words from one codebook entry to the next
  localparam logic [19:0] RegCbStrideAddr = 20'h0002c;
  localparam logic [31:0] RegCbStrideReset = 32'h00000000;
  localparam logic [31:0] RegCbStrideMask = 32'h000003ff;
  localparam int unsigned RegCbStrideWordsLsb = 0;
  localparam int unsigned RegCbStrideWordsWidth = 10;

  // IMAGE_TIMEOUT (RW, locked)
  // most cycles an image may take from its first PLAY cycle to its last COLLECT cycle
  localparam logic [19:0] RegImageTimeoutAddr = 20'h00030;
  localparam logic [31:0] RegImageTimeoutReset = 32'h000f4240;
  localparam logic [31:0] RegImageTimeoutMask = 32'h00ffffff;
  localparam int unsigned RegImageTimeoutCyclesLsb = 0;
  localparam int unsigned RegImageTimeoutCyclesWidth = 24;

  // CFG_LIMITS (RW, locked)
  // patience of the tuning writer
  localparam logic [19:0] RegCfgLimitsAddr = 20'h00034;
  localparam logic [31:0] RegCfgLimitsReset = 32'h00030400;
  localparam logic [31:0] RegCfgLimitsMask = 32'h000fffff;
  localparam int unsigned RegCfgLimitsTimeoutLsb = 0;
  localparam int unsigned RegCfgLimitsTimeoutWidth = 16;
  localparam int unsigned RegCfgLimitsRetriesLsb = 16;
  localparam int unsigned RegCfgLimitsRetriesWidth = 4;

  // GAIN_LIMITS (RW, locked)
  // bounds of every gain written, UQ4.12
  localparam logic [19:0] RegGainLimitsAddr = 20'h00038;
  localparam logic [31:0] RegGainLimitsReset = 32'hffff0000;
  localparam logic [31:0] RegGainLimitsMask = 32'hffffffff;
  localparam int unsigned RegGainLimitsMinLsb = 0;
  localparam int unsigned RegGainLimitsMinWidth = 16;
  localparam int unsigned RegGainLimitsMaxLsb = 16;
  localparam int unsigned RegGainLimitsMaxWidth = 16;

  // OFFSET_LIMITS (RW, locked)
  // bounds of every offset written, signed, accumulator LSB
  localparam logic [19:0] RegOffsetLimitsAddr = 20'h0003c;
  localparam logic [31:0] RegOffsetLimitsReset = 32'h7fff8000;
  localparam logic [31:0] RegOffsetLimitsMask = 32'hffffffff;
  localparam int unsigned RegOffsetLimitsMinLsb = 0;
  localparam int unsigned RegOffsetLimitsMinWidth = 16;
  localparam int unsigned RegOffsetLimitsMaxLsb = 16;
  localparam int unsigned RegOffsetLimitsMaxWidth = 16;

  // REJECT_LO (RW, locked)
  // largest distance of an acceptable die, bits 31:0
  localparam logic [19:0] RegRejectLoAddr = 20'h00040;
  localparam logic [31:0] RegRejectLoReset = 32'hffffffff;
  localparam logic [31:0] RegRejectLoMask = 32'hffffffff;
  localparam int unsigned RegRejectLoLimitLsb = 0;
  localparam int unsigned RegRejectLoLimitWidth = 32;

  // REJECT_HI (RW, locked)
  // largest distance of an acceptable die, bits 47:32
  localparam logic [19:0] RegRejectHiAddr = 20'h00044;
  localparam logic [31:0] RegRejectHiReset = 32'h0000ffff;
  localparam logic [31:0] RegRejectHiMask = 32'h0000ffff;
  localparam int unsigned RegRejectHiLimitLsb = 0;
  localparam int unsigned RegRejectHiLimitWidth = 16;

  // SHIFTS (RW, locked)
  // right shifts of affine maps and predictions
  localparam logic [19:0] RegShiftsAddr = 20'h00048;
  localparam logic [31:0] RegShiftsReset = 32'h00000000;
  localparam logic [31:0] RegShiftsMask = 32'h001f1f1f;
  localparam int unsigned RegShiftsGainLsb = 0;
  localparam int unsigned RegShiftsGainWidth = 5;
  localparam int unsigned RegShiftsOffsetLsb = 8;
  localparam int unsigned RegShiftsOffsetWidth = 5;
  localparam int unsigned RegShiftsPredictLsb = 16;
  localparam int unsigned RegShiftsPredictWidth = 5;

  // LIMITS_TEST (RW, locked)
  // thresholds on predicted accuracy before the repair, points in Q8.8
  localparam logic [19:0] RegLimitsTestAddr = 20'h0004c;
  localparam logic [31:0] RegLimitsTestReset = 32'h00000000;
  localparam logic [31:0] RegLimitsTestMask = 32'hffffffff;
  localparam int unsigned RegLimitsTestPassLsb = 0;
  localparam int unsigned RegLimitsTestPassWidth = 16;
  localparam int unsigned RegLimitsTestRepairLsb = 16;
  localparam int unsigned RegLimitsTestRepairWidth = 16;

  // LIMITS_JUDGE (RW, locked)
  // further thresholds on predicted accuracy, points in Q8.8
  localparam logic [19:0] RegLimitsJudgeAddr = 20'h00050;
  localparam logic [31:0] RegLimitsJudgeReset = 32'h00000000;
  localparam logic [31:0] RegLimitsJudgeMask = 32'hffffffff;
  localparam int unsigned RegLimitsJudgeAdaptLsb = 0;
  localparam int unsigned RegLimitsJudgeAdaptWidth = 16;
  localparam int unsigned RegLimitsJudgeShipLsb = 16;
  localparam int unsigned RegLimitsJudgeShipWidth = 16;

  // FALLBACKS (RW, locked)
  // further codebook entries tried when a retest falls short
  localparam logic [19:0] RegFallbacksAddr = 20'h00054;
  localparam logic [31:0] RegFallbacksReset = 32'h00000000;
  localparam logic [31:0] RegFallbacksMask = 32'h0000000f;
  localparam int unsigned RegFallbacksCountLsb = 0;
  localparam int unsigned RegFallbacksCountWidth = 4;

  // INJECT (WO)
  // for tests of the parity: the next write to a memory, but of the scrub, stores bit 0 inverted
  localparam logic [19:0] RegInjectAddr = 20'h00058;
  localparam logic [31:0] RegInjectReset = 32'h00000000;
  localparam logic [31:0] RegInjectMask = 32'h00000107;
  localparam int unsigned RegInjectMemoryLsb = 0;
  localparam int unsigned RegInjectMemoryWidth = 3;
  localparam int unsigned RegInjectArmLsb = 8;
  localparam int unsigned RegInjectArmWidth = 1;

  // LOCK (W1S)
  // protection of the test program until the next reset
  localparam logic [19:0] RegLockAddr = 20'h0005c;
  localparam logic [31:0] RegLockReset = 32'h00000000;
  localparam logic [31:0] RegLockMask = 32'h00000001;
  localparam int unsigned RegLockProgramLsb = 0;
  localparam int unsigned RegLockProgramWidth = 1;

  // LAYER_SHAPE (RW, locked)
  // framing of the signature stream, one word a layer
  localparam logic [19:0] RegLayerShapeAddr = 20'h00060;
  localparam int unsigned RegLayerShapeCount = 8;
  localparam logic [31:0] RegLayerShapeReset = 32'h00000000;
  localparam logic [31:0] RegLayerShapeMask = 32'hffff03ff;
  localparam int unsigned RegLayerShapeChannelsLsb = 0;
  localparam int unsigned RegLayerShapeChannelsWidth = 10;
  localparam int unsigned RegLayerShapeBeatsLsb = 16;
  localparam int unsigned RegLayerShapeBeatsWidth = 16;

  // BEST0 (RO)
  // nearest codebook entry of the test
  localparam logic [19:0] RegBest0Addr = 20'h00080;
  localparam logic [31:0] RegBest0Reset = 32'h00000000;
  localparam logic [31:0] RegBest0Mask = 32'h0000003f;
  localparam int unsigned RegBest0IndexLsb = 0;
  localparam int unsigned RegBest0IndexWidth = 6;

  // DIST0_LO (RO)
  // its distance, bits 31:0
  localparam logic [19:0] RegDist0LoAddr = 20'h00084;
  localparam logic [31:0] RegDist0LoReset = 32'h00000000;
  localparam logic [31:0] RegDist0LoMask = 32'hffffffff;
  localparam int unsigned RegDist0LoDistanceLsb = 0;
  localparam int unsigned RegDist0LoDistanceWidth = 32;

  // DIST0_HI (RO)
  // its distance, bits 47:32
  localparam logic [19:0] RegDist0HiAddr = 20'h00088;
  localparam logic [31:0] RegDist0HiReset = 32'h00000000;
  localparam logic [31:0] RegDist0HiMask = 32'h0000ffff;
  localparam int unsigned RegDist0HiDistanceLsb = 0;
  localparam int unsigned RegDist0HiDistanceWidth = 16;

  // BEST1 (RO)
  // nearest codebook entry of the retest
  localparam logic [19:0] RegBest1Addr = 20'h0008c;
  localparam logic [31:0] RegBest1Reset = 32'h00000000;
  localparam logic [31:0] RegBest1Mask = 32'h0000003f;
  localparam int unsigned RegBest1IndexLsb = 0;
  localparam int unsigned RegBest1IndexWidth = 6;

  // DIST1_LO (RO)
  // its distance, bits 31:0
  localparam logic [19:0] RegDist1LoAddr = 20'h00090;
  localparam logic [31:0] RegDist1LoReset = 32'h00000000;
  localparam logic [31:0] RegDist1LoMask = 32'hffffffff;
  localparam int unsigned RegDist1LoDistanceLsb = 0;
  localparam int unsigned RegDist1LoDistanceWidth = 32;

  // DIST1_HI (RO)
  // its distance, bits 47:32
  localparam logic [19:0] RegDist1HiAddr = 20'h00094;
  localparam logic [31:0] RegDist1HiReset = 32'h00000000;
  localparam logic [31:0] RegDist1HiMask = 32'h0000ffff;
  localparam int unsigned RegDist1HiDistanceLsb = 0;
  localparam int unsigned RegDist1HiDistanceWidth = 16;

  // CYC_TOTAL (RO)
  // busy cycles since START, saturating
  localparam logic [19:0] RegCycTotalAddr = 20'h000a0;
  localparam logic [31:0] RegCycTotalReset = 32'h00000000;
  localparam logic [31:0] RegCycTotalMask = 32'hffffffff;
  localparam int unsigned RegCycTotalCyclesLsb = 0;
  localparam int unsigned RegCycTotalCyclesWidth = 32;

  // CYC_TEST (RO)
  // cycles of the test (pass 0, CHECK to DECIDE, SAVE included), saturating
  localparam logic [19:0] RegCycTestAddr = 20'h000a4;
  localparam logic [31:0] RegCycTestReset = 32'h00000000;
  localparam logic [31:0] RegCycTestMask = 32'hffffffff;
  localparam int unsigned RegCycTestCyclesLsb = 0;
  localparam int unsigned RegCycTestCyclesWidth = 32;

  // CYC_REPAIR (RO)
  // cycles in WRITE and COMMIT, saturating
  localparam logic [19:0] RegCycRepairAddr = 20'h000a8;
  localparam logic [31:0] RegCycRepairReset = 32'h00000000;
  localparam logic [31:0] RegCycRepairMask = 32'hffffffff;
  localparam int unsigned RegCycRepairCyclesLsb = 0;
  localparam int unsigned RegCycRepairCyclesWidth = 32;

  // CYC_RETEST (RO)
  // cycles of retests (pass 1, everything but WRITE and COMMIT), saturating
  localparam logic [19:0] RegCycRetestAddr = 20'h000ac;
  localparam logic [31:0] RegCycRetestReset = 32'h00000000;
  localparam logic [31:0] RegCycRetestMask = 32'hffffffff;
  localparam int unsigned RegCycRetestCyclesLsb = 0;
  localparam int unsigned RegCycRetestCyclesWidth = 32;

  // CYC_OWN (RO)
  // own share of the controller, saturating; see docs/controller.md
  localparam logic [19:0] RegCycOwnAddr = 20'h000b0;
  localparam logic [31:0] RegCycOwnReset = 32'h00000000;
  localparam logic [31:0] RegCycOwnMask = 32'hffffffff;
  localparam int unsigned RegCycOwnCyclesLsb = 0;
  localparam int unsigned RegCycOwnCyclesWidth = 32;

  // STRAY (RO)
  // signature beats discarded since START, saturating
  localparam logic [19:0] RegStrayAddr = 20'h000b4;
  localparam logic [31:0] RegStrayReset = 32'h00000000;
  localparam logic [31:0] RegStrayMask = 32'h0000ffff;
  localparam int unsigned RegStrayBeatsLsb = 0;
  localparam int unsigned RegStrayBeatsWidth = 16;

  // LOG_COUNT (RO)
  // event log entries written since reset (wraps)
  localparam logic [19:0] RegLogCountAddr = 20'h000b8;
  localparam logic [31:0] RegLogCountReset = 32'h00000000;
  localparam logic [31:0] RegLogCountMask = 32'hffffffff;
  localparam int unsigned RegLogCountEntriesLsb = 0;
  localparam int unsigned RegLogCountEntriesWidth = 32;

  // CYCLE (RO)
  // cycles since reset (wraps)
  localparam logic [19:0] RegCycleAddr = 20'h000bc;
  localparam logic [31:0] RegCycleReset = 32'h00000000;
  localparam logic [31:0] RegCycleMask = 32'hffffffff;
  localparam int unsigned RegCycleCyclesLsb = 0;
  localparam int unsigned RegCycleCyclesWidth = 32;

  // FEATURES0 (RO)
  // features of the test, two a word
  localparam logic [19:0] RegFeatures0Addr = 20'h000c0;
  localparam int unsigned RegFeatures0Count = 8;
  localparam logic [31:0] RegFeatures0Reset = 32'h00000000;
  localparam logic [31:0] RegFeatures0Mask = 32'hffffffff;
  localparam int unsigned RegFeatures0EvenLsb = 0;
  localparam int unsigned RegFeatures0EvenWidth = 16;
  localparam int unsigned RegFeatures0OddLsb = 16;
  localparam int unsigned RegFeatures0OddWidth = 16;

  // FEATURES1 (RO)
  // features of the retest, two a word
  localparam logic [19:0] RegFeatures1Addr = 20'h000e0;
  localparam int unsigned RegFeatures1Count = 8;
  localparam logic [31:0] RegFeatures1Reset = 32'h00000000;
  localparam logic [31:0] RegFeatures1Mask = 32'hffffffff;
  localparam int unsigned RegFeatures1EvenLsb = 0;
  localparam int unsigned RegFeatures1EvenWidth = 16;
  localparam int unsigned RegFeatures1OddLsb = 16;
  localparam int unsigned RegFeatures1OddWidth = 16;

  // APPLIED (RO)
  // gain and offset written and read back, one word a layer
  localparam logic [19:0] RegAppliedAddr = 20'h00100;
  localparam int unsigned RegAppliedCount = 8;
  localparam logic [31:0] RegAppliedReset = 32'h00000000;
  localparam logic [31:0] RegAppliedMask = 32'hffffffff;
  localparam int unsigned RegAppliedGainLsb = 0;
  localparam int unsigned RegAppliedGainWidth = 16;
  localparam int unsigned RegAppliedOffsetLsb = 16;
  localparam int unsigned RegAppliedOffsetWidth = 16;

  // PREDICTED (RO)
  // accuracy predicted from the test, points in Q8.8
  localparam logic [19:0] RegPredictedAddr = 20'h00120;
  localparam logic [31:0] RegPredictedReset = 32'h00000000;
  localparam logic [31:0] RegPredictedMask = 32'hffffffff;
  localparam int unsigned RegPredictedNowLsb = 0;
  localparam int unsigned RegPredictedNowWidth = 16;
  localparam int unsigned RegPredictedForecastLsb = 16;
  localparam int unsigned RegPredictedForecastWidth = 16;

  // PREDICTED_AFTER (RO)
  // accuracy predicted from retests, points in Q8.8
  localparam logic [19:0] RegPredictedAfterAddr = 20'h00124;
  localparam logic [31:0] RegPredictedAfterReset = 32'h00000000;
  localparam logic [31:0] RegPredictedAfterMask = 32'hffffffff;
  localparam int unsigned RegPredictedAfterAfterLsb = 0;
  localparam int unsigned RegPredictedAfterAfterWidth = 16;
  localparam int unsigned RegPredictedAfterBestLsb = 16;
  localparam int unsigned RegPredictedAfterBestWidth = 16;

  // OUTCOME (RO)
  // how the test ended
  localparam logic [19:0] RegOutcomeAddr = 20'h00128;
  localparam logic [31:0] RegOutcomeReset = 32'h00000000;
  localparam logic [31:0] RegOutcomeMask = 32'h003f3fff;
  localparam int unsigned RegOutcomeOutcomeLsb = 0;
  localparam int unsigned RegOutcomeOutcomeWidth = 4;
  localparam int unsigned RegOutcomeTriesLsb = 4;
  localparam int unsigned RegOutcomeTriesWidth = 4;
  localparam int unsigned RegOutcomeEntryLsb = 8;
  localparam int unsigned RegOutcomeEntryWidth = 6;
  localparam int unsigned RegOutcomeBestEntryLsb = 16;
  localparam int unsigned RegOutcomeBestEntryWidth = 6;

  // SAVED (RO)
  // setting found in the accelerator at the start, one word a layer
  localparam logic [19:0] RegSavedAddr = 20'h00140;
  localparam int unsigned RegSavedCount = 8;
  localparam logic [31:0] RegSavedReset = 32'h00000000;
  localparam logic [31:0] RegSavedMask = 32'hffffffff;
  localparam int unsigned RegSavedGainLsb = 0;
  localparam int unsigned RegSavedGainWidth = 16;
  localparam int unsigned RegSavedOffsetLsb = 16;
  localparam int unsigned RegSavedOffsetWidth = 16;

  // ADAPT (RW, locked)
  // how the die is adapted
  localparam logic [19:0] RegAdaptAddr = 20'h00180;
  localparam logic [31:0] RegAdaptReset = 32'h00000000;
  localparam logic [31:0] RegAdaptMask = 32'h0fff0f07;
  localparam int unsigned RegAdaptAutoLsb = 0;
  localparam int unsigned RegAdaptAutoWidth = 1;
  localparam int unsigned RegAdaptLoopEnLsb = 1;
  localparam int unsigned RegAdaptLoopEnWidth = 1;
  localparam int unsigned RegAdaptCommitEnLsb = 2;
  localparam int unsigned RegAdaptCommitEnWidth = 1;
  localparam int unsigned RegAdaptShiftLsb = 8;
  localparam int unsigned RegAdaptShiftWidth = 4;
  localparam int unsigned RegAdaptStepLsb = 16;
  localparam int unsigned RegAdaptStepWidth = 8;
  localparam int unsigned RegAdaptStepShiftLsb = 24;
  localparam int unsigned RegAdaptStepShiftWidth = 4;

  // ADAPT_COUNT (RW, locked)
  // the words of the delta memory
  localparam logic [19:0] RegAdaptCountAddr = 20'h00184;
  localparam logic [31:0] RegAdaptCountReset = 32'h00000000;
  localparam logic [31:0] RegAdaptCountMask = 32'h3fff3fff;
  localparam int unsigned RegAdaptCountCountLsb = 0;
  localparam int unsigned RegAdaptCountCountWidth = 14;
  localparam int unsigned RegAdaptCountLoopFirstLsb = 16;
  localparam int unsigned RegAdaptCountLoopFirstWidth = 14;

  // ADAPT_TARGET (RW, locked)
  // where the download goes
  localparam logic [19:0] RegAdaptTargetAddr = 20'h00188;
  localparam logic [31:0] RegAdaptTargetReset = 32'h00000000;
  localparam logic [31:0] RegAdaptTargetMask = 32'h0000ffff;
  localparam int unsigned RegAdaptTargetBaseLsb = 0;
  localparam int unsigned RegAdaptTargetBaseWidth = 16;

  // ADAPT_IMAGES (RW, locked)
  // labelled images of the last-layer loop
  localparam logic [19:0] RegAdaptImagesAddr = 20'h0018c;
  localparam logic [31:0] RegAdaptImagesReset = 32'h00000000;
  localparam logic [31:0] RegAdaptImagesMask = 32'h00ffffff;
  localparam int unsigned RegAdaptImagesFirstLsb = 0;
  localparam int unsigned RegAdaptImagesFirstWidth = 8;
  localparam int unsigned RegAdaptImagesCountLsb = 8;
  localparam int unsigned RegAdaptImagesCountWidth = 8;
  localparam int unsigned RegAdaptImagesEpochsLsb = 16;
  localparam int unsigned RegAdaptImagesEpochsWidth = 8;

  // ADAPT_MARGIN (RW, locked)
  // lead of the label from which an image is not learned
  localparam logic [19:0] RegAdaptMarginAddr = 20'h00190;
  localparam logic [31:0] RegAdaptMarginReset = 32'h00000000;
  localparam logic [31:0] RegAdaptMarginMask = 32'h00ffffff;
  localparam int unsigned RegAdaptMarginMarginLsb = 0;
  localparam int unsigned RegAdaptMarginMarginWidth = 24;

  // ADAPT_RESULT (RO)
  // what the last-layer loop did
  localparam logic [19:0] RegAdaptResultAddr = 20'h00194;
  localparam logic [31:0] RegAdaptResultReset = 32'h00000000;
  localparam logic [31:0] RegAdaptResultMask = 32'h00ffffff;
  localparam int unsigned RegAdaptResultWrongFirstLsb = 0;
  localparam int unsigned RegAdaptResultWrongFirstWidth = 8;
  localparam int unsigned RegAdaptResultWrongLastLsb = 8;
  localparam int unsigned RegAdaptResultWrongLastWidth = 8;
  localparam int unsigned RegAdaptResultEpochsLsb = 16;
  localparam int unsigned RegAdaptResultEpochsWidth = 8;

  // ADAPT_WRITTEN (RO)
  // words written and read back in LOAD since START or ADAPT
  localparam logic [19:0] RegAdaptWrittenAddr = 20'h00198;
  localparam logic [31:0] RegAdaptWrittenReset = 32'h00000000;
  localparam logic [31:0] RegAdaptWrittenMask = 32'h00007fff;
  localparam int unsigned RegAdaptWrittenWordsLsb = 0;
  localparam int unsigned RegAdaptWrittenWordsWidth = 15;

  // CYC_ADAPT (RO)
  // cycles in LOAD and ADAPT, and in PLAY and COLLECT of pass 2, saturating
  localparam logic [19:0] RegCycAdaptAddr = 20'h0019c;
  localparam logic [31:0] RegCycAdaptReset = 32'h00000000;
  localparam logic [31:0] RegCycAdaptMask = 32'hffffffff;
  localparam int unsigned RegCycAdaptCyclesLsb = 0;
  localparam int unsigned RegCycAdaptCyclesWidth = 32;

  // MONITOR (RW, locked)
  // the self-tuning monitor
  localparam logic [19:0] RegMonitorAddr = 20'h001a0;
  localparam logic [31:0] RegMonitorReset = 32'h00000000;
  localparam logic [31:0] RegMonitorMask = 32'hffff00f1;
  localparam int unsigned RegMonitorEnLsb = 0;
  localparam int unsigned RegMonitorEnWidth = 1;
  localparam int unsigned RegMonitorDeadShiftLsb = 4;
  localparam int unsigned RegMonitorDeadShiftWidth = 4;
  localparam int unsigned RegMonitorWindowLsb = 16;
  localparam int unsigned RegMonitorWindowWidth = 16;

  // MON_PERIOD (RW, locked)
  // pause of the monitor
  localparam logic [19:0] RegMonPeriodAddr = 20'h001a4;
  localparam logic [31:0] RegMonPeriodReset = 32'h00000400;
  localparam logic [31:0] RegMonPeriodMask = 32'h00ffffff;
  localparam int unsigned RegMonPeriodCyclesLsb = 0;
  localparam int unsigned RegMonPeriodCyclesWidth = 24;

  // MON_STATUS (RO)
  // what the monitor did since reset
  localparam logic [19:0] RegMonStatusAddr = 20'h001a8;
  localparam logic [31:0] RegMonStatusReset = 32'h00000000;
  localparam logic [31:0] RegMonStatusMask = 32'hffffffff;
  localparam int unsigned RegMonStatusWindowsLsb = 0;
  localparam int unsigned RegMonStatusWindowsWidth = 16;
  localparam int unsigned RegMonStatusCommitsLsb = 16;
  localparam int unsigned RegMonStatusCommitsWidth = 16;

  // MON_RATIO (RW, locked)
  // nominal activation sum of a layer by that of its input, one word a tuned layer
  localparam logic [19:0] RegMonRatioAddr = 20'h001c0;
  localparam int unsigned RegMonRatioCount = 8;
  localparam logic [31:0] RegMonRatioReset = 32'h00000000;
  localparam logic [31:0] RegMonRatioMask = 32'h00ffffff;
  localparam int unsigned RegMonRatioRatioLsb = 0;
  localparam int unsigned RegMonRatioRatioWidth = 24;

  // STIM (RW, locked)
  // compact images, pixel 8w + i of an image in bits 4i + 3 : 4i of its word w
  localparam logic [19:0] WinStimAddr = 20'h10000;
  localparam int unsigned WinStimSpan = 16384;

  // PROJ (RW, locked)
  // rows of projection weights (four int8 a word) and nominals, then the feature means (int32)
  localparam logic [19:0] WinProjAddr = 20'h20000;
  localparam int unsigned WinProjSpan = 4096;

  // CODEBOOK (RW, locked)
  // distance weights (four uint8 a word), then the entries
  localparam logic [19:0] WinCodebookAddr = 20'h30000;
  localparam int unsigned WinCodebookSpan = 4096;

  // STAT (RO, locked)
  // statistics of the last signature
  localparam logic [19:0] WinStatAddr = 20'h40000;
  localparam int unsigned WinStatSpan = 1024;

  // LOG (RO)
  // event log, entry i in words 2i (low) and 2i + 1 (high)
  localparam logic [19:0] WinLogAddr = 20'h50000;
  localparam int unsigned WinLogSpan = 128;

  // DELTA (RW, locked)
  // words to download; entries of the sparse array are {row, column, delta}
  localparam logic [19:0] WinDeltaAddr = 20'h60000;
  localparam int unsigned WinDeltaSpan = 8192;

  // STORE (RW, locked)
  // an image's last hidden codes (eight a word), its outputs and its label, image after image
  localparam logic [19:0] WinStoreAddr = 20'h70000;
  localparam int unsigned WinStoreSpan = 4096;

  // shadow gain and offset of layer l at +4l, RW, same format as APPLIED
  localparam logic [15:0] TargetTuneShadowAddr = 16'h0000;

  // write 1: shadow becomes active at the next image boundary; reads the number of commits
  localparam logic [15:0] TargetTuneCommitAddr = 16'h0100;

  // active gain and offset of layer l at +4l, RO
  localparam logic [15:0] TargetTuneActiveAddr = 16'h0200;

  // windows completed since MonWindow was written, 16 bits, RO
  localparam logic [15:0] TargetMonSequenceAddr = 16'h0300;

  // images a window, 16 bits, 0: off, RW; a write restarts the window and sets MonSequence to 0
  localparam logic [15:0] TargetMonWindowAddr = 16'h0304;

  // activation sums of the last complete window, RO: of the input at +0, of tuned layer l at +4 (l + 1)
  localparam logic [15:0] TargetMonSumAddr = 16'h0308;

  // shadow gain and offset of tile t at +4t, RW
  localparam logic [15:0] TargetTileShadowAddr = 16'h1000;

  // shadow gain and offset of channel c at +4c, RW
  localparam logic [15:0] TargetChannelShadowAddr = 16'h4000;

  // entry e of the sparse array at +4e: delta 7:0, column 17:8, row 31:18; only the delta is written
  localparam logic [15:0] TargetSparseEntryAddr = 16'h8000;

  // Declared state as it leaves the module on obs_o; the last member is bit 0.
  typedef struct packed {
    logic [15:0] mon_commits;
    logic [15:0] mon_windows;
    logic mon_moved;
    logic [15:0] mon_next;
    logic [15:0] mon_sequence;
    logic [3:0] mon_retry;
    logic [2:0] mon_layer;
    logic [3:0] mon_step;
    logic [31:0] store_wdata;
    logic [11:0] store_waddr;
    logic store_we;
    logic [11:0] store_raddr;
    logic store_re;
    logic [31:0] delta_wdata;
    logic [12:0] delta_waddr;
    logic delta_we;
    logic [12:0] delta_raddr;
    logic delta_re;
    logic [31:0] cyc_adapt;
    logic [14:0] adapt_written;
    logic [7:0] wrong_last;
    logic [7:0] wrong_first;
    logic [7:0] adapt_epochs;
    logic [7:0] adapt_image;
    logic [1:0] adapt_phase;
    logic [2:0] adapt_step;
    logic spill;
    logic adapting;
    logic [3:0] inject;
    logic lock_program;
    logic scrubbing;
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
    logic [19:0] host_addr;
    logic host_we;
    logic [11:0] cb_raddr;
    logic cb_re;
    logic [11:0] proj_raddr;
    logic proj_re;
    logic [31:0] stat_wdata;
    logic [9:0] stat_waddr;
    logic stat_we;
    logic [9:0] stat_raddr;
    logic stat_re;
    logic [13:0] stim_raddr;
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
    logic [3:0] outcome;
    logic [47:0] dist1;
    logic [47:0] dist0;
    logic [5:0] best1;
    logic [5:0] best0;
    logic [23:0] image_cycles;
    logic [15:0] exp_beat;
    logic [9:0] exp_channel;
    logic [2:0] exp_layer;
    logic [1:0] sig_fill;
    logic [13:0] writer_index;
    logic [3:0] writer_retry;
    logic [2:0] writer_layer;
    logic [3:0] writer_step;
    logic [2:0] csr_phase;
    logic [4:0] irq_status;
    logic [15:0] error_detail;
    logic [7:0] error_code;
    logic decided;
    logic [1:0] decision;
    logic [7:0] tag;
    logic [7:0] image;
    logic [1:0] pass;
    logic [4:0] state;
  } obs_t;
  localparam int unsigned ObsWidth = 1235;

endpackage
// verilator lint_on UNUSED
