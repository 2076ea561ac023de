// The CSR port with all registers behind it: APB slave, read-write registers, interrupt causes,
// read side. Configuration leaves as fields; commands and memory strobes are high in the cycle in
// which they act.
module csr_block #(
  parameter int unsigned StimWords = tuning_ctrl_pkg::StimWords,
  parameter int unsigned StatSlots = tuning_ctrl_pkg::StatSlots,
  parameter int unsigned ProjWords = tuning_ctrl_pkg::ProjWords,
  parameter int unsigned CodebookWords = tuning_ctrl_pkg::CodebookWords,
  parameter int unsigned DeltaWords = tuning_ctrl_pkg::DeltaWords,
  parameter int unsigned StoreWords = tuning_ctrl_pkg::StoreWords
) (
  input  logic        clk_i,
  input  logic        rst_ni,

  input  logic        psel_i,
  input  logic        penable_i,
  input  logic        pwrite_i,
  input  logic [19:0] paddr_i,
  input  logic [31:0] pwdata_i,
  input  logic [3:0]  pstrb_i,
  output logic        pready_o,
  output logic [31:0] prdata_o,
  output logic        pslverr_o,

  // Commands: at most one of the four.
  output logic        abort_o,
  output logic        clear_o,
  output logic        start_o,
  output logic        adapt_o,

  // Interrupt causes set at the end of this cycle.
  input  logic        done_i,
  input  logic        error_i,
  input  logic        start_rejected_i,
  input  logic        aborted_i,
  output logic [4:0]  irq_status_o,
  output logic        irq_o,

  output logic [7:0]  images_o,
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
  output logic        lock_o,
  output logic        adapt_auto_o,
  output logic        loop_en_o,
  output logic        commit_en_o,
  output logic [3:0]  delta_shift_o,
  output logic [7:0]  step_o,
  output logic [3:0]  step_shift_o,
  output logic [13:0] delta_count_o,
  output logic [13:0] loop_first_o,
  output logic [15:0] target_o,
  output logic [7:0]  answers_first_o,
  output logic [7:0]  answers_o,
  output logic [7:0]  epochs_o,
  output logic [23:0] margin_o,
  output logic        monitor_en_o,
  output logic [3:0]  dead_shift_o,
  output logic [15:0] window_o,
  output logic [23:0] period_o,
  output logic [24*tuning_ctrl_pkg::RegMonRatioCount-1:0] ratio_o,
  output logic [26*tuning_ctrl_pkg::MaxLayers-1:0] layer_shape_o,

  // What the read-only registers show.
  input  tuning_ctrl_pkg::obs_t obs_i,
  input  logic        busy_i,
  input  logic [16*tuning_ctrl_pkg::MaxFeatures-1:0] features0_i,
  input  logic [16*tuning_ctrl_pkg::MaxFeatures-1:0] features1_i,
  input  logic [32*(tuning_ctrl_pkg::MaxLayers-1)-1:0] applied_i,
  input  logic [32*(tuning_ctrl_pkg::MaxLayers-1)-1:0] saved_i,

  // Memory windows; strobes in the order of the enumeration `memory`.
  output logic [13:0] word_o,
  output logic [31:0] wdata_o,
  output logic [6:0]  window_re_o,
  output logic [6:0]  window_we_o,
  input  logic [31:0] window_rdata_i,
  input  logic        window_bad_i,
  output logic        inject_we_o,
  output logic        inject_arm_o,
  output logic [2:0]  inject_memory_o,

  output tuning_ctrl_pkg::csr_phase_e phase_o,
  output logic        host_we_o,
  output logic [19:0] host_addr_o,
  output logic [31:0] host_wdata_o
);

  logic [19:0] addr;
  logic [31:0] wdata;
  logic [3:0]  strb;
  logic        re, we, parity;
  logic [31:0] rdata;

  csr_slave #(
    .StimWords(StimWords), .StatSlots(StatSlots), .ProjWords(ProjWords),
    .CodebookWords(CodebookWords), .DeltaWords(DeltaWords), .StoreWords(StoreWords)
  ) u_slave (
    .clk_i, .rst_ni,
    .psel_i, .penable_i, .pwrite_i, .paddr_i, .pwdata_i, .pstrb_i,
    .pready_o, .prdata_o, .pslverr_o,
    .busy_i, .scrubbing_i(obs_i.scrubbing), .lock_i(lock_o),
    .addr_o(addr), .wdata_o(wdata), .strb_o(strb),
    .register_re_o(re), .register_we_o(we), .register_rdata_i(rdata),
    .window_re_o, .window_we_o, .window_rdata_i, .window_bad_i, .parity_o(parity),
    .phase_o, .host_we_o, .host_addr_o, .host_wdata_o
  );

  assign word_o = addr[15:2];
  assign wdata_o = wdata;

  // ABORT hides CLEAR, CLEAR hides START, START hides ADAPT, whether or not they apply in this state.
  logic command;
  logic [3:0] commands;
  assign command = we && addr == tuning_ctrl_pkg::RegCtrlAddr && strb[0];
  assign commands = command ? wdata[3:0] : 4'b0000;
  assign abort_o = commands[tuning_ctrl_pkg::RegCtrlAbortLsb];
  assign clear_o = commands[tuning_ctrl_pkg::RegCtrlClearLsb] && !abort_o;
  assign start_o = commands[tuning_ctrl_pkg::RegCtrlStartLsb] && !abort_o && !clear_o;
  assign adapt_o = commands[tuning_ctrl_pkg::RegCtrlAdaptLsb] && !abort_o && !clear_o && !start_o;

  logic inject;
  assign inject = we && addr == tuning_ctrl_pkg::RegInjectAddr;
  assign inject_we_o = inject;
  assign inject_arm_o = inject && strb[1] && wdata[tuning_ctrl_pkg::RegInjectArmLsb];
  assign inject_memory_o = inject && strb[0] ? wdata[tuning_ctrl_pkg::RegInjectMemoryLsb+:3] : 3'd0;

  logic [31:0] irq_mask, counts, mode, pixels, cb_stride, image_timeout, cfg_limits;
  logic [31:0] gain_limits, offset_limits, reject_lo, reject_hi;
  logic [31:0] shifts, limits_test, limits_judge, fallbacks;
  logic [31:0] adapt, adapt_count, adapt_target, adapt_images, adapt_margin, monitor, mon_period;

  csr_config u_config (
    .clk_i, .rst_ni,
    .we_i(we), .addr_i(addr), .wdata_i(wdata), .strb_i(strb),
    .irq_mask_o(irq_mask), .counts_o(counts), .mode_o(mode), .pixels_o(pixels),
    .cb_stride_o(cb_stride), .image_timeout_o(image_timeout), .cfg_limits_o(cfg_limits),
    .gain_limits_o(gain_limits), .offset_limits_o(offset_limits),
    .reject_lo_o(reject_lo), .reject_hi_o(reject_hi),
    .shifts_o(shifts), .limits_test_o(limits_test), .limits_judge_o(limits_judge),
    .fallbacks_o(fallbacks), .lock_o, .adapt_o(adapt), .adapt_count_o(adapt_count),
    .adapt_target_o(adapt_target), .adapt_images_o(adapt_images), .adapt_margin_o(adapt_margin),
    .monitor_o(monitor), .mon_period_o(mon_period), .layer_shape_o, .mon_ratio_o(ratio_o)
  );

  assign images_o = counts[tuning_ctrl_pkg::RegCountsImagesLsb+:8];
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
  assign adapt_auto_o = adapt[tuning_ctrl_pkg::RegAdaptAutoLsb];
  assign loop_en_o = adapt[tuning_ctrl_pkg::RegAdaptLoopEnLsb];
  assign commit_en_o = adapt[tuning_ctrl_pkg::RegAdaptCommitEnLsb];
  assign delta_shift_o = adapt[tuning_ctrl_pkg::RegAdaptShiftLsb+:4];
  assign step_o = adapt[tuning_ctrl_pkg::RegAdaptStepLsb+:8];
  assign step_shift_o = adapt[tuning_ctrl_pkg::RegAdaptStepShiftLsb+:4];
  assign delta_count_o = adapt_count[tuning_ctrl_pkg::RegAdaptCountCountLsb+:14];
  assign loop_first_o = adapt_count[tuning_ctrl_pkg::RegAdaptCountLoopFirstLsb+:14];
  assign target_o = adapt_target[15:0];
  assign answers_first_o = adapt_images[tuning_ctrl_pkg::RegAdaptImagesFirstLsb+:8];
  assign answers_o = adapt_images[tuning_ctrl_pkg::RegAdaptImagesCountLsb+:8];
  assign epochs_o = adapt_images[tuning_ctrl_pkg::RegAdaptImagesEpochsLsb+:8];
  assign margin_o = adapt_margin[23:0];
  assign monitor_en_o = monitor[tuning_ctrl_pkg::RegMonitorEnLsb];
  assign dead_shift_o = monitor[tuning_ctrl_pkg::RegMonitorDeadShiftLsb+:4];
  assign window_o = monitor[tuning_ctrl_pkg::RegMonitorWindowLsb+:16];
  assign period_o = mon_period[23:0];

  irq_status u_irq (
    .clk_i, .rst_ni,
    .done_i, .error_i, .start_rejected_i, .aborted_i, .parity_i(parity),
    .clear_we_i(we && addr == tuning_ctrl_pkg::RegIrqStatusAddr && strb[0]),
    .clear_i(wdata[4:0]), .mask_i(irq_mask[4:0]), .status_o(irq_status_o), .irq_o
  );

  csr_read u_read (
    .re_i(re), .addr_i(addr), .rdata_o(rdata),
    .irq_mask_i(irq_mask), .counts_i(counts), .mode_i(mode), .pixels_i(pixels),
    .cb_stride_i(cb_stride), .image_timeout_i(image_timeout), .cfg_limits_i(cfg_limits),
    .gain_limits_i(gain_limits), .offset_limits_i(offset_limits),
    .reject_lo_i(reject_lo), .reject_hi_i(reject_hi), .shifts_i(shifts),
    .limits_test_i(limits_test), .limits_judge_i(limits_judge), .fallbacks_i(fallbacks),
    .adapt_i(adapt), .adapt_count_i(adapt_count), .adapt_target_i(adapt_target),
    .adapt_images_i(adapt_images), .adapt_margin_i(adapt_margin), .monitor_i(monitor),
    .mon_period_i(mon_period), .layer_shape_i(layer_shape_o), .mon_ratio_i(ratio_o), .obs_i, .busy_i, .features0_i, .features1_i, .applied_i,
    .saved_i
  );

endmodule
