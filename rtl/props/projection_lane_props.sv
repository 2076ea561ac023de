`include "prim/assert.svh"

// The sums of projection_lane are exact: they equal sums of 40 bits of products formed by shifting
// and adding, of small operands, for as many terms as PROJECT can have (264 a sum).
module projection_lane_props #(
  parameter int unsigned Sums = 2
) (
  input logic               clk_i,
  input logic               rst_ni,
  input logic               clear_i,
  input logic               multiply_i,
  input logic signed [7:0]  weight_i,
  input logic [12:0]        code_i,
  input logic               add_i,
  input logic [3:0]         add_index_i,
  input logic [3:0]         index_i,
  input logic signed [20:0] product_i,   // probe
  input logic [32*Sums-1:0] sums_i     // probe
);

  localparam int unsigned Terms = 264;

  logic signed [31:0] sum;

  projection_lane #(.Sums(Sums)) u_lane (
    .clk_i, .rst_ni, .clear_i, .multiply_i, .weight_i, .code_i, .add_i, .add_index_i, .index_i,
    .sum_o(sum)
  );

  logic signed [39:0] product, product_q, exact, limit;
  logic [40*Sums-1:0] exact_q;
  logic [9:0]           terms_q;        // of all sums together

  always_comb begin
    product = '0;
    for (int unsigned i = 0; i < 7; i++) begin
      if (weight_i[i]) product = product + (40'(code_i) << i);
    end
    if (weight_i[7]) product = product - (40'(code_i) << 7);
  end

  assign limit = 40'(terms_q) << 20;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      product_q <= '0;
      exact_q   <= '0;
      terms_q   <= '0;
    end else begin
      if (multiply_i) product_q <= product;
      if (clear_i) begin
        exact_q <= '0;
        terms_q <= '0;
      end else if (add_i) begin
        exact_q[40*add_index_i+:40] <= exact_q[40*add_index_i+:40] + product_q;
        terms_q <= terms_q + 10'd1;
      end
    end
  end

  `ASSERT(NoMoreTermsThanProjectHas, !add_i || terms_q < 10'(Terms))
  // A multiplier of full width is beyond the solver: its operands have 5 and 4 bits here.
  `ASSERT(SmallOperands, (weight_i[7:4] == '0 || (&weight_i[7:4])) && code_i[12:4] == '0)
  `ASSERT(SumsThatExist, 32'(index_i) < Sums && 32'(add_index_i) < Sums)

  assign exact = exact_q[40*index_i+:40];
  `ASSERT(ProductIsExact, 40'(product_i) == product_q)
  `ASSERT(ProductBelowItsLimit, product_q <= 40'sd1 << 20 && product_q >= -(40'sd1 << 20))
  `ASSERT(TermsCounted, terms_q <= 10'(Terms))
  `ASSERT(SumIsExact, 40'(sum) == exact)

  // Of every group, shown or not.
  logic signed [39:0] wide, narrow;
  logic               all_exact, all_below;
  always_comb begin
    all_exact = 1'b1;
    all_below = 1'b1;
    wide = '0;
    narrow = '0;
    for (int unsigned g = 0; g < Sums; g++) begin
      wide = exact_q[40*g+:40];
      narrow = 40'($signed(sums_i[32*g+:32]));
      all_exact = all_exact && narrow == wide;
      all_below = all_below && wide <= limit && wide >= -limit;
    end
  end
  `ASSERT(EverySumIsExact, all_exact)
  `ASSERT(EverySumBelowItsLimit, all_below)

endmodule
