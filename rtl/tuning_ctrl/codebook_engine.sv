// Everything that reads the codebook: nearest entry, predictions, decision, judgement of a retest,
// and the writer of settings. Predictor and writer share one slope engine; one of them at most is
// at work, and who is not keeps its address and its strobes at 0. The writer's gain goes on to
// gain_scale.
module codebook_engine (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  tuning_ctrl_pkg::state_e state_i,
  input  logic        pass_i,           // 1 in the retest
  input  logic [1:0]  decision_i,
  input  logic        start_i,          // START accepted: results are cleared
  input  logic        aborting_i,
  input  logic        stopping_i,
  input  logic        adapting_i,
  input  logic        spill_i,
  input  logic        enter_save_i,
  input  logic        enter_load_i,
  input  logic        enter_write_i,
  input  logic        enter_done_i,

  input  logic        l1_en_i,
  input  logic        predict_en_i,
  input  logic        affine_en_i,
  input  logic [3:0]  layers_i,         // L
  input  logic [4:0]  features_i,       // D
  input  logic [6:0]  clusters_i,       // K
  input  logic [2:0]  groups_i,         // G
  input  logic [3:0]  pairs_i,          // H
  input  logic [4:0]  entries_i,        // E0
  input  logic [9:0]  cb_stride_i,
  input  logic [9:0]  rows_offset_i,
  input  logic [47:0] reject_i,
  input  logic [15:0] limit_pass_i,
  input  logic [15:0] limit_repair_i,
  input  logic [15:0] limit_adapt_i,
  input  logic [15:0] limit_ship_i,
  input  logic [3:0]  fallbacks_i,
  input  logic [4:0]  gain_shift_i,
  input  logic [4:0]  offset_shift_i,
  input  logic [4:0]  predict_shift_i,
  input  logic [15:0] gain_min_i,
  input  logic [15:0] gain_max_i,
  input  logic [15:0] offset_min_i,
  input  logic [15:0] offset_max_i,
  input  logic [15:0] cfg_timeout_i,
  input  logic [3:0]  retries_i,
  input  logic        loop_en_i,
  input  logic        commit_en_i,
  input  logic [13:0] delta_count_i,
  input  logic [13:0] loop_first_i,
  input  logic [15:0] target_i,
  input  logic [16*tuning_ctrl_pkg::MaxFeatures-1:0] features0_i,
  input  logic [16*tuning_ctrl_pkg::MaxFeatures-1:0] features1_i,

  output logic        re_o,
  output logic [11:0] raddr_o,
  input  logic [31:0] rdata_i,
  output logic        delta_re_o,
  output logic [12:0] delta_raddr_o,
  input  logic [31:0] delta_rdata_i,
  output logic        delta_we_o,
  output logic [12:0] delta_waddr_o,
  output logic [31:0] delta_wdata_o,

  // The writer's side of the bus.
  output logic        update_o,
  output logic        setup_o,
  output logic        access_o,
  output logic        write_o,
  output logic [15:0] addr_o,
  output logic [31:0] wdata_o,
  output logic        ends_o,
  input  logic        pready_i,
  input  logic [31:0] prdata_i,
  input  logic        pslverr_i,

  // To the state machine.
  output logic        cluster_done_o,
  output logic        predict_done_o,
  output logic        decide_done_o,
  output logic [1:0]  verdict_o,
  output logic        to_cluster_o,
  output logic        to_write_o,
  output logic        save_done_o,
  output logic        layers_done_o,
  output logic        load_done_o,
  output logic        loaded_o,
  output logic        commit_done_o,
  output logic        needs_adapt_o,
  output logic [7:0]  writer_error_o,
  output logic [15:0] writer_detail_o,

  // Declared state.
  output logic [5:0]  best0_o,
  output logic [5:0]  best1_o,
  output logic [47:0] dist0_o,
  output logic [47:0] dist1_o,
  output logic [15:0] now_o,
  output logic [15:0] forecast_o,
  output logic [15:0] after_o,
  output logic [15:0] best_after_o,
  output tuning_ctrl_pkg::outcome_e outcome_o,
  output logic [5:0]  entry_o,
  output logic [5:0]  best_entry_o,
  output logic [3:0]  tries_o,
  output logic [tuning_ctrl_pkg::MaxClusters-1:0] tried_o,
  output logic        again_o,
  output logic        last_write_o,
  output logic        restoring_o,
  output tuning_ctrl_pkg::writer_step_e writer_step_o,
  output logic [2:0]  writer_layer_o,
  output logic [13:0] writer_index_o,
  output logic [3:0]  writer_retry_o,
  output logic [32*(tuning_ctrl_pkg::MaxLayers-1)-1:0] applied_o,
  output logic        applied_we_o,
  output logic [2:0]  applied_layer_o,
  output logic [31:0] applied_word_o,
  output logic [32*(tuning_ctrl_pkg::MaxLayers-1)-1:0] saved_o,
  output logic        saved_we_o,
  output logic [2:0]  saved_layer_o,
  output logic [31:0] saved_word_o
);

  logic        predicting;
  logic        cluster_re, predict_re, decide_re, writer_re;
  logic [11:0] cluster_raddr, predict_raddr, decide_raddr, writer_raddr;
  logic [5:0]  nearest;
  logic [11:0] nearest_addr, best0_addr, entry_addr;
  logic        restore;
  logic        predict_centre, predict_base, predict_slope, predict_row;
  logic        writer_centre, writer_tune, writer_slope, writer_row, writer_value;
  logic        writer_octaves;
  logic [2:0]  predict_index, slope_index;
  logic [15:0] base_gain;
  logic [23:0] gain;
  logic signed [33:0] moved0, value0, value1;
  logic        saved_we, applied_we;
  logic [31:0] applied_word;

  assign predicting = state_i == tuning_ctrl_pkg::StatePredict;
  assign re_o = cluster_re || predict_re || decide_re || writer_re;
  assign raddr_o = cluster_raddr | predict_raddr | decide_raddr | writer_raddr;

  nearest_cluster u_cluster (
    .clk_i, .rst_ni, .active_i(state_i == tuning_ctrl_pkg::StateCluster), .stopping_i,
    .start_i, .pass_i, .again_i(again_o), .tried_i(tried_o), .l1_en_i, .features_i,
    .clusters_i, .groups_i, .entries_i, .cb_stride_i, .features0_i, .features1_i,
    .re_o(cluster_re), .raddr_o(cluster_raddr), .rdata_i,
    .done_o(cluster_done_o), .nearest_o(nearest), .nearest_addr_o(nearest_addr),
    .best0_o, .dist0_o, .best0_addr_o(best0_addr), .best1_o, .dist1_o
  );

  predictor u_predictor (
    .clk_i, .rst_ni, .active_i(predicting), .stopping_i, .start_i, .pass_i,
    .groups_i, .pairs_i, .rows_offset_i, .best0_addr_i(best0_addr),
    .re_o(predict_re), .raddr_o(predict_raddr), .centre_o(predict_centre),
    .base_o(predict_base), .slope_o(predict_slope), .index_o(predict_index),
    .row_o(predict_row), .value0_i(value0), .value1_i(value1),
    .done_o(predict_done_o), .now_o, .forecast_o, .after_o
  );

  slope_engine u_slopes (
    .clk_i, .rst_ni, .features_i, .retest_i(predicting && pass_i), .features0_i, .features1_i,
    .centre_i(predict_centre || writer_centre), .tune_i(writer_tune), .base_i(predict_base),
    .slope_i(predict_slope || writer_slope), .index_i(predict_index | slope_index),
    .row_i(predict_row || writer_row), .rdata_i,
    .moved0_i(writer_octaves), .value_i(predict_done_o || writer_value),
    .shift0_i(predicting ? predict_shift_i : gain_shift_i),
    .shift1_i(predicting ? predict_shift_i : offset_shift_i),
    .tune0_o(base_gain), .moved0_o(moved0), .value0_o(value0), .value1_o(value1)
  );

  gain_scale u_gain (
    .clk_i, .rst_ni, .restart_i(writer_tune), .take_i(writer_octaves), .octaves_i(moved0),
    .value_i(writer_value), .base_i(base_gain), .gain_o(gain)
  );

  decision_unit u_decision (
    .clk_i, .rst_ni, .active_i(state_i == tuning_ctrl_pkg::StateDecide),
    .distance_i(dist0_o), .limit_i(reject_i), .header_addr_i(best0_addr),
    .predict_en_i, .now_i(now_o), .forecast_i(forecast_o),
    .limit_pass_i, .limit_repair_i, .limit_adapt_i,
    .re_o(decide_re), .raddr_o(decide_raddr), .disposition_i(rdata_i[1:0]),
    .done_o(decide_done_o), .verdict_o
  );

  repair_judge u_judge (
    .clk_i, .rst_ni, .state_i, .stopping_i, .start_i, .enter_done_i, .adapting_i, .loop_en_i, .saved_i(save_done_o),
    .clusters_i, .fallbacks_i, .limit_ship_i, .now_i(now_o), .after_i(after_o), .decision_i,
    .cluster_done_i(cluster_done_o), .nearest_i(nearest), .nearest_addr_i(nearest_addr),
    .decide_done_i(decide_done_o), .verdict_i(verdict_o),
    .best0_i(best0_o), .best0_addr_i(best0_addr),
    .to_cluster_o, .to_write_o, .restore_o(restore), .entry_addr_o(entry_addr),
    .needs_adapt_o, .outcome_o, .entry_o, .best_entry_o, .tries_o, .tried_o, .again_o, .last_write_o,
    .restoring_o, .best_after_o
  );

  tuning_writer u_writer (
    .clk_i, .rst_ni, .start_save_i(enter_save_i), .start_write_i(enter_write_i),
    .start_load_i(enter_load_i), .start_spill_i(state_i == tuning_ctrl_pkg::StateAdapt),
    .saving_i(state_i == tuning_ctrl_pkg::StateSave),
    .loading_i(state_i == tuning_ctrl_pkg::StateLoad), .spill_i,
    .restore_i(restore), .aborting_i, .stopping_i,
    .flushing_i(state_i == tuning_ctrl_pkg::StateFlush), .affine_en_i, .layers_i, .groups_i,
    .pairs_i, .entry_addr_i(entry_addr), .timeout_i(cfg_timeout_i), .retries_i,
    .gain_min_i, .gain_max_i, .offset_min_i, .offset_max_i, .saved_i(saved_o),
    .loop_en_i, .commit_en_i, .delta_count_i, .loop_first_i, .target_i,
    .re_o(writer_re), .raddr_o(writer_raddr), .centre_o(writer_centre), .tune_o(writer_tune),
    .slope_o(writer_slope), .index_o(slope_index), .row_o(writer_row),
    .octaves_o(writer_octaves), .value_o(writer_value), .gain_i(gain), .offset_i(value1),
    .delta_re_o, .delta_raddr_o, .delta_rdata_i, .delta_we_o, .delta_waddr_o, .delta_wdata_o,
    .update_o, .setup_o, .access_o, .write_o, .addr_o, .wdata_o, .ends_o,
    .pready_i, .prdata_i, .pslverr_i,
    .step_o(writer_step_o), .layer_o(writer_layer_o), .load_index_o(writer_index_o),
    .retry_o(writer_retry_o), .save_done_o, .layers_done_o, .load_done_o, .loaded_o,
    .commit_done_o,
    .error_o(writer_error_o), .detail_o(writer_detail_o),
    .saved_we_o(saved_we), .applied_we_o(applied_we), .applied_word_o(applied_word)
  );

  setting_file u_applied (
    .clk_i, .rst_ni, .clear_i(start_i),
    .we_i(applied_we), .layer_i(writer_layer_o), .word_i(applied_word), .settings_o(applied_o),
    .monitor_we_o(applied_we_o), .monitor_layer_o(applied_layer_o),
    .monitor_word_o(applied_word_o)
  );

  setting_file u_saved (
    .clk_i, .rst_ni, .clear_i(start_i),
    .we_i(saved_we), .layer_i(writer_layer_o), .word_i(prdata_i), .settings_o(saved_o),
    .monitor_we_o(saved_we_o), .monitor_layer_o(saved_layer_o), .monitor_word_o(saved_word_o)
  );

endmodule
