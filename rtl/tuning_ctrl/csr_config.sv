// The read-write registers, one csr_config_reg each, in the order of their addresses.
module csr_config (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         we_i,
  input  logic [19:0]  addr_i,
  input  logic [31:0]  wdata_i,
  input  logic [3:0]   strb_i,
  output logic [31:0]  irq_mask_o,
  output logic [31:0]  counts_o,
  output logic [31:0]  mode_o,
  output logic [31:0]  pixels_o,
  output logic [31:0]  cb_stride_o,
  output logic [31:0]  image_timeout_o,
  output logic [31:0]  cfg_limits_o,
  output logic [31:0]  gain_limits_o,
  output logic [31:0]  offset_limits_o,
  output logic [31:0]  reject_lo_o,
  output logic [31:0]  reject_hi_o,
  output logic [31:0]  shifts_o,
  output logic [31:0]  limits_test_o,
  output logic [31:0]  limits_judge_o,
  output logic [31:0]  fallbacks_o,
  output logic         lock_o,
  output logic [31:0]  adapt_o,
  output logic [31:0]  adapt_count_o,
  output logic [31:0]  adapt_target_o,
  output logic [31:0]  adapt_images_o,
  output logic [31:0]  adapt_margin_o,
  output logic [31:0]  monitor_o,
  output logic [31:0]  mon_period_o,
  output logic [26*tuning_ctrl_pkg::RegLayerShapeCount-1:0] layer_shape_o,  // BEATS above CHANNELS
  output logic [24*tuning_ctrl_pkg::RegMonRatioCount-1:0] mon_ratio_o
);

  logic [31:0] wmask;
  assign wmask = {{8{strb_i[3]}}, {8{strb_i[2]}}, {8{strb_i[1]}}, {8{strb_i[0]}}};

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegIrqMaskReset),
    .Mask(tuning_ctrl_pkg::RegIrqMaskMask)
  ) u_irq_mask (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(irq_mask_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegIrqMaskAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegCountsReset),
    .Mask(tuning_ctrl_pkg::RegCountsMask)
  ) u_counts (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(counts_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegCountsAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegModeReset),
    .Mask(tuning_ctrl_pkg::RegModeMask)
  ) u_mode (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(mode_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegModeAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegPixelsReset),
    .Mask(tuning_ctrl_pkg::RegPixelsMask)
  ) u_pixels (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(pixels_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegPixelsAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegCbStrideReset),
    .Mask(tuning_ctrl_pkg::RegCbStrideMask)
  ) u_cb_stride (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(cb_stride_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegCbStrideAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegImageTimeoutReset),
    .Mask(tuning_ctrl_pkg::RegImageTimeoutMask)
  ) u_image_timeout (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(image_timeout_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegImageTimeoutAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegCfgLimitsReset),
    .Mask(tuning_ctrl_pkg::RegCfgLimitsMask)
  ) u_cfg_limits (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(cfg_limits_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegCfgLimitsAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegGainLimitsReset),
    .Mask(tuning_ctrl_pkg::RegGainLimitsMask)
  ) u_gain_limits (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(gain_limits_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegGainLimitsAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegOffsetLimitsReset),
    .Mask(tuning_ctrl_pkg::RegOffsetLimitsMask)
  ) u_offset_limits (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(offset_limits_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegOffsetLimitsAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegRejectLoReset),
    .Mask(tuning_ctrl_pkg::RegRejectLoMask)
  ) u_reject_lo (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(reject_lo_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegRejectLoAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegRejectHiReset),
    .Mask(tuning_ctrl_pkg::RegRejectHiMask)
  ) u_reject_hi (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(reject_hi_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegRejectHiAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegShiftsReset),
    .Mask(tuning_ctrl_pkg::RegShiftsMask)
  ) u_shifts (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(shifts_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegShiftsAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegLimitsTestReset),
    .Mask(tuning_ctrl_pkg::RegLimitsTestMask)
  ) u_limits_test (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(limits_test_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegLimitsTestAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegLimitsJudgeReset),
    .Mask(tuning_ctrl_pkg::RegLimitsJudgeMask)
  ) u_limits_judge (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(limits_judge_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegLimitsJudgeAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegFallbacksReset),
    .Mask(tuning_ctrl_pkg::RegFallbacksMask)
  ) u_fallbacks (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(fallbacks_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegFallbacksAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegAdaptReset),
    .Mask(tuning_ctrl_pkg::RegAdaptMask)
  ) u_adapt (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(adapt_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegAdaptAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegAdaptCountReset),
    .Mask(tuning_ctrl_pkg::RegAdaptCountMask)
  ) u_adapt_count (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(adapt_count_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegAdaptCountAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegAdaptTargetReset),
    .Mask(tuning_ctrl_pkg::RegAdaptTargetMask)
  ) u_adapt_target (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(adapt_target_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegAdaptTargetAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegAdaptImagesReset),
    .Mask(tuning_ctrl_pkg::RegAdaptImagesMask)
  ) u_adapt_images (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(adapt_images_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegAdaptImagesAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegAdaptMarginReset),
    .Mask(tuning_ctrl_pkg::RegAdaptMarginMask)
  ) u_adapt_margin (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(adapt_margin_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegAdaptMarginAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegMonitorReset),
    .Mask(tuning_ctrl_pkg::RegMonitorMask)
  ) u_monitor (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(monitor_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegMonitorAddr)
  );

  csr_config_reg #(
    .Reset(tuning_ctrl_pkg::RegMonPeriodReset),
    .Mask(tuning_ctrl_pkg::RegMonPeriodMask)
  ) u_mon_period (
    .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o(mon_period_o),
    .we_i(we_i && addr_i == tuning_ctrl_pkg::RegMonPeriodAddr)
  );

  // Set by writing 1, until reset.
  logic lock_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) lock_q <= 1'b0;
    else if (we_i && addr_i == tuning_ctrl_pkg::RegLockAddr) begin
      lock_q <= lock_q || (wdata_i[tuning_ctrl_pkg::RegLockProgramLsb] && strb_i[0]);
    end
  end
  assign lock_o = lock_q;

  for (genvar i = 0; i < tuning_ctrl_pkg::RegLayerShapeCount; i++) begin : gen_layer_shape
    logic [5:0] unused_shape;
    csr_config_reg #(
      .Reset(tuning_ctrl_pkg::RegLayerShapeReset),
      .Mask(tuning_ctrl_pkg::RegLayerShapeMask)
    ) u_layer_shape (
      .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask),
      .q_o({layer_shape_o[26*i+10+:16], unused_shape, layer_shape_o[26*i+:10]}),
      .we_i(we_i && addr_i == tuning_ctrl_pkg::RegLayerShapeAddr + 20'(4 * i))
    );
  end

  for (genvar i = 0; i < tuning_ctrl_pkg::RegMonRatioCount; i++) begin : gen_mon_ratio
    logic [7:0] unused_ratio;
    csr_config_reg #(
      .Reset(tuning_ctrl_pkg::RegMonRatioReset),
      .Mask(tuning_ctrl_pkg::RegMonRatioMask)
    ) u_mon_ratio (
      .clk_i, .rst_ni, .wdata_i, .wmask_i(wmask), .q_o({unused_ratio, mon_ratio_o[24*i+:24]}),
      .we_i(we_i && addr_i == tuning_ctrl_pkg::RegMonRatioAddr + 20'(4 * i))
    );
  end

endmodule
