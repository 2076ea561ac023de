// One multiply-accumulate lane of the projection: it owns every n-th feature, n the lanes. The product is registered before it is added: two cycles from operands to sum.
module projection_lane #(
  parameter int unsigned Sums = tuning_ctrl_pkg::MaxFeatures / 4
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                clear_i,
  input  logic                multiply_i,    // weight and code are valid
  input  logic signed [7:0]   weight_i,
  input  logic [12:0]         code_i,
  input  logic                add_i,         // the cycle behind multiply_i
  input  logic [3:0]          add_index_i,
  input  logic [3:0]          index_i,       // sum to show
  output logic signed [31:0]  sum_o
);

  localparam int unsigned IndexWidth = $clog2(Sums);

  logic signed [20:0]  product_q;
  logic                unused_index;
  logic [32*Sums-1:0] sums_q;
  logic signed [31:0]   sum;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) product_q <= '0;
    else if (multiply_i) product_q <= 21'(weight_i * $signed({1'b0, code_i}));
  end

  always_comb begin
    sum = '0;
    if (add_i) sum = sums_q[32*add_index_i[IndexWidth-1:0]+:32] + 32'(product_q);
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) sums_q <= '0;
    else if (clear_i) sums_q <= '0;
    else if (add_i) sums_q[32*add_index_i[IndexWidth-1:0]+:32] <= sum;
  end

  assign unused_index = |{add_index_i, index_i};
  assign sum_o = sums_q[32*index_i[IndexWidth-1:0]+:32];

endmodule
