`include "prim/assert.svh"

// SAVE, WRITE and COMMIT. SAVE reads the active setting of every layer but the last. WRITE takes
// gain and offset of these layers out of the codebook, moved by their affine map if there is one,
// or the saved setting, writes them through the cfg port and reads them back; COMMIT makes all
// active at once. An abort lets the transfer under way finish: the bus is never left half-way.
module tuning_writer (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        start_save_i,     // SAVE is entered at the end of this cycle
  input  logic        start_write_i,    // WRITE is entered
  input  logic        saving_i,         // state is SAVE
  input  logic        restore_i,        // write the saved setting, from the next cycle on
  input  logic        aborting_i,       // SAVE, WRITE or COMMIT is left by abort
  input  logic        flushing_i,       // state is FLUSH

  input  logic        affine_en_i,
  input  logic [3:0]  layers_i,         // L
  input  logic [2:0]  groups_i,         // G
  input  logic [3:0]  pairs_i,          // H
  input  logic [9:0]  entry_addr_i,     // header of the entry to write
  input  logic [15:0] timeout_i,
  input  logic [3:0]  retries_i,
  input  logic [15:0] gain_min_i,
  input  logic [15:0] gain_max_i,
  input  logic [15:0] offset_min_i,
  input  logic [15:0] offset_max_i,
  input  logic [32*tuning_ctrl_pkg::MaxLayers-1:0] saved_i,

  output logic        re_o,
  output logic [9:0]  raddr_o,
  output logic        centre_o,         // what is read, see slope_engine
  output logic        tune_o,
  output logic        slope_o,
  output logic [2:0]  index_o,
  output logic        row_o,
  output logic        octaves_o,        // the sum of the gain slopes is complete
  output logic        value_o,          // gain and offset are wanted
  input  logic [23:0] gain_i,
  input  logic signed [33:0] offset_i,

  output logic        psel_o,
  output logic        penable_o,
  output logic        pwrite_o,
  output logic [15:0] paddr_o,
  output logic [31:0] pwdata_o,
  output logic [3:0]  pstrb_o,
  input  logic        pready_i,
  input  logic [31:0] prdata_i,
  input  logic        pslverr_i,

  output tuning_ctrl_pkg::writer_step_e step_o,
  output logic [2:0]  layer_o,
  output logic [3:0]  retry_o,
  output logic        save_done_o,
  output logic        layers_done_o,
  output logic        commit_done_o,
  output logic [7:0]  error_o,          // an error_e
  output logic [7:0]  detail_o,

  output logic        saved_we_o,       // SAVED[layer] is the word read
  output logic        applied_we_o,     // APPLIED[layer] is the word written
  output logic [31:0] applied_word_o
);

  tuning_ctrl_pkg::writer_step_e step_q, step_d, layer_begin;
  tuning_ctrl_pkg::error_e error;

  logic [2:0]  layer_q, layer;
  logic [3:0]  retry_q;
  logic [3:0]  count_q;                 // cycle of CENTRE or SLOPES, from 0
  logic        commit_q;                // the transfer is the commit
  logic [15:0] access_q;                // number of this ACCESS cycle
  logic [31:0] word_q, word, read_q;    // clamped word; what was read back

  logic quiet, in_access, ends, in_time, transfer_failed, compare, equal, last_layer, again;
  logic centre_done, slopes_done;

  assign quiet = aborting_i || flushing_i;
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
  assign layer_begin = restore_i ? tuning_ctrl_pkg::WriterStepLoad
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
  assign layers_done_o = equal && last_layer && !quiet;
  assign commit_done_o = ends && commit_q && !transfer_failed && !quiet;

  always_comb begin
    step_d = step_q;
    unique case (step_q)
      tuning_ctrl_pkg::WriterStepNone: begin
        if (start_save_i) step_d = tuning_ctrl_pkg::WriterStepReadSetup;
        else if (start_write_i && affine_en_i && !restore_i) begin
          step_d = tuning_ctrl_pkg::WriterStepCentre;
        end else if (start_write_i) step_d = layer_begin;
      end
      tuning_ctrl_pkg::WriterStepCentre: if (centre_done) step_d = tuning_ctrl_pkg::WriterStepFetch;
      tuning_ctrl_pkg::WriterStepFetch:
        step_d = affine_en_i ? tuning_ctrl_pkg::WriterStepSlopes : tuning_ctrl_pkg::WriterStepLoad;
      tuning_ctrl_pkg::WriterStepSlopes: if (slopes_done) step_d = tuning_ctrl_pkg::WriterStepLoad;
      tuning_ctrl_pkg::WriterStepLoad: step_d = tuning_ctrl_pkg::WriterStepWriteSetup;
      tuning_ctrl_pkg::WriterStepWriteSetup: step_d = tuning_ctrl_pkg::WriterStepWriteAccess;
      tuning_ctrl_pkg::WriterStepWriteAccess:
        if (ends) begin
          step_d = transfer_failed || commit_q ? tuning_ctrl_pkg::WriterStepNone
                                               : tuning_ctrl_pkg::WriterStepReadSetup;
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
        if (equal && !last_layer) step_d = layer_begin;
        else if (equal || again) step_d = tuning_ctrl_pkg::WriterStepWriteSetup;
        else step_d = tuning_ctrl_pkg::WriterStepNone;
      end
      default: step_d = tuning_ctrl_pkg::WriterStepNone;
    endcase
    // A transfer under way goes on to its end.
    if (quiet && (!psel_o || ends)) step_d = tuning_ctrl_pkg::WriterStepNone;
  end

  logic busy;
  assign busy = step_q != tuning_ctrl_pkg::WriterStepNone || start_save_i || start_write_i;
  assign layer = saved_we_o ? layer_q + 3'd1 : layer_q;  // of the step that begins in SAVE

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      step_q   <= tuning_ctrl_pkg::WriterStepNone;
      layer_q  <= '0;
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
        retry_q  <= '0;
        commit_q <= 1'b0;
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

  // What is written: gain and offset inside their limits, or the saved word as it is.
  logic [15:0] gain, offset;
  assign octaves_o = step_q == tuning_ctrl_pkg::WriterStepSlopes && slopes_done;
  assign value_o = step_q == tuning_ctrl_pkg::WriterStepLoad && !restore_i;

  always_comb begin
    gain = '0;
    offset = '0;
    if (value_o) begin
      gain = gain_i > {8'b0, gain_min_i} ? gain_i[15:0] : gain_min_i;
      if (gain_i > {8'b0, gain_max_i}) gain = gain_max_i;
      offset = offset_i > 34'($signed(offset_min_i)) ? offset_i[15:0] : offset_min_i;
      if (offset_i > 34'($signed(offset_max_i))) offset = offset_max_i;
    end
  end

  always_comb begin
    word = word_q;
    if (value_o) word = {offset, gain};
    else if (step_q == tuning_ctrl_pkg::WriterStepLoad) word = saved_i[32*layer_q+:32];
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) word_q <= '0;
    else if (step_q == tuning_ctrl_pkg::WriterStepLoad) word_q <= word;
  end

  // Codebook: the centroid, then word by word the bases, and the maps, which follow each other.
  logic [9:0] map_addr_q;
  logic       centre_read, slope_read;

  assign centre_read = step_q == tuning_ctrl_pkg::WriterStepCentre && !centre_done;
  assign slope_read = step_q == tuning_ctrl_pkg::WriterStepSlopes && count_q < {groups_i, 1'b0};
  assign re_o = centre_o || tune_o || slope_o;
  assign centre_o = centre_read;
  assign tune_o = step_q == tuning_ctrl_pkg::WriterStepFetch;
  assign slope_o = slope_read;
  assign row_o = slope_read && count_q >= {1'b0, groups_i};

  always_comb begin
    raddr_o = '0;
    index_o = '0;
    if (centre_read) begin
      raddr_o = entry_addr_i + 10'd1 + {6'b0, count_q};
      index_o = count_q[2:0];
    end else if (tune_o) begin
      raddr_o = entry_addr_i + 10'd1 + {6'b0, pairs_i} + {7'b0, layer_q};
    end else if (slope_read) begin
      raddr_o = map_addr_q;
      index_o = row_o ? count_q[2:0] - groups_i : count_q[2:0];
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) map_addr_q <= '0;
    else if (centre_read) map_addr_q <= entry_addr_i + {6'b0, pairs_i} + {6'b0, layers_i};
    else if (slope_read) map_addr_q <= map_addr_q + 10'd1;
  end

  logic        to_commit;
  logic [15:0] layer_addr;
  assign to_commit = equal && last_layer;
  assign layer_addr = (saving_i || start_save_i ? tuning_ctrl_pkg::TargetTuneActiveAddr
                                                : tuning_ctrl_pkg::TargetTuneShadowAddr) +
                      {11'b0, layer, 2'b0};

  cfg_bus u_bus (
    .clk_i, .rst_ni, .update_i(busy),
    .setup_i(step_d == tuning_ctrl_pkg::WriterStepWriteSetup ||
             step_d == tuning_ctrl_pkg::WriterStepReadSetup),
    .access_i(step_d == tuning_ctrl_pkg::WriterStepWriteAccess ||
              step_d == tuning_ctrl_pkg::WriterStepReadAccess),
    .write_i(step_d == tuning_ctrl_pkg::WriterStepWriteSetup),
    .addr_i(to_commit ? tuning_ctrl_pkg::TargetTuneCommitAddr : layer_addr),
    .wdata_i(to_commit ? 32'd1 : word), .ends_i(ends),
    .psel_o, .penable_o, .pwrite_o, .paddr_o, .pwdata_o, .pstrb_o
  );

  assign step_o = step_q;
  assign layer_o = layer_q;
  assign retry_o = retry_q;
  assign error_o = error;
  assign detail_o = commit_q ? 8'd255 : {5'b0, layer_q};
  assign applied_we_o = equal;
  assign applied_word_o = word_q;

  `ASSERT(StepDeclared, step_q <= tuning_ctrl_pkg::WriterStepSlopes)
  `ASSERT(StartOnlyAtRest, step_q == tuning_ctrl_pkg::WriterStepNone ||
          !(start_save_i || start_write_i))


  `COVER(Retry, again)
  `COVER(ReadyInTheLastCycle, in_time && access_q == timeout_i)
  `COVER(TimeoutOfWrite, ends && !in_time && psel_o && pwrite_o && !commit_q)
  `COVER(TimeoutOfReadBack, ends && !in_time && !pwrite_o && !saving_i)
  `COVER(TimeoutOfSave, ends && !in_time && saving_i)
  `COVER(TimeoutOfCommit, ends && !in_time && commit_q)
  `COVER(TimeoutInFlush, ends && !in_time && flushing_i)
  `COVER(SlaveErrorOfWrite, in_time && pslverr_i && pwrite_o && !commit_q)
  `COVER(SlaveErrorOfReadBack, in_time && pslverr_i && !pwrite_o && !saving_i)
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
