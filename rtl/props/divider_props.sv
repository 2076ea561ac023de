`include "prim/assert.svh"

// prim_divider against the definition of division, for every pair of operands of small widths.
module divider_props #(
  parameter int unsigned NumeratorWidth = 6,
  parameter int unsigned DenominatorWidth = 4
) (
  input logic                        clk_i,
  input logic                        rst_ni,
  input logic                        start_i,
  input logic [NumeratorWidth-1:0]   numerator_i,
  input logic [DenominatorWidth-1:0] denominator_i,
  input logic [DenominatorWidth-1:0] remainder_i   // probe
);

  localparam int unsigned Wide = NumeratorWidth + DenominatorWidth;

  logic                        busy, done, answered_q;
  logic [NumeratorWidth-1:0]   quotient, numerator_q;
  logic [DenominatorWidth-1:0] denominator_q;
  logic [7:0]                  cycles_q;           // of this division

  prim_divider #(.NumeratorWidth(NumeratorWidth), .DenominatorWidth(DenominatorWidth)) u_divider (
    .clk_i, .rst_ni, .start_i, .numerator_i, .denominator_i,
    .busy_o(busy), .done_o(done), .quotient_o(quotient)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      numerator_q   <= '0;
      denominator_q <= '0;
      cycles_q      <= '0;
      answered_q    <= 1'b0;
    end else if (start_i) begin
      numerator_q   <= numerator_i;
      denominator_q <= denominator_i;
      cycles_q      <= 8'd1;
      answered_q    <= 1'b0;
    end else begin
      if (busy) cycles_q <= cycles_q + 8'd1;
      answered_q <= done;
    end
  end

  `ASSERT(QuotientTimesDenominatorPlusRemainder, !answered_q || denominator_q == '0 ||
          Wide'(quotient) * Wide'(denominator_q) + Wide'(remainder_i) == Wide'(numerator_q))
  `ASSERT(RemainderBelowDenominator, !answered_q || denominator_q == '0 ||
          remainder_i < denominator_q)
  `ASSERT(DivisionByZeroGivesAllOnes, !answered_q || denominator_q != '0 || &quotient)
  `ASSERT(OneQuotientBitACycle, !busy || cycles_q <= 8'(NumeratorWidth))
  `ASSERT(DoneInTheLastCycle, done == (busy && cycles_q == 8'(NumeratorWidth)))
  `ASSERT_NEXT(StartTakesEffect, start_i, busy)
  `ASSERT_HOLDS(QuotientKept, !busy && !start_i, NumeratorWidth, quotient)

endmodule
