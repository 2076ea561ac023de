// PROJECT: multiplies every statistic with the weights of all features, four lanes side by side.
// One projection word (four weights) is read a cycle, a statistic with the first word of its row.
// Behind the last read: statistic to code, product, sum.
module projection (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        active_i,       // state is PROJECT
  input  logic        log2_en_i,
  input  logic [4:0]  linear_shift_i,
  input  logic [10:0] words_i,        // S G
  input  logic [2:0]  groups_i,       // G

  output logic        proj_re_o,
  output logic [9:0]  proj_raddr_o,
  input  logic [31:0] proj_rdata_i,
  output logic        stat_re_o,
  output logic [7:0]  stat_raddr_o,
  input  logic [31:0] stat_rdata_i,

  input  logic [3:0]  feature_i,      // sum to show
  output logic signed [31:0] sum_o,
  output logic        done_o          // last cycle of PROJECT
);

  logic [10:0] word_q;                // reads begun; runs on through the three cycles behind
  logic [1:0]  group_q;
  logic [7:0]  statistic_q;
  logic        reading, row_start, row_end;

  assign reading = active_i && word_q < words_i;
  assign row_start = group_q == 2'd0;
  assign row_end = {1'b0, group_q} + 3'd1 == groups_i;
  assign proj_re_o = reading;
  assign proj_raddr_o = reading ? word_q[9:0] : '0;
  assign stat_re_o = reading && row_start;
  assign stat_raddr_o = stat_re_o ? statistic_q : '0;
  assign done_o = active_i && word_q == words_i + 11'd2;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      word_q      <= '0;
      group_q     <= '0;
      statistic_q <= '0;
    end else if (active_i) begin
      word_q <= word_q + 11'd1;
      if (reading) begin
        group_q <= row_end ? 2'd0 : group_q + 2'd1;
        if (row_end) statistic_q <= statistic_q + 8'd1;
      end
    end else begin
      word_q      <= '0;
      group_q     <= '0;
      statistic_q <= '0;
    end
  end

  // The three steps behind a read: memory data, operands, product.
  logic        data_q, data_start_q, operands_q, product_q;
  logic [1:0]  data_group_q, operands_group_q, product_group_q;
  logic [31:0] weights_q;
  logic [12:0] code, code_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      data_q     <= 1'b0;
      operands_q <= 1'b0;
      product_q  <= 1'b0;
    end else begin
      data_q     <= reading;
      operands_q <= active_i && data_q;
      product_q  <= active_i && operands_q;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      data_start_q     <= 1'b0;
      data_group_q     <= '0;
      operands_group_q <= '0;
      product_group_q  <= '0;
      weights_q        <= '0;
      code_q           <= '0;
    end else if (active_i) begin
      data_start_q     <= row_start;
      data_group_q     <= group_q;
      operands_group_q <= data_group_q;
      product_group_q  <= operands_group_q;
      weights_q        <= proj_rdata_i;
      if (data_q && data_start_q) code_q <= code;
    end
  end

  statistic_code u_code (
    .enable_i(data_q && data_start_q),
    .log2_en_i,
    .shift_i(linear_shift_i),
    .statistic_i(stat_rdata_i),
    .code_o(code)
  );

  logic [127:0] sums;
  for (genvar i = 0; i < 4; i++) begin : gen_lane
    projection_lane u_lane (
      .clk_i,
      .rst_ni,
      .clear_i(active_i && word_q == 11'd0),
      .multiply_i(operands_q),
      .weight_i(weights_q[8*i+:8]),
      .code_i(code_q),
      .add_i(product_q),
      .add_group_i(product_group_q),
      .group_i(feature_i[3:2]),
      .sum_o(sums[32*i+:32])
    );
  end
  assign sum_o = sums[32*feature_i[1:0]+:32];

endmodule
