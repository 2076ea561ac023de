// {offset, gain} inside the programmed limits.
module tune_clamp (
  input  logic        enable_i,        // 0 holds the word at 0
  input  logic [23:0] gain_i,
  input  logic signed [33:0] offset_i,
  input  logic [15:0] gain_min_i,
  input  logic [15:0] gain_max_i,
  input  logic [15:0] offset_min_i,    // signed
  input  logic [15:0] offset_max_i,
  output logic [31:0] word_o
);

  logic [15:0] gain, offset;

  always_comb begin
    gain = '0;
    offset = '0;
    if (enable_i) begin
      gain = gain_i > {8'b0, gain_min_i} ? gain_i[15:0] : gain_min_i;
      if (gain_i > {8'b0, gain_max_i}) gain = gain_max_i;
      offset = offset_i > 34'($signed(offset_min_i)) ? offset_i[15:0] : offset_min_i;
      if (offset_i > 34'($signed(offset_max_i))) offset = offset_max_i;
    end
  end

  assign word_o = {offset, gain};

endmodule
