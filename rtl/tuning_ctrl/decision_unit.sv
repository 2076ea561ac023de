`include "prim/assert.svh"

// DECIDE: reads the header of the nearest entry in cycle 1 and decides in cycle 2. A die farther
// from every cluster than the limit is rejected, whatever the entry or its predictions say.
module decision_unit (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        active_i,       // state is DECIDE
  input  logic [47:0] distance_i,
  input  logic [47:0] limit_i,
  input  logic [11:0] header_addr_i,

  input  logic        predict_en_i,   // predicted accuracy decides, not the header
  input  logic [15:0] now_i,          // predictions and limits are signed
  input  logic [15:0] forecast_i,
  input  logic [15:0] limit_pass_i,
  input  logic [15:0] limit_repair_i,
  input  logic [15:0] limit_adapt_i,

  output logic        re_o,
  output logic [11:0] raddr_o,
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
      if (distance_i > limit_i) verdict_o = tuning_ctrl_pkg::DecisionReject;
      else if (!predict_en_i) verdict_o = disposition_i;
      else if ($signed(now_i) >= $signed(limit_pass_i)) begin
        verdict_o = tuning_ctrl_pkg::DecisionPass;
      end else if ($signed(forecast_i) >= $signed(limit_repair_i)) begin
        verdict_o = tuning_ctrl_pkg::DecisionRepair;
      end else if ($signed(forecast_i) >= $signed(limit_adapt_i)) begin
        verdict_o = tuning_ctrl_pkg::DecisionRepairAndAdapt;
      end else begin
        verdict_o = tuning_ctrl_pkg::DecisionReject;
      end
    end
  end

  `COVER(JustNear, done_o && distance_i == limit_i)
  `COVER(TooFar, done_o && distance_i > limit_i)
  `COVER(JustPassed, done_o && predict_en_i && now_i == limit_pass_i)
  `COVER(JustRepairable, done_o && predict_en_i && forecast_i == limit_repair_i)
  `COVER(Hopeless, done_o && predict_en_i && verdict_o == tuning_ctrl_pkg::DecisionReject)

endmodule
