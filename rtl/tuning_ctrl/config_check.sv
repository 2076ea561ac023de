// CHECK: the rules a test program must keep (docs/controller.md, section 8), decided in 16 cycles,
// and the sizes derived from it, which hold until the next START. The layers are added up one a
// cycle, then the products are formed one after the other, so that no cycle computes much.
module config_check #(
  parameter int unsigned StimWords = tuning_ctrl_pkg::StimWords,
  parameter int unsigned StatSlots = tuning_ctrl_pkg::StatSlots,
  parameter int unsigned ProjWords = tuning_ctrl_pkg::ProjWords,
  parameter int unsigned CodebookWords = tuning_ctrl_pkg::CodebookWords
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        active_i,          // state is CHECK

  input  logic [4:0]  images_i,          // N
  input  logic [3:0]  layers_i,          // L
  input  logic [4:0]  features_i,        // D
  input  logic [6:0]  clusters_i,        // K
  input  logic [15:0] pixels_i,
  input  logic [9:0]  cb_stride_i,
  input  logic        predict_en_i,
  input  logic        affine_en_i,
  input  logic        scatter_en_i,
  input  logic [23:0] image_timeout_i,
  input  logic [15:0] cfg_timeout_i,
  input  logic [15:0] gain_min_i,
  input  logic [15:0] gain_max_i,
  input  logic [15:0] offset_min_i,
  input  logic [15:0] offset_max_i,
  input  logic [32*tuning_ctrl_pkg::MaxLayers-1:0] layer_shape_i,

  output logic        done_o,            // last cycle of CHECK
  output logic [3:0]  rule_o,            // first rule that fails, 0 when none does
  output logic [10:0] projection_words_o,  // S' R
  output logic [2:0]  groups_o,          // G, words of four features
  output logic [3:0]  pairs_o,           // H, words of two features
  output logic [4:0]  entries_o,         // E0, codebook word of entry 0
  output logic [9:0]  rows_offset_o      // from the header of an entry to its row NOW
);

  // Widths hold every register value, legal or not: a sum that wrapped could pass a rule.
  logic [3:0]  cycle_q;
  logic [13:0] channels_q;      // C, up to 8 x 1023
  logic [13:0] slots_q;         // S
  logic [13:0] projected_q;     // S'
  logic [18:0] image_words_q;   // N W
  logic [16:0] project_q;       // S' R
  logic [4:0]  entries_q;       // E0
  logic [9:0]  maps_q;          // words of the affine maps of an entry
  logic [9:0]  rows_q;          // words of an entry up to its predictors
  logic [9:0]  entry_q;         // words of an entry
  logic [17:0] codebook_q;      // E0 + K stride
  logic        empty_layer_q;

  logic [13:0] words;           // W
  logic [3:0]  groups, row_words;  // G, R
  logic [4:0]  pairs, row;      // row: words of a predictor
  logic [3:0]  tuned;           // T
  logic [31:0] shape;
  logic        unused_shape;

  assign words = {1'b0, pixels_i[15:3]} + {13'b0, |pixels_i[2:0]};
  assign groups = {1'b0, features_i[4:2]} + {3'b0, |features_i[1:0]};
  assign row_words = groups + {3'b0, scatter_en_i};
  assign pairs = {1'b0, features_i[4:1]} + {4'b0, features_i[0]};
  assign row = {1'b0, groups} + 5'd1;
  assign tuned = layers_i - 4'd1;
  assign shape = active_i ? layer_shape_i[32*cycle_q[2:0]+:32] : '0;
  assign unused_shape = |shape[15:10];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      cycle_q       <= '0;
      channels_q    <= '0;
      slots_q       <= '0;
      projected_q   <= '0;
      image_words_q <= '0;
      project_q     <= '0;
      entries_q     <= '0;
      maps_q        <= '0;
      rows_q        <= '0;
      entry_q       <= '0;
      codebook_q    <= '0;
      empty_layer_q <= 1'b0;
    end else if (active_i) begin
      cycle_q <= cycle_q + 4'd1;
      if (cycle_q == 4'd0) begin
        channels_q    <= {4'b0, shape[9:0]};
        empty_layer_q <= shape[9:0] == '0 || shape[31:16] == '0;
      end else if (cycle_q < 4'd8 && cycle_q < layers_i) begin
        channels_q <= channels_q + {4'b0, shape[9:0]};
        if (shape[9:0] == '0 || shape[31:16] == '0) empty_layer_q <= 1'b1;
      end
      case (cycle_q)
        4'd8: begin
          slots_q   <= channels_q + 14'd3 * {10'b0, layers_i};
          entries_q <= {1'b0, groups} + (predict_en_i ? row : 5'd0);
        end
        4'd9: begin
          projected_q <= slots_q + (scatter_en_i ? {10'b0, layers_i} : 14'd0);
          maps_q      <= affine_en_i ? {5'b0, groups, 1'b0} * {6'b0, tuned} : 10'd0;
        end
        4'd10: begin
          project_q     <= {3'b0, projected_q} * {13'b0, row_words};
          image_words_q <= {5'b0, words} * {14'b0, images_i};
          rows_q        <= 10'd1 + {5'b0, pairs} + {6'b0, tuned} + maps_q;
        end
        4'd11: begin
          codebook_q <= {8'b0, cb_stride_i} * {11'b0, clusters_i} + {13'b0, entries_q};
          entry_q    <= rows_q + (predict_en_i ? {4'b0, row, 1'b0} : 10'd0);
        end
        default: ;
      endcase
    end else begin
      cycle_q <= '0;
    end
  end

  assign done_o = active_i && cycle_q == 4'd15;

  always_comb begin
    rule_o = 4'd0;
    if (done_o) begin
      if (images_i == '0 || images_i > 5'd16) rule_o = 4'd1;
      else if (layers_i < 4'd2 || layers_i > 4'd8) rule_o = 4'd2;
      else if (features_i == '0 || features_i > 5'd16) rule_o = 4'd3;
      else if (clusters_i == '0 || clusters_i > 7'd64) rule_o = 4'd4;
      else if (pixels_i == '0 || image_words_q > 19'(StimWords)) rule_o = 4'd5;
      else if (empty_layer_q) rule_o = 4'd6;
      else if (slots_q > 14'(StatSlots)) rule_o = 4'd7;
      else if (project_q + {12'b0, features_i} > 17'(ProjWords)) rule_o = 4'd8;
      else if (cb_stride_i < entry_q) rule_o = 4'd9;
      else if (codebook_q > 18'(CodebookWords)) rule_o = 4'd10;
      else if (image_timeout_i == '0) rule_o = 4'd11;
      else if (cfg_timeout_i == '0) rule_o = 4'd12;
      else if (gain_min_i > gain_max_i || $signed(offset_min_i) > $signed(offset_max_i)) begin
        rule_o = 4'd13;
      end
    end
  end

  assign projection_words_o = project_q[10:0];
  assign groups_o = groups[2:0];
  assign pairs_o = pairs[3:0];
  assign entries_o = entries_q;
  assign rows_offset_o = rows_q;

endmodule
