// Tuning controller: plays compact test images, reduces the signature of the die to features, finds
// the nearest codebook entry, and writes its gains and offsets, which a retest may judge. The
// specification is docs/controller.md; every output is a flop and obs_o shows the declared state.
module tuning_ctrl #(
  parameter int unsigned StimWords = tuning_ctrl_pkg::StimWords,
  parameter int unsigned StatSlots = tuning_ctrl_pkg::StatSlots,
  parameter int unsigned ProjWords = tuning_ctrl_pkg::ProjWords,
  parameter int unsigned CodebookWords = tuning_ctrl_pkg::CodebookWords
) (
  input  logic        clk_i,
  input  logic        rst_ni,

  input  logic        csr_psel_i,
  input  logic        csr_penable_i,
  input  logic        csr_pwrite_i,
  input  logic [15:0] csr_paddr_i,
  input  logic [31:0] csr_pwdata_i,
  input  logic [3:0]  csr_pstrb_i,
  output logic        csr_pready_o,
  output logic [31:0] csr_prdata_o,
  output logic        csr_pslverr_o,

  output logic        stim_valid_o,
  output logic [3:0]  stim_data_o,
  output logic [7:0]  stim_tag_o,
  output logic        stim_last_o,
  input  logic        stim_ready_i,

  input  logic        sig_valid_i,
  input  logic [3:0]  sig_layer_i,
  input  logic [9:0]  sig_channel_i,
  input  logic [7:0]  sig_tag_i,
  input  logic [23:0] sig_value_i,
  input  logic        sig_last_channel_i,
  input  logic        sig_last_layer_i,
  input  logic        sig_last_image_i,
  output logic        sig_ready_o,

  output logic        cfg_psel_o,
  output logic        cfg_penable_o,
  output logic        cfg_pwrite_o,
  output logic [15:0] cfg_paddr_o,
  output logic [31:0] cfg_pwdata_o,
  output logic [3:0]  cfg_pstrb_o,
  input  logic        cfg_pready_i,
  input  logic [31:0] cfg_prdata_i,
  input  logic        cfg_pslverr_i,

  output logic        irq_o,
  output logic        flush_o,
  output tuning_ctrl_pkg::obs_t obs_o
);

  // Configuration
  logic [3:0]  layers, retries;
  logic [4:0]  images, features, linear_shift, project_shift, scatter_shift;
  logic [6:0]  clusters;
  logic        log2_en, l1_en, retest_en, predict_en, affine_en, scatter_en;
  logic [15:0] pixels, cfg_timeout, gain_min, gain_max, offset_min, offset_max;
  logic [9:0]  cb_stride;
  logic [23:0] image_timeout;
  logic [47:0] reject;
  logic [4:0]  gain_shift, offset_shift, predict_shift;
  logic [15:0] limit_pass, limit_repair, limit_adapt, limit_ship;
  logic [3:0]  fallbacks;
  logic [32*tuning_ctrl_pkg::MaxLayers-1:0] layer_shape;
  // Sizes derived from it in CHECK
  logic [10:0] projection_words;
  logic [2:0]  groups;
  logic [3:0]  pairs;
  logic [4:0]  entries;
  logic [9:0]  rows_offset;

  // State
  tuning_ctrl_pkg::state_e state, previous;
  logic        first, busy, pass, again, last_write;
  logic [4:0]  image;
  logic [7:0]  tag, error_code;
  logic [1:0]  decision;
  logic [31:0] cycle;
  logic [16*tuning_ctrl_pkg::MaxFeatures-1:0] features0, features1;
  logic [32*tuning_ctrl_pkg::MaxLayers-1:0] applied, saved;

  // Commands and events of the edge that closes a cycle
  logic        cmd_abort, cmd_clear, cmd_start;
  logic        started, start_rejected, aborting, stopping, aborted;
  logic        enter_collect, enter_save, enter_write, enter_done, enter_error;
  logic        check_done, save_done, play_done, image_done, project_done, finalise_done;
  logic        cluster_done, predict_done, decide_done, layers_done, commit_done, stray_beat;
  logic        to_cluster, to_write;
  logic [3:0]  check_rule;
  logic [2:0]  framing_error;
  logic [1:0]  verdict;
  logic [7:0]  writer_error, writer_detail;

  // Memory ports
  logic [9:0]  host_word;
  logic [31:0] host_wdata;
  logic        host_stim_re, host_proj_re, host_cb_re, host_stat_re, host_log_re;
  logic        host_stim_we, host_proj_we, host_cb_we;
  logic        stim_re, proj_re, project_stat_re, sig_stat_re, stat_we, log_we;
  logic        cb_re;
  logic [9:0]  stim_raddr, proj_raddr, cb_raddr;
  logic [7:0]  project_stat_raddr, sig_stat_raddr, stat_waddr;
  logic [5:0]  log_waddr;
  logic [31:0] stat_wdata, stim_rdata, proj_rdata, cb_rdata, stat_rdata;
  logic [63:0] log_wdata, log_rdata;

  csr_block #(
    .StimWords(StimWords), .StatSlots(StatSlots), .ProjWords(ProjWords),
    .CodebookWords(CodebookWords)
  ) u_csr (
    .clk_i, .rst_ni,
    .psel_i(csr_psel_i), .penable_i(csr_penable_i), .pwrite_i(csr_pwrite_i),
    .paddr_i(csr_paddr_i), .pwdata_i(csr_pwdata_i), .pstrb_i(csr_pstrb_i),
    .pready_o(csr_pready_o), .prdata_o(csr_prdata_o), .pslverr_o(csr_pslverr_o),
    .abort_o(cmd_abort), .clear_o(cmd_clear), .start_o(cmd_start),
    .done_i(enter_done), .error_i(enter_error), .start_rejected_i(start_rejected),
    .aborted_i(aborted), .irq_status_o(obs_o.irq_status), .irq_o,
    .images_o(images), .layers_o(layers), .features_o(features),
    .clusters_o(clusters), .log2_en_o(log2_en), .l1_en_o(l1_en), .retest_en_o(retest_en),
    .predict_en_o(predict_en), .affine_en_o(affine_en), .scatter_en_o(scatter_en),
    .linear_shift_o(linear_shift), .project_shift_o(project_shift),
    .scatter_shift_o(scatter_shift), .pixels_o(pixels), .cb_stride_o(cb_stride),
    .image_timeout_o(image_timeout), .cfg_timeout_o(cfg_timeout),
    .retries_o(retries), .gain_min_o(gain_min), .gain_max_o(gain_max),
    .offset_min_o(offset_min), .offset_max_o(offset_max), .reject_o(reject),
    .gain_shift_o(gain_shift), .offset_shift_o(offset_shift), .predict_shift_o(predict_shift),
    .limit_pass_o(limit_pass), .limit_repair_o(limit_repair), .limit_adapt_o(limit_adapt),
    .limit_ship_o(limit_ship), .fallbacks_o(fallbacks), .layer_shape_o(layer_shape),
    .obs_i(obs_o), .busy_i(busy), .features0_i(features0), .features1_i(features1),
    .applied_i(applied), .saved_i(saved),
    .word_o(host_word), .wdata_o(host_wdata),
    .stim_re_o(host_stim_re), .proj_re_o(host_proj_re), .codebook_re_o(host_cb_re),
    .stat_re_o(host_stat_re), .log_re_o(host_log_re),
    .stim_we_o(host_stim_we), .proj_we_o(host_proj_we), .codebook_we_o(host_cb_we),
    .stim_rdata_i(stim_rdata), .proj_rdata_i(proj_rdata), .codebook_rdata_i(cb_rdata),
    .stat_rdata_i(stat_rdata), .log_rdata_i(log_rdata),
    .phase_o(obs_o.csr_phase), .host_we_o(obs_o.host_we), .host_addr_o(obs_o.host_addr),
    .host_wdata_o(obs_o.host_wdata)
  );

  ctrl_fsm u_fsm (
    .clk_i, .rst_ni,
    .abort_i(cmd_abort), .clear_i(cmd_clear), .start_i(cmd_start),
    .images_i(images), .retest_en_i(retest_en), .predict_en_i(predict_en),
    .image_timeout_i(image_timeout), .check_done_i(check_done), .check_rule_i(check_rule),
    .save_done_i(save_done), .play_done_i(play_done), .image_done_i(image_done),
    .framing_error_i(framing_error), .project_done_i(project_done),
    .finalise_done_i(finalise_done), .cluster_done_i(cluster_done),
    .predict_done_i(predict_done), .decide_done_i(decide_done), .verdict_i(verdict),
    .layers_done_i(layers_done), .commit_done_i(commit_done), .again_i(again),
    .last_write_i(last_write), .to_cluster_i(to_cluster), .to_write_i(to_write),
    .writer_error_i(writer_error), .writer_detail_i(writer_detail), .cfg_psel_i(cfg_psel_o),
    .state_o(state), .previous_o(previous), .first_o(first), .busy_o(busy), .pass_o(pass),
    .image_o(image), .tag_o(tag), .decision_o(decision), .decided_o(obs_o.decided),
    .error_code_o(error_code), .error_detail_o(obs_o.error_detail),
    .image_cycles_o(obs_o.image_cycles), .flush_o, .started_o(started),
    .start_rejected_o(start_rejected), .aborting_o(aborting), .stopping_o(stopping),
    .enter_collect_o(enter_collect), .enter_save_o(enter_save), .enter_write_o(enter_write),
    .enter_done_o(enter_done), .enter_error_o(enter_error), .aborted_o(aborted)
  );

  config_check #(
    .StimWords(StimWords), .StatSlots(StatSlots), .ProjWords(ProjWords),
    .CodebookWords(CodebookWords)
  ) u_check (
    .clk_i, .rst_ni, .active_i(state == tuning_ctrl_pkg::StateCheck),
    .images_i(images), .layers_i(layers), .features_i(features), .clusters_i(clusters),
    .pixels_i(pixels), .cb_stride_i(cb_stride), .predict_en_i(predict_en),
    .affine_en_i(affine_en), .scatter_en_i(scatter_en),
    .image_timeout_i(image_timeout), .cfg_timeout_i(cfg_timeout),
    .gain_min_i(gain_min), .gain_max_i(gain_max),
    .offset_min_i(offset_min), .offset_max_i(offset_max), .layer_shape_i(layer_shape),
    .done_o(check_done), .rule_o(check_rule), .projection_words_o(projection_words),
    .groups_o(groups), .pairs_o(pairs), .entries_o(entries), .rows_offset_o(rows_offset)
  );

  stimulus_sequencer u_stimulus (
    .clk_i, .rst_ni, .active_i(state == tuning_ctrl_pkg::StatePlay), .stopping_i(stopping),
    .first_image_i(image == '0), .tag_i(tag), .pixels_i(pixels),
    .re_o(stim_re), .raddr_o(stim_raddr), .rdata_i(stim_rdata),
    .stim_valid_o, .stim_data_o, .stim_tag_o, .stim_last_o, .stim_ready_i, .done_o(play_done)
  );

  signature_path u_signature (
    .clk_i, .rst_ni, .active_i(state == tuning_ctrl_pkg::StateCollect),
    .enter_collect_i(enter_collect), .first_image_i(image == '0), .tag_i(tag),
    .layers_i(layers), .layer_shape_i(layer_shape),
    .sig_valid_i, .sig_ready_o, .sig_layer_i, .sig_channel_i, .sig_tag_i, .sig_value_i,
    .sig_last_channel_i, .sig_last_layer_i, .sig_last_image_i,
    .stat_re_o(sig_stat_re), .stat_raddr_o(sig_stat_raddr), .stat_rdata_i(stat_rdata),
    .stat_we_o(stat_we), .stat_waddr_o(stat_waddr), .stat_wdata_o(stat_wdata),
    .stray_o(stray_beat), .framing_error_o(framing_error), .image_done_o(image_done),
    .fill_o(obs_o.sig_fill), .exp_layer_o(obs_o.exp_layer), .exp_channel_o(obs_o.exp_channel),
    .exp_beat_o(obs_o.exp_beat)
  );

  feature_engine u_features (
    .clk_i, .rst_ni, .project_i(state == tuning_ctrl_pkg::StateProject),
    .finalise_i(state == tuning_ctrl_pkg::StateFinalise), .start_i(started), .pass_i(pass),
    .log2_en_i(log2_en), .scatter_en_i(scatter_en), .linear_shift_i(linear_shift),
    .project_shift_i(project_shift), .scatter_shift_i(scatter_shift), .layers_i(layers),
    .layer_shape_i(layer_shape), .features_i(features),
    .projection_words_i(projection_words), .groups_i(groups),
    .proj_re_o(proj_re), .proj_raddr_o(proj_raddr), .proj_rdata_i(proj_rdata),
    .stat_re_o(project_stat_re), .stat_raddr_o(project_stat_raddr), .stat_rdata_i(stat_rdata),
    .project_done_o(project_done), .finalise_done_o(finalise_done),
    .features0_o(features0), .features1_o(features1), .feature_we_o(obs_o.feature_we),
    .feature_index_o(obs_o.feature_index), .feature_value_o(obs_o.feature_value)
  );

  codebook_engine u_codebook (
    .clk_i, .rst_ni, .state_i(state), .pass_i(pass), .decision_i(decision), .start_i(started),
    .aborting_i(aborting), .stopping_i(stopping), .enter_save_i(enter_save),
    .enter_write_i(enter_write), .enter_done_i(enter_done),
    .l1_en_i(l1_en), .predict_en_i(predict_en), .affine_en_i(affine_en), .layers_i(layers),
    .features_i(features), .clusters_i(clusters), .groups_i(groups), .pairs_i(pairs),
    .entries_i(entries), .cb_stride_i(cb_stride), .rows_offset_i(rows_offset),
    .reject_i(reject), .limit_pass_i(limit_pass), .limit_repair_i(limit_repair),
    .limit_adapt_i(limit_adapt), .limit_ship_i(limit_ship), .fallbacks_i(fallbacks),
    .gain_shift_i(gain_shift), .offset_shift_i(offset_shift), .predict_shift_i(predict_shift),
    .gain_min_i(gain_min), .gain_max_i(gain_max), .offset_min_i(offset_min),
    .offset_max_i(offset_max), .cfg_timeout_i(cfg_timeout), .retries_i(retries),
    .features0_i(features0), .features1_i(features1),
    .re_o(cb_re), .raddr_o(cb_raddr), .rdata_i(cb_rdata),
    .psel_o(cfg_psel_o), .penable_o(cfg_penable_o), .pwrite_o(cfg_pwrite_o),
    .paddr_o(cfg_paddr_o), .pwdata_o(cfg_pwdata_o), .pstrb_o(cfg_pstrb_o),
    .pready_i(cfg_pready_i), .prdata_i(cfg_prdata_i), .pslverr_i(cfg_pslverr_i),
    .cluster_done_o(cluster_done), .predict_done_o(predict_done), .decide_done_o(decide_done),
    .verdict_o(verdict), .to_cluster_o(to_cluster), .to_write_o(to_write),
    .save_done_o(save_done), .layers_done_o(layers_done), .commit_done_o(commit_done),
    .writer_error_o(writer_error), .writer_detail_o(writer_detail),
    .best0_o(obs_o.best0), .best1_o(obs_o.best1), .dist0_o(obs_o.dist0), .dist1_o(obs_o.dist1),
    .now_o(obs_o.now), .forecast_o(obs_o.forecast), .after_o(obs_o.after),
    .best_after_o(obs_o.best_after), .outcome_o(obs_o.outcome), .entry_o(obs_o.entry),
    .best_entry_o(obs_o.best_entry), .tries_o(obs_o.tries), .tried_o(obs_o.tried),
    .again_o(again), .last_write_o(last_write), .restoring_o(obs_o.restoring),
    .writer_step_o(obs_o.writer_step), .writer_layer_o(obs_o.writer_layer),
    .writer_retry_o(obs_o.writer_retry), .applied_o(applied),
    .applied_we_o(obs_o.applied_we), .applied_layer_o(obs_o.applied_layer),
    .applied_word_o(obs_o.applied_word), .saved_o(saved), .saved_we_o(obs_o.saved_we),
    .saved_layer_o(obs_o.saved_layer), .saved_word_o(obs_o.saved_word)
  );

  cycle_counters u_counters (
    .clk_i, .rst_ni, .clear_i(started), .state_i(state), .busy_i(busy), .pass_i(pass),
    .sig_stalled_i(sig_valid_i && !sig_ready_o), .stray_i(stray_beat),
    .cyc_total_o(obs_o.cyc_total), .cyc_test_o(obs_o.cyc_test),
    .cyc_repair_o(obs_o.cyc_repair), .cyc_retest_o(obs_o.cyc_retest),
    .cyc_own_o(obs_o.cyc_own), .stray_o(obs_o.stray), .cycle_o(cycle)
  );

  event_log u_log (
    .clk_i, .rst_ni, .first_i(first), .from_i(previous), .to_i(state), .cycle_i(cycle),
    .error_code_i(error_code), .image_i(image), .pass_i(pass),
    .we_o(log_we), .waddr_o(log_waddr), .wdata_o(log_wdata), .count_o(obs_o.log_count),
    .log_we_o(obs_o.log_we), .log_waddr_o(obs_o.log_waddr), .log_wdata_o(obs_o.log_wdata)
  );

  ctrl_memories #(
    .StimWords(StimWords), .StatSlots(StatSlots), .ProjWords(ProjWords),
    .CodebookWords(CodebookWords)
  ) u_memories (
    .clk_i, .rst_ni, .host_word_i(host_word), .host_wdata_i(host_wdata),
    .host_stim_re_i(host_stim_re), .host_proj_re_i(host_proj_re),
    .host_codebook_re_i(host_cb_re), .host_stat_re_i(host_stat_re),
    .host_log_re_i(host_log_re), .host_stim_we_i(host_stim_we),
    .host_proj_we_i(host_proj_we), .host_codebook_we_i(host_cb_we),
    .stim_re_i(stim_re), .stim_raddr_i(stim_raddr),
    .proj_re_i(proj_re), .proj_raddr_i(proj_raddr),
    .cb_re_i(cb_re), .cb_raddr_i(cb_raddr),
    .stat_re_i(project_stat_re || sig_stat_re),
    .stat_raddr_i(project_stat_raddr | sig_stat_raddr),
    .stat_we_i(stat_we), .stat_waddr_i(stat_waddr), .stat_wdata_i(stat_wdata),
    .log_we_i(log_we), .log_waddr_i(log_waddr), .log_wdata_i(log_wdata),
    .stim_rdata_o(stim_rdata), .proj_rdata_o(proj_rdata), .cb_rdata_o(cb_rdata),
    .stat_rdata_o(stat_rdata), .log_rdata_o(log_rdata),
    .monitor_stim_re_o(obs_o.stim_re), .monitor_stim_raddr_o(obs_o.stim_raddr),
    .monitor_proj_re_o(obs_o.proj_re), .monitor_proj_raddr_o(obs_o.proj_raddr),
    .monitor_cb_re_o(obs_o.cb_re), .monitor_cb_raddr_o(obs_o.cb_raddr),
    .monitor_stat_re_o(obs_o.stat_re), .monitor_stat_raddr_o(obs_o.stat_raddr),
    .monitor_stat_we_o(obs_o.stat_we), .monitor_stat_waddr_o(obs_o.stat_waddr),
    .monitor_stat_wdata_o(obs_o.stat_wdata)
  );

  assign obs_o.state = state;
  assign obs_o.pass = pass;
  assign obs_o.image = image;
  assign obs_o.tag = tag;
  assign obs_o.decision = decision;
  assign obs_o.error_code = error_code;
  assign obs_o.again = again;
  assign obs_o.last_write = last_write;
  assign obs_o.cycle = cycle;

endmodule
