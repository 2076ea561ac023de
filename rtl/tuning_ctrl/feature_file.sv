// The features of one pass, all in flops: they stay readable until the next START.
module feature_file (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        clear_i,
  input  logic        we_i,
  input  logic [3:0]  index_i,
  input  logic [15:0] value_i,
  output logic [16*tuning_ctrl_pkg::MaxFeatures-1:0] features_o
);

  logic [16*tuning_ctrl_pkg::MaxFeatures-1:0] features_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) features_q <= '0;
    else if (clear_i) features_q <= '0;
    else if (we_i) features_q[16*index_i+:16] <= value_i;
  end

  assign features_o = features_q;

endmodule
