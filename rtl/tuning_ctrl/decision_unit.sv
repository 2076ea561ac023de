// DECIDE: reads the header of the nearest entry in cycle 1 and decides in cycle 2. A die farther
// from every cluster than the limit is rejected, whatever the entry says.
module decision_unit (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        active_i,       // state is DECIDE
  input  logic [47:0] distance_i,
  input  logic [47:0] limit_i,
  input  logic [9:0]  header_addr_i,

  output logic        re_o,
  output logic [9:0]  raddr_o,
  input  logic [1:0]  disposition_i,  // of the header just read

  output logic        done_o,
  output logic [1:0]  verdict_o
);

  logic second_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) second_q <= 1'b0;
    else second_q <= re_o;
  end

  assign re_o = active_i && !second_q;
  assign raddr_o = re_o ? header_addr_i : '0;
  assign done_o = active_i && second_q;

  always_comb begin
    verdict_o = tuning_ctrl_pkg::DecisionPass;
    if (done_o) begin
      verdict_o = distance_i > limit_i ? tuning_ctrl_pkg::DecisionReject : disposition_i;
    end
  end

endmodule
