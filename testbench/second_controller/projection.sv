// PROJECT on one multiply-accumulate lane. A word of the projection memory is read, its statistic
// with the first word of a row, and its four weights are taken one after the other. A row of a
// channel ends, with SCATTER_EN, in a nominal, which is no weight.
module projection (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        active_i,       // state is PROJECT
  input  logic        log2_en_i,
  input  logic        scatter_en_i,
  input  logic [4:0]  linear_shift_i,
  input  logic [4:0]  scatter_shift_i,
  input  logic [3:0]  layers_i,       // L
  input  logic [32*tuning_ctrl_pkg::MaxLayers-1:0] layer_shape_i,
  input  logic [10:0] words_i,        // S' R
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

  // Cycles of a word: it is read, it arrives, four products, the last addition.
  localparam logic [2:0] Read = 3'd0, Data = 3'd1, First = 3'd2, Last = 3'd6;
  // Rows of layers (three each), of channels, of the scatter of layers.
  localparam logic [1:0] Layers = 2'd0, Channels = 2'd1, Scatters = 2'd2;

  logic [2:0]  cycle_q, column_q, layer_q;
  logic [10:0] word_q;
  logic [7:0]  statistic_q, item_q;
  logic [1:0]  part_q;
  logic        weights, row_end, word_end, last_item, last_layer;
  logic [31:0] shape;
  logic        unused_shape;

  assign weights = column_q != groups_i;
  assign row_end = (scatter_en_i ? column_q : column_q + 3'd1) == groups_i;
  assign word_end = active_i && cycle_q == (weights ? Last : Data);
  assign done_o = word_end && word_q + 11'd1 == words_i;

  assign proj_re_o = active_i && cycle_q == Read;
  assign proj_raddr_o = proj_re_o ? word_q[9:0] : '0;
  assign stat_re_o = proj_re_o && column_q == 3'd0 && part_q != Scatters;
  assign stat_raddr_o = stat_re_o ? statistic_q : '0;

  assign shape = layer_shape_i[32*layer_q+:32];
  assign unused_shape = |shape[31:10];
  assign last_layer = {1'b0, layer_q} + 4'd1 == layers_i;
  always_comb begin
    case (part_q)
      Layers:   last_item = item_q == 8'd2;
      Channels: last_item = {2'b0, item_q} + 10'd1 == shape[9:0];
      default:  last_item = 1'b1;
    endcase
  end

  // Where we are: word, row, and whose row it is.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      cycle_q     <= Read;
      word_q      <= '0;
      column_q    <= '0;
      statistic_q <= '0;
      item_q      <= '0;
      layer_q     <= '0;
      part_q      <= Layers;
    end else if (!active_i) begin
      cycle_q     <= Read;
      word_q      <= '0;
      column_q    <= '0;
      statistic_q <= '0;
      item_q      <= '0;
      layer_q     <= '0;
      part_q      <= Layers;
    end else begin
      cycle_q <= word_end ? Read : cycle_q + 3'd1;
      if (word_end) begin
        word_q   <= word_q + 11'd1;
        column_q <= row_end ? 3'd0 : column_q + 3'd1;
        if (row_end) begin
          statistic_q <= statistic_q + 8'd1;
          item_q      <= last_item ? 8'd0 : item_q + 8'd1;
          if (last_item) layer_q <= last_layer ? 3'd0 : layer_q + 3'd1;
          if (last_item && last_layer) part_q <= part_q + 2'd1;
        end
      end
    end
  end

  // The statistic of the row as a code, kept while its words pass.
  logic        data, start;
  logic [12:0] statistic, scatter_code, code_q;
  logic [31:0] weights_q;

  assign data = active_i && cycle_q == Data;
  assign start = data && column_q == 3'd0;

  statistic_code u_code (
    .enable_i(start && part_q != Scatters),
    .log2_en_i,
    .shift_i(linear_shift_i),
    .statistic_i(stat_rdata_i),
    .code_o(statistic)
  );

  layer_scatter u_scatter (
    .clk_i,
    .rst_ni,
    .clear_i(proj_re_o && word_q == '0 && scatter_en_i),
    .layer_i(layer_q),
    .layer_sum_i(start && scatter_en_i && part_q == Layers && item_q == '0),
    .layer_code_i(statistic),
    .nominal_i(data && scatter_en_i && part_q == Channels && row_end),
    .channel_code_i(code_q),
    .nominal_word_i(proj_rdata_i[15:0]),
    .show_i(start && part_q == Scatters),
    .shift_i(scatter_shift_i),
    .code_o(scatter_code)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      code_q    <= '0;
      weights_q <= '0;
    end else begin
      if (start) code_q <= part_q == Scatters ? scatter_code : statistic;
      if (data) weights_q <= proj_rdata_i;
      else weights_q <= weights_q >> 8;
    end
  end

  // The lane: one product a cycle, added in the next.
  logic               add_q;
  logic [3:0]         add_feature_q;
  logic signed [20:0] product_q;
  logic [32*tuning_ctrl_pkg::MaxFeatures-1:0] sums_q;
  logic               multiply;
  logic [1:0]         lane;

  assign multiply = active_i && cycle_q >= First && cycle_q < Last;
  assign lane = cycle_q[1:0] - First[1:0];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      add_q         <= 1'b0;
      add_feature_q <= '0;
      product_q     <= '0;
      sums_q        <= '0;
    end else begin
      add_q <= multiply;
      if (multiply) begin
        add_feature_q <= {column_q[1:0], lane};
        product_q     <= 21'($signed(weights_q[7:0]) * $signed({1'b0, code_q}));
      end
      if (proj_re_o && word_q == '0) sums_q <= '0;
      else if (add_q) begin
        sums_q[32*add_feature_q+:32] <= sums_q[32*add_feature_q+:32] + 32'(product_q);
      end
    end
  end

  assign sum_o = sums_q[32*feature_i+:32];

endmodule
