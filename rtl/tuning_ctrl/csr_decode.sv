// What an address of the CSR port means, and whether a request to it is legal now.
module csr_decode #(
  parameter int unsigned StimWords = tuning_ctrl_pkg::StimWords,
  parameter int unsigned StatSlots = tuning_ctrl_pkg::StatSlots,
  parameter int unsigned ProjWords = tuning_ctrl_pkg::ProjWords,
  parameter int unsigned CodebookWords = tuning_ctrl_pkg::CodebookWords
) (
  input  logic        enable_i,   // a request is under way; all outputs are 0 otherwise
  input  logic        write_i,
  input  logic [15:0] addr_i,
  input  logic [3:0]  strb_i,
  input  logic        busy_i,
  output logic        legal_o,
  output logic        register_o,
  output logic        stim_o,
  output logic        proj_o,
  output logic        codebook_o,
  output logic        stat_o,
  output logic        log_o
);

  localparam int unsigned LogWords = 2 * tuning_ctrl_pkg::LogEntries;

  logic [10:0] word;  // within a window, one bit wider so that a full window compares
  logic        read_only, locked;
  logic        in_array_rw, in_array_ro;
  logic        window;

  assign word = {1'b0, addr_i[11:2]};

  function automatic logic in_array(logic [15:0] addr, logic [15:0] base, int unsigned count);
    in_array = addr >= base && {16'b0, addr} < {16'b0, base} + 4 * count;
  endfunction

  always_comb begin
    register_o = 1'b0;
    read_only = 1'b0;
    locked = 1'b0;
    in_array_rw = 1'b0;
    in_array_ro = 1'b0;
    stim_o = 1'b0;
    proj_o = 1'b0;
    codebook_o = 1'b0;
    stat_o = 1'b0;
    log_o = 1'b0;
    if (enable_i && addr_i[1:0] == 2'b00) begin
      in_array_rw = in_array(addr_i, tuning_ctrl_pkg::RegLayerShapeAddr,
                             tuning_ctrl_pkg::RegLayerShapeCount);
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
        tuning_ctrl_pkg::RegIrqMaskAddr: register_o = 1'b1;
        tuning_ctrl_pkg::RegIdAddr, tuning_ctrl_pkg::RegStatusAddr, tuning_ctrl_pkg::RegErrorAddr,
        tuning_ctrl_pkg::RegBest0Addr, tuning_ctrl_pkg::RegDist0LoAddr,
        tuning_ctrl_pkg::RegDist0HiAddr, tuning_ctrl_pkg::RegBest1Addr,
        tuning_ctrl_pkg::RegDist1LoAddr, tuning_ctrl_pkg::RegDist1HiAddr,
        tuning_ctrl_pkg::RegCycTotalAddr, tuning_ctrl_pkg::RegCycTestAddr,
        tuning_ctrl_pkg::RegCycRepairAddr, tuning_ctrl_pkg::RegCycRetestAddr,
        tuning_ctrl_pkg::RegCycOwnAddr, tuning_ctrl_pkg::RegStrayAddr,
        tuning_ctrl_pkg::RegLogCountAddr, tuning_ctrl_pkg::RegCycleAddr,
        tuning_ctrl_pkg::RegPredictedAddr, tuning_ctrl_pkg::RegPredictedAfterAddr,
        tuning_ctrl_pkg::RegOutcomeAddr: begin
          register_o = 1'b1;
          read_only = 1'b1;
        end
        tuning_ctrl_pkg::RegCountsAddr, tuning_ctrl_pkg::RegModeAddr,
        tuning_ctrl_pkg::RegPixelsAddr, tuning_ctrl_pkg::RegCbStrideAddr,
        tuning_ctrl_pkg::RegImageTimeoutAddr, tuning_ctrl_pkg::RegCfgLimitsAddr,
        tuning_ctrl_pkg::RegGainLimitsAddr, tuning_ctrl_pkg::RegOffsetLimitsAddr,
        tuning_ctrl_pkg::RegRejectLoAddr, tuning_ctrl_pkg::RegRejectHiAddr,
        tuning_ctrl_pkg::RegShiftsAddr, tuning_ctrl_pkg::RegLimitsTestAddr,
        tuning_ctrl_pkg::RegLimitsJudgeAddr, tuning_ctrl_pkg::RegFallbacksAddr: begin
          register_o = 1'b1;
          locked = 1'b1;
        end
        default: begin
          register_o = in_array_rw || in_array_ro;
          read_only = in_array_ro;
          locked = in_array_rw;
        end
      endcase
      case (addr_i[15:12])
        tuning_ctrl_pkg::WinStimAddr[15:12]: stim_o = word < 11'(StimWords);
        tuning_ctrl_pkg::WinProjAddr[15:12]: proj_o = word < 11'(ProjWords);
        tuning_ctrl_pkg::WinCodebookAddr[15:12]: codebook_o = word < 11'(CodebookWords);
        tuning_ctrl_pkg::WinStatAddr[15:12]: stat_o = word < 11'(StatSlots);
        tuning_ctrl_pkg::WinLogAddr[15:12]: log_o = word < 11'(LogWords);
        default: ;
      endcase
    end
  end

  assign window = stim_o || proj_o || codebook_o || stat_o || log_o;

  // The log alone may be read during a test; only the three loaded memories may be written.
  always_comb begin
    legal_o = 1'b0;
    if (register_o) begin
      legal_o = !(write_i && (read_only || (locked && busy_i)));
    end else if (window) begin
      legal_o = !(busy_i && !log_o) && !(write_i && (stat_o || log_o || strb_i != 4'b1111));
    end
  end

endmodule
