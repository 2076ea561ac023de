// Read side of the registers: every field put back where its register has it. Nothing is selected
// unless a register is being read.
module csr_read (
  input  logic         re_i,
  input  logic [19:0]  addr_i,
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
  input  logic [31:0]  shifts_i,
  input  logic [31:0]  limits_test_i,
  input  logic [31:0]  limits_judge_i,
  input  logic [31:0]  fallbacks_i,
  input  logic [31:0]  adapt_i,
  input  logic [31:0]  adapt_count_i,
  input  logic [31:0]  adapt_target_i,
  input  logic [31:0]  adapt_images_i,
  input  logic [31:0]  adapt_margin_i,
  input  logic [31:0]  monitor_i,
  input  logic [31:0]  mon_period_i,
  input  logic [26*tuning_ctrl_pkg::RegLayerShapeCount-1:0] layer_shape_i,
  input  logic [24*tuning_ctrl_pkg::RegMonRatioCount-1:0] mon_ratio_i,

  input  tuning_ctrl_pkg::obs_t obs_i,
  input  logic         busy_i,
  input  logic [32*tuning_ctrl_pkg::RegFeatures0Count-1:0] features0_i,
  input  logic [32*tuning_ctrl_pkg::RegFeatures1Count-1:0] features1_i,
  input  logic [32*(tuning_ctrl_pkg::MaxLayers-1)-1:0] applied_i,
  input  logic [32*(tuning_ctrl_pkg::MaxLayers-1)-1:0] saved_i
);

  // Arrays are eight words on 32-byte boundaries: the word index is addr_i[4:2].
  logic [2:0] word;
  assign word = addr_i[4:2];

  logic [25:0] shape;                  // BEATS above CHANNELS
  logic [23:0] ratio;
  logic [31:0] applied, saved;
  prim_select #(.Width(26), .Count(tuning_ctrl_pkg::RegLayerShapeCount)) u_shape (
    .en_i(re_i), .index_i(word), .words_i(layer_shape_i), .word_o(shape)
  );
  prim_select #(.Width(24), .Count(tuning_ctrl_pkg::RegMonRatioCount)) u_ratio (
    .en_i(re_i), .index_i(word), .words_i(mon_ratio_i), .word_o(ratio)
  );
  prim_select #(.Width(32), .Count(tuning_ctrl_pkg::MaxLayers - 1)) u_applied (
    .en_i(re_i), .index_i(word), .words_i(applied_i), .word_o(applied)
  );
  prim_select #(.Width(32), .Count(tuning_ctrl_pkg::MaxLayers - 1)) u_saved (
    .en_i(re_i), .index_i(word), .words_i(saved_i), .word_o(saved)
  );

  logic unused_obs;  // what no register shows
  assign unused_obs = ^obs_i;

  always_comb begin
    rdata_o = '0;
    if (re_i) begin
      case (addr_i)
        tuning_ctrl_pkg::RegIdAddr: rdata_o = tuning_ctrl_pkg::RegIdReset;
        tuning_ctrl_pkg::RegStatusAddr: begin
          rdata_o[tuning_ctrl_pkg::RegStatusStateLsb+:5] = obs_i.state;
          rdata_o[tuning_ctrl_pkg::RegStatusBusyLsb] = busy_i;
          rdata_o[tuning_ctrl_pkg::RegStatusScrubbingLsb] = obs_i.scrubbing;
          rdata_o[tuning_ctrl_pkg::RegStatusDecisionLsb+:2] = obs_i.decision;
          rdata_o[tuning_ctrl_pkg::RegStatusDecidedLsb] = obs_i.decided;
          rdata_o[tuning_ctrl_pkg::RegStatusPassLsb+:2] = obs_i.pass;
          rdata_o[tuning_ctrl_pkg::RegStatusImageLsb+:8] = obs_i.image;
          rdata_o[tuning_ctrl_pkg::RegStatusTagLsb+:8] = obs_i.tag;
        end
        tuning_ctrl_pkg::RegIrqStatusAddr: rdata_o[4:0] = obs_i.irq_status;
        tuning_ctrl_pkg::RegErrorAddr: begin
          rdata_o[tuning_ctrl_pkg::RegErrorCodeLsb+:8] = obs_i.error_code;
          rdata_o[tuning_ctrl_pkg::RegErrorDetailLsb+:16] = obs_i.error_detail;
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
        tuning_ctrl_pkg::RegShiftsAddr: rdata_o = shifts_i;
        tuning_ctrl_pkg::RegLimitsTestAddr: rdata_o = limits_test_i;
        tuning_ctrl_pkg::RegLimitsJudgeAddr: rdata_o = limits_judge_i;
        tuning_ctrl_pkg::RegFallbacksAddr: rdata_o = fallbacks_i;
        tuning_ctrl_pkg::RegBest0Addr: rdata_o[5:0] = obs_i.best0;
        tuning_ctrl_pkg::RegDist0LoAddr: rdata_o = obs_i.dist0[31:0];
        tuning_ctrl_pkg::RegDist0HiAddr: rdata_o[15:0] = obs_i.dist0[47:32];
        tuning_ctrl_pkg::RegBest1Addr: rdata_o[5:0] = obs_i.best1;
        tuning_ctrl_pkg::RegDist1LoAddr: rdata_o = obs_i.dist1[31:0];
        tuning_ctrl_pkg::RegDist1HiAddr: rdata_o[15:0] = obs_i.dist1[47:32];
        tuning_ctrl_pkg::RegCycTotalAddr: rdata_o = obs_i.cyc_total;
        tuning_ctrl_pkg::RegCycTestAddr: rdata_o = obs_i.cyc_test;
        tuning_ctrl_pkg::RegCycRepairAddr: rdata_o = obs_i.cyc_repair;
        tuning_ctrl_pkg::RegCycRetestAddr: rdata_o = obs_i.cyc_retest;
        tuning_ctrl_pkg::RegCycOwnAddr: rdata_o = obs_i.cyc_own;
        tuning_ctrl_pkg::RegLogCountAddr: rdata_o = obs_i.log_count;
        tuning_ctrl_pkg::RegCycleAddr: rdata_o = obs_i.cycle;
        tuning_ctrl_pkg::RegPredictedAddr: begin
          rdata_o[tuning_ctrl_pkg::RegPredictedNowLsb+:16] = obs_i.now;
          rdata_o[tuning_ctrl_pkg::RegPredictedForecastLsb+:16] = obs_i.forecast;
        end
        tuning_ctrl_pkg::RegPredictedAfterAddr: begin
          rdata_o[tuning_ctrl_pkg::RegPredictedAfterAfterLsb+:16] = obs_i.after;
          rdata_o[tuning_ctrl_pkg::RegPredictedAfterBestLsb+:16] = obs_i.best_after;
        end
        tuning_ctrl_pkg::RegOutcomeAddr: begin
          rdata_o[tuning_ctrl_pkg::RegOutcomeOutcomeLsb+:4] = obs_i.outcome;
          rdata_o[tuning_ctrl_pkg::RegOutcomeTriesLsb+:4] = obs_i.tries;
          rdata_o[tuning_ctrl_pkg::RegOutcomeEntryLsb+:6] = obs_i.entry;
          rdata_o[tuning_ctrl_pkg::RegOutcomeBestEntryLsb+:6] = obs_i.best_entry;
        end
        tuning_ctrl_pkg::RegLockAddr: rdata_o[0] = obs_i.lock_program;
        tuning_ctrl_pkg::RegAdaptAddr: rdata_o = adapt_i;
        tuning_ctrl_pkg::RegAdaptCountAddr: rdata_o = adapt_count_i;
        tuning_ctrl_pkg::RegAdaptTargetAddr: rdata_o = adapt_target_i;
        tuning_ctrl_pkg::RegAdaptImagesAddr: rdata_o = adapt_images_i;
        tuning_ctrl_pkg::RegAdaptMarginAddr: rdata_o = adapt_margin_i;
        tuning_ctrl_pkg::RegMonitorAddr: rdata_o = monitor_i;
        tuning_ctrl_pkg::RegMonPeriodAddr: rdata_o = mon_period_i;
        tuning_ctrl_pkg::RegAdaptResultAddr: begin
          rdata_o[tuning_ctrl_pkg::RegAdaptResultWrongFirstLsb+:8] = obs_i.wrong_first;
          rdata_o[tuning_ctrl_pkg::RegAdaptResultWrongLastLsb+:8] = obs_i.wrong_last;
          rdata_o[tuning_ctrl_pkg::RegAdaptResultEpochsLsb+:8] = obs_i.adapt_epochs;
        end
        tuning_ctrl_pkg::RegAdaptWrittenAddr: rdata_o[14:0] = obs_i.adapt_written;
        tuning_ctrl_pkg::RegCycAdaptAddr: rdata_o = obs_i.cyc_adapt;
        tuning_ctrl_pkg::RegMonStatusAddr: begin
          rdata_o[tuning_ctrl_pkg::RegMonStatusWindowsLsb+:16] = obs_i.mon_windows;
          rdata_o[tuning_ctrl_pkg::RegMonStatusCommitsLsb+:16] = obs_i.mon_commits;
        end
        tuning_ctrl_pkg::RegStrayAddr: rdata_o[15:0] = obs_i.stray;
        default: begin
          case (addr_i[19:5])
            tuning_ctrl_pkg::RegLayerShapeAddr[19:5]: begin
              rdata_o[tuning_ctrl_pkg::RegLayerShapeChannelsLsb+:10] = shape[9:0];
              rdata_o[tuning_ctrl_pkg::RegLayerShapeBeatsLsb+:16] = shape[25:10];
            end
            tuning_ctrl_pkg::RegFeatures0Addr[19:5]: rdata_o = features0_i[32*word+:32];
            tuning_ctrl_pkg::RegFeatures1Addr[19:5]: rdata_o = features1_i[32*word+:32];
            tuning_ctrl_pkg::RegAppliedAddr[19:5]: rdata_o = applied;
            tuning_ctrl_pkg::RegSavedAddr[19:5]: rdata_o = saved;
            tuning_ctrl_pkg::RegMonRatioAddr[19:5]: rdata_o[23:0] = ratio;
            default: rdata_o = '0;  // CTRL and INJECT read as 0
          endcase
        end
      endcase
    end
  end

endmodule
