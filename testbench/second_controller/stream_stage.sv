`include "prim/assert.svh"

// A register stage in a ready/valid stream. The second place takes the beat that is on its way when
// ready falls, so both ways are flops and no beat waits for another.
module stream_stage #(
  parameter int unsigned Width = 8
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             clear_i,   // what is inside is dropped at the end of this cycle
  input  logic             valid_i,
  input  logic [Width-1:0] data_i,
  output logic             ready_o,
  output logic             valid_o,
  output logic [Width-1:0] data_o,    // 0 while valid is low
  input  logic             ready_i
);

  logic             valid_q, second_q, ready_q, push, empties, second;
  logic [Width-1:0] data_q, second_data_q;

  assign push = valid_i && ready_q;
  assign empties = !valid_q || ready_i;
  assign second = !empties && (second_q || push);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_q       <= 1'b0;
      data_q        <= '0;
      second_q      <= 1'b0;
      second_data_q <= '0;
      ready_q       <= 1'b0;
    end else if (clear_i) begin
      valid_q  <= 1'b0;
      data_q   <= '0;
      second_q <= 1'b0;
      ready_q  <= 1'b1;
    end else begin
      second_q <= second;
      ready_q  <= !second;
      if (push) second_data_q <= data_i;
      if (empties) begin
        valid_q <= second_q || push;
        data_q  <= second_q ? second_data_q : push ? data_i : '0;
      end
    end
  end

  assign ready_o = ready_q;
  assign valid_o = valid_q;
  assign data_o = data_q;

  `ASSERT(NothingIsLost, !(push && second_q))

endmodule
