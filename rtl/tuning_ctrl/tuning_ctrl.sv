// Tuning controller: plays compact test images, reduces the signature of the die to features, finds
// the nearest codebook entry, and writes its gains and offsets, which a retest may judge. What that
// leaves is adapted in a sparse array, and a monitor lets the gains follow. The specification is docs/controller.md; every output is a flop and obs_o shows the declared state.
module tuning_ctrl #(
  parameter int unsigned Lanes = tuning_ctrl_pkg::Lanes,
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

  input  logic        csr_psel_i,
  input  logic        csr_penable_i,
  input  logic        csr_pwrite_i,
  input  logic [19:0] csr_paddr_i,
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
  logic [7:0]  images;
  logic [4:0]  features, linear_shift, project_shift, scatter_shift;
  logic [6:0]  clusters;
  logic        log2_en, l1_en, retest_en, predict_en, affine_en, scatter_en;
  logic [15:0] pixels, cfg_timeout, gain_min, gain_max, offset_min, offset_max;
  logic [9:0]  cb_stride;
  logic [23:0] image_timeout;
  logic [47:0] reject;
  logic [4:0]  gain_shift, offset_shift, predict_shift;
  logic [15:0] limit_pass, limit_repair, limit_adapt, limit_ship;
  logic [3:0]  fallbacks;
  logic [26*tuning_ctrl_pkg::MaxLayers-1:0] layer_shape;
  logic        adapt_auto, loop_en, commit_en, monitor_en;
  logic [3:0]  delta_shift, step_shift, dead_shift;
  logic [7:0]  step, answers_first, answers, epochs;
  logic [13:0] delta_count, loop_first;
  logic [15:0] target, window;
  logic [23:0] margin, period;
  logic [24*tuning_ctrl_pkg::RegMonRatioCount-1:0] ratio;
  // Sizes derived from it in CHECK
  logic [12:0] projection_words;
  logic [2:0]  groups;
  logic [3:0]  pairs;
  logic [4:0]  entries;
  logic [9:0]  rows_offset, hidden;
  logic [13:0] answers_word;
  logic [10:0] store_stride;
  logic [7:0]  hidden_words;
  logic [4:0]  outputs;

  // State
  tuning_ctrl_pkg::state_e state, previous;
  logic        first, busy, retest, answers_pass, again, last_write, adapting, spill, scrubbing;
  logic [1:0]  pass;
  logic [7:0]  image, tag, error_code;
  logic [1:0]  decision;
  logic [31:0] cycle;
  logic [16*tuning_ctrl_pkg::MaxFeatures-1:0] features0, features1;
  logic [32*(tuning_ctrl_pkg::MaxLayers-1)-1:0] applied, saved;

  // Commands and events of the edge that closes a cycle
  logic        cmd_abort, cmd_clear, cmd_start, cmd_adapt;
  logic        started, start_rejected, aborting, stopping, aborted;
  logic        enter_collect, enter_save, enter_write, enter_load, enter_adapt, enter_done;
  logic        enter_error;
  logic        check_done, save_done, play_done, image_done, project_done, finalise_done;
  logic        cluster_done, predict_done, decide_done, layers_done, commit_done, stray_beat;
  logic        load_done, loaded, adapt_done, adapt_helped, needs_adapt;
  logic        to_cluster, to_write;
  logic [4:0]  check_rule;
  logic [2:0]  framing_error;
  logic [1:0]  verdict;
  logic [7:0]  writer_error, monitor_error;
  logic [15:0] writer_detail, monitor_detail;
  tuning_ctrl_pkg::mon_step_e mon_step;

  // Memory ports
  logic [13:0] host_word;
  logic [31:0] host_wdata, host_rdata;
  logic [6:0]  host_re, host_we;
  logic        host_bad, bad, inject_we, inject_arm;
  logic [2:0]  bad_memory, inject_memory;
  logic        stim_re, proj_re, project_stat_re, sig_stat_re, stat_we, log_we, cb_re;
  logic        writer_delta_re, loop_delta_re, writer_delta_we, loop_delta_we;
  logic        loop_store_re, store_we;
  logic [13:0] stim_raddr;
  logic [11:0] proj_raddr, cb_raddr, loop_store_raddr, store_waddr;
  logic [9:0]  project_stat_raddr, sig_stat_raddr, stat_waddr;
  logic [12:0] writer_delta_raddr, loop_delta_raddr, writer_delta_waddr, loop_delta_waddr;
  logic [5:0]  log_waddr;
  logic [31:0] stat_wdata, stim_rdata, proj_rdata, cb_rdata, stat_rdata, delta_rdata, store_rdata;
  logic [31:0] writer_delta_wdata, loop_delta_wdata, store_wdata;
  logic [63:0] log_wdata;

  // Requests to the flops of the cfg port
  logic        writer_update, writer_setup, writer_access, writer_write, writer_ends;
  logic        monitor_update, monitor_setup, monitor_access, monitor_write, monitor_ends;
  logic        monitor_bus;
  logic [15:0] writer_addr, monitor_addr;
  logic [31:0] writer_wdata, monitor_wdata;

  csr_block #(
    .StimWords(StimWords), .StatSlots(StatSlots), .ProjWords(ProjWords),
    .CodebookWords(CodebookWords), .DeltaWords(DeltaWords), .StoreWords(StoreWords)
  ) u_csr (
    .clk_i, .rst_ni,
    .psel_i(csr_psel_i), .penable_i(csr_penable_i), .pwrite_i(csr_pwrite_i),
    .paddr_i(csr_paddr_i), .pwdata_i(csr_pwdata_i), .pstrb_i(csr_pstrb_i),
    .pready_o(csr_pready_o), .prdata_o(csr_prdata_o), .pslverr_o(csr_pslverr_o),
    .abort_o(cmd_abort), .clear_o(cmd_clear), .start_o(cmd_start), .adapt_o(cmd_adapt),
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
    .lock_o(obs_o.lock_program), .adapt_auto_o(adapt_auto), .loop_en_o(loop_en),
    .commit_en_o(commit_en), .delta_shift_o(delta_shift), .step_o(step), .step_shift_o(step_shift),
    .delta_count_o(delta_count), .loop_first_o(loop_first), .target_o(target),
    .answers_first_o(answers_first), .answers_o(answers), .epochs_o(epochs), .margin_o(margin),
    .monitor_en_o(monitor_en), .dead_shift_o(dead_shift), .window_o(window), .period_o(period),
    .ratio_o(ratio),
    .obs_i(obs_o), .busy_i(busy), .features0_i(features0), .features1_i(features1),
    .applied_i(applied), .saved_i(saved),
    .word_o(host_word), .wdata_o(host_wdata),
    .window_re_o(host_re), .window_we_o(host_we), .window_rdata_i(host_rdata),
    .window_bad_i(host_bad), .inject_we_o(inject_we), .inject_arm_o(inject_arm),
    .inject_memory_o(inject_memory),
    .phase_o(obs_o.csr_phase), .host_we_o(obs_o.host_we), .host_addr_o(obs_o.host_addr),
    .host_wdata_o(obs_o.host_wdata)
  );

  ctrl_fsm u_fsm (
    .clk_i, .rst_ni,
    .abort_i(cmd_abort), .clear_i(cmd_clear), .start_i(cmd_start), .adapt_i(cmd_adapt),
    .scrubbing_i(scrubbing), .images_i(images), .answers_i(answers), .auto_i(adapt_auto),
    .loop_en_i(loop_en), .commit_en_i(commit_en), .retest_en_i(retest_en), .predict_en_i(predict_en),
    .image_timeout_i(image_timeout), .check_done_i(check_done), .check_rule_i(check_rule),
    .save_done_i(save_done), .play_done_i(play_done), .image_done_i(image_done),
    .framing_error_i(framing_error), .project_done_i(project_done),
    .finalise_done_i(finalise_done), .cluster_done_i(cluster_done),
    .predict_done_i(predict_done), .decide_done_i(decide_done), .verdict_i(verdict),
    .layers_done_i(layers_done), .load_done_i(load_done), .adapt_done_i(adapt_done),
    .adapt_helped_i(adapt_helped), .needs_adapt_i(needs_adapt),
    .commit_done_i(commit_done), .again_i(again),
    .last_write_i(last_write), .to_cluster_i(to_cluster), .to_write_i(to_write),
    .writer_error_i(writer_error), .writer_detail_i(writer_detail),
    .monitor_error_i(monitor_error), .monitor_detail_i(monitor_detail),
    .monitor_bus_i(monitor_bus), .parity_bad_i(bad), .parity_memory_i(bad_memory), .cfg_psel_i(cfg_psel_o),
    .state_o(state), .previous_o(previous), .first_o(first), .busy_o(busy), .pass_o(pass),
    .image_o(image), .adapting_o(adapting), .spill_o(spill), .tag_o(tag), .decision_o(decision), .decided_o(obs_o.decided),
    .error_code_o(error_code), .error_detail_o(obs_o.error_detail),
    .image_cycles_o(obs_o.image_cycles), .flush_o, .started_o(started),
    .start_rejected_o(start_rejected), .aborting_o(aborting), .stopping_o(stopping),
    .enter_collect_o(enter_collect), .enter_save_o(enter_save), .enter_write_o(enter_write),
    .enter_load_o(enter_load), .enter_adapt_o(enter_adapt), .enter_done_o(enter_done), .enter_error_o(enter_error), .aborted_o(aborted)
  );

  config_check #(
    .Images(Images), .Layers(Layers), .Features(Features), .Clusters(Clusters), .Outputs(Outputs),
    .StimWords(StimWords), .StatSlots(StatSlots), .ProjWords(ProjWords),
    .CodebookWords(CodebookWords), .DeltaWords(DeltaWords), .StoreWords(StoreWords)
  ) u_check (
    .clk_i, .rst_ni, .active_i(state == tuning_ctrl_pkg::StateCheck),
    .monitor_off_i(mon_step == tuning_ctrl_pkg::MonStepOff),
    .images_i(images), .layers_i(layers), .features_i(features), .clusters_i(clusters),
    .pixels_i(pixels), .cb_stride_i(cb_stride), .predict_en_i(predict_en),
    .affine_en_i(affine_en), .scatter_en_i(scatter_en),
    .image_timeout_i(image_timeout), .cfg_timeout_i(cfg_timeout),
    .gain_min_i(gain_min), .gain_max_i(gain_max),
    .offset_min_i(offset_min), .offset_max_i(offset_max), .layer_shape_i(layer_shape),
    .adapting_i(adapting), .auto_i(adapt_auto), .loop_en_i(loop_en), .delta_count_i(delta_count),
    .loop_first_i(loop_first), .answers_first_i(answers_first), .answers_i(answers),
    .done_o(check_done), .rule_o(check_rule), .projection_words_o(projection_words),
    .groups_o(groups), .pairs_o(pairs), .entries_o(entries), .rows_offset_o(rows_offset),
    .answers_word_o(answers_word), .store_stride_o(store_stride), .hidden_words_o(hidden_words),
    .hidden_o(hidden), .outputs_o(outputs)
  );

  stimulus_sequencer u_stimulus (
    .clk_i, .rst_ni, .active_i(state == tuning_ctrl_pkg::StatePlay), .stopping_i(stopping),
    .first_image_i(image == '0), .first_word_i(answers_pass ? answers_word : 14'd0), .tag_i(tag),
    .pixels_i(pixels),
    .re_o(stim_re), .raddr_o(stim_raddr), .rdata_i(stim_rdata),
    .stim_valid_o, .stim_data_o, .stim_tag_o, .stim_last_o, .stim_ready_i, .done_o(play_done)
  );

  signature_path u_signature (
    .clk_i, .rst_ni, .active_i(state == tuning_ctrl_pkg::StateCollect),
    .enter_collect_i(enter_collect), .first_image_i(image == '0), .answers_i(answers_pass),
    .tag_i(tag), .layers_i(layers), .stride_i(store_stride), .hidden_words_i(hidden_words),
    .layer_shape_i(layer_shape),
    .sig_valid_i, .sig_ready_o, .sig_layer_i, .sig_channel_i, .sig_tag_i, .sig_value_i,
    .sig_last_channel_i, .sig_last_layer_i, .sig_last_image_i,
    .stat_re_o(sig_stat_re), .stat_raddr_o(sig_stat_raddr), .stat_rdata_i(stat_rdata),
    .stat_we_o(stat_we), .stat_waddr_o(stat_waddr), .stat_wdata_o(stat_wdata),
    .store_we_o(store_we), .store_waddr_o(store_waddr), .store_wdata_o(store_wdata),
    .stray_o(stray_beat), .framing_error_o(framing_error), .image_done_o(image_done),
    .fill_o(obs_o.sig_fill), .exp_layer_o(obs_o.exp_layer), .exp_channel_o(obs_o.exp_channel),
    .exp_beat_o(obs_o.exp_beat)
  );

  feature_engine #(.Lanes(Lanes)) u_features (
    .clk_i, .rst_ni, .project_i(state == tuning_ctrl_pkg::StateProject),
    .finalise_i(state == tuning_ctrl_pkg::StateFinalise), .start_i(started), .pass_i(retest),
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
    .clk_i, .rst_ni, .state_i(state), .pass_i(retest), .decision_i(decision), .start_i(started),
    .aborting_i(aborting), .stopping_i(stopping), .adapting_i(adapting), .spill_i(spill),
    .enter_save_i(enter_save), .enter_write_i(enter_write), .enter_load_i(enter_load),
    .enter_done_i(enter_done),
    .l1_en_i(l1_en), .predict_en_i(predict_en), .affine_en_i(affine_en), .layers_i(layers),
    .features_i(features), .clusters_i(clusters), .groups_i(groups), .pairs_i(pairs),
    .entries_i(entries), .cb_stride_i(cb_stride), .rows_offset_i(rows_offset),
    .reject_i(reject), .limit_pass_i(limit_pass), .limit_repair_i(limit_repair),
    .limit_adapt_i(limit_adapt), .limit_ship_i(limit_ship), .fallbacks_i(fallbacks),
    .gain_shift_i(gain_shift), .offset_shift_i(offset_shift), .predict_shift_i(predict_shift),
    .gain_min_i(gain_min), .gain_max_i(gain_max), .offset_min_i(offset_min),
    .offset_max_i(offset_max), .cfg_timeout_i(cfg_timeout), .retries_i(retries),
    .loop_en_i(loop_en), .commit_en_i(commit_en), .delta_count_i(delta_count),
    .loop_first_i(loop_first), .target_i(target), .features0_i(features0), .features1_i(features1),
    .re_o(cb_re), .raddr_o(cb_raddr), .rdata_i(cb_rdata),
    .delta_re_o(writer_delta_re), .delta_raddr_o(writer_delta_raddr), .delta_rdata_i(delta_rdata),
    .delta_we_o(writer_delta_we), .delta_waddr_o(writer_delta_waddr),
    .delta_wdata_o(writer_delta_wdata),
    .update_o(writer_update), .setup_o(writer_setup), .access_o(writer_access),
    .write_o(writer_write), .addr_o(writer_addr), .wdata_o(writer_wdata), .ends_o(writer_ends),
    .pready_i(cfg_pready_i), .prdata_i(cfg_prdata_i), .pslverr_i(cfg_pslverr_i),
    .cluster_done_o(cluster_done), .predict_done_o(predict_done), .decide_done_o(decide_done),
    .verdict_o(verdict), .to_cluster_o(to_cluster), .to_write_o(to_write),
    .save_done_o(save_done), .layers_done_o(layers_done), .load_done_o(load_done),
    .loaded_o(loaded), .commit_done_o(commit_done), .needs_adapt_o(needs_adapt),
    .writer_error_o(writer_error), .writer_detail_o(writer_detail),
    .best0_o(obs_o.best0), .best1_o(obs_o.best1), .dist0_o(obs_o.dist0), .dist1_o(obs_o.dist1),
    .now_o(obs_o.now), .forecast_o(obs_o.forecast), .after_o(obs_o.after),
    .best_after_o(obs_o.best_after), .outcome_o(obs_o.outcome), .entry_o(obs_o.entry),
    .best_entry_o(obs_o.best_entry), .tries_o(obs_o.tries), .tried_o(obs_o.tried),
    .again_o(again), .last_write_o(last_write), .restoring_o(obs_o.restoring),
    .writer_step_o(obs_o.writer_step), .writer_layer_o(obs_o.writer_layer),
    .writer_index_o(obs_o.writer_index), .writer_retry_o(obs_o.writer_retry), .applied_o(applied),
    .applied_we_o(obs_o.applied_we), .applied_layer_o(obs_o.applied_layer),
    .applied_word_o(obs_o.applied_word), .saved_o(saved), .saved_we_o(obs_o.saved_we),
    .saved_layer_o(obs_o.saved_layer), .saved_word_o(obs_o.saved_word)
  );

  adapt_loop u_loop (
    .clk_i, .rst_ni, .active_i(state == tuning_ctrl_pkg::StateAdapt), .enter_i(enter_adapt),
    .stopping_i(stopping), .start_i(started), .count_i(delta_count), .first_i(loop_first),
    .answers_i(answers), .max_epochs_i(epochs), .margin_i(margin), .shift_i(delta_shift),
    .rate_i(step), .rate_shift_i(step_shift), .hidden_i(hidden), .outputs_i(outputs),
    .hidden_words_i(hidden_words), .stride_i(store_stride),
    .delta_re_o(loop_delta_re), .delta_raddr_o(loop_delta_raddr), .delta_rdata_i(delta_rdata),
    .delta_we_o(loop_delta_we), .delta_waddr_o(loop_delta_waddr),
    .delta_wdata_o(loop_delta_wdata), .store_re_o(loop_store_re),
    .store_raddr_o(loop_store_raddr), .store_rdata_i(store_rdata),
    .done_o(adapt_done), .helped_o(adapt_helped), .step_o(obs_o.adapt_step),
    .phase_o(obs_o.adapt_phase), .image_o(obs_o.adapt_image), .epochs_o(obs_o.adapt_epochs),
    .wrong_first_o(obs_o.wrong_first), .wrong_last_o(obs_o.wrong_last)
  );

  // Each word is written twice at most, so this never saturates.
  prim_sat_counter #(.Width(15)) u_written (
    .clk_i, .rst_ni, .clear_i(started), .count_i(loaded), .value_o(obs_o.adapt_written)
  );

  logic monitor_may;
  assign monitor_may = monitor_en && !scrubbing && layers >= 4'd2 && 32'(layers) <= Layers &&
                       cfg_timeout != '0 && (state == tuning_ctrl_pkg::StateIdle ||
                                             state == tuning_ctrl_pkg::StateDone);

  self_tuning u_monitor (
    .clk_i, .rst_ni, .may_i(monitor_may), .layers_i(layers), .window_i(window),
    .period_i(period), .ratio_i(ratio), .dead_shift_i(dead_shift), .gain_min_i(gain_min),
    .gain_max_i(gain_max), .timeout_i(cfg_timeout), .retries_i(retries),
    .update_o(monitor_update), .setup_o(monitor_setup), .access_o(monitor_access),
    .write_o(monitor_write), .addr_o(monitor_addr), .wdata_o(monitor_wdata),
    .ends_o(monitor_ends), .bus_o(monitor_bus),
    .pready_i(cfg_pready_i), .prdata_i(cfg_prdata_i), .pslverr_i(cfg_pslverr_i),
    .error_o(monitor_error), .detail_o(monitor_detail), .step_o(mon_step),
    .layer_o(obs_o.mon_layer), .retry_o(obs_o.mon_retry), .sequence_o(obs_o.mon_sequence),
    .next_o(obs_o.mon_next), .moved_o(obs_o.mon_moved), .windows_o(obs_o.mon_windows),
    .commits_o(obs_o.mon_commits)
  );

  // The monitor has the bus while the writer is at rest.
  cfg_bus u_bus (
    .clk_i, .rst_ni, .update_i(writer_update || monitor_update),
    .setup_i(writer_update ? writer_setup : monitor_setup),
    .access_i(writer_update ? writer_access : monitor_access),
    .write_i(writer_update ? writer_write : monitor_write),
    .addr_i(writer_update ? writer_addr : monitor_addr),
    .wdata_i(writer_update ? writer_wdata : monitor_wdata),
    .ends_i(writer_ends || monitor_ends),
    .psel_o(cfg_psel_o), .penable_o(cfg_penable_o), .pwrite_o(cfg_pwrite_o),
    .paddr_o(cfg_paddr_o), .pwdata_o(cfg_pwdata_o), .pstrb_o(cfg_pstrb_o)
  );

  cycle_counters u_counters (
    .clk_i, .rst_ni, .clear_i(started), .state_i(state), .busy_i(busy), .pass_i(pass),
    .sig_stalled_i(sig_valid_i && !sig_ready_o), .stray_i(stray_beat),
    .cyc_total_o(obs_o.cyc_total), .cyc_test_o(obs_o.cyc_test),
    .cyc_repair_o(obs_o.cyc_repair), .cyc_retest_o(obs_o.cyc_retest),
    .cyc_own_o(obs_o.cyc_own), .cyc_adapt_o(obs_o.cyc_adapt), .stray_o(obs_o.stray), .cycle_o(cycle)
  );

  event_log u_log (
    .clk_i, .rst_ni, .first_i(first), .from_i(previous), .to_i(state), .cycle_i(cycle),
    .error_code_i(error_code), .image_i(image), .pass_i(pass),
    .we_o(log_we), .waddr_o(log_waddr), .wdata_o(log_wdata), .count_o(obs_o.log_count),
    .log_we_o(obs_o.log_we), .log_waddr_o(obs_o.log_waddr), .log_wdata_o(obs_o.log_wdata)
  );

  ctrl_memories #(
    .StimWords(StimWords), .StatSlots(StatSlots), .ProjWords(ProjWords),
    .CodebookWords(CodebookWords), .DeltaWords(DeltaWords), .StoreWords(StoreWords)
  ) u_memories (
    .clk_i, .rst_ni, .scrubbing_o(scrubbing), .inject_we_i(inject_we),
    .inject_arm_i(inject_arm), .inject_memory_i(inject_memory), .inject_o(obs_o.inject),
    .host_word_i(host_word), .host_wdata_i(host_wdata), .host_re_i(host_re),
    .host_we_i(host_we), .host_rdata_o(host_rdata), .host_bad_o(host_bad),
    .stim_re_i(stim_re), .stim_raddr_i(stim_raddr),
    .stat_re_i(project_stat_re || sig_stat_re),
    .stat_raddr_i(project_stat_raddr | sig_stat_raddr),
    .stat_we_i(stat_we), .stat_waddr_i(stat_waddr), .stat_wdata_i(stat_wdata),
    .proj_re_i(proj_re), .proj_raddr_i(proj_raddr), .cb_re_i(cb_re), .cb_raddr_i(cb_raddr),
    .delta_re_i(writer_delta_re || loop_delta_re),
    .delta_raddr_i(writer_delta_raddr | loop_delta_raddr),
    .delta_we_i(writer_delta_we || loop_delta_we),
    .delta_waddr_i(writer_delta_waddr | loop_delta_waddr),
    .delta_wdata_i(writer_delta_wdata | loop_delta_wdata),
    .store_re_i(loop_store_re), .store_raddr_i(loop_store_raddr),
    .store_we_i(store_we), .store_waddr_i(store_waddr), .store_wdata_i(store_wdata),
    .log_we_i(log_we), .log_waddr_i(log_waddr), .log_wdata_i(log_wdata),
    .bad_o(bad), .bad_memory_o(bad_memory),
    .stim_rdata_o(stim_rdata), .stat_rdata_o(stat_rdata), .proj_rdata_o(proj_rdata),
    .cb_rdata_o(cb_rdata), .delta_rdata_o(delta_rdata), .store_rdata_o(store_rdata),
    .monitor_stim_re_o(obs_o.stim_re), .monitor_stim_raddr_o(obs_o.stim_raddr),
    .monitor_stat_re_o(obs_o.stat_re), .monitor_stat_raddr_o(obs_o.stat_raddr),
    .monitor_stat_we_o(obs_o.stat_we), .monitor_stat_waddr_o(obs_o.stat_waddr),
    .monitor_stat_wdata_o(obs_o.stat_wdata),
    .monitor_proj_re_o(obs_o.proj_re), .monitor_proj_raddr_o(obs_o.proj_raddr),
    .monitor_cb_re_o(obs_o.cb_re), .monitor_cb_raddr_o(obs_o.cb_raddr),
    .monitor_delta_re_o(obs_o.delta_re), .monitor_delta_raddr_o(obs_o.delta_raddr),
    .monitor_delta_we_o(obs_o.delta_we), .monitor_delta_waddr_o(obs_o.delta_waddr),
    .monitor_delta_wdata_o(obs_o.delta_wdata),
    .monitor_store_re_o(obs_o.store_re), .monitor_store_raddr_o(obs_o.store_raddr),
    .monitor_store_we_o(obs_o.store_we), .monitor_store_waddr_o(obs_o.store_waddr),
    .monitor_store_wdata_o(obs_o.store_wdata)
  );

  assign retest = pass == 2'd1;
  assign answers_pass = pass == 2'd2;
  assign obs_o.state = state;
  assign obs_o.pass = pass;
  assign obs_o.image = image;
  assign obs_o.tag = tag;
  assign obs_o.decision = decision;
  assign obs_o.error_code = error_code;
  assign obs_o.again = again;
  assign obs_o.last_write = last_write;
  assign obs_o.cycle = cycle;
  assign obs_o.scrubbing = scrubbing;
  assign obs_o.adapting = adapting;
  assign obs_o.spill = spill;
  assign obs_o.mon_step = mon_step;

endmodule
