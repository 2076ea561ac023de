// The comparison of the last-layer loop: outputs with their deltas come one a cycle; what counts is
// that of the label and the best of the others, ties to the lower.
module adapt_compare (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        label_here_i,      // word_i holds the label, if it was read in the last cycle
  input  logic        output_here_i,     // word_i is output number_i, sum_i its delta sum
  input  logic [4:0]  number_i,
  input  logic [31:0] word_i,
  input  logic signed [25:0] sum_i,
  input  logic [3:0]  shift_i,
  input  logic [4:0]  outputs_i,
  input  logic [23:0] margin_i,

  output logic [3:0]  label_o,
  output logic [3:0]  rival_o,           // best of the others
  output logic        wrong_o,           // valid behind the last output
  output logic        learnable_o        // the label does not lead by the margin
);

  logic        closes_in, rival_found_q, label_exists;
  logic [3:0]  label_q, rival_q;
  logic signed [26:0] half, moved;
  logic signed [31:0] adapted, of_label_q, best_q;
  logic signed [32:0] lead;

  always_comb begin
    half = '0;
    moved = '0;
    adapted = '0;
    if (output_here_i) begin
      if (shift_i != '0) half = 27'sd1 <<< (shift_i - 4'd1);
      moved = (27'(sum_i) + half) >>> shift_i;
      adapted = $signed(word_i) + 32'(moved);
    end
  end
  assign closes_in = output_here_i && number_i != {1'b0, label_q} &&
                     (!rival_found_q || adapted > best_q);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      label_q       <= '0;
      rival_q       <= '0;
      rival_found_q <= 1'b0;
      of_label_q    <= '0;
      best_q        <= '0;
    end else if (label_here_i) begin
      label_q       <= word_i[3:0];
      rival_found_q <= 1'b0;
    end else if (output_here_i) begin
      if (number_i == {1'b0, label_q}) of_label_q <= adapted;
      if (closes_in) begin
        rival_q       <= number_i[3:0];
        rival_found_q <= 1'b1;
        best_q        <= adapted;
      end
    end
  end

  assign lead = 33'(of_label_q) - 33'(best_q);
  assign label_exists = {1'b0, label_q} < outputs_i;
  assign label_o = label_q;
  assign rival_o = rival_q;
  assign wrong_o = !label_exists || lead < 33'sd0 || (lead == 33'sd0 && label_q > rival_q);
  assign learnable_o = label_exists && lead < $signed({9'b0, margin_i});

endmodule
