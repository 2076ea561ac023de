// What an address of the CSR port means, and whether a request to it is legal now.
module csr_decode #(
  parameter int unsigned StimWords = tuning_ctrl_pkg::StimWords,
  parameter int unsigned StatSlots = tuning_ctrl_pkg::StatSlots,
  parameter int unsigned ProjWords = tuning_ctrl_pkg::ProjWords,
  parameter int unsigned CodebookWords = tuning_ctrl_pkg::CodebookWords,
  parameter int unsigned DeltaWords = tuning_ctrl_pkg::DeltaWords,
  parameter int unsigned StoreWords = tuning_ctrl_pkg::StoreWords
) (
  input  logic        enable_i,   // a request is under way; all outputs are 0 otherwise
  input  logic        write_i,
  input  logic [19:0] addr_i,
  input  logic [3:0]  strb_i,
  input  logic        busy_i,
  input  logic        scrubbing_i,
  input  logic        lock_i,
  output logic        legal_o,
  output logic        register_o,
  output logic [6:0]  window_o    // in the order of the enumeration `memory`
);

  localparam int unsigned LogWords = 2 * tuning_ctrl_pkg::LogEntries;

  logic [31:0] word;  // within a window
  logic        read_only, locked;
  logic        in_array_rw, in_array_ro;
  logic        in_log, rest;

  function automatic logic in_array(logic [19:0] addr, logic [19:0] base, int unsigned count);
    in_array = addr >= base && {12'b0, addr} < {12'b0, base} + 4 * count;
  endfunction

  assign word = {18'b0, addr_i[15:2]};

  always_comb begin
    register_o = 1'b0;
    read_only = 1'b0;
    locked = 1'b0;
    in_array_rw = 1'b0;
    in_array_ro = 1'b0;
    window_o = '0;
    if (enable_i && addr_i[1:0] == 2'b00) begin
      in_array_rw = in_array(addr_i, tuning_ctrl_pkg::RegLayerShapeAddr,
                             tuning_ctrl_pkg::RegLayerShapeCount) ||
                    in_array(addr_i, tuning_ctrl_pkg::RegMonRatioAddr,
                             tuning_ctrl_pkg::RegMonRatioCount);
      in_array_ro = in_array(addr_i, tuning_ctrl_pkg::RegFeatures0Addr,
                             tuning_ctrl_pkg::RegFeatures0Count) ||
                    in_array(addr_i, tuning_ctrl_pkg::RegFeatures1Addr,
                             tuning_ctrl_pkg::RegFeatures1Count) ||
                    in_array(addr_i, tuning_ctrl_pkg::RegAppliedAddr,
                             tuning_ctrl_pkg::RegAppliedCount) ||
                    in_array(addr_i, tuning_ctrl_pkg::RegSavedAddr,
                             tuning_ctrl_pkg::RegSavedCount);
      case (addr_i)
        tuning_ctrl_pkg::RegCtrlAddr, tuning_ctrl_pkg::RegIrqStatusAddr,
        tuning_ctrl_pkg::RegIrqMaskAddr, tuning_ctrl_pkg::RegInjectAddr,
        tuning_ctrl_pkg::RegLockAddr: register_o = 1'b1;
        tuning_ctrl_pkg::RegIdAddr, tuning_ctrl_pkg::RegStatusAddr, tuning_ctrl_pkg::RegErrorAddr,
        tuning_ctrl_pkg::RegBest0Addr, tuning_ctrl_pkg::RegDist0LoAddr,
        tuning_ctrl_pkg::RegDist0HiAddr, tuning_ctrl_pkg::RegBest1Addr,
        tuning_ctrl_pkg::RegDist1LoAddr, tuning_ctrl_pkg::RegDist1HiAddr,
        tuning_ctrl_pkg::RegCycTotalAddr, tuning_ctrl_pkg::RegCycTestAddr,
        tuning_ctrl_pkg::RegCycRepairAddr, tuning_ctrl_pkg::RegCycRetestAddr,
        tuning_ctrl_pkg::RegCycOwnAddr, tuning_ctrl_pkg::RegStrayAddr,
        tuning_ctrl_pkg::RegLogCountAddr, tuning_ctrl_pkg::RegCycleAddr,
        tuning_ctrl_pkg::RegPredictedAddr, tuning_ctrl_pkg::RegPredictedAfterAddr,
        tuning_ctrl_pkg::RegOutcomeAddr, tuning_ctrl_pkg::RegAdaptResultAddr,
        tuning_ctrl_pkg::RegAdaptWrittenAddr, tuning_ctrl_pkg::RegCycAdaptAddr,
        tuning_ctrl_pkg::RegMonStatusAddr: begin
          register_o = 1'b1;
          read_only = 1'b1;
        end
        tuning_ctrl_pkg::RegCountsAddr, tuning_ctrl_pkg::RegModeAddr,
        tuning_ctrl_pkg::RegPixelsAddr, tuning_ctrl_pkg::RegCbStrideAddr,
        tuning_ctrl_pkg::RegImageTimeoutAddr, tuning_ctrl_pkg::RegCfgLimitsAddr,
        tuning_ctrl_pkg::RegGainLimitsAddr, tuning_ctrl_pkg::RegOffsetLimitsAddr,
        tuning_ctrl_pkg::RegRejectLoAddr, tuning_ctrl_pkg::RegRejectHiAddr,
        tuning_ctrl_pkg::RegShiftsAddr, tuning_ctrl_pkg::RegLimitsTestAddr,
        tuning_ctrl_pkg::RegLimitsJudgeAddr, tuning_ctrl_pkg::RegFallbacksAddr,
        tuning_ctrl_pkg::RegAdaptAddr, tuning_ctrl_pkg::RegAdaptCountAddr,
        tuning_ctrl_pkg::RegAdaptTargetAddr, tuning_ctrl_pkg::RegAdaptImagesAddr,
        tuning_ctrl_pkg::RegAdaptMarginAddr, tuning_ctrl_pkg::RegMonitorAddr,
        tuning_ctrl_pkg::RegMonPeriodAddr: begin
          register_o = 1'b1;
          locked = 1'b1;
        end
        default: begin
          register_o = in_array_rw || in_array_ro;
          read_only = in_array_ro;
          locked = in_array_rw;
        end
      endcase
      case (addr_i[19:16])
        tuning_ctrl_pkg::WinStimAddr[19:16]:
          window_o[tuning_ctrl_pkg::MemoryStim] = word < StimWords;
        tuning_ctrl_pkg::WinStatAddr[19:16]:
          window_o[tuning_ctrl_pkg::MemoryStat] = word < StatSlots;
        tuning_ctrl_pkg::WinProjAddr[19:16]:
          window_o[tuning_ctrl_pkg::MemoryProj] = word < ProjWords;
        tuning_ctrl_pkg::WinCodebookAddr[19:16]:
          window_o[tuning_ctrl_pkg::MemoryCodebook] = word < CodebookWords;
        tuning_ctrl_pkg::WinDeltaAddr[19:16]:
          window_o[tuning_ctrl_pkg::MemoryDelta] = word < DeltaWords;
        tuning_ctrl_pkg::WinStoreAddr[19:16]:
          window_o[tuning_ctrl_pkg::MemoryStore] = word < StoreWords;
        tuning_ctrl_pkg::WinLogAddr[19:16]:
          window_o[tuning_ctrl_pkg::MemoryLog] = word < LogWords;
        default: ;
      endcase
    end
  end

  assign in_log = window_o[tuning_ctrl_pkg::MemoryLog];
  assign rest = |window_o && !in_log;

  // The log alone may be read at any time; statistics and log are not written by the host.
  always_comb begin
    legal_o = 1'b0;
    if (register_o) begin
      legal_o = !(write_i && (read_only || (locked && (busy_i || lock_i))));
    end else if (in_log) begin
      legal_o = !write_i;
    end else if (rest) begin
      legal_o = !busy_i && !scrubbing_i &&
                !(write_i && (lock_i || window_o[tuning_ctrl_pkg::MemoryStat] ||
                              strb_i != 4'b1111));
    end
  end

endmodule
