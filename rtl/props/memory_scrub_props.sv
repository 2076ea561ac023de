`include "prim/assert.svh"

// memory_scrub gives every address once, in the first cycles behind a reset, and never another.
module memory_scrub_props #(
  parameter int unsigned Words = 5
) (
  input logic clk_i,
  input logic rst_ni
);

  logic        scrubbing;
  logic [13:0] addr;
  logic [14:0] cycles_q;                 // of operation before this one

  memory_scrub #(.Words(Words)) u_scrub (.clk_i, .rst_ni, .scrubbing_o(scrubbing), .addr_o(addr));

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) cycles_q <= '0;
    else if (32'(cycles_q) < Words) cycles_q <= cycles_q + 15'd1;
  end

  `ASSERT(ScrubsInItsCycles, scrubbing == (32'(cycles_q) < Words))
  `ASSERT(EveryWordInItsTurn, addr == (scrubbing ? cycles_q[13:0] : 14'd0))
  `ASSERT_NEXT(EndsForGood, !scrubbing, !scrubbing)
  `ASSERT(CyclesInRange, 32'(cycles_q) <= Words)

endmodule
