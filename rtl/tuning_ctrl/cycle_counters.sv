// Where the cycles of a run went. CYCLE runs since reset and wraps; the others stop at their end.
module cycle_counters (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        clear_i,         // START accepted
  input  tuning_ctrl_pkg::state_e state_i,
  input  logic        busy_i,
  input  logic [1:0]  pass_i,
  input  logic        sig_stalled_i,   // the signature stream waits for this controller
  input  logic        stray_i,

  output logic [31:0] cyc_total_o,
  output logic [31:0] cyc_test_o,
  output logic [31:0] cyc_repair_o,
  output logic [31:0] cyc_retest_o,
  output logic [31:0] cyc_own_o,
  output logic [31:0] cyc_adapt_o,
  output logic [15:0] stray_o,
  output logic [31:0] cycle_o
);

  logic        streaming, repairing, adapting, testing, own;
  logic [31:0] cycle_q;

  assign streaming = state_i == tuning_ctrl_pkg::StatePlay ||
                     state_i == tuning_ctrl_pkg::StateCollect;
  assign repairing = state_i == tuning_ctrl_pkg::StateWrite ||
                     state_i == tuning_ctrl_pkg::StateCommit;
  assign adapting = state_i == tuning_ctrl_pkg::StateLoad ||
                    state_i == tuning_ctrl_pkg::StateAdapt || (streaming && pass_i == 2'd2);
  assign testing = busy_i && !repairing && !adapting && state_i != tuning_ctrl_pkg::StateFlush;
  assign own = busy_i && (!streaming || sig_stalled_i);

  prim_sat_counter #(.Width(32)) u_total (
    .clk_i, .rst_ni, .clear_i, .count_i(busy_i), .value_o(cyc_total_o)
  );
  prim_sat_counter #(.Width(32)) u_test (
    .clk_i, .rst_ni, .clear_i, .count_i(testing && pass_i == 2'd0), .value_o(cyc_test_o)
  );
  prim_sat_counter #(.Width(32)) u_repair (
    .clk_i, .rst_ni, .clear_i, .count_i(repairing), .value_o(cyc_repair_o)
  );
  prim_sat_counter #(.Width(32)) u_retest (
    .clk_i, .rst_ni, .clear_i, .count_i(testing && pass_i == 2'd1), .value_o(cyc_retest_o)
  );
  prim_sat_counter #(.Width(32)) u_own (
    .clk_i, .rst_ni, .clear_i, .count_i(own), .value_o(cyc_own_o)
  );
  prim_sat_counter #(.Width(32)) u_adapt (
    .clk_i, .rst_ni, .clear_i, .count_i(adapting), .value_o(cyc_adapt_o)
  );
  prim_sat_counter #(.Width(16)) u_stray (
    .clk_i, .rst_ni, .clear_i, .count_i(stray_i), .value_o(stray_o)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) cycle_q <= '0;
    else cycle_q <= cycle_q + 32'd1;
  end

  assign cycle_o = cycle_q;

endmodule
