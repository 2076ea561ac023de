`include "prim/assert.svh"

// The last-layer loop inside a state ADAPT, with a configuration that CHECK let pass and that stands
// still while the controller is busy. The comparison, the products and what the memories answer are free.
module adapt_loop_props (
  input logic        clk_i,
  input logic        rst_ni,
  input logic        enter_i,
  input logic        stop_i,
  input logic        start_i,
  input logic [13:0] count_i,
  input logic [13:0] first_i,
  input logic [7:0]  answers_i,
  input logic [7:0]  max_epochs_i,
  input logic [23:0] margin_i,
  input logic [3:0]  shift_i,
  input logic [7:0]  rate_i,
  input logic [3:0]  rate_shift_i,
  input logic [9:0]  hidden_i,
  input logic [4:0]  outputs_i,
  input logic [7:0]  hidden_words_i,
  input logic [10:0] stride_i,
  input logic [31:0] delta_rdata_i,
  input logic [31:0] store_rdata_i,
  input logic [13:0] cycle_i,            // probes
  input logic        here_i,
  input logic        entry_i,
  input logic [31:0] word_i
);

  logic        active_q, cleared_q, enter, start, done, delta_re, delta_we;
  logic [1:0]  rest_q;                   // cycles since ADAPT was left, 3 for more
  logic [12:0] delta_raddr, delta_waddr;
  logic [31:0] delta_wdata;
  logic [7:0]  image, epochs;
  tuning_ctrl_pkg::adapt_step_e step;
  tuning_ctrl_pkg::adapt_phase_e phase;

  // ADAPT is entered once behind a START, and not at once.
  assign start = start_i && !active_q;
  assign enter = enter_i && !active_q && !start && cleared_q && rest_q == 2'd3;

  // verilator lint_off PINMISSING
  adapt_loop u_loop (
    .clk_i, .rst_ni, .active_i(active_q), .enter_i(enter),
    .stopping_i(stop_i && active_q), .start_i(start),
    .count_i, .first_i, .answers_i, .max_epochs_i, .margin_i, .shift_i, .rate_i, .rate_shift_i,
    .hidden_i, .outputs_i, .hidden_words_i, .stride_i,
    .delta_re_o(delta_re), .delta_raddr_o(delta_raddr), .delta_rdata_i,
    .delta_we_o(delta_we), .delta_waddr_o(delta_waddr), .delta_wdata_o(delta_wdata),
    .store_rdata_i, .done_o(done), .step_o(step), .phase_o(phase), .image_o(image),
    .epochs_o(epochs)
  );
  // verilator lint_on PINMISSING

  logic [31:0] rdata_q;
  logic        moving;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      active_q  <= 1'b0;
      cleared_q <= 1'b0;
      rest_q    <= '0;
      rdata_q   <= '0;
    end else begin
      active_q  <= active_q ? !(done || stop_i) : enter;
      cleared_q <= start || (cleared_q && !enter);
      rest_q    <= active_q ? 2'd0 : rest_q == 2'd3 ? 2'd3 : rest_q + 2'd1;
      rdata_q   <= delta_rdata_i;
    end
  end

  // Rules 14 to 18 of CHECK, and the lock.
  assign moving = active_q || enter;
  `ASSERT(SizesChecked, !moving || (first_i < count_i && count_i <= 14'd8192 && answers_i != '0 &&
          answers_i <= 8'd128 && outputs_i >= 5'd2 && outputs_i <= 5'd16))
  `ASSERT_HOLDS(SizesStandStill, moving, 49,
                ({count_i, first_i, answers_i, max_epochs_i, outputs_i}))

  logic in_label, in_sum, in_compare, in_update;
  logic [13:0] entries, index;           // index: of the entry read two cycles ago
  assign in_label = step == tuning_ctrl_pkg::AdaptStepLabel;
  assign in_sum = step == tuning_ctrl_pkg::AdaptStepSum;
  assign in_compare = step == tuning_ctrl_pkg::AdaptStepCompare;
  assign in_update = step == tuning_ctrl_pkg::AdaptStepUpdate;
  assign entries = count_i - first_i;
  assign index = first_i + cycle_i - 14'd2;

  `ASSERT(StepsInTheirLength, in_label ? cycle_i <= 14'd1 :
          in_compare ? cycle_i <= {9'b0, outputs_i} + 14'd1 :
          in_sum || in_update ? cycle_i <= entries + 14'd1 : cycle_i == '0)
  `ASSERT(ReadsBehindEachOther, active_q ? here_i == ((in_sum || in_update) && cycle_i != '0 &&
          cycle_i <= entries) : !here_i || rest_q == 2'd0)
  `ASSERT(EntryFollowsItsRead, !entry_i || (active_q ? (in_sum || in_update) && cycle_i >= 14'd2
                                                     : rest_q <= 2'd1))
  `ASSERT(ReadsOnlyWhatIsLearned, !delta_re || ({1'b0, delta_raddr} >= first_i &&
          {1'b0, delta_raddr} < count_i))
  `ASSERT(WritesOnlyWhatIsLearned, !delta_we || ({1'b0, delta_waddr} >= first_i &&
          {1'b0, delta_waddr} < count_i))
  `ASSERT(WritesOnlyInLearn, !delta_we || (active_q && in_update &&
          phase == tuning_ctrl_pkg::AdaptPhaseLearn))
  `ASSERT(UpdatesOnlyInLearn, !in_update || phase == tuning_ctrl_pkg::AdaptPhaseLearn)
  `ASSERT(WritesWhereItRead, !delta_we || {1'b0, delta_waddr} == index)
  `ASSERT(WordIsWhatWasRead, !entry_i || word_i == rdata_q)
  `ASSERT(RowAndColumnStay, !delta_we || delta_wdata[31:8] == rdata_q[31:8])
  `ASSERT(WritesOnlyAChange, !delta_we || delta_wdata[7:0] != rdata_q[7:0])
  `ASSERT(RestOnlyForOneCycle, !active_q || step != tuning_ctrl_pkg::AdaptStepNone || done)
  `ASSERT(OneAdaptAStart, !(cleared_q && active_q))
  `ASSERT(EpochsBounded, cleared_q || (active_q && phase == tuning_ctrl_pkg::AdaptPhaseFirst) ?
          epochs == '0 : !active_q || epochs <= max_epochs_i)
  `ASSERT(LastIsTheLast, !(active_q && step == tuning_ctrl_pkg::AdaptStepNone) ||
          phase == tuning_ctrl_pkg::AdaptPhaseLast)
  `ASSERT(ImageExists, !active_q || image < answers_i)

endmodule
