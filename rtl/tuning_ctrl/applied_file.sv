// What the accelerator was given: gain and offset of each layer as written and read back.
module applied_file (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        clear_i,
  input  logic        we_i,
  input  logic [2:0]  layer_i,
  input  logic [31:0] word_i,
  output logic [32*tuning_ctrl_pkg::RegAppliedCount-1:0] applied_o,

  output logic        applied_we_o,    // monitor: written at the end of the last cycle
  output logic [2:0]  applied_layer_o,
  output logic [31:0] applied_word_o
);

  logic [32*tuning_ctrl_pkg::RegAppliedCount-1:0] applied_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) applied_q <= '0;
    else if (clear_i) applied_q <= '0;
    else if (we_i) applied_q[32*layer_i+:32] <= word_i;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      applied_we_o    <= 1'b0;
      applied_layer_o <= '0;
      applied_word_o  <= '0;
    end else begin
      applied_we_o    <= we_i;
      applied_layer_o <= we_i ? layer_i : 3'd0;
      applied_word_o  <= we_i ? word_i : 32'd0;
    end
  end

  assign applied_o = applied_q;

endmodule
