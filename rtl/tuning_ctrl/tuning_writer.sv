`include "prim/assert.svh"

// WRITE and COMMIT: takes gain and offset of every layer but the last out of the codebook, clamps
// them, writes them through the cfg port and reads them back, then commits all at once. An abort
// lets the transfer under way finish, so that the accelerator's bus is never left half-way.
module tuning_writer (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        start_i,          // WRITE is entered at the end of this cycle
  input  logic        aborting_i,       // WRITE or COMMIT is left by abort
  input  logic        flushing_i,       // state is FLUSH
  input  logic [3:0]  layers_i,         // L
  input  logic [9:0]  tune_addr_i,      // codebook word of layer 0
  input  logic [15:0] timeout_i,
  input  logic [3:0]  retries_i,
  input  logic [15:0] gain_min_i,
  input  logic [15:0] gain_max_i,
  input  logic [15:0] offset_min_i,
  input  logic [15:0] offset_max_i,

  output logic        re_o,
  output logic [9:0]  raddr_o,
  input  logic [31:0] rdata_i,

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
  output logic        layers_done_o,
  output logic        commit_done_o,
  output logic [7:0]  error_o,          // an error_e
  output logic [7:0]  detail_o,

  input  logic        clear_applied_i,  // START accepted
  output logic [32*tuning_ctrl_pkg::RegAppliedCount-1:0] applied_o,
  output logic        applied_we_o,     // monitor: written at the end of the last cycle
  output logic [2:0]  applied_layer_o,
  output logic [31:0] applied_word_o
);

  tuning_ctrl_pkg::writer_step_e step_q, step_d;
  tuning_ctrl_pkg::error_e error;

  logic [2:0]  layer_q;
  logic [3:0]  retry_q;
  logic        commit_q;                // the transfer is the commit
  logic [15:0] access_q;                // number of this ACCESS cycle
  logic [31:0] word_q, word, read_q;    // clamped word; what was read back

  logic quiet, in_access, ends, in_time, transfer_failed, compare, equal, last_layer, again;

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

  always_comb begin
    error = tuning_ctrl_pkg::ErrorNone;
    if (transfer_failed && !quiet) begin
      error = in_time ? tuning_ctrl_pkg::ErrorCfgSlverr : tuning_ctrl_pkg::ErrorCfgTimeout;
    end else if (compare && !equal && !again) begin
      error = tuning_ctrl_pkg::ErrorReadback;
    end
  end

  assign layers_done_o = equal && last_layer && !quiet;
  assign commit_done_o = ends && commit_q && !transfer_failed && !quiet;

  always_comb begin
    step_d = step_q;
    unique case (step_q)
      tuning_ctrl_pkg::WriterStepNone: if (start_i) step_d = tuning_ctrl_pkg::WriterStepFetch;
      tuning_ctrl_pkg::WriterStepFetch:
        step_d = quiet ? tuning_ctrl_pkg::WriterStepNone : tuning_ctrl_pkg::WriterStepLoad;
      tuning_ctrl_pkg::WriterStepLoad:
        step_d = quiet ? tuning_ctrl_pkg::WriterStepNone : tuning_ctrl_pkg::WriterStepWriteSetup;
      tuning_ctrl_pkg::WriterStepWriteSetup: step_d = tuning_ctrl_pkg::WriterStepWriteAccess;
      tuning_ctrl_pkg::WriterStepWriteAccess:
        if (ends) begin
          step_d = quiet || transfer_failed || commit_q ? tuning_ctrl_pkg::WriterStepNone
                                                        : tuning_ctrl_pkg::WriterStepReadSetup;
        end
      tuning_ctrl_pkg::WriterStepReadSetup: step_d = tuning_ctrl_pkg::WriterStepReadAccess;
      tuning_ctrl_pkg::WriterStepReadAccess:
        if (ends) begin
          step_d = quiet || transfer_failed ? tuning_ctrl_pkg::WriterStepNone
                                            : tuning_ctrl_pkg::WriterStepCompare;
        end
      tuning_ctrl_pkg::WriterStepCompare: begin
        if (quiet) step_d = tuning_ctrl_pkg::WriterStepNone;
        else if (equal && !last_layer) step_d = tuning_ctrl_pkg::WriterStepFetch;
        else if (equal || again) step_d = tuning_ctrl_pkg::WriterStepWriteSetup;
        else step_d = tuning_ctrl_pkg::WriterStepNone;
      end
      default: step_d = tuning_ctrl_pkg::WriterStepNone;
    endcase
  end

  logic busy;
  assign busy = step_q != tuning_ctrl_pkg::WriterStepNone || start_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      step_q   <= tuning_ctrl_pkg::WriterStepNone;
      layer_q  <= '0;
      retry_q  <= '0;
      commit_q <= 1'b0;
      access_q <= '0;
      read_q   <= '0;
    end else if (busy) begin
      step_q   <= step_d;
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
      end else if (again) begin
        retry_q <= retry_q + 4'd1;
      end
    end
  end

  // The codebook word, gain and offset inside their limits.
  logic [15:0] gain, offset;
  always_comb begin
    gain = '0;
    offset = '0;
    if (step_q == tuning_ctrl_pkg::WriterStepLoad) begin
      gain = rdata_i[15:0] > gain_min_i ? rdata_i[15:0] : gain_min_i;
      if (gain > gain_max_i) gain = gain_max_i;
      offset = $signed(rdata_i[31:16]) > $signed(offset_min_i) ? rdata_i[31:16] : offset_min_i;
      if ($signed(offset) > $signed(offset_max_i)) offset = offset_max_i;
    end
  end
  assign word = step_q == tuning_ctrl_pkg::WriterStepLoad ? {offset, gain} : word_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) word_q <= '0;
    else if (step_q == tuning_ctrl_pkg::WriterStepLoad) word_q <= word;
  end

  // The bus: loaded when a SETUP begins, ready to go to ACCESS, cleared when the transfer ends.
  logic        psel_q, penable_q, pwrite_q;
  logic [15:0] paddr_q;
  logic [31:0] pwdata_q;
  logic [3:0]  pstrb_q;
  logic        to_commit;
  assign to_commit = equal && last_layer;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      psel_q    <= 1'b0;
      penable_q <= 1'b0;
      pwrite_q  <= 1'b0;
      paddr_q   <= '0;
      pwdata_q  <= '0;
      pstrb_q   <= '0;
    end else if (busy) begin
      unique case (step_d)
        tuning_ctrl_pkg::WriterStepWriteSetup: begin
          psel_q   <= 1'b1;
          pwrite_q <= 1'b1;
          paddr_q  <= to_commit ? tuning_ctrl_pkg::TargetTuneCommitAddr
                                : tuning_ctrl_pkg::TargetTuneShadowAddr + {11'b0, layer_q, 2'b0};
          pwdata_q <= to_commit ? 32'd1 : word;
          pstrb_q  <= 4'b1111;
        end
        tuning_ctrl_pkg::WriterStepReadSetup: begin
          penable_q <= 1'b0;
          pwrite_q  <= 1'b0;
          pwdata_q  <= '0;
          pstrb_q   <= '0;
        end
        tuning_ctrl_pkg::WriterStepWriteAccess, tuning_ctrl_pkg::WriterStepReadAccess:
          penable_q <= 1'b1;
        default: begin
          psel_q    <= 1'b0;
          penable_q <= 1'b0;
          pwrite_q  <= 1'b0;
          paddr_q   <= '0;
          pwdata_q  <= '0;
          pstrb_q   <= '0;
        end
      endcase
    end
  end

  assign re_o = step_q == tuning_ctrl_pkg::WriterStepFetch;
  assign raddr_o = re_o ? tune_addr_i + {7'b0, layer_q} : '0;

  assign psel_o = psel_q;
  assign penable_o = penable_q;
  assign pwrite_o = pwrite_q;
  assign paddr_o = paddr_q;
  assign pwdata_o = pwdata_q;
  assign pstrb_o = pstrb_q;
  assign step_o = step_q;
  assign layer_o = layer_q;
  assign retry_o = retry_q;
  assign error_o = error;
  assign detail_o = commit_q ? 8'd255 : {5'b0, layer_q};

  applied_file u_applied (
    .clk_i, .rst_ni, .clear_i(clear_applied_i),
    .we_i(equal), .layer_i(layer_q), .word_i(word_q), .applied_o,
    .applied_we_o, .applied_layer_o, .applied_word_o
  );

  // APB: SETUP, then ACCESS with the same payload until ready or out of patience.
  `ASSERT_HOLDS(AccessKeepsPayload, psel_q && !ends, 54,
                ({psel_q, pwrite_q, paddr_q, pwdata_q, pstrb_q}))
  `ASSERT_NEXT(SetupThenAccess, psel_q && !penable_q, penable_q)
  `ASSERT_NEXT(AccessHeldUntilReady, penable_q && !ends, penable_q)
  `ASSERT_NEXT(AccessEnds, penable_q && ends, !penable_q)
  `ASSERT_NEXT(SetupFirst, !psel_q, !penable_q)
  `ASSERT(EnableOnlySelected, psel_q || !penable_q)
  `ASSERT(QuietWhileNotSelected, psel_q || ({pwrite_q, paddr_q, pwdata_q, pstrb_q} == '0))
  `ASSERT(StrobesOfWrite, pstrb_q == (pwrite_q ? 4'b1111 : 4'b0000))

endmodule
