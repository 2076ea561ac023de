`include "prim/assert.svh"

// prim_sat_counter counts, stays at its end, and is cleared.
module sat_counter_props #(
  parameter int unsigned Width = 4
) (
  input logic clk_i,
  input logic rst_ni,
  input logic clear_i,
  input logic count_i
);

  logic [Width-1:0] value, before_q;

  prim_sat_counter #(.Width(Width)) u_counter (.clk_i, .rst_ni, .clear_i, .count_i, .value_o(value));

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) before_q <= '0;
    else before_q <= value;
  end

  `ASSERT_NEXT(StaysAtItsEnd, !clear_i && (&value), &value)
  `ASSERT_NEXT(CountsByOne, !clear_i && count_i && !(&value), value == before_q + 1'b1)
  `ASSERT_HOLDS(KeepsWhatItIsNotToldToCount, !clear_i && !count_i, Width, value)
  `ASSERT_NEXT(ClearWins, clear_i, value == '0)

endmodule
