`include "prim/assert.svh"

// The one engine behind affine maps and predictors: sums of slope x (feature - centre) for two rows
// of slope words (gain and offset of a layer, or NOW and FORECAST; AFTER is row 0 alone), then
// (sum + half) >>> shift and base + that. Four lanes: a word of slopes enters a cycle. Behind the
// read of a word: products, sum, value.
module slope_engine (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [4:0]  features_i,     // D
  input  logic        retest_i,       // 1 features of the retest, 0 those of the test minus centre
  input  logic [16*tuning_ctrl_pkg::MaxFeatures-1:0] features0_i,
  input  logic [16*tuning_ctrl_pkg::MaxFeatures-1:0] features1_i,

  // What the word is that the codebook reads in this cycle.
  input  logic        centre_i,       // centre of features 2 index, 2 index + 1
  input  logic        tune_i,         // {offset, gain}, bases of both rows; both sums restart
  input  logic        base_i,         // base of this row; its sum restarts
  input  logic        slope_i,        // slopes of this row, features 4 index .. 4 index + 3
  input  logic [2:0]  index_i,
  input  logic        row_i,
  input  logic [31:0] rdata_i,        // the word, one cycle later

  input  logic        moved0_i,       // moved0_o is wanted: 3 cycles after its slopes or later
  input  logic        value_i,        // all below are wanted; 0 otherwise
  input  logic [4:0]  shift0_i,
  input  logic [4:0]  shift1_i,
  output logic [15:0] tune0_o,        // base of row 0 in a tune word
  output logic signed [33:0] moved0_o,
  output logic signed [33:0] value0_o,
  output logic signed [33:0] value1_o
);

  localparam int unsigned Lanes = 4;

  // The word that arrives.
  logic        centre_q, tune_q, base_q, slope_q, row_q;
  logic [2:0]  index_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      centre_q <= 1'b0;
      tune_q   <= 1'b0;
      base_q   <= 1'b0;
      slope_q  <= 1'b0;
      row_q    <= 1'b0;
      index_q  <= '0;
    end else begin
      centre_q <= centre_i;
      tune_q   <= tune_i;
      base_q   <= base_i;
      slope_q  <= slope_i;
      row_q    <= row_i;
      index_q  <= index_i;
    end
  end

  logic [16*tuning_ctrl_pkg::MaxFeatures-1:0] centres_q;
  logic signed [16:0] base0_q, base1_q, base0, base1;

  // Without slopes the values are wanted in the very cycle in which the tune word arrives.
  always_comb begin
    base0 = base0_q;
    base1 = base1_q;
    if (tune_q) begin
      base0 = $signed({1'b0, rdata_i[15:0]});
      base1 = $signed({rdata_i[31], rdata_i[31:16]});
    end else if (base_q) begin
      if (row_q) base1 = $signed({rdata_i[15], rdata_i[15:0]});
      else base0 = $signed({rdata_i[15], rdata_i[15:0]});
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      centres_q <= '0;
      base0_q   <= '0;
      base1_q   <= '0;
    end else begin
      if (centre_q) centres_q[32*index_q+:32] <= rdata_i;
      if (tune_q || base_q) begin
        base0_q <= base0;
        base1_q <= base1;
      end
    end
  end

  // Products of a word of slopes. Lanes of absent features count nothing, whatever they hold.
  logic        product_q, product_row_q;
  logic [4:0]  lane_feature;
  logic [15:0] feature, centre;
  logic signed [16:0] difference;
  logic signed [7:0]  slope;
  logic signed [24:0] product;
  logic signed [31:0] word_sum, word_sum_q;

  always_comb begin
    word_sum = '0;
    lane_feature = '0;
    feature = '0;
    centre = '0;
    difference = '0;
    slope = '0;
    product = '0;
    if (slope_q) begin
      for (int unsigned i = 0; i < Lanes; i++) begin
        lane_feature = {1'b0, index_q[1:0], i[1:0]};
        feature = retest_i ? features1_i[16*lane_feature[3:0]+:16]
                           : features0_i[16*lane_feature[3:0]+:16];
        centre = retest_i ? 16'd0 : centres_q[16*lane_feature[3:0]+:16];
        difference = $signed({feature[15], feature}) - $signed({centre[15], centre});
        slope = $signed(rdata_i[8*i+:8]);
        product = 25'(slope) * 25'(difference);
        if (lane_feature < features_i) word_sum = word_sum + 32'(product);
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      product_q     <= 1'b0;
      product_row_q <= 1'b0;
      word_sum_q    <= '0;
    end else begin
      product_q <= slope_q;
      if (slope_q) begin
        product_row_q <= row_q;
        word_sum_q    <= word_sum;
      end
    end
  end

  // The two sums.
  logic signed [31:0] sum0_q, sum1_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      sum0_q <= '0;
      sum1_q <= '0;
    end else begin
      if (tune_i || (base_i && !row_i)) sum0_q <= '0;
      else if (product_q && !product_row_q) sum0_q <= sum0_q + word_sum_q;
      if (tune_i || (base_i && row_i)) sum1_q <= '0;
      else if (product_q && product_row_q) sum1_q <= sum1_q + word_sum_q;
    end
  end

  function automatic logic signed [33:0] rounded_shift(logic signed [31:0] sum, logic [4:0] shift);
    logic signed [33:0] half;
    half = shift == '0 ? 34'sd0 : 34'sd1 << (shift - 5'd1);
    rounded_shift = (34'(sum) + half) >>> shift;
  endfunction

  always_comb begin
    tune0_o = '0;
    moved0_o = '0;
    value0_o = '0;
    value1_o = '0;
    if (moved0_i || value_i) moved0_o = rounded_shift(sum0_q, shift0_i);
    if (value_i) begin
      tune0_o = base0[15:0];
      value0_o = 34'(base0) + moved0_o;
      value1_o = 34'(base1) + rounded_shift(sum1_q, shift1_i);
    end
  end

  `ASSERT(MovedByWholeSum, !moved0_i || !((slope_q && !row_q) || (product_q && !product_row_q)))

endmodule
