`include "prim/assert.svh"

// CLUSTER: weighted distance of the features to each codebook entry, one term a cycle, and the
// entry with the smallest; ties go to the lower index. First the distance weights are read, then
// the centroids, two a word. Behind a read: difference, size, weighted term, sum. With `again` the
// nearest entry that was not tried yet is looked for, and best and dist stay.
module nearest_cluster (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        active_i,       // state is CLUSTER
  input  logic        stopping_i,     // CLUSTER is left by abort at the end of this cycle
  input  logic        start_i,        // START accepted: results are cleared
  input  logic        pass_i,
  input  logic        again_i,
  input  logic [tuning_ctrl_pkg::MaxClusters-1:0] tried_i,
  input  logic        l1_en_i,
  input  logic [4:0]  features_i,     // D
  input  logic [6:0]  clusters_i,     // K
  input  logic [2:0]  groups_i,       // G
  input  logic [4:0]  entries_i,      // E0, header of entry 0
  input  logic [9:0]  cb_stride_i,
  input  logic [16*tuning_ctrl_pkg::MaxFeatures-1:0] features0_i,
  input  logic [16*tuning_ctrl_pkg::MaxFeatures-1:0] features1_i,

  output logic        re_o,
  output logic [11:0] raddr_o,
  input  logic [31:0] rdata_i,

  output logic        done_o,         // last cycle of CLUSTER
  output logic [5:0]  nearest_o,      // entry found, and its header; meaningful with done_o
  output logic [11:0] nearest_addr_o,
  output logic [5:0]  best0_o,
  output logic [47:0] dist0_o,
  output logic [11:0] best0_addr_o,   // header word of entry best0
  output logic [5:0]  best1_o,
  output logic [47:0] dist1_o
);

  logic retest;
  assign retest = pass_i && !again_i;

  // Reads: weights first, then term after term.
  logic        weights_done_q, terms_done_q;
  logic [1:0]  group_q;
  logic [6:0]  entry_q;
  logic [3:0]  feature_q;
  logic [11:0] entry_addr_q;
  logic        read_weights, read_terms, last_feature, last_entry;

  assign read_weights = active_i && !weights_done_q;
  assign read_terms = active_i && weights_done_q && !terms_done_q;
  assign last_feature = {1'b0, feature_q} + 5'd1 == features_i;
  assign last_entry = entry_q + 7'd1 == clusters_i;
  assign re_o = read_weights || (read_terms && !feature_q[0]);

  always_comb begin
    raddr_o = '0;
    if (read_weights) raddr_o = {10'b0, group_q};
    else if (re_o) raddr_o = entry_addr_q + 12'd1 + {9'b0, feature_q[3:1]};
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      weights_done_q <= 1'b0;
      terms_done_q   <= 1'b0;
      group_q        <= '0;
      entry_q        <= '0;
      feature_q      <= '0;
      entry_addr_q   <= '0;
    end else if (!active_i) begin
      weights_done_q <= 1'b0;
      terms_done_q   <= 1'b0;
      group_q        <= '0;
      entry_q        <= '0;
      feature_q      <= '0;
      entry_addr_q   <= {7'b0, entries_i};
    end else if (read_weights) begin
      group_q        <= group_q + 2'd1;
      weights_done_q <= {1'b0, group_q} + 3'd1 == groups_i;
    end else if (read_terms) begin
      feature_q <= last_feature ? 4'd0 : feature_q + 4'd1;
      if (last_feature) begin
        entry_q      <= entry_q + 7'd1;
        entry_addr_q <= entry_addr_q + {2'b0, cb_stride_i};
        terms_done_q <= last_entry;
      end
    end
  end

  // Word of four distance weights, in the cycle behind its read.
  logic         weight_data_q;
  logic [1:0]   weight_group_q;
  logic [127:0] weights_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      weight_data_q  <= 1'b0;
      weight_group_q <= '0;
      weights_q      <= '0;
    end else begin
      weight_data_q <= read_weights;
      if (read_weights) weight_group_q <= group_q;
      if (weight_data_q) weights_q[32*weight_group_q+:32] <= rdata_i;
    end
  end

  // Four steps behind a read; flags travel with the data: {last entry, last feature}.
  logic        data_q, difference_q, size_q, term_q;
  logic [3:0]  data_feature_q;
  logic [1:0]  data_flags_q, difference_flags_q, size_flags_q, term_flags_q;
  logic signed [16:0] difference_value, difference_value_q;
  logic [31:0] size_value_q;
  logic [39:0] term_value_q;
  logic [7:0]  weight, difference_weight_q, size_weight_q;
  logic [15:0] feature, centroid;
  logic [31:0] size_value;
  logic [16:0] magnitude;

  always_comb begin
    feature = '0;
    centroid = '0;
    weight = '0;
    difference_value = '0;
    if (data_q) begin
      feature = retest ? features1_i[16*data_feature_q+:16] : features0_i[16*data_feature_q+:16];
      centroid = data_feature_q[0] ? rdata_i[31:16] : rdata_i[15:0];
      weight = weights_q[8*data_feature_q+:8];
      difference_value = $signed({feature[15], feature}) - $signed({centroid[15], centroid});
    end
  end

  always_comb begin
    magnitude = '0;
    size_value = '0;
    if (difference_q) begin
      magnitude = difference_value_q[16] ? -difference_value_q : difference_value_q;
      size_value = l1_en_i ? {15'b0, magnitude} : magnitude * magnitude;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      data_q       <= 1'b0;
      difference_q <= 1'b0;
      size_q       <= 1'b0;
      term_q       <= 1'b0;
    end else begin
      data_q       <= read_terms;
      difference_q <= active_i && data_q;
      size_q       <= active_i && difference_q;
      term_q       <= active_i && size_q;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      data_feature_q      <= '0;
      data_flags_q        <= '0;
      difference_value_q  <= '0;
      difference_weight_q <= '0;
      difference_flags_q  <= '0;
      size_value_q        <= '0;
      size_weight_q       <= '0;
      size_flags_q        <= '0;
      term_value_q        <= '0;
      term_flags_q        <= '0;
    end else if (active_i) begin
      data_feature_q      <= feature_q;
      data_flags_q        <= {last_entry, last_feature};
      difference_value_q  <= difference_value;
      difference_weight_q <= weight;
      difference_flags_q  <= data_flags_q;
      size_value_q        <= size_value;
      size_weight_q       <= difference_weight_q;
      size_flags_q        <= difference_flags_q;
      term_value_q        <= {8'b0, size_value_q} * {32'b0, size_weight_q};
      term_flags_q        <= size_flags_q;
    end
  end

  // Sum of the entry under way and the best entry so far.
  logic [47:0] partial_q, distance, nearest_q, nearest;
  logic [5:0]  index_q, nearest_index_q, nearest_index;
  logic [11:0] addr_q, nearest_addr_q, nearest_addr;
  logic        end_entry, closer, found_q;

  always_comb begin
    distance = '0;
    end_entry = 1'b0;
    closer = 1'b0;
    if (term_q) begin
      distance = partial_q + {8'b0, term_value_q};
      end_entry = term_flags_q[0];
      closer = end_entry && !(again_i && tried_i[index_q]) && (!found_q || distance < nearest_q);
    end
    nearest = closer ? distance : nearest_q;
    nearest_index = closer ? index_q : nearest_index_q;
    nearest_addr = closer ? addr_q : nearest_addr_q;
  end
  assign done_o = active_i && end_entry && term_flags_q[1];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      partial_q       <= '0;
      index_q         <= '0;
      addr_q          <= '0;
      nearest_q       <= '0;
      nearest_index_q <= '0;
      nearest_addr_q  <= '0;
      found_q         <= 1'b0;
    end else if (!active_i) begin
      partial_q <= '0;
      index_q   <= '0;
      addr_q    <= {7'b0, entries_i};
      found_q   <= 1'b0;
    end else if (term_q) begin
      partial_q <= end_entry ? 48'd0 : distance;
      if (end_entry) begin
        index_q <= index_q + 6'd1;
        addr_q  <= addr_q + {2'b0, cb_stride_i};
      end
      found_q         <= found_q || closer;
      nearest_q       <= nearest;
      nearest_index_q <= nearest_index;
      nearest_addr_q  <= nearest_addr;
    end
  end

  logic [5:0]  best0_q, best1_q;
  logic [47:0] dist0_q, dist1_q;
  logic [11:0] best0_addr_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      best0_q      <= '0;
      dist0_q      <= '0;
      best0_addr_q <= '0;
      best1_q      <= '0;
      dist1_q      <= '0;
    end else if (start_i) begin
      best0_q <= '0;
      dist0_q <= '0;
      best1_q <= '0;
      dist1_q <= '0;
    end else if (done_o && !again_i && !stopping_i) begin
      if (pass_i) begin
        best1_q <= nearest_index;
        dist1_q <= nearest;
      end else begin
        best0_q      <= nearest_index;
        dist0_q      <= nearest;
        best0_addr_q <= nearest_addr;
      end
    end
  end

  assign nearest_o = nearest_index;
  assign nearest_addr_o = nearest_addr;
  assign best0_o = best0_q;
  assign dist0_o = dist0_q;
  assign best0_addr_o = best0_addr_q;
  assign best1_o = best1_q;
  assign dist1_o = dist1_q;

  `COVER(Tie, end_entry && found_q && distance == nearest_q)
  `COVER(TriedEntryLeftOut, end_entry && again_i && tried_i[index_q] && distance < nearest_q)
  `COVER(LaterEntryCloser, closer && found_q)
  `COVER(StoppedAtTheEnd, done_o && stopping_i)

endmodule
