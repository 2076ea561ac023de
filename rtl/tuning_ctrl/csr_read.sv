// Read side of the registers: every field put back where its register has it. Nothing is selected
// unless a register is being read.
module csr_read (
  input  logic         re_i,
  input  logic [15:0]  addr_i,
  output logic [31:0]  rdata_o,

  input  logic [31:0]  irq_mask_i,
  input  logic [31:0]  counts_i,
  input  logic [31:0]  mode_i,
  input  logic [31:0]  pixels_i,
  input  logic [31:0]  cb_stride_i,
  input  logic [31:0]  image_timeout_i,
  input  logic [31:0]  cfg_limits_i,
  input  logic [31:0]  gain_limits_i,
  input  logic [31:0]  offset_limits_i,
  input  logic [31:0]  reject_lo_i,
  input  logic [31:0]  reject_hi_i,
  input  logic [32*tuning_ctrl_pkg::RegLayerShapeCount-1:0] layer_shape_i,

  input  tuning_ctrl_pkg::state_e state_i,
  input  logic         busy_i,
  input  logic [1:0]   decision_i,
  input  logic         decided_i,
  input  logic         pass_i,
  input  logic [4:0]   image_i,
  input  logic [7:0]   tag_i,
  input  logic [3:0]   irq_status_i,
  input  logic [7:0]   error_code_i,
  input  logic [15:0]  error_detail_i,
  input  logic [5:0]   best0_i,
  input  logic [47:0]  dist0_i,
  input  logic [5:0]   best1_i,
  input  logic [47:0]  dist1_i,
  input  logic [31:0]  cyc_total_i,
  input  logic [31:0]  cyc_test_i,
  input  logic [31:0]  cyc_repair_i,
  input  logic [31:0]  cyc_retest_i,
  input  logic [31:0]  cyc_own_i,
  input  logic [15:0]  stray_i,
  input  logic [31:0]  log_count_i,
  input  logic [31:0]  cycle_i,
  input  logic [32*tuning_ctrl_pkg::RegFeatures0Count-1:0] features0_i,
  input  logic [32*tuning_ctrl_pkg::RegFeatures1Count-1:0] features1_i,
  input  logic [32*tuning_ctrl_pkg::RegAppliedCount-1:0]   applied_i
);

  // Arrays are eight words on 32-byte boundaries: the word index is addr_i[4:2].
  logic [2:0] word;
  assign word = addr_i[4:2];

  always_comb begin
    rdata_o = '0;
    if (re_i) begin
      case (addr_i)
        tuning_ctrl_pkg::RegIdAddr: rdata_o = tuning_ctrl_pkg::RegIdReset;
        tuning_ctrl_pkg::RegStatusAddr: begin
          rdata_o[tuning_ctrl_pkg::RegStatusStateLsb+:4] = state_i;
          rdata_o[tuning_ctrl_pkg::RegStatusBusyLsb] = busy_i;
          rdata_o[tuning_ctrl_pkg::RegStatusDecisionLsb+:2] = decision_i;
          rdata_o[tuning_ctrl_pkg::RegStatusDecidedLsb] = decided_i;
          rdata_o[tuning_ctrl_pkg::RegStatusPassLsb] = pass_i;
          rdata_o[tuning_ctrl_pkg::RegStatusImageLsb+:5] = image_i;
          rdata_o[tuning_ctrl_pkg::RegStatusTagLsb+:8] = tag_i;
        end
        tuning_ctrl_pkg::RegIrqStatusAddr: rdata_o[3:0] = irq_status_i;
        tuning_ctrl_pkg::RegErrorAddr: begin
          rdata_o[tuning_ctrl_pkg::RegErrorCodeLsb+:8] = error_code_i;
          rdata_o[tuning_ctrl_pkg::RegErrorDetailLsb+:16] = error_detail_i;
        end
        tuning_ctrl_pkg::RegIrqMaskAddr: rdata_o = irq_mask_i;
        tuning_ctrl_pkg::RegCountsAddr: rdata_o = counts_i;
        tuning_ctrl_pkg::RegModeAddr: rdata_o = mode_i;
        tuning_ctrl_pkg::RegPixelsAddr: rdata_o = pixels_i;
        tuning_ctrl_pkg::RegCbStrideAddr: rdata_o = cb_stride_i;
        tuning_ctrl_pkg::RegImageTimeoutAddr: rdata_o = image_timeout_i;
        tuning_ctrl_pkg::RegCfgLimitsAddr: rdata_o = cfg_limits_i;
        tuning_ctrl_pkg::RegGainLimitsAddr: rdata_o = gain_limits_i;
        tuning_ctrl_pkg::RegOffsetLimitsAddr: rdata_o = offset_limits_i;
        tuning_ctrl_pkg::RegRejectLoAddr: rdata_o = reject_lo_i;
        tuning_ctrl_pkg::RegRejectHiAddr: rdata_o = reject_hi_i;
        tuning_ctrl_pkg::RegBest0Addr: rdata_o[5:0] = best0_i;
        tuning_ctrl_pkg::RegDist0LoAddr: rdata_o = dist0_i[31:0];
        tuning_ctrl_pkg::RegDist0HiAddr: rdata_o[15:0] = dist0_i[47:32];
        tuning_ctrl_pkg::RegBest1Addr: rdata_o[5:0] = best1_i;
        tuning_ctrl_pkg::RegDist1LoAddr: rdata_o = dist1_i[31:0];
        tuning_ctrl_pkg::RegDist1HiAddr: rdata_o[15:0] = dist1_i[47:32];
        tuning_ctrl_pkg::RegCycTotalAddr: rdata_o = cyc_total_i;
        tuning_ctrl_pkg::RegCycTestAddr: rdata_o = cyc_test_i;
        tuning_ctrl_pkg::RegCycRepairAddr: rdata_o = cyc_repair_i;
        tuning_ctrl_pkg::RegCycRetestAddr: rdata_o = cyc_retest_i;
        tuning_ctrl_pkg::RegCycOwnAddr: rdata_o = cyc_own_i;
        tuning_ctrl_pkg::RegLogCountAddr: rdata_o = log_count_i;
        tuning_ctrl_pkg::RegCycleAddr: rdata_o = cycle_i;
        tuning_ctrl_pkg::RegStrayAddr: rdata_o[15:0] = stray_i;
        default: begin
          case (addr_i[15:5])
            tuning_ctrl_pkg::RegLayerShapeAddr[15:5]: rdata_o = layer_shape_i[32*word+:32];
            tuning_ctrl_pkg::RegFeatures0Addr[15:5]: rdata_o = features0_i[32*word+:32];
            tuning_ctrl_pkg::RegFeatures1Addr[15:5]: rdata_o = features1_i[32*word+:32];
            tuning_ctrl_pkg::RegAppliedAddr[15:5]: rdata_o = applied_i[32*word+:32];
            default: rdata_o = '0;  // CTRL reads as 0
          endcase
        end
      endcase
    end
  end

endmodule
