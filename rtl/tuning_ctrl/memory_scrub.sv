`include "prim/assert.svh"

// Behind a reset every memory is cleared, one word a cycle, so that no engine ever reads a word that
// was not written since power-up.
module memory_scrub #(
  parameter int unsigned Words = 1024   // of the deepest memory
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  output logic        scrubbing_o,
  output logic [13:0] addr_o            // 0 behind the scrub
);

  logic        done_q, last;
  logic [13:0] addr_q;

  assign last = 32'(addr_q) == Words - 1;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      done_q <= 1'b0;
      addr_q <= '0;
    end else if (!done_q) begin
      done_q <= last;
      addr_q <= last ? 14'd0 : addr_q + 14'd1;
    end
  end

  assign scrubbing_o = !done_q;
  assign addr_o = addr_q;

  `ASSERT_NEXT(NeverAgain, done_q, done_q && addr_q == '0)

endmodule
