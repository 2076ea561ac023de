`include "prim/assert.svh"

// What the controller promises at its ports and in its declared state, whatever its host and the
// accelerator do. The last ports are probes: its configuration and registers that are not declared.
module tuning_ctrl_props (
  input logic        clk_i,
  input logic        rst_ni,
  input logic        csr_psel_i,
  input logic        csr_penable_i,
  input logic        csr_pwrite_i,
  input logic [19:0] csr_paddr_i,
  input logic [31:0] csr_pwdata_i,
  input logic [3:0]  csr_pstrb_i,
  input logic        stim_ready_i,
  input logic        sig_valid_i,
  input logic [3:0]  sig_layer_i,
  input logic [9:0]  sig_channel_i,
  input logic [7:0]  sig_tag_i,
  input logic [23:0] sig_value_i,
  input logic        sig_last_channel_i,
  input logic        sig_last_layer_i,
  input logic        sig_last_image_i,
  input logic        cfg_pready_i,
  input logic [31:0] cfg_prdata_i,
  input logic        cfg_pslverr_i,

  input logic [23:0] image_timeout_i,
  input logic [15:0] cfg_timeout_i,
  input logic        predict_en_i,
  input logic        retest_en_i,
  input logic        adapt_auto_i,
  input logic        loop_en_i,
  input logic        commit_en_i,
  input logic [13:0] delta_count_i,
  input logic [13:0] loop_first_i,
  input logic [7:0]  answers_i,
  input logic [2:0]  groups_i,
  input logic        check_done_i,
  input logic        image_done_i,
  input logic [2:0]  framing_error_i,
  input logic        first_i,
  input logic        commit_i,
  input logic        saved_i,
  input logic [15:0] writer_access_i,
  input logic        monitor_access_i,
  input logic [15:0] monitor_count_i,
  input logic        bad_i,              // an engine read a bad word in the last cycle
  input logic        aborting_i,
  input logic [12:0] factor_i
);

  logic        stim_valid, stim_last, psel, penable, pwrite, flush;
  logic [3:0]  stim_data;
  logic [7:0]  stim_tag;
  logic [15:0] paddr;
  logic [31:0] pwdata;
  tuning_ctrl_pkg::obs_t obs;

  // verilator lint_off PINMISSING
  tuning_ctrl u_ctrl (
    .clk_i, .rst_ni, .csr_psel_i, .csr_penable_i, .csr_pwrite_i, .csr_paddr_i, .csr_pwdata_i,
    .csr_pstrb_i, .stim_ready_i, .sig_valid_i, .sig_layer_i, .sig_channel_i, .sig_tag_i,
    .sig_value_i, .sig_last_channel_i, .sig_last_layer_i, .sig_last_image_i, .cfg_pready_i,
    .cfg_prdata_i, .cfg_pslverr_i,
    .stim_valid_o(stim_valid), .stim_data_o(stim_data), .stim_tag_o(stim_tag),
    .stim_last_o(stim_last), .cfg_psel_o(psel), .cfg_penable_o(penable), .cfg_pwrite_o(pwrite),
    .cfg_paddr_o(paddr), .cfg_pwdata_o(pwdata), .flush_o(flush), .obs_o(obs)
  );
  // verilator lint_on PINMISSING

  logic in_idle, in_check, in_play, in_image, in_save, in_write, in_load, in_commit, in_done;
  logic in_error, in_flush, busy;
  assign in_idle = obs.state == tuning_ctrl_pkg::StateIdle;
  assign in_check = obs.state == tuning_ctrl_pkg::StateCheck;
  assign in_play = obs.state == tuning_ctrl_pkg::StatePlay;
  assign in_image = in_play || obs.state == tuning_ctrl_pkg::StateCollect;
  assign in_save = obs.state == tuning_ctrl_pkg::StateSave;
  assign in_write = obs.state == tuning_ctrl_pkg::StateWrite;
  assign in_load = obs.state == tuning_ctrl_pkg::StateLoad;
  assign in_commit = obs.state == tuning_ctrl_pkg::StateCommit;
  assign in_done = obs.state == tuning_ctrl_pkg::StateDone;
  assign in_error = obs.state == tuning_ctrl_pkg::StateError;
  assign in_flush = obs.state == tuning_ctrl_pkg::StateFlush;
  assign busy = !in_idle && !in_done && !in_error;

  // Who has the bus.
  logic in_transfer, in_write_transfer, in_read_transfer;
  assign in_write_transfer = obs.writer_step == tuning_ctrl_pkg::WriterStepWriteSetup ||
                             obs.writer_step == tuning_ctrl_pkg::WriterStepWriteAccess;
  assign in_read_transfer = obs.writer_step == tuning_ctrl_pkg::WriterStepReadSetup ||
                            obs.writer_step == tuning_ctrl_pkg::WriterStepReadAccess;
  assign in_transfer = in_write_transfer || in_read_transfer;

  logic monitor_off, monitor_writes, monitor_transfer, monitor_windows;
  assign monitor_off = obs.mon_step == tuning_ctrl_pkg::MonStepOff;
  assign monitor_windows = obs.mon_step == tuning_ctrl_pkg::MonStepWindow;
  assign monitor_writes = monitor_windows || obs.mon_step == tuning_ctrl_pkg::MonStepStore ||
                          obs.mon_step == tuning_ctrl_pkg::MonStepApply;
  assign monitor_transfer = !monitor_off && obs.mon_step != tuning_ctrl_pkg::MonStepWait &&
                            obs.mon_step != tuning_ctrl_pkg::MonStepDivide;

  logic [4:0] before_q;        // state in the cycle before
  logic       engine_before;   // it was one in which memories are read
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) before_q <= tuning_ctrl_pkg::StateIdle;
    else before_q <= obs.state;
  end
  assign engine_before = before_q == tuning_ctrl_pkg::StatePlay ||
      before_q == tuning_ctrl_pkg::StateCollect || before_q == tuning_ctrl_pkg::StateProject ||
      before_q == tuning_ctrl_pkg::StateFinalise || before_q == tuning_ctrl_pkg::StateCluster ||
      before_q == tuning_ctrl_pkg::StatePredict || before_q == tuning_ctrl_pkg::StateDecide ||
      before_q == tuning_ctrl_pkg::StateWrite || before_q == tuning_ctrl_pkg::StateLoad ||
      before_q == tuning_ctrl_pkg::StateAdapt;

  // The configuration stands still while it is used, and CHECK let no useless limit pass.
  `ASSERT_HOLDS(ConfigurationLocked, busy, 84,
                ({image_timeout_i, cfg_timeout_i, predict_en_i, retest_en_i, adapt_auto_i, loop_en_i,
                  commit_en_i, delta_count_i, loop_first_i, answers_i, groups_i}))
  `ASSERT(LimitsChecked, !busy || in_check || in_flush ||
          (image_timeout_i != '0 && cfg_timeout_i != '0))
  `ASSERT(AdaptationChecked, !busy || in_check || in_flush || !(adapt_auto_i || obs.adapting) ||
          (32'(delta_count_i) <= tuning_ctrl_pkg::DeltaWords && loop_first_i <= delta_count_i &&
           (!loop_en_i || (loop_first_i != delta_count_i && answers_i != '0))))

  `ASSERT(FlushedTransferHasALimit, !(in_flush && in_transfer) || cfg_timeout_i != '0)
  `ASSERT(ChecksInCheckOnly, !check_done_i || (in_check && monitor_off))
  `ASSERT(BeatsInCollectOnly, (!image_done_i && framing_error_i == '0) ||
          obs.state == tuning_ctrl_pkg::StateCollect)

  // Where writer and monitor may be in which state.
  `ASSERT(WriterFollowsState,
          in_save ? in_read_transfer :
          in_write ? obs.writer_step != tuning_ctrl_pkg::WriterStepNone :
          in_load ? obs.writer_step != tuning_ctrl_pkg::WriterStepCentre &&
                    obs.writer_step != tuning_ctrl_pkg::WriterStepSlopes :
          in_commit ? in_write_transfer :
          in_flush ? in_transfer || obs.writer_step == tuning_ctrl_pkg::WriterStepNone :
          obs.writer_step == tuning_ctrl_pkg::WriterStepNone)
  // Behind an engine that may have read a bad word the monitor is off for one cycle more.
  `ASSERT(MonitorFollowsState, monitor_off || ((!busy || in_check || in_flush) && !engine_before))
  `ASSERT(MonitorWritesItsRegisters, !monitor_writes ||
          paddr == (monitor_windows ? tuning_ctrl_pkg::TargetMonWindowAddr :
                    obs.mon_step == tuning_ctrl_pkg::MonStepApply ?
                    tuning_ctrl_pkg::TargetTuneCommitAddr : {11'b0, paddr[4:2], 2'b0}))
  `ASSERT(CommitMarked, in_commit ? commit_i : !commit_i || (in_flush && in_write_transfer))
  `ASSERT(OneUserOfTheBus, !(in_transfer && monitor_transfer))
  `ASSERT(BusFollowsItsUsers, psel == (in_transfer || monitor_transfer) &&
          pwrite == (in_write_transfer || monitor_writes) &&
          penable == (obs.writer_step == tuning_ctrl_pkg::WriterStepWriteAccess ||
                      obs.writer_step == tuning_ctrl_pkg::WriterStepReadAccess ||
                      monitor_access_i) && (!monitor_access_i || monitor_transfer))

  // The accelerator keeps its setting. A download goes where its host sends it.
  logic download, download_q, commit_write, shadow_write;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) download_q <= 1'b0;
    else download_q <= in_load || (download_q && in_flush);
  end
  assign download = in_load || (download_q && in_flush && !monitor_transfer);
  assign commit_write = psel && pwrite && !download &&
                        paddr == tuning_ctrl_pkg::TargetTuneCommitAddr;
  assign shadow_write = psel && pwrite && !download && !commit_write && !monitor_windows;
  `ASSERT(NoSettingWrittenInError, !(in_error && psel) || monitor_windows)
  `ASSERT(NoTransferOutsideItsStates, !psel || in_save || in_write || in_load || in_commit ||
          in_flush || in_idle || in_done || in_check || (in_error && monitor_windows))
  `ASSERT(NoShadowWriteOutsideWrite, !shadow_write || in_write || in_flush ||
          obs.mon_step == tuning_ctrl_pkg::MonStepStore)
  `ASSERT(NoCommitOutsideCommit, !commit_write || in_commit || in_flush ||
          obs.mon_step == tuning_ctrl_pkg::MonStepApply)
  `ASSERT(NoDownloadOutsideLoad, !(in_transfer && download) || in_load || in_flush)
  `ASSERT(NoWriteInSave, !(in_save && pwrite))
  `ASSERT(WritesAreMarked, !in_write_transfer || download || commit_i == commit_write)

  logic committed_q;   // by the writer, since the last image, download or START
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) committed_q <= 1'b0;
    else if (in_play || in_load || in_check) committed_q <= 1'b0;
    else if (in_transfer && commit_write && penable && cfg_pready_i) committed_q <= 1'b1;
  end
  `ASSERT(OneCommitAnImage, !(committed_q && in_transfer && commit_write))
  `ASSERT(CommitEndsTheRepair, !committed_q || in_check || in_play || in_load || in_done ||
          in_error || in_idle || (in_flush && !in_transfer))

  // Nothing outside can hold it up for longer than was programmed.
  logic [15:0] accesses_q;      // of this transfer, before this cycle
  logic [23:0] cycles_q, cycles;  // of this image, before this cycle
  assign cycles = in_play && before_q != tuning_ctrl_pkg::StatePlay ? 24'd0 : cycles_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      accesses_q <= '0;
      cycles_q   <= '0;
    end else begin
      accesses_q <= penable ? accesses_q + 16'd1 : 16'd0;
      cycles_q   <= in_image ? cycles + 24'd1 : 24'd0;
    end
  end
  `ASSERT_NEXT(HungTransferEnds, penable && {1'b0, accesses_q} + 17'd1 >= {1'b0, cfg_timeout_i},
               !penable)
  `ASSERT(WatchdogCounts, !penable || (accesses_q != 16'hffff &&
          (monitor_access_i ? monitor_count_i : writer_access_i) == accesses_q + 16'd1))
  `ASSERT(WatchdogInTime, !(penable && in_transfer) || accesses_q < cfg_timeout_i)
  `ASSERT(StalledImageEnds, !in_image || cycles < image_timeout_i)
  `ASSERT(ImageClockRests, in_image || obs.image_cycles == '0)
  `ASSERT(ImageClockCounts, !in_image || obs.image_cycles == cycles)

  // Ends of states are seen and told.
  logic changed_q;
  logic [31:0] log_count_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      changed_q   <= 1'b0;
      log_count_q <= '0;
    end else begin
      changed_q   <= obs.state != before_q;
      log_count_q <= obs.log_count;
    end
  end
  `ASSERT(FirstCycleKnown, first_i == (obs.state != before_q))
  `ASSERT(OneLogEntryAStateChange, obs.log_we == changed_q &&
          obs.log_count == log_count_q + {31'b0, changed_q})
  `ASSERT_NEXT(ErrorRaisesItsCause, !in_error, !in_error || obs.irq_status[1])
  `ASSERT_NEXT(DoneRaisesItsCause, !in_done, !in_done || obs.irq_status[0])
  `ASSERT_NEXT(FlushEndsWithItsCause, in_flush, in_flush || in_error ||
               (in_idle && obs.irq_status[3]))
  `ASSERT_NEXT(AbortReachesIdleOnceTheBusIsQuiet, in_flush && !psel && !bad_i, in_idle)
  `ASSERT_NEXT(BadWordEndsInError, bad_i && !in_error && !aborting_i,
               in_error && obs.error_code == tuning_ctrl_pkg::ErrorParity)
  `ASSERT(BadWordsOnlyBehindAnEngine, !bad_i || (engine_before && !in_transfer))
  `ASSERT(ErrorHasACode, !in_error || obs.error_code != tuning_ctrl_pkg::ErrorNone)
  `ASSERT(ErrorCodeDeclared, obs.error_code <= tuning_ctrl_pkg::ErrorParity)
  `ASSERT_NEXT(ErrorAtRestIsOfBusOrParity, in_idle || in_done, !in_error ||
               obs.error_code == tuning_ctrl_pkg::ErrorCfgSlverr ||
               obs.error_code == tuning_ctrl_pkg::ErrorCfgTimeout ||
               obs.error_code == tuning_ctrl_pkg::ErrorReadback ||
               obs.error_code == tuning_ctrl_pkg::ErrorParity)
  `ASSERT(IdleWhileScrubbed, !obs.scrubbing ||
          (in_idle && before_q == tuning_ctrl_pkg::StateIdle && monitor_off))
  `ASSERT(DownloadInRange, !in_load || obs.writer_step == tuning_ctrl_pkg::WriterStepNone ||
          obs.writer_index < delta_count_i)
  `ASSERT_NEXT(ErrorStaysUntilCleared, in_error, in_error || in_idle)
  `ASSERT(FlushStrobeOnEntry, flush == ((in_error || in_flush) && before_q != obs.state))

  // Streams.
  logic [12:0] pixel_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) pixel_q <= '0;
    else pixel_q <= {stim_data, stim_tag, stim_last};
  end
  `ASSERT_NEXT(PixelStaysUntilTaken, stim_valid && !stim_ready_i && in_play, stim_valid || !in_play)
  `ASSERT_NEXT(PixelKeepsItsPayload, stim_valid && !stim_ready_i && in_play,
               !in_play || {stim_data, stim_tag, stim_last} == pixel_q)

  // The order of a repair.
  logic fetching;
  assign fetching = obs.writer_step == tuning_ctrl_pkg::WriterStepCentre ||
                    obs.writer_step == tuning_ctrl_pkg::WriterStepFetch ||
                    obs.writer_step == tuning_ctrl_pkg::WriterStepSlopes;
  `ASSERT(RetestIsBehindADecision, obs.pass != 2'd1 || obs.decided)
  `ASSERT(JudgesRetestsOnly, obs.pass == 2'd1 ||
          (obs.state != tuning_ctrl_pkg::StateJudge && !obs.again && !obs.last_write))
  `ASSERT(AgainOnlyInCluster, !obs.again || obs.state == tuning_ctrl_pkg::StateCluster ||
          in_flush || !busy)
  `ASSERT(LastWriteEndsTheRepair, !obs.last_write || in_write || (in_commit && !obs.adapting) ||
          in_flush || !busy)
  `ASSERT(AdaptingOnlyAdapts, !obs.adapting || !busy || in_check || in_load || in_commit ||
          in_flush || obs.state == tuning_ctrl_pkg::StateAdapt || (in_image && obs.pass == 2'd2))
  `ASSERT(RestoreReadsNoCodebook, !(fetching && obs.restoring && in_write))
  `ASSERT(SavedBeforeAnyImage, saved_i || !busy || in_save || in_flush || !predict_en_i ||
          !retest_en_i || in_check || obs.adapting)
  `ASSERT(FactorReadyForGain, obs.restoring || factor_i[12] || in_load ||
          (obs.writer_step != tuning_ctrl_pkg::WriterStepSlopes &&
           obs.writer_step != tuning_ctrl_pkg::WriterStepLoad))
  `ASSERT(CsrPhaseDeclared, obs.csr_phase <= tuning_ctrl_pkg::CsrPhaseRelease)

endmodule

