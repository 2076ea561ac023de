// CHECK: the rules a test program must keep (docs/controller.md, section 8), decided in 24 cycles,
// and the sizes derived from it, which hold until the next START. The layers are added up one a
// cycle, then the products are formed one after the other, so that no cycle computes much.
module config_check #(
  parameter int unsigned Images = tuning_ctrl_pkg::Images,
  parameter int unsigned Layers = tuning_ctrl_pkg::Layers,
  parameter int unsigned Features = tuning_ctrl_pkg::Features,
  parameter int unsigned Clusters = tuning_ctrl_pkg::Clusters,
  parameter int unsigned Outputs = tuning_ctrl_pkg::Outputs,
  parameter int unsigned StimWords = tuning_ctrl_pkg::StimWords,
  parameter int unsigned StatSlots = tuning_ctrl_pkg::StatSlots,
  parameter int unsigned ProjWords = tuning_ctrl_pkg::ProjWords,
  parameter int unsigned CodebookWords = tuning_ctrl_pkg::CodebookWords,
  parameter int unsigned DeltaWords = tuning_ctrl_pkg::DeltaWords,
  parameter int unsigned StoreWords = tuning_ctrl_pkg::StoreWords
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        active_i,          // state is CHECK
  input  logic        monitor_off_i,     // the last cycle waits for the monitor

  input  logic [7:0]  images_i,          // N
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
  input  logic [26*tuning_ctrl_pkg::MaxLayers-1:0] layer_shape_i,
  input  logic        adapting_i,        // begun by ADAPT
  input  logic        auto_i,
  input  logic        loop_en_i,
  input  logic [13:0] delta_count_i,
  input  logic [13:0] loop_first_i,
  input  logic [7:0]  answers_first_i,   // images of the loop
  input  logic [7:0]  answers_i,

  output logic        done_o,            // last cycle of CHECK
  output logic [4:0]  rule_o,            // first rule that fails, 0 when none does
  output logic [12:0] projection_words_o,  // S' R
  output logic [2:0]  groups_o,          // G, words of four features
  output logic [3:0]  pairs_o,           // H, words of two features
  output logic [4:0]  entries_o,         // E0, codebook word of entry 0
  output logic [9:0]  rows_offset_o,     // from the header of an entry to its row NOW
  output logic [13:0] answers_word_o,    // of the stimuli: first word of the loop's images
  output logic [10:0] store_stride_o,    // words of an answer
  output logic [7:0]  hidden_words_o,    // of them, stored codes
  output logic [9:0]  hidden_o,          // inputs of the last layer
  output logic [4:0]  outputs_o          // its outputs
);

  // Widths hold every register value, legal or not: a sum that wrapped could pass a rule.
  logic [4:0]  cycle_q;
  logic [13:0] channels_q;      // C, up to 8 x 1023
  logic [13:0] slots_q;         // S
  logic [13:0] projected_q;     // S'
  logic [21:0] image_words_q;   // N W
  logic [16:0] project_q;       // S' R
  logic [4:0]  entries_q;       // E0
  logic [9:0]  maps_q;          // words of the affine maps of an entry
  logic [9:0]  rows_q;          // words of an entry up to its predictors
  logic [9:0]  entry_q;         // words of an entry
  logic [17:0] codebook_q;      // E0 + K stride
  logic        empty_layer_q;
  logic [9:0]  hidden_q, outputs_q;  // channels of the last two layers
  logic        many_beats_q;    // one of them has more than one beat a channel
  logic [7:0]  hidden_words_q;
  logic [10:0] store_stride_q;
  logic [18:0] store_words_q;
  logic [21:0] answers_word_q;
  logic [22:0] answers_end_q;

  logic [13:0] words;           // W
  logic [3:0]  groups, row_words;  // G, R
  logic [4:0]  pairs, row;      // row: words of a predictor
  logic [3:0]  tuned;           // T
  logic [25:0] shape;           // BEATS above CHANNELS
  logic        is_last, in_last_two;

  localparam logic [4:0] LastCycle = 5'd23;

  prim_select #(.Width(26), .Count(tuning_ctrl_pkg::MaxLayers)) u_shape (
    .en_i(active_i), .index_i(cycle_q[2:0]), .words_i(layer_shape_i), .word_o(shape)
  );

  assign words = {1'b0, pixels_i[15:3]} + {13'b0, |pixels_i[2:0]};
  assign groups = {1'b0, features_i[4:2]} + {3'b0, |features_i[1:0]};
  assign row_words = groups + {3'b0, scatter_en_i};
  assign pairs = {1'b0, features_i[4:1]} + {4'b0, features_i[0]};
  assign row = {1'b0, groups} + 5'd1;
  assign tuned = layers_i - 4'd1;
  assign is_last = cycle_q + 5'd1 == {1'b0, layers_i};
  assign in_last_two = cycle_q < 5'd8 && (is_last || cycle_q + 5'd2 == {1'b0, layers_i});

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
      empty_layer_q  <= 1'b0;
      hidden_q       <= '0;
      outputs_q      <= '0;
      many_beats_q   <= 1'b0;
      hidden_words_q <= '0;
      store_stride_q <= '0;
      store_words_q  <= '0;
      answers_word_q <= '0;
      answers_end_q  <= '0;
    end else if (active_i) begin
      if (cycle_q != LastCycle) cycle_q <= cycle_q + 5'd1;
      if (in_last_two) begin
        hidden_q     <= outputs_q;
        outputs_q    <= shape[9:0];
        many_beats_q <= shape[25:10] != 16'd1 || (many_beats_q && is_last);
      end
      if (cycle_q == 5'd0) begin
        channels_q    <= {4'b0, shape[9:0]};
        empty_layer_q <= shape[9:0] == '0 || shape[25:10] == '0;
      end else if (cycle_q < 5'd8 && cycle_q < {1'b0, layers_i}) begin
        channels_q <= channels_q + {4'b0, shape[9:0]};
        if (shape[9:0] == '0 || shape[25:10] == '0) empty_layer_q <= 1'b1;
      end
      case (cycle_q)
        5'd8: begin
          slots_q   <= channels_q + 14'd3 * {10'b0, layers_i};
          entries_q <= {1'b0, groups} + (predict_en_i ? row : 5'd0);
        end
        5'd9: begin
          projected_q <= slots_q + (scatter_en_i ? {10'b0, layers_i} : 14'd0);
          maps_q      <= affine_en_i ? {5'b0, groups, 1'b0} * {6'b0, tuned} : 10'd0;
        end
        5'd10: begin
          project_q     <= {3'b0, projected_q} * {13'b0, row_words};
          image_words_q <= {8'b0, words} * {14'b0, images_i};
          rows_q        <= 10'd1 + {5'b0, pairs} + {6'b0, tuned} + maps_q;
        end
        5'd11: begin
          codebook_q <= {8'b0, cb_stride_i} * {11'b0, clusters_i} + {13'b0, entries_q};
          entry_q    <= rows_q + (predict_en_i ? {4'b0, row, 1'b0} : 10'd0);
        end
        5'd12: hidden_words_q <= {1'b0, hidden_q[9:3]} + {7'b0, |hidden_q[2:0]};
        5'd13: store_stride_q <= {3'b0, hidden_words_q} + {1'b0, outputs_q} + 11'd1;
        5'd14: store_words_q <= {11'b0, answers_i} * {8'b0, store_stride_q};
        5'd15: answers_word_q <= {14'b0, answers_first_i} * {8'b0, words};
        5'd16: answers_end_q <= {1'b0, answers_word_q} + {15'b0, answers_i} * {9'b0, words};
        default: ;
      endcase
    end else begin
      cycle_q <= '0;
    end
  end

  assign done_o = active_i && cycle_q == LastCycle && monitor_off_i;

  // A run that only adapts plays no test: sizes of the test program do not matter to it.
  logic testing, loading;
  assign testing = !adapting_i;
  assign loading = adapting_i || auto_i;

  always_comb begin
    rule_o = 5'd0;
    if (done_o) begin
      if (testing && (images_i == '0 || 32'(images_i) > Images)) rule_o = 5'd1;
      else if (layers_i < 4'd2 || 32'(layers_i) > Layers) rule_o = 5'd2;
      else if (testing && (features_i == '0 || 32'(features_i) > Features)) rule_o = 5'd3;
      else if (testing && (clusters_i == '0 || 32'(clusters_i) > Clusters)) rule_o = 5'd4;
      else if (pixels_i == '0 || (testing && 32'(image_words_q) > StimWords)) rule_o = 5'd5;
      else if (empty_layer_q) rule_o = 5'd6;
      else if (testing && 32'(slots_q) > StatSlots) rule_o = 5'd7;
      else if (testing && 32'(project_q) + 32'(features_i) > ProjWords) rule_o = 5'd8;
      else if (testing && cb_stride_i < entry_q) rule_o = 5'd9;
      else if (testing && 32'(codebook_q) > CodebookWords) rule_o = 5'd10;
      else if (image_timeout_i == '0) rule_o = 5'd11;
      else if (cfg_timeout_i == '0) rule_o = 5'd12;
      else if (gain_min_i > gain_max_i || $signed(offset_min_i) > $signed(offset_max_i)) begin
        rule_o = 5'd13;
      end else if (loading) begin
        if (32'(delta_count_i) > DeltaWords || loop_first_i > delta_count_i) rule_o = 5'd14;
        else if (loop_en_i) begin
          if (answers_i == '0 || 32'(answers_i) > Images || 32'(answers_end_q) > StimWords) begin
            rule_o = 5'd15;
          end else if (many_beats_q || outputs_q < 10'd2 || 32'(outputs_q) > Outputs) begin
            rule_o = 5'd16;
          end else if (32'(store_words_q) > StoreWords) rule_o = 5'd17;
          else if (loop_first_i == delta_count_i) rule_o = 5'd18;
        end
      end
    end
  end

  assign projection_words_o = project_q[12:0];
  assign groups_o = groups[2:0];
  assign pairs_o = pairs[3:0];
  assign entries_o = entries_q;
  assign rows_offset_o = rows_q;
  assign answers_word_o = answers_word_q[13:0];
  assign store_stride_o = store_stride_q;
  assign hidden_words_o = hidden_words_q;
  assign hidden_o = hidden_q;
  assign outputs_o = outputs_q[4:0];

endmodule
