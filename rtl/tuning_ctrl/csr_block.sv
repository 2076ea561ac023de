// The CSR port with all registers behind it: APB slave, read-write registers, interrupt causes,
// read side. Configuration leaves as fields; commands and memory strobes are high in the cycle in
// which they act.
module csr_block #(
  parameter int unsigned StimWords = tuning_ctrl_pkg::StimWords,
  parameter int unsigned StatSlots = tuning_ctrl_pkg::StatSlots,
  parameter int unsigned ProjWords = tuning_ctrl_pkg::ProjWords,
  parameter int unsigned CodebookWords = tuning_ctrl_pkg::CodebookWords
) (
  input  logic        clk_i,
  input  logic        rst_ni,

  input  logic        psel_i,
  input  logic        penable_i,
  input  logic        pwrite_i,
  input  logic [15:0] paddr_i,
  input  logic [31:0] pwdata_i,
  input  logic [3:0]  pstrb_i,
  output logic        pready_o,
  output logic [31:0] prdata_o,
  output logic        pslverr_o,

  // Commands: at most one of the three.
  output logic        abort_o,
  output logic        clear_o,
  output logic        start_o,

  // Interrupt causes set at the end of this cycle.
  input  logic        done_i,
  input  logic        error_i,
  input  logic        start_rejected_i,
  input  logic        aborted_i,
  output logic [3:0]  irq_status_o,
  output logic        irq_o,

  output logic [4:0]  images_o,
  output logic [3:0]  layers_o,
  output logic [4:0]  features_o,
  output logic [6:0]  clusters_o,
  output logic        log2_en_o,
  output logic        l1_en_o,
  output logic        retest_en_o,
  output logic        predict_en_o,
  output logic        affine_en_o,
  output logic        scatter_en_o,
  output logic [4:0]  linear_shift_o,
  output logic [4:0]  project_shift_o,
  output logic [4:0]  scatter_shift_o,
  output logic [15:0] pixels_o,
  output logic [9:0]  cb_stride_o,
  output logic [23:0] image_timeout_o,
  output logic [15:0] cfg_timeout_o,
  output logic [3:0]  retries_o,
  output logic [15:0] gain_min_o,
  output logic [15:0] gain_max_o,
  output logic [15:0] offset_min_o,
  output logic [15:0] offset_max_o,
  output logic [47:0] reject_o,
  output logic [4:0]  gain_shift_o,
  output logic [4:0]  offset_shift_o,
  output logic [4:0]  predict_shift_o,
  output logic [15:0] limit_pass_o,
  output logic [15:0] limit_repair_o,
  output logic [15:0] limit_adapt_o,
  output logic [15:0] limit_ship_o,
  output logic [3:0]  fallbacks_o,
  output logic [32*tuning_ctrl_pkg::MaxLayers-1:0] layer_shape_o,

  // What the read-only registers show.
  input  tuning_ctrl_pkg::obs_t obs_i,
  input  logic        busy_i,
  input  logic [16*tuning_ctrl_pkg::MaxFeatures-1:0] features0_i,
  input  logic [16*tuning_ctrl_pkg::MaxFeatures-1:0] features1_i,
  input  logic [32*tuning_ctrl_pkg::RegAppliedCount-1:0] applied_i,
  input  logic [32*tuning_ctrl_pkg::RegSavedCount-1:0] saved_i,

  // Memory windows.
  output logic [9:0]  word_o,
  output logic [31:0] wdata_o,
  output logic        stim_re_o,
  output logic        proj_re_o,
  output logic        codebook_re_o,
  output logic        stat_re_o,
  output logic        log_re_o,
  output logic        stim_we_o,
  output logic        proj_we_o,
  output logic        codebook_we_o,
  input  logic [31:0] stim_rdata_i,
  input  logic [31:0] proj_rdata_i,
  input  logic [31:0] codebook_rdata_i,
  input  logic [31:0] stat_rdata_i,
  input  logic [63:0] log_rdata_i,

  output tuning_ctrl_pkg::csr_phase_e phase_o,
  output logic        host_we_o,
  output logic [15:0] host_addr_o,
  output logic [31:0] host_wdata_o
);

  logic [15:0] addr;
  logic [31:0] wdata;
  logic [3:0]  strb;
  logic        re, we;
  logic [31:0] rdata;

  csr_slave #(
    .StimWords(StimWords), .StatSlots(StatSlots), .ProjWords(ProjWords),
    .CodebookWords(CodebookWords)
  ) u_slave (
    .clk_i, .rst_ni,
    .psel_i, .penable_i, .pwrite_i, .paddr_i, .pwdata_i, .pstrb_i,
    .pready_o, .prdata_o, .pslverr_o,
    .busy_i,
    .addr_o(addr), .wdata_o(wdata), .strb_o(strb),
    .register_re_o(re), .register_we_o(we), .register_rdata_i(rdata),
    .stim_re_o, .proj_re_o, .codebook_re_o, .stat_re_o, .log_re_o,
    .stim_we_o, .proj_we_o, .codebook_we_o,
    .stim_rdata_i, .proj_rdata_i, .codebook_rdata_i, .stat_rdata_i, .log_rdata_i,
    .phase_o, .host_we_o, .host_addr_o, .host_wdata_o
  );

  assign word_o = addr[11:2];
  assign wdata_o = wdata;

  // ABORT hides CLEAR, CLEAR hides START, whether or not they apply in this state.
  logic command;
  logic [2:0] commands;
  assign command = we && addr == tuning_ctrl_pkg::RegCtrlAddr && strb[0];
  assign commands = command ? wdata[2:0] : 3'b000;
  assign abort_o = commands[tuning_ctrl_pkg::RegCtrlAbortLsb];
  assign clear_o = commands[tuning_ctrl_pkg::RegCtrlClearLsb] && !abort_o;
  assign start_o = commands[tuning_ctrl_pkg::RegCtrlStartLsb] && !abort_o && !clear_o;

  logic [31:0] irq_mask, counts, mode, pixels, cb_stride, image_timeout, cfg_limits;
  logic [31:0] gain_limits, offset_limits, reject_lo, reject_hi;
  logic [31:0] shifts, limits_test, limits_judge, fallbacks;

  csr_config u_config (
    .clk_i, .rst_ni,
    .we_i(we), .addr_i(addr), .wdata_i(wdata), .strb_i(strb),
    .irq_mask_o(irq_mask), .counts_o(counts), .mode_o(mode), .pixels_o(pixels),
    .cb_stride_o(cb_stride), .image_timeout_o(image_timeout), .cfg_limits_o(cfg_limits),
    .gain_limits_o(gain_limits), .offset_limits_o(offset_limits),
    .reject_lo_o(reject_lo), .reject_hi_o(reject_hi),
    .shifts_o(shifts), .limits_test_o(limits_test), .limits_judge_o(limits_judge),
    .fallbacks_o(fallbacks), .layer_shape_o
  );

  assign images_o = counts[tuning_ctrl_pkg::RegCountsImagesLsb+:5];
  assign layers_o = counts[tuning_ctrl_pkg::RegCountsLayersLsb+:4];
  assign features_o = counts[tuning_ctrl_pkg::RegCountsFeaturesLsb+:5];
  assign clusters_o = counts[tuning_ctrl_pkg::RegCountsClustersLsb+:7];
  assign log2_en_o = mode[tuning_ctrl_pkg::RegModeLog2EnLsb];
  assign l1_en_o = mode[tuning_ctrl_pkg::RegModeL1EnLsb];
  assign retest_en_o = mode[tuning_ctrl_pkg::RegModeRetestEnLsb];
  assign predict_en_o = mode[tuning_ctrl_pkg::RegModePredictEnLsb];
  assign affine_en_o = mode[tuning_ctrl_pkg::RegModeAffineEnLsb];
  assign scatter_en_o = mode[tuning_ctrl_pkg::RegModeScatterEnLsb];
  assign linear_shift_o = mode[tuning_ctrl_pkg::RegModeLinearShiftLsb+:5];
  assign project_shift_o = mode[tuning_ctrl_pkg::RegModeProjectShiftLsb+:5];
  assign scatter_shift_o = mode[tuning_ctrl_pkg::RegModeScatterShiftLsb+:5];
  assign pixels_o = pixels[15:0];
  assign cb_stride_o = cb_stride[9:0];
  assign image_timeout_o = image_timeout[23:0];
  assign cfg_timeout_o = cfg_limits[tuning_ctrl_pkg::RegCfgLimitsTimeoutLsb+:16];
  assign retries_o = cfg_limits[tuning_ctrl_pkg::RegCfgLimitsRetriesLsb+:4];
  assign gain_min_o = gain_limits[tuning_ctrl_pkg::RegGainLimitsMinLsb+:16];
  assign gain_max_o = gain_limits[tuning_ctrl_pkg::RegGainLimitsMaxLsb+:16];
  assign offset_min_o = offset_limits[tuning_ctrl_pkg::RegOffsetLimitsMinLsb+:16];
  assign offset_max_o = offset_limits[tuning_ctrl_pkg::RegOffsetLimitsMaxLsb+:16];
  assign reject_o = {reject_hi[15:0], reject_lo};
  assign gain_shift_o = shifts[tuning_ctrl_pkg::RegShiftsGainLsb+:5];
  assign offset_shift_o = shifts[tuning_ctrl_pkg::RegShiftsOffsetLsb+:5];
  assign predict_shift_o = shifts[tuning_ctrl_pkg::RegShiftsPredictLsb+:5];
  assign limit_pass_o = limits_test[tuning_ctrl_pkg::RegLimitsTestPassLsb+:16];
  assign limit_repair_o = limits_test[tuning_ctrl_pkg::RegLimitsTestRepairLsb+:16];
  assign limit_adapt_o = limits_judge[tuning_ctrl_pkg::RegLimitsJudgeAdaptLsb+:16];
  assign limit_ship_o = limits_judge[tuning_ctrl_pkg::RegLimitsJudgeShipLsb+:16];
  assign fallbacks_o = fallbacks[3:0];

  irq_status u_irq (
    .clk_i, .rst_ni,
    .done_i, .error_i, .start_rejected_i, .aborted_i,
    .clear_we_i(we && addr == tuning_ctrl_pkg::RegIrqStatusAddr && strb[0]),
    .clear_i(wdata[3:0]), .mask_i(irq_mask[3:0]), .status_o(irq_status_o), .irq_o
  );

  csr_read u_read (
    .re_i(re), .addr_i(addr), .rdata_o(rdata),
    .irq_mask_i(irq_mask), .counts_i(counts), .mode_i(mode), .pixels_i(pixels),
    .cb_stride_i(cb_stride), .image_timeout_i(image_timeout), .cfg_limits_i(cfg_limits),
    .gain_limits_i(gain_limits), .offset_limits_i(offset_limits),
    .reject_lo_i(reject_lo), .reject_hi_i(reject_hi), .shifts_i(shifts),
    .limits_test_i(limits_test), .limits_judge_i(limits_judge), .fallbacks_i(fallbacks),
    .layer_shape_i(layer_shape_o), .obs_i, .busy_i, .features0_i, .features1_i, .applied_i,
    .saved_i
  );

endmodule
