`include "prim/assert.svh"

// adapt_compare, given a label and then every output once and in order, with gaps anywhere. One other
// output, chosen by watch_i, stands for all: none leads the rival.
module adapt_compare_props (
  input logic        clk_i,
  input logic        rst_ni,
  input logic        label_i,
  input logic        output_i,
  input logic [31:0] word_i,
  input logic signed [25:0] sum_i,
  input logic [3:0]  shift_i,
  input logic [4:0]  outputs_i,
  input logic [23:0] margin_i,
  input logic [3:0]  watch_i,
  input logic        found_i,            // probes
  input logic signed [31:0] adapted_i,
  input logic signed [31:0] best_i
);

  logic        label_here, output_here, seen_q;
  logic [3:0]  label_number, rival;
  logic [4:0]  number_q;                 // outputs seen
  logic signed [31:0] watched_q;

  assign label_here = label_i && number_q == outputs_i;
  assign output_here = output_i && number_q != outputs_i;

  // verilator lint_off PINMISSING
  adapt_compare u_compare (
    .clk_i, .rst_ni, .label_here_i(label_here), .output_here_i(output_here), .number_i(number_q),
    .word_i, .sum_i, .shift_i, .outputs_i, .margin_i, .label_o(label_number), .rival_o(rival)
  );
  // verilator lint_on PINMISSING

  logic watched;
  assign watched = output_here && number_q == {1'b0, watch_i} && watch_i != label_number;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      number_q  <= '0;
      seen_q    <= 1'b0;
      watched_q <= '0;
    end else if (label_here) begin
      number_q <= '0;
      seen_q   <= 1'b0;
    end else if (output_here) begin
      number_q <= number_q + 5'd1;
      if (watched) begin
        seen_q    <= 1'b1;
        watched_q <= adapted_i;
      end
    end
  end

  `ASSERT(TwoToSixteenOutputs, outputs_i >= 5'd2 && outputs_i <= 5'd16)
  `ASSERT_HOLDS(ChoicesStandStill, 1'b1, 9, ({outputs_i, watch_i}))

  `ASSERT(OutputsInOrder, number_q <= outputs_i)
  `ASSERT(RivalFound, found_i == (number_q > (label_number == '0 ? 5'd1 : 5'd0)))
  `ASSERT(RivalIsNotTheLabel, !found_i || rival != label_number)
  `ASSERT(RivalWasSeen, !found_i || {1'b0, rival} < number_q)
  `ASSERT(WatchedWasSeen, !seen_q || (found_i && watch_i != label_number &&
          {1'b0, watch_i} < number_q))
  `ASSERT(NoOtherIsBetter, !seen_q || watched_q < best_i || (watched_q == best_i &&
          rival <= watch_i))

endmodule
