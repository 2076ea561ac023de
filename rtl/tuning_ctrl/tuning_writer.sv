`include "prim/assert.svh"

// SAVE, WRITE and COMMIT. SAVE reads the active setting of every layer but the last. WRITE takes
// gain and offset of these layers out of the codebook, moved by their affine map if there is one,
// or the saved setting, writes them through the cfg port and reads them back; COMMIT makes all
// active at once. LOAD downloads the words of the delta memory in the same way. An abort lets the transfer under way finish: the bus is never left half-way.
module tuning_writer (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        start_save_i,     // SAVE is entered at the end of this cycle
  input  logic        start_write_i,    // WRITE is entered
  input  logic        start_load_i,     // LOAD is entered
  input  logic        start_spill_i,    // behind the loop: what it learned
  input  logic        saving_i,         // state is SAVE
  input  logic        loading_i,        // state is LOAD
  input  logic        spill_i,          // in LOAD: behind the loop
  input  logic        restore_i,        // write the saved setting, from the next cycle on
  input  logic        aborting_i,       // SAVE, WRITE, COMMIT or LOAD is left by abort
  input  logic        stopping_i,       // or by an error
  input  logic        flushing_i,       // state is FLUSH

  input  logic        affine_en_i,
  input  logic [3:0]  layers_i,         // L
  input  logic [2:0]  groups_i,         // G
  input  logic [3:0]  pairs_i,          // H
  input  logic [11:0] entry_addr_i,     // header of the entry to write
  input  logic [15:0] timeout_i,
  input  logic [3:0]  retries_i,
  input  logic [15:0] gain_min_i,
  input  logic [15:0] gain_max_i,
  input  logic [15:0] offset_min_i,
  input  logic [15:0] offset_max_i,
  input  logic [32*(tuning_ctrl_pkg::MaxLayers-1)-1:0] saved_i,
  input  logic        loop_en_i,
  input  logic        commit_en_i,
  input  logic [13:0] delta_count_i,
  input  logic [13:0] loop_first_i,
  input  logic [15:0] target_i,         // cfg address of delta word 0

  output logic        re_o,
  output logic [11:0] raddr_o,
  output logic        centre_o,         // what is read, see slope_engine
  output logic        tune_o,
  output logic        slope_o,
  output logic [2:0]  index_o,
  output logic        row_o,
  output logic        octaves_o,        // the sum of the gain slopes is complete
  output logic        value_o,          // gain and offset are wanted
  input  logic [23:0] gain_i,
  input  logic signed [33:0] offset_i,

  output logic        delta_re_o,
  output logic [12:0] delta_raddr_o,
  input  logic [31:0] delta_rdata_i,
  output logic        delta_we_o,
  output logic [12:0] delta_waddr_o,
  output logic [31:0] delta_wdata_o,

  output logic        update_o,         // to the flops of the bus, see cfg_bus
  output logic        setup_o,
  output logic        access_o,
  output logic        write_o,
  output logic [15:0] addr_o,
  output logic [31:0] wdata_o,
  output logic        ends_o,
  input  logic        pready_i,
  input  logic [31:0] prdata_i,
  input  logic        pslverr_i,

  output tuning_ctrl_pkg::writer_step_e step_o,
  output logic [2:0]  layer_o,
  output logic [13:0] load_index_o,     // delta word of LOAD
  output logic [3:0]  retry_o,
  output logic        save_done_o,
  output logic        layers_done_o,
  output logic        load_done_o,
  output logic        loaded_o,         // a delta word was written and read back
  output logic        commit_done_o,
  output logic [7:0]  error_o,          // an error_e
  output logic [15:0] detail_o,

  output logic        saved_we_o,       // SAVED[layer] is the word read
  output logic        applied_we_o,     // APPLIED[layer] is the word written
  output logic [31:0] applied_word_o
);

  tuning_ctrl_pkg::writer_step_e step_q, step_d, begins, layer_begin;
  tuning_ctrl_pkg::error_e error;

  logic [2:0]  layer_q, layer;
  logic [13:0] index_q, index, first_index;
  logic [3:0]  retry_q;
  logic [3:0]  count_q;                 // cycle of CENTRE or SLOPES, from 0
  logic        commit_q;                // the transfer is the commit
  logic [15:0] access_q;                // number of this ACCESS cycle
  logic [31:0] word_q, word, read_q;    // clamped word; what was read back

  logic quiet, in_access, ends, in_time, transfer_failed, compare, equal, last_layer, again;
  logic centre_done, slopes_done, transfer, last_word, skip, word_over;

  assign quiet = aborting_i || flushing_i;
  assign transfer = in_access || step_q == tuning_ctrl_pkg::WriterStepWriteSetup ||
                    step_q == tuning_ctrl_pkg::WriterStepReadSetup;
  assign in_access = step_q == tuning_ctrl_pkg::WriterStepWriteAccess ||
                     step_q == tuning_ctrl_pkg::WriterStepReadAccess;
  assign in_time = in_access && pready_i;
  assign ends = in_time || (in_access && access_q == timeout_i);
  assign transfer_failed = ends && !(in_time && !pslverr_i);
  assign compare = step_q == tuning_ctrl_pkg::WriterStepCompare;
  assign equal = compare && read_q == word_q;
  assign last_layer = {1'b0, layer_q} + 4'd2 == layers_i;
  assign again = compare && !equal && retry_q < retries_i;
  assign centre_done = count_q == pairs_i;
  assign slopes_done = count_q == {groups_i, 1'b1};
  assign first_index = start_spill_i ? loop_first_i : 14'd0;
  assign last_word = index_q + 14'd1 == delta_count_i;
  assign layer_begin = restore_i && !loading_i ? tuning_ctrl_pkg::WriterStepLoad
                                 : tuning_ctrl_pkg::WriterStepFetch;

  always_comb begin
    error = tuning_ctrl_pkg::ErrorNone;
    if (transfer_failed && !quiet) begin
      error = in_time ? tuning_ctrl_pkg::ErrorCfgSlverr : tuning_ctrl_pkg::ErrorCfgTimeout;
    end else if (compare && !equal && !again) begin
      error = tuning_ctrl_pkg::ErrorReadback;
    end
  end

  assign saved_we_o = saving_i && in_time;
  assign save_done_o = saved_we_o && !pslverr_i && last_layer && !quiet;
  assign layers_done_o = equal && !loading_i && last_layer && !quiet;
  assign loaded_o = equal && loading_i;
  assign word_over = loaded_o || skip;
  assign load_done_o = loading_i && !quiet &&
                       (step_q == tuning_ctrl_pkg::WriterStepNone || (word_over && last_word));
  assign commit_done_o = ends && commit_q && !transfer_failed && !quiet;

  // What begins at rest, or behind a commit.
  always_comb begin
    begins = tuning_ctrl_pkg::WriterStepNone;
    if (start_save_i) begins = tuning_ctrl_pkg::WriterStepReadSetup;
    else if (start_load_i && first_index != delta_count_i) begin
      begins = tuning_ctrl_pkg::WriterStepFetch;
    end else if (start_write_i && affine_en_i && !restore_i) begin
      begins = tuning_ctrl_pkg::WriterStepCentre;
    end else if (start_write_i) begins = layer_begin;
  end

  always_comb begin
    step_d = step_q;
    unique case (step_q)
      tuning_ctrl_pkg::WriterStepNone: step_d = begins;
      tuning_ctrl_pkg::WriterStepCentre: if (centre_done) step_d = tuning_ctrl_pkg::WriterStepFetch;
      tuning_ctrl_pkg::WriterStepFetch:
        step_d = affine_en_i && !loading_i ? tuning_ctrl_pkg::WriterStepSlopes
                                           : tuning_ctrl_pkg::WriterStepLoad;
      tuning_ctrl_pkg::WriterStepSlopes: if (slopes_done) step_d = tuning_ctrl_pkg::WriterStepLoad;
      tuning_ctrl_pkg::WriterStepLoad: begin
        if (!skip) step_d = tuning_ctrl_pkg::WriterStepWriteSetup;
        else step_d = last_word ? tuning_ctrl_pkg::WriterStepNone
                                : tuning_ctrl_pkg::WriterStepFetch;
      end
      tuning_ctrl_pkg::WriterStepWriteSetup: step_d = tuning_ctrl_pkg::WriterStepWriteAccess;
      tuning_ctrl_pkg::WriterStepWriteAccess:
        if (ends) begin
          if (transfer_failed) step_d = tuning_ctrl_pkg::WriterStepNone;
          else step_d = commit_q ? begins : tuning_ctrl_pkg::WriterStepReadSetup;
        end
      tuning_ctrl_pkg::WriterStepReadSetup: step_d = tuning_ctrl_pkg::WriterStepReadAccess;
      tuning_ctrl_pkg::WriterStepReadAccess:
        if (ends) begin
          if (transfer_failed || (saving_i && last_layer)) begin
            step_d = tuning_ctrl_pkg::WriterStepNone;
          end else begin
            step_d = saving_i ? tuning_ctrl_pkg::WriterStepReadSetup
                              : tuning_ctrl_pkg::WriterStepCompare;
          end
        end
      tuning_ctrl_pkg::WriterStepCompare: begin
        if (equal && loading_i) begin
          step_d = last_word ? tuning_ctrl_pkg::WriterStepNone : tuning_ctrl_pkg::WriterStepFetch;
        end else if (equal && !last_layer) step_d = layer_begin;
        else if (equal || again) step_d = tuning_ctrl_pkg::WriterStepWriteSetup;
        else step_d = tuning_ctrl_pkg::WriterStepNone;
      end
      default: step_d = tuning_ctrl_pkg::WriterStepNone;
    endcase
    if (load_done_o && commit_en_i && !spill_i) step_d = tuning_ctrl_pkg::WriterStepWriteSetup;
    // A transfer under way goes on to its end.
    if ((quiet || stopping_i) && (!transfer || ends)) step_d = tuning_ctrl_pkg::WriterStepNone;
  end

  logic busy;
  assign busy = step_q != tuning_ctrl_pkg::WriterStepNone || start_save_i || start_write_i ||
                start_load_i || load_done_o;
  assign index = start_load_i ? first_index : index_q;
  assign layer = saved_we_o ? layer_q + 3'd1 : layer_q;  // of the step that begins in SAVE

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      step_q   <= tuning_ctrl_pkg::WriterStepNone;
      layer_q  <= '0;
      index_q  <= '0;
      retry_q  <= '0;
      count_q  <= '0;
      commit_q <= 1'b0;
      access_q <= '0;
      read_q   <= '0;
    end else if (busy) begin
      step_q   <= step_d;
      count_q  <= step_d == step_q ? count_q + 4'd1 : 4'd0;
      access_q <= in_access ? access_q + 16'd1 : 16'd1;
      if (in_time) read_q <= prdata_i;
      if (step_d == tuning_ctrl_pkg::WriterStepNone) begin
        layer_q  <= '0;
        index_q  <= '0;
        retry_q  <= '0;
        commit_q <= 1'b0;
      end else if (loading_i || start_load_i) begin
        index_q  <= word_over ? index_q + 14'd1 : index;
        retry_q  <= again ? retry_q + 4'd1 : word_over ? 4'd0 : retry_q;
        commit_q <= load_done_o;
        if (load_done_o) index_q <= '0;
      end else if (equal) begin
        layer_q  <= last_layer ? 3'd0 : layer_q + 3'd1;
        retry_q  <= '0;
        commit_q <= last_layer;
      end else begin
        layer_q <= layer;
        if (again) retry_q <= retry_q + 4'd1;
      end
    end
  end

  // What is written: gain and offset inside their limits, the saved word as it is, or what is
  // downloaded.
  logic [31:0] tuned;
  assign octaves_o = step_q == tuning_ctrl_pkg::WriterStepSlopes && slopes_done;
  assign value_o = step_q == tuning_ctrl_pkg::WriterStepLoad && !restore_i && !loading_i;

  tune_clamp u_clamp (
    .enable_i(value_o), .gain_i, .offset_i, .gain_min_i, .gain_max_i, .offset_min_i,
    .offset_max_i, .word_o(tuned)
  );

  logic [31:0] saved;
  prim_select #(.Width(32), .Count(tuning_ctrl_pkg::MaxLayers - 1)) u_saved (
    .en_i(restore_i && step_q == tuning_ctrl_pkg::WriterStepLoad), .index_i(layer_q),
    .words_i(saved_i), .word_o(saved)
  );

  logic [31:0] downloaded;
  logic        load_word;
  assign load_word = step_q == tuning_ctrl_pkg::WriterStepLoad && loading_i;

  delta_download u_download (
    .fetch_i(step_q == tuning_ctrl_pkg::WriterStepFetch && loading_i), .load_i(load_word),
    .clear_i(loop_en_i && !spill_i && index_q >= loop_first_i), .spill_i, .index_i(index_q[12:0]),
    .re_o(delta_re_o), .raddr_o(delta_raddr_o), .rdata_i(delta_rdata_i), .we_o(delta_we_o),
    .waddr_o(delta_waddr_o), .wdata_o(delta_wdata_o), .word_o(downloaded), .skip_o(skip)
  );

  always_comb begin
    word = word_q;
    if (load_word) word = downloaded;
    else if (value_o) word = tuned;
    else if (step_q == tuning_ctrl_pkg::WriterStepLoad) word = saved;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) word_q <= '0;
    else if (step_q == tuning_ctrl_pkg::WriterStepLoad) word_q <= word;
  end

  // Codebook: the centroid, then word by word the bases, and the maps, which follow each other.
  logic [11:0] map_addr_q;
  logic        centre_read, slope_read;

  assign centre_read = step_q == tuning_ctrl_pkg::WriterStepCentre && !centre_done;
  assign slope_read = step_q == tuning_ctrl_pkg::WriterStepSlopes && count_q < {groups_i, 1'b0};
  assign re_o = centre_o || tune_o || slope_o;
  assign centre_o = centre_read;
  assign tune_o = step_q == tuning_ctrl_pkg::WriterStepFetch && !loading_i;
  assign slope_o = slope_read;
  assign row_o = slope_read && count_q >= {1'b0, groups_i};

  always_comb begin
    raddr_o = '0;
    index_o = '0;
    if (centre_read) begin
      raddr_o = entry_addr_i + 12'd1 + {8'b0, count_q};
      index_o = count_q[2:0];
    end else if (tune_o) begin
      raddr_o = entry_addr_i + 12'd1 + {8'b0, pairs_i} + {9'b0, layer_q};
    end else if (slope_read) begin
      raddr_o = map_addr_q;
      index_o = row_o ? count_q[2:0] - groups_i : count_q[2:0];
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) map_addr_q <= '0;
    else if (centre_read) map_addr_q <= entry_addr_i + {8'b0, pairs_i} + {8'b0, layers_i};
    else if (slope_read) map_addr_q <= map_addr_q + 12'd1;
  end

  logic        to_commit;
  logic [15:0] word_addr;
  assign to_commit = (equal && !loading_i && last_layer) || load_done_o;
  always_comb begin
    if (loading_i) word_addr = target_i + {index_q, 2'b00};
    else if (saving_i || start_save_i) begin
      word_addr = tuning_ctrl_pkg::TargetTuneActiveAddr + {11'b0, layer, 2'b0};
    end else begin
      word_addr = tuning_ctrl_pkg::TargetTuneShadowAddr + {11'b0, layer, 2'b0};
    end
  end

  assign update_o = busy;
  assign setup_o = step_d == tuning_ctrl_pkg::WriterStepWriteSetup ||
                   step_d == tuning_ctrl_pkg::WriterStepReadSetup;
  assign access_o = step_d == tuning_ctrl_pkg::WriterStepWriteAccess ||
                    step_d == tuning_ctrl_pkg::WriterStepReadAccess;
  assign write_o = step_d == tuning_ctrl_pkg::WriterStepWriteSetup;
  assign addr_o = to_commit ? tuning_ctrl_pkg::TargetTuneCommitAddr : word_addr;
  assign wdata_o = to_commit ? 32'd1 : word;
  assign ends_o = ends;

  assign step_o = step_q;
  assign layer_o = layer_q;
  assign retry_o = retry_q;
  assign error_o = error;
  assign load_index_o = index_q;
  always_comb begin
    if (commit_q) detail_o = 16'd255;
    else if (loading_i) detail_o = 16'h2000 + {2'b0, index_q};
    else detail_o = {13'b0, layer_q};
  end
  assign applied_we_o = equal && !loading_i;
  assign applied_word_o = word_q;

  `ASSERT(StepDeclared, step_q <= tuning_ctrl_pkg::WriterStepSlopes)
  `ASSERT(StartOnlyAtRest, step_q == tuning_ctrl_pkg::WriterStepNone || commit_done_o ||
          !(start_save_i || start_write_i || start_load_i))

  `COVER(Retry, again)
  `COVER(ReadyInTheLastCycle, in_time && access_q == timeout_i)
  `COVER(TimeoutOfWrite, ends && !in_time &&
         step_q == tuning_ctrl_pkg::WriterStepWriteAccess && !commit_q)
  `COVER(TimeoutOfReadBack, ends && !in_time &&
         step_q == tuning_ctrl_pkg::WriterStepReadAccess && !saving_i)
  `COVER(TimeoutOfSave, ends && !in_time && saving_i)
  `COVER(TimeoutOfCommit, ends && !in_time && commit_q)
  `COVER(TimeoutInFlush, ends && !in_time && flushing_i)
  `COVER(SlaveErrorOfWrite, in_time && pslverr_i &&
         step_q == tuning_ctrl_pkg::WriterStepWriteAccess && !commit_q)
  `COVER(SlaveErrorOfReadBack, in_time && pslverr_i &&
         step_q == tuning_ctrl_pkg::WriterStepReadAccess && !saving_i)
  `COVER(SlaveErrorOfSave, in_time && pslverr_i && saving_i)
  `COVER(SlaveErrorOfCommit, in_time && pslverr_i && commit_q)
  `COVER(AbortInCentre, aborting_i && step_q == tuning_ctrl_pkg::WriterStepCentre)
  `COVER(AbortInFetch, aborting_i && step_q == tuning_ctrl_pkg::WriterStepFetch)
  `COVER(AbortInSlopes, aborting_i && step_q == tuning_ctrl_pkg::WriterStepSlopes)
  `COVER(AbortInLoad, aborting_i && step_q == tuning_ctrl_pkg::WriterStepLoad)
  `COVER(AbortInWriteSetup, aborting_i && step_q == tuning_ctrl_pkg::WriterStepWriteSetup)
  `COVER(AbortInWriteAccess, aborting_i && step_q == tuning_ctrl_pkg::WriterStepWriteAccess)
  `COVER(AbortInReadSetup, aborting_i && step_q == tuning_ctrl_pkg::WriterStepReadSetup)
  `COVER(AbortInReadAccess, aborting_i && step_q == tuning_ctrl_pkg::WriterStepReadAccess)
  `COVER(AbortInCompare, aborting_i && step_q == tuning_ctrl_pkg::WriterStepCompare)
  `COVER(AbortAtTheEndOfATransfer, aborting_i && ends)
  `COVER(GainClampedLow, value_o && gain_i < {8'b0, gain_min_i})
  `COVER(GainClampedHigh, value_o && gain_i > {8'b0, gain_max_i})
  `COVER(OffsetClampedLow, value_o && offset_i < 34'($signed(offset_min_i)))
  `COVER(OffsetClampedHigh, value_o && offset_i > 34'($signed(offset_max_i)))

endmodule
