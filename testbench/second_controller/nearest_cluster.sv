// CLUSTER without a pipeline: five cycles a term. First the distance weights are read, then the
// centroids, feature after feature; ties go to the lower index. With `again` the nearest entry that
// was not tried yet is looked for, and best and dist stay.
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

  localparam logic [2:0] Read = 3'd0, Difference = 3'd1, Size = 3'd2, Weigh = 3'd3, Add = 3'd4;

  logic        retest, weights_done_q, last_feature, last_entry, term;
  logic [2:0]  cycle_q;
  logic [2:0]  group_q;
  logic [6:0]  entry_q;
  logic [3:0]  feature_q;
  logic [11:0] addr_q;                // header of the entry
  logic [127:0] weights_q;
  logic        weight_data;

  assign retest = pass_i && !again_i;
  assign last_feature = {1'b0, feature_q} + 5'd1 == features_i;
  assign last_entry = entry_q + 7'd1 == clusters_i;
  assign term = active_i && weights_done_q && cycle_q == Add;
  assign re_o = active_i && cycle_q == Read;
  assign raddr_o = !re_o ? '0
                 : weights_done_q ? addr_q + 12'd1 + {9'b0, feature_q[3:1]} : {9'b0, group_q};
  assign weight_data = active_i && !weights_done_q && cycle_q == Difference;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      weights_done_q <= 1'b0;
      cycle_q        <= Read;
      group_q        <= '0;
      entry_q        <= '0;
      feature_q      <= '0;
      addr_q         <= '0;
    end else if (!active_i) begin
      weights_done_q <= 1'b0;
      cycle_q        <= Read;
      group_q        <= '0;
      entry_q        <= '0;
      feature_q      <= '0;
      addr_q         <= {7'b0, entries_i};
    end else begin
      cycle_q <= term || weight_data ? Read : cycle_q + 3'd1;
      if (weight_data) begin
        group_q        <= group_q + 3'd1;
        weights_done_q <= group_q + 3'd1 == groups_i;
      end
      if (term) begin
        feature_q <= last_feature ? 4'd0 : feature_q + 4'd1;
        if (last_feature) begin
          entry_q <= entry_q + 7'd1;
          addr_q  <= addr_q + {2'b0, cb_stride_i};
        end
      end
    end
  end

  // One operand after the other.
  logic signed [16:0] difference, difference_q;
  logic [16:0] magnitude;
  logic [31:0] size_q;
  logic [39:0] weighted_q;
  logic [15:0] feature, centroid;
  logic [7:0]  weight;

  assign feature = retest ? features1_i[16*feature_q+:16] : features0_i[16*feature_q+:16];
  assign centroid = feature_q[0] ? rdata_i[31:16] : rdata_i[15:0];
  assign weight = weights_q[8*feature_q+:8];
  assign difference = $signed({feature[15], feature}) - $signed({centroid[15], centroid});
  assign magnitude = difference_q[16] ? -difference_q : difference_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      weights_q    <= '0;
      difference_q <= '0;
      size_q       <= '0;
      weighted_q   <= '0;
    end else if (weight_data) begin
      weights_q[32*group_q[1:0]+:32] <= rdata_i;
    end else if (active_i) begin
      if (cycle_q == Difference) difference_q <= difference;
      if (cycle_q == Size) size_q <= l1_en_i ? {15'b0, magnitude} : magnitude * magnitude;
      if (cycle_q == Weigh) weighted_q <= {8'b0, size_q} * {32'b0, weight};
    end
  end

  // Sum of the entry under way and the best entry so far.
  logic [47:0] partial_q, distance, nearest_q;
  logic [5:0]  nearest_index_q;
  logic [11:0] nearest_addr_q;
  logic        found_q, closer;

  assign distance = partial_q + {8'b0, weighted_q};
  assign closer = term && last_feature && !(again_i && tried_i[entry_q[5:0]]) &&
                  (!found_q || distance < nearest_q);
  assign done_o = term && last_feature && last_entry;
  assign nearest_o = closer ? entry_q[5:0] : nearest_index_q;
  assign nearest_addr_o = closer ? addr_q : nearest_addr_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      partial_q       <= '0;
      nearest_q       <= '0;
      nearest_index_q <= '0;
      nearest_addr_q  <= '0;
      found_q         <= 1'b0;
    end else if (!active_i) begin
      partial_q <= '0;
      found_q   <= 1'b0;
    end else if (term) begin
      partial_q <= last_feature ? 48'd0 : distance;
      if (closer) begin
        nearest_q       <= distance;
        nearest_index_q <= entry_q[5:0];
        nearest_addr_q  <= addr_q;
        found_q         <= 1'b1;
      end
    end
  end

  logic        keep;
  logic [47:0] found_distance;
  assign keep = done_o && !again_i && !stopping_i;
  assign found_distance = closer ? distance : nearest_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      best0_o      <= '0;
      dist0_o      <= '0;
      best0_addr_o <= '0;
      best1_o      <= '0;
      dist1_o      <= '0;
    end else if (start_i) begin
      best0_o <= '0;
      dist0_o <= '0;
      best1_o <= '0;
      dist1_o <= '0;
    end else if (keep && pass_i) begin
      best1_o <= nearest_o;
      dist1_o <= found_distance;
    end else if (keep) begin
      best0_o      <= nearest_o;
      dist0_o      <= found_distance;
      best0_addr_o <= nearest_addr_o;
    end
  end

endmodule
