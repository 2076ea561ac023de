`include "prim/assert.svh"

// Two-beat FIFO at the entry of a ready/valid stream. Payload is registered here and ready leaves a
// flop: no path runs from the stream's inputs to its ready. A beat may be popped in the cycle after
// it was pushed, so a consumer that pops at once sees one beat a cycle.
module prim_stream_fifo #(
  parameter int unsigned Width = 32
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             valid_i,
  output logic             ready_o,
  input  logic [Width-1:0] data_i,
  input  logic             pop_i,    // only while fill_o > 0
  output logic [1:0]       fill_o,
  output logic [Width-1:0] head_o    // oldest beat, meaningful while fill_o > 0
);

  logic [1:0]       fill_q, fill_d;
  logic             ready_q;
  logic [Width-1:0] head_q, next_q;
  logic             push;

  assign push = valid_i && ready_q;
  assign fill_d = fill_q + {1'b0, push} - {1'b0, pop_i};

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      fill_q  <= 2'd0;
      ready_q <= 1'b0;
    end else begin
      fill_q  <= fill_d;
      ready_q <= fill_d < 2'd2;
    end
  end

  // head_q takes the new beat when no older one stays, next_q otherwise.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      head_q <= '0;
      next_q <= '0;
    end else if (push || pop_i) begin
      if (pop_i && fill_q == 2'd2) head_q <= next_q;
      else if (push && (pop_i || fill_q == 2'd0)) head_q <= data_i;
      if (push && !pop_i && fill_q == 2'd1) next_q <= data_i;
    end
  end

  assign ready_o = ready_q;
  assign fill_o = fill_q;
  assign head_o = head_q;

  `ASSERT(NoOverflow, !(push && fill_q == 2'd2))
  `ASSERT(NoUnderflow, !(pop_i && fill_q == 2'd0))

  `COVER(StandsFull, valid_i && fill_q == 2'd2 && !pop_i)
  `COVER(PoppedWhileFull, pop_i && fill_q == 2'd2)
  `COVER(PushedAndPopped, push && pop_i)

endmodule
