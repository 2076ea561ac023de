`include "prim/assert.svh"

// The monitor's arithmetic around its divider, whose quotient is free here (prim_divider has a proof
// of its own): length, limits and dead band, and the products of small operands.
module gain_follow_props (
  input logic        clk_i,
  input logic        rst_ni,
  input logic        active_i,
  input logic [31:0] input_sum_i,
  input logic [31:0] sum_i,
  input logic [23:0] ratio_i,
  input logic [15:0] gain_i,
  input logic [15:0] gain_min_i,
  input logic [15:0] gain_max_i,
  input logic [3:0]  dead_shift_i,
  input logic [6:0]  cycle_i,            // probes
  input logic        divide_i,
  input logic [31:0] expected_i
);

  logic        done;
  logic [15:0] next, change;
  logic [6:0]  cycles_q;                 // of this calculation before this one

  gain_follow u_follow (
    .clk_i, .rst_ni, .active_i, .input_sum_i, .sum_i, .ratio_i, .gain_i, .gain_min_i, .gain_max_i,
    .dead_shift_i, .done_o(done), .next_o(next)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) cycles_q <= '0;
    else cycles_q <= active_i && !done ? cycles_q + 7'd1 : 7'd0;
  end
  assign change = next > gain_i ? next - gain_i : gain_i - next;

  `ASSERT(LimitsInOrder, gain_min_i <= gain_max_i)
  `ASSERT(CountsItsCycles, cycle_i == cycles_q && cycles_q <= 7'd88)
  `ASSERT(DoneInCycle89, done == (active_i && cycles_q == 7'd88))
  `ASSERT(DoneOnlyWhileItDivides, !done || active_i)
  `ASSERT(DividesBehindTheProducts, divide_i == (active_i && cycles_q == 7'd39))
  `ASSERT(InsideTheLimits, !done || next == gain_i || (next >= gain_min_i && next <= gain_max_i))
  `ASSERT(NoSmallStep, !done || next == gain_i || change > gain_i >> dead_shift_i)
  `ASSERT(NothingSeenKeepsTheGain, !done || (sum_i != '0 && expected_i != '0) ||
          gain_i < gain_min_i || gain_i > gain_max_i || next == gain_i)
  `ASSERT(QuietUntilDone, done || next == '0)

endmodule
