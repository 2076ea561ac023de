`include "prim/assert.svh"

// Walks through the projection memory in PROJECT, one word in 4 / Lanes cycles, row after row, and says
// what each word is. Rows come in the order of their statistics: three a layer, one a channel and, with
// SCATTER_EN, one a layer for its scatter; such rows have a nominal behind their weights.
module projection_rows #(
  parameter int unsigned Lanes = tuning_ctrl_pkg::Lanes
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        active_i,       // state is PROJECT
  input  logic        scatter_en_i,
  input  logic [3:0]  layers_i,       // L
  input  logic [26*tuning_ctrl_pkg::MaxLayers-1:0] layer_shape_i,
  input  logic [12:0] words_i,        // S' R
  input  logic [2:0]  groups_i,       // G

  output logic        proj_re_o,
  output logic [11:0] proj_raddr_o,
  output logic        stat_re_o,
  output logic [9:0]  stat_raddr_o,

  // Of the word that is read in this cycle.
  output logic        start_o,        // first of its row
  output logic        weights_o,      // four weights, of the features of a group
  output logic [1:0]  group_o,
  output logic [1:0]  part_o,         // which of them the lanes take in this cycle's turn
  output logic [2:0]  layer_o,        // these four only with SCATTER_EN
  output logic        layer_sum_o,    // first word of the row of a layer's sum
  output logic        nominal_o,      // nominal of a channel
  output logic        scatter_o,      // in the row of a layer's scatter

  output logic        first_o,        // first cycle of PROJECT
  output logic        done_o          // last one
);

  // Parts of the walk.
  localparam logic [1:0] Layers = 2'd0, Channels = 2'd1, Scatters = 2'd2, Over = 2'd3;

  localparam logic [1:0] LastPart = 2'(4 / Lanes - 1);

  logic [12:0] word_q;                // words begun
  logic [1:0]  part_of_word_q;
  logic [1:0]  drain_q;               // the three cycles behind the last word
  logic [2:0]  column_q;              // word of its row
  logic [9:0]  statistic_q;
  logic        reading, first_part, last_part, row_end;

  assign reading = active_i && word_q < words_i;
  assign first_part = part_of_word_q == 2'd0;
  assign last_part = part_of_word_q == LastPart;
  assign row_end = reading && last_part && (scatter_en_i ? column_q : column_q + 3'd1) == groups_i;
  assign proj_re_o = reading && first_part;
  assign proj_raddr_o = proj_re_o ? word_q[11:0] : '0;
  assign stat_re_o = start_o && !scatter_o;
  assign stat_raddr_o = stat_re_o ? statistic_q : '0;
  assign start_o = reading && first_part && column_q == 3'd0;
  assign weights_o = reading && column_q != groups_i;
  assign group_o = column_q[1:0];
  assign part_o = part_of_word_q;
  assign first_o = active_i && first_part && word_q == 13'd0;
  assign done_o = active_i && drain_q == 2'd2;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      word_q         <= '0;
      part_of_word_q <= '0;
      drain_q        <= '0;
      column_q       <= '0;
      statistic_q    <= '0;
    end else if (reading) begin
      part_of_word_q <= last_part ? 2'd0 : part_of_word_q + 2'd1;
      if (last_part) begin
        word_q   <= word_q + 13'd1;
        column_q <= row_end ? 3'd0 : column_q + 3'd1;
      end
      if (row_end) statistic_q <= statistic_q + 10'd1;
    end else if (active_i) begin
      drain_q <= drain_q + 2'd1;
    end else begin
      word_q         <= '0;
      part_of_word_q <= '0;
      drain_q        <= '0;
      column_q       <= '0;
      statistic_q    <= '0;
    end
  end

  // Layer and item of a layer: its statistic or its channel. All of it rests without SCATTER_EN.
  logic [1:0]  part_q;
  logic [2:0]  layer_q;
  logic [9:0]  item_q;
  logic        advance, last_item, last_layer;
  logic [25:0] shape;                 // BEATS above CHANNELS
  logic        unused_beats;

  assign advance = row_end && scatter_en_i;
  assign unused_beats = |shape[25:10];
  assign last_layer = {1'b0, layer_q} + 4'd1 == layers_i;

  prim_select #(.Width(26), .Count(tuning_ctrl_pkg::MaxLayers)) u_shape (
    .en_i(advance), .index_i(layer_q), .words_i(layer_shape_i), .word_o(shape)
  );

  always_comb begin
    case (part_q)
      Layers:   last_item = item_q == 10'd2;
      Channels: last_item = item_q + 10'd1 == shape[9:0];
      default:  last_item = 1'b1;
    endcase
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      part_q  <= Layers;
      layer_q <= '0;
      item_q  <= '0;
    end else if (!active_i) begin
      part_q  <= Layers;
      layer_q <= '0;
      item_q  <= '0;
    end else if (advance) begin
      item_q <= last_item ? 10'd0 : item_q + 10'd1;
      if (last_item) layer_q <= last_layer ? 3'd0 : layer_q + 3'd1;
      if (last_item && last_layer) part_q <= part_q + 2'd1;
    end
  end

  assign layer_o = layer_q;
  assign layer_sum_o = start_o && scatter_en_i && part_q == Layers && item_q == 10'd0;
  assign nominal_o = reading && first_part && scatter_en_i && column_q == groups_i &&
                     part_q == Channels;
  assign scatter_o = reading && part_q == Scatters;

  `ASSERT(ScattersEndTheWalk, !(done_o && scatter_en_i) || part_q == Over)
  `ASSERT(ScatterOnlyIfEnabled, scatter_en_i || part_q == Layers)

endmodule
