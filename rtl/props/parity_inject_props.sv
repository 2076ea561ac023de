`include "prim/assert.svh"

// parity_inject arms one memory at most, only when it is told to, and spoils one write of it.
module parity_inject_props (
  input logic       clk_i,
  input logic       rst_ni,
  input logic       we_i,
  input logic       arm_i,
  input logic [2:0] memory_i,
  input logic [6:0] written_i
);

  logic [6:0] inject;
  logic [3:0] armed, before_q;
  logic       told_q, spoilt_q;          // armed by a write of INJECT; used up since

  parity_inject u_inject (
    .clk_i, .rst_ni, .we_i, .arm_i, .memory_i, .written_i, .inject_o(inject), .armed_o(armed)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      before_q <= '0;
      told_q   <= 1'b0;
      spoilt_q <= 1'b0;
    end else begin
      before_q <= armed;
      if (we_i) begin
        told_q   <= arm_i;
        spoilt_q <= 1'b0;
      end else if (|(inject & written_i)) spoilt_q <= 1'b1;
    end
  end

  `ASSERT(ArmedOnlyWhenTold, armed[3] == (told_q && !spoilt_q))
  `ASSERT(InjectsIntoTheArmedOne, inject == (armed[3] ? 7'd1 << armed[2:0] : 7'd0))
  `ASSERT(NothingOnceDisarmed, armed[3] || armed == '0)
  `ASSERT_NEXT(DisarmsWithTheWrite, |(inject & written_i) && !we_i, armed == '0)
  `ASSERT_NEXT(StaysArmedUntilThen, armed[3] && !(|(inject & written_i)) && !we_i,
               armed == before_q)

endmodule
