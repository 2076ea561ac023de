`include "prim/assert.svh"

// The configuration behind the CSR port: nothing of a test program changes while the controller is
// busy, or once LOCK is set, whatever the host writes, until reset.
module csr_block_props (
  input logic        clk_i,
  input logic        rst_ni,
  input logic        psel_i,
  input logic        penable_i,
  input logic        pwrite_i,
  input logic [19:0] paddr_i,
  input logic [31:0] pwdata_i,
  input logic [3:0]  pstrb_i,
  input logic        busy_i,
  input logic        scrubbing_i,
  input logic        done_i,
  input logic        error_i,
  input logic        start_rejected_i,
  input logic        aborted_i,
  input logic        window_bad_i,
  input logic [31:0] irq_mask_i          // probe
);

  logic        irq, lock, host_we, window_written;
  logic [4:0]  irq_status;
  logic [6:0]  window_we;
  logic [19:0] host_addr;
  tuning_ctrl_pkg::obs_t obs;

  always_comb begin
    obs = '0;
    obs.scrubbing = scrubbing_i;
  end

  // What a test program consists of, as fields.
  logic [9:0]   cb_stride;
  logic [3:0]   layers, retries, fallbacks, delta_shift, step_shift, dead_shift;
  logic [4:0]   features, linear_shift, project_shift, scatter_shift, gain_shift, offset_shift;
  logic [4:0]   predict_shift;
  logic [6:0]   clusters;
  logic [7:0]   images, step, answers_first, answers, epochs;
  logic [13:0]  delta_count, loop_first;
  logic [15:0]  pixels, cfg_timeout, gain_min, gain_max, offset_min, offset_max, target, window;
  logic [15:0]  limit_pass, limit_repair, limit_adapt, limit_ship;
  logic [23:0]  image_timeout, margin, period;
  logic [47:0]  reject;
  logic         log2_en, l1_en, retest_en, predict_en, affine_en, scatter_en, adapt_auto, loop_en;
  logic         commit_en, monitor_en;
  logic [26*tuning_ctrl_pkg::MaxLayers-1:0] layer_shape;
  logic [24*tuning_ctrl_pkg::RegMonRatioCount-1:0] ratio;

  // verilator lint_off PINMISSING
  csr_block u_csr (
    .clk_i, .rst_ni, .psel_i, .penable_i, .pwrite_i, .paddr_i, .pwdata_i, .pstrb_i,
    .done_i, .error_i, .start_rejected_i, .aborted_i, .irq_status_o(irq_status), .irq_o(irq),
    .images_o(images), .layers_o(layers), .features_o(features), .clusters_o(clusters),
    .log2_en_o(log2_en), .l1_en_o(l1_en), .retest_en_o(retest_en), .predict_en_o(predict_en),
    .affine_en_o(affine_en), .scatter_en_o(scatter_en), .linear_shift_o(linear_shift),
    .project_shift_o(project_shift), .scatter_shift_o(scatter_shift), .pixels_o(pixels),
    .cb_stride_o(cb_stride), .image_timeout_o(image_timeout), .cfg_timeout_o(cfg_timeout),
    .retries_o(retries), .gain_min_o(gain_min), .gain_max_o(gain_max), .offset_min_o(offset_min),
    .offset_max_o(offset_max), .reject_o(reject), .gain_shift_o(gain_shift),
    .offset_shift_o(offset_shift), .predict_shift_o(predict_shift), .limit_pass_o(limit_pass),
    .limit_repair_o(limit_repair), .limit_adapt_o(limit_adapt), .limit_ship_o(limit_ship),
    .fallbacks_o(fallbacks), .lock_o(lock), .adapt_auto_o(adapt_auto), .loop_en_o(loop_en),
    .commit_en_o(commit_en), .delta_shift_o(delta_shift), .step_o(step),
    .step_shift_o(step_shift), .delta_count_o(delta_count), .loop_first_o(loop_first),
    .target_o(target), .answers_first_o(answers_first), .answers_o(answers), .epochs_o(epochs),
    .margin_o(margin), .monitor_en_o(monitor_en), .dead_shift_o(dead_shift), .window_o(window),
    .period_o(period), .ratio_o(ratio), .layer_shape_o(layer_shape), .obs_i(obs), .busy_i,
    .window_we_o(window_we), .window_rdata_i('0), .window_bad_i, .host_we_o(host_we),
    .host_addr_o(host_addr)
  );
  // verilator lint_on PINMISSING

  localparam int unsigned Width = 866;
  logic [Width-1:0] program_fields;
  assign program_fields = Width'({cb_stride, layers, retries, fallbacks, delta_shift, step_shift,
      dead_shift, features, linear_shift, project_shift, scatter_shift, gain_shift, offset_shift,
      predict_shift, clusters, images, step, answers_first, answers, epochs, delta_count,
      loop_first, pixels, cfg_timeout, gain_min, gain_max, offset_min, offset_max, target, window,
      limit_pass, limit_repair, limit_adapt, limit_ship, image_timeout, margin, period, reject,
      log2_en, l1_en, retest_en, predict_en, affine_en, scatter_en, adapt_auto, loop_en, commit_en,
      monitor_en, layer_shape, ratio});
  assign window_written = |window_we;

  `ASSERT_NEXT(LockStaysUntilReset, lock, lock)
  `ASSERT_HOLDS(LockedProgramStandsStill, lock, Width, program_fields)
  `ASSERT_HOLDS(BusyProgramStandsStill, busy_i, Width, program_fields)
  `ASSERT(LockedMemoriesAreNotWritten, !(window_written && (lock || busy_i || scrubbing_i)))
  `ASSERT(InterruptFollowsItsCause, irq == cause_q)
  `ASSERT(OneMemoryAtATime, (window_we & (window_we - 7'd1)) == '0)

  logic cause_q, written_q, unused_host;
  assign unused_host = ^host_addr;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      cause_q   <= 1'b0;
      written_q <= 1'b0;
    end else begin
      cause_q   <= |(irq_status & irq_mask_i[4:0]);
      written_q <= window_written;
    end
  end
  `ASSERT(WrittenIsTold, !written_q || host_we)

endmodule
