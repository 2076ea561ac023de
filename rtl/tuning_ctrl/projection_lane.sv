// One multiply-accumulate lane of the projection: it owns every fourth feature, one sum a group of
// four. The product is registered before it is added: two cycles from operands to sum.
module projection_lane #(
  parameter int unsigned Groups = tuning_ctrl_pkg::MaxFeatures / 4
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                clear_i,
  input  logic                multiply_i,    // weight and code are valid
  input  logic signed [7:0]   weight_i,
  input  logic [12:0]         code_i,
  input  logic                add_i,         // the cycle behind multiply_i
  input  logic [1:0]          add_group_i,
  input  logic [1:0]          group_i,       // sum to show
  output logic signed [31:0]  sum_o
);

  logic signed [20:0]  product_q;
  logic [32*Groups-1:0] sums_q;
  logic signed [31:0]   sum;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) product_q <= '0;
    else if (multiply_i) product_q <= 21'(weight_i * $signed({1'b0, code_i}));
  end

  always_comb begin
    sum = '0;
    if (add_i) sum = sums_q[32*add_group_i+:32] + 32'(product_q);
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) sums_q <= '0;
    else if (clear_i) sums_q <= '0;
    else if (add_i) sums_q[32*add_group_i+:32] <= sum;
  end

  assign sum_o = sums_q[32*group_i+:32];

endmodule
