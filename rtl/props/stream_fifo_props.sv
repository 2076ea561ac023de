`include "prim/assert.svh"

// prim_stream_fifo keeps every beat, its payload and the order. One beat, chosen by mark_i, stands
// for all: how many are ahead of it is counted, and it must come out when none is.
module stream_fifo_props #(
  parameter int unsigned Width = 4
) (
  input logic             clk_i,
  input logic             rst_ni,
  input logic             valid_i,
  input logic [Width-1:0] data_i,
  input logic             pop_i,
  input logic             mark_i,
  input logic [Width-1:0] next_i    // probe: second beat of the FIFO
);

  logic             ready, push, watched_q;
  logic [1:0]       fill, ahead_q;
  logic [Width-1:0] head, beat_q;

  prim_stream_fifo #(.Width(Width)) u_fifo (
    .clk_i, .rst_ni, .valid_i, .ready_o(ready), .data_i, .pop_i, .fill_o(fill), .head_o(head)
  );
  assign push = valid_i && ready;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      watched_q <= 1'b0;
      ahead_q   <= '0;
      beat_q    <= '0;
    end else if (!watched_q) begin
      watched_q <= push && mark_i;
      ahead_q   <= fill - {1'b0, pop_i};
      beat_q    <= data_i;
    end else if (pop_i) begin
      watched_q <= ahead_q != '0;
      ahead_q   <= ahead_q - 2'd1;
    end
  end

  `ASSERT(NoBeatLost, !watched_q || ahead_q < fill)
  `ASSERT(BeatComesOutInItsTurn, !watched_q || (ahead_q == '0 ? head : next_i) == beat_q)
  `ASSERT(FillInRange, fill <= 2'd2)
  `ASSERT(ReadyMeansRoom, !ready || fill < 2'd2)
  `ASSERT_NEXT(ReadyWhenRoom, 1'b1, ready == (fill < 2'd2))

endmodule
