// PROJECT: multiplies every statistic with the weights of all features, `Lanes` products a cycle.
// One projection word is read in 4 / Lanes cycles, a statistic with the first word of its row. Behind the last
// read: statistic to code, product, sum. With SCATTER_EN the codes of the channels also go into the
// scatter of their layer, which is a statistic like any other once the channels are through.
module projection #(
  parameter int unsigned Lanes = tuning_ctrl_pkg::Lanes
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        active_i,       // state is PROJECT
  input  logic        log2_en_i,
  input  logic        scatter_en_i,
  input  logic [4:0]  linear_shift_i,
  input  logic [4:0]  scatter_shift_i,
  input  logic [3:0]  layers_i,       // L
  input  logic [26*tuning_ctrl_pkg::MaxLayers-1:0] layer_shape_i,
  input  logic [12:0] words_i,        // S' R
  input  logic [2:0]  groups_i,       // G

  output logic        proj_re_o,
  output logic [11:0] proj_raddr_o,
  input  logic [31:0] proj_rdata_i,
  output logic        stat_re_o,
  output logic [9:0]  stat_raddr_o,
  input  logic [31:0] stat_rdata_i,

  input  logic [3:0]  feature_i,      // sum to show
  output logic signed [31:0] sum_o,
  output logic        done_o          // last cycle of PROJECT
);

  logic        first, start, weights, layer_sum, nominal, scatter;
  logic [1:0]  group, part;
  logic [2:0]  layer;

  projection_rows #(.Lanes(Lanes)) u_rows (
    .clk_i,
    .rst_ni,
    .active_i,
    .scatter_en_i,
    .layers_i,
    .layer_shape_i,
    .words_i,
    .groups_i,
    .proj_re_o,
    .proj_raddr_o,
    .stat_re_o,
    .stat_raddr_o,
    .start_o(start),
    .weights_o(weights),
    .group_o(group),
    .part_o(part),
    .layer_o(layer),
    .layer_sum_o(layer_sum),
    .nominal_o(nominal),
    .scatter_o(scatter),
    .first_o(first),
    .done_o
  );

  // The three steps behind a read: memory data, operands, product.
  logic        data_start_q, data_weights_q, data_layer_sum_q, data_nominal_q, data_scatter_q;
  logic        operands_q, product_q;
  logic [2:0]  data_layer_q;
  localparam int unsigned IndexWidth = $clog2(tuning_ctrl_pkg::MaxFeatures / Lanes);
  logic [IndexWidth-1:0] index, data_index_q, operands_index_q, product_index_q;  // of a lane's sum
  logic [1:0]  data_part_q, operands_part_q;
  logic [31:0] weights_q;
  logic [12:0] statistic, scatter_code, code_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      data_start_q     <= 1'b0;
      data_weights_q   <= 1'b0;
      data_layer_sum_q <= 1'b0;
      data_nominal_q   <= 1'b0;
      data_scatter_q   <= 1'b0;
      operands_q       <= 1'b0;
      product_q        <= 1'b0;
    end else begin
      data_start_q     <= start;
      data_weights_q   <= weights;
      data_layer_sum_q <= layer_sum;
      data_nominal_q   <= nominal;
      data_scatter_q   <= scatter;
      operands_q       <= active_i && data_weights_q;
      product_q        <= active_i && operands_q;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      data_layer_q     <= '0;
      data_part_q      <= '0;
      data_index_q     <= '0;
      operands_part_q  <= '0;
      operands_index_q <= '0;
      product_index_q  <= '0;
      weights_q        <= '0;
      code_q           <= '0;
    end else if (active_i) begin
      data_layer_q     <= layer;
      data_part_q      <= part;
      data_index_q     <= index;
      operands_part_q  <= data_part_q;
      operands_index_q <= data_index_q;
      product_index_q  <= operands_index_q;
      weights_q        <= proj_rdata_i;
      if (data_start_q) code_q <= data_scatter_q ? scatter_code : statistic;
    end
  end

  statistic_code u_code (
    .enable_i(data_start_q && !data_scatter_q),
    .log2_en_i,
    .shift_i(linear_shift_i),
    .statistic_i(stat_rdata_i),
    .code_o(statistic)
  );

  // A channel's code is still held when the nominal behind its weights arrives.
  layer_scatter u_scatter (
    .clk_i,
    .rst_ni,
    .clear_i(first && scatter_en_i),
    .layer_i(data_layer_q),
    .layer_sum_i(data_layer_sum_q),
    .layer_code_i(statistic),
    .nominal_i(data_nominal_q),
    .channel_code_i(code_q),
    .nominal_word_i(proj_rdata_i[15:0]),
    .show_i(data_start_q && data_scatter_q),
    .shift_i(scatter_shift_i),
    .code_o(scatter_code)
  );

  // Feature 4 group + Lanes part + i is the lane's sum number (4 / Lanes) group + part.
  localparam int unsigned LaneBits = $clog2(Lanes);
  assign index = IndexWidth'(4'({group, 2'b0} >> LaneBits) + {2'b0, part});

  logic [32*Lanes-1:0] sums;
  logic [8*Lanes-1:0]  turn;  // the weights of this turn, lowest first
  assign turn = (8*Lanes)'(weights_q >> (8 * Lanes * operands_part_q));
  for (genvar i = 0; i < Lanes; i++) begin : gen_lane
    projection_lane #(.Sums(tuning_ctrl_pkg::MaxFeatures / Lanes)) u_lane (
      .clk_i,
      .rst_ni,
      .clear_i(first),
      .multiply_i(operands_q),
      .weight_i(turn[8*i+:8]),
      .code_i(code_q),
      .add_i(product_q),
      .add_index_i(4'(product_index_q)),
      .index_i(4'(feature_i >> LaneBits)),
      .sum_o(sums[32*i+:32])
    );
  end
  logic [3:0] shown;
  assign shown = feature_i & 4'(Lanes - 1);
  assign sum_o = sums[32*shown+:32];

endmodule
