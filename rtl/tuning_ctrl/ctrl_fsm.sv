`include "prim/assert.svh"

// The main state machine and what changes with it: pass, image, tag, decision, error and the
// image's clock. At each edge the first of abort command, engine error and state table acts.
module ctrl_fsm (
  input  logic        clk_i,
  input  logic        rst_ni,

  // Commands, in the ACCESS cycle of the write; at most one is high.
  input  logic        abort_i,
  input  logic        clear_i,
  input  logic        start_i,
  input  logic        adapt_i,
  input  logic        scrubbing_i,       // no start yet

  input  logic [7:0]  images_i,
  input  logic [7:0]  answers_i,         // images of pass 2
  input  logic        auto_i,
  input  logic        loop_en_i,
  input  logic        commit_en_i,
  input  logic        retest_en_i,
  input  logic        predict_en_i,
  input  logic [23:0] image_timeout_i,

  // What the engines say in the last cycle of their part.
  input  logic        check_done_i,
  input  logic [4:0]  check_rule_i,      // first rule that fails, 0 when none does
  input  logic        save_done_i,
  input  logic        play_done_i,
  input  logic        image_done_i,      // last COLLECT cycle of an image
  input  logic [2:0]  framing_error_i,   // check that failed, 0 when none did
  input  logic        project_done_i,
  input  logic        finalise_done_i,
  input  logic        cluster_done_i,
  input  logic        predict_done_i,
  input  logic        decide_done_i,
  input  logic [1:0]  verdict_i,         // a decision_e, meaningful with decide_done_i
  input  logic        layers_done_i,
  input  logic        load_done_i,
  input  logic        adapt_done_i,
  input  logic        adapt_helped_i,
  input  logic        needs_adapt_i,     // entering DONE now would be with the outcome NEEDS_ADAPT
  input  logic        commit_done_i,
  input  logic        again_i,           // CLUSTER looks for a further entry to write
  input  logic        last_write_i,      // no retest behind this COMMIT
  input  logic        to_cluster_i,      // JUDGE goes on to CLUSTER
  input  logic        to_write_i,        // JUDGE goes on to WRITE
  input  logic [7:0]  writer_error_i,    // an error_e, ErrorNone when there is none
  input  logic [15:0] writer_detail_i,
  input  logic [7:0]  monitor_error_i,   // as the writer's
  input  logic [15:0] monitor_detail_i,
  input  logic        monitor_bus_i,     // the monitor has a transfer under way
  input  logic        parity_bad_i,      // an engine read a word of bad parity
  input  logic [2:0]  parity_memory_i,
  input  logic        cfg_psel_i,

  output tuning_ctrl_pkg::state_e state_o,
  output tuning_ctrl_pkg::state_e previous_o,  // state before this one, in its first cycle
  output logic        first_o,           // first cycle of a state entered from another
  output logic        busy_o,
  output logic [1:0]  pass_o,
  output logic [7:0]  image_o,
  output logic        adapting_o,
  output logic        spill_o,
  output logic [7:0]  tag_o,
  output logic [1:0]  decision_o,
  output logic        decided_o,
  output logic [7:0]  error_code_o,
  output logic [15:0] error_detail_o,
  output logic [23:0] image_cycles_o,
  output logic        flush_o,

  // Strobes of the edge that closes this cycle.
  output logic        started_o,         // START or ADAPT accepted
  output logic        start_rejected_o,
  output logic        aborting_o,        // ABORT accepted
  output logic        stopping_o,        // ABORT accepted or error
  output logic        enter_collect_o,
  output logic        enter_save_o,
  output logic        enter_load_o,
  output logic        enter_adapt_o,
  output logic        enter_write_o,
  output logic        enter_done_o,
  output logic        enter_error_o,
  output logic        aborted_o          // FLUSH left
);

  tuning_ctrl_pkg::state_e state_q, state_d, previous_q;
  logic [7:0]  error;
  logic        first_q, flush_q, decided_q, adapting_q, spill_q;
  logic [1:0]  pass_q;
  logic [7:0]  image_q;
  logic [7:0]  tag_q;
  logic [1:0]  decision_q;
  logic [7:0]  error_code_q;
  logic [15:0] error_detail_q, error_detail;
  logic [23:0] image_cycles_q;

  logic in_image, last_image, timeout, repair, abort, failed, busy, answers_pass, start, adapts;

  assign busy = state_q != tuning_ctrl_pkg::StateIdle && state_q != tuning_ctrl_pkg::StateDone &&
                state_q != tuning_ctrl_pkg::StateError;
  assign in_image = state_q == tuning_ctrl_pkg::StatePlay ||
                    state_q == tuning_ctrl_pkg::StateCollect;
  assign answers_pass = pass_q == 2'd2;
  assign last_image = image_q + 8'd1 == (answers_pass ? answers_i : images_i);
  assign start = (start_i || adapt_i) && !scrubbing_i;
  assign timeout = in_image && image_cycles_q + 24'd1 == image_timeout_i && !image_done_i;
  assign repair = verdict_i == tuning_ctrl_pkg::DecisionRepair ||
                  verdict_i == tuning_ctrl_pkg::DecisionRepairAndAdapt;
  assign abort = abort_i && busy && state_q != tuning_ctrl_pkg::StateFlush;

  error_priority u_error (
    .parity_bad_i(parity_bad_i && state_q != tuning_ctrl_pkg::StateError), .parity_memory_i,
    .check_rule_i(check_done_i ? check_rule_i : 5'd0), .framing_error_i, .timeout_i(timeout),
    .image_i(image_q), .writer_error_i, .writer_detail_i, .monitor_error_i, .monitor_detail_i,
    .error_o(error), .detail_o(error_detail)
  );
  assign failed = error != tuning_ctrl_pkg::ErrorNone;

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      tuning_ctrl_pkg::StateIdle, tuning_ctrl_pkg::StateDone:
        if (start) state_d = tuning_ctrl_pkg::StateCheck;
      tuning_ctrl_pkg::StateCheck:
        if (check_done_i) begin
          if (adapting_q) state_d = tuning_ctrl_pkg::StateLoad;
          else if (retest_en_i && predict_en_i) state_d = tuning_ctrl_pkg::StateSave;
          else state_d = tuning_ctrl_pkg::StatePlay;
        end
      tuning_ctrl_pkg::StateSave: if (save_done_i) state_d = tuning_ctrl_pkg::StatePlay;
      tuning_ctrl_pkg::StatePlay: if (play_done_i) state_d = tuning_ctrl_pkg::StateCollect;
      tuning_ctrl_pkg::StateCollect:
        if (image_done_i) begin
          if (!last_image) state_d = tuning_ctrl_pkg::StatePlay;
          else if (answers_pass) state_d = tuning_ctrl_pkg::StateAdapt;
          else state_d = tuning_ctrl_pkg::StateProject;
        end
      tuning_ctrl_pkg::StateProject:
        if (project_done_i) state_d = tuning_ctrl_pkg::StateFinalise;
      tuning_ctrl_pkg::StateFinalise:
        if (finalise_done_i) state_d = tuning_ctrl_pkg::StateCluster;
      tuning_ctrl_pkg::StateCluster:
        if (cluster_done_i) begin
          if (again_i) state_d = tuning_ctrl_pkg::StateWrite;
          else if (predict_en_i) state_d = tuning_ctrl_pkg::StatePredict;
          else state_d = pass_q[0] ? tuning_ctrl_pkg::StateDone : tuning_ctrl_pkg::StateDecide;
        end
      tuning_ctrl_pkg::StatePredict:
        if (predict_done_i) begin
          state_d = pass_q[0] ? tuning_ctrl_pkg::StateJudge : tuning_ctrl_pkg::StateDecide;
        end
      tuning_ctrl_pkg::StateDecide:
        if (decide_done_i) begin
          state_d = repair ? tuning_ctrl_pkg::StateWrite : tuning_ctrl_pkg::StateDone;
        end
      tuning_ctrl_pkg::StateWrite: if (layers_done_i) state_d = tuning_ctrl_pkg::StateCommit;
      tuning_ctrl_pkg::StateCommit:
        if (commit_done_i) begin
          if (adapting_q ? loop_en_i : retest_en_i && !last_write_i) begin
            state_d = tuning_ctrl_pkg::StatePlay;
          end else begin
            state_d = tuning_ctrl_pkg::StateDone;
          end
        end
      tuning_ctrl_pkg::StateJudge: begin
        if (to_cluster_i) state_d = tuning_ctrl_pkg::StateCluster;
        else if (to_write_i) state_d = tuning_ctrl_pkg::StateWrite;
        else state_d = tuning_ctrl_pkg::StateDone;
      end
      tuning_ctrl_pkg::StateLoad:
        if (load_done_i) begin
          if (spill_q) state_d = tuning_ctrl_pkg::StateDone;
          else if (commit_en_i) state_d = tuning_ctrl_pkg::StateCommit;
          else state_d = loop_en_i ? tuning_ctrl_pkg::StatePlay : tuning_ctrl_pkg::StateDone;
        end
      tuning_ctrl_pkg::StateAdapt:
        if (adapt_done_i) begin
          state_d = adapt_helped_i ? tuning_ctrl_pkg::StateLoad : tuning_ctrl_pkg::StateDone;
        end
      tuning_ctrl_pkg::StateError: if (clear_i) state_d = tuning_ctrl_pkg::StateIdle;
      // The accelerator's bus is left in order before IDLE.
      tuning_ctrl_pkg::StateFlush: if (!cfg_psel_i) state_d = tuning_ctrl_pkg::StateIdle;
      default: state_d = tuning_ctrl_pkg::StateIdle;
    endcase
    // A die that needs adaptation gets it at once.
    adapts = state_d == tuning_ctrl_pkg::StateDone && state_q != tuning_ctrl_pkg::StateDone &&
             auto_i && !adapting_q && needs_adapt_i;
    if (adapts) state_d = tuning_ctrl_pkg::StateLoad;
    if (failed) state_d = tuning_ctrl_pkg::StateError;
    if (abort) state_d = tuning_ctrl_pkg::StateFlush;
  end

  logic leave, enter_play;
  assign leave = state_d != state_q;
  assign enter_play = leave && state_d == tuning_ctrl_pkg::StatePlay;
  assign started_o = leave && state_d == tuning_ctrl_pkg::StateCheck;
  assign start_rejected_o = (start_i || adapt_i) && !started_o;
  assign aborting_o = abort;
  assign stopping_o = abort || failed;
  assign enter_collect_o = leave && state_d == tuning_ctrl_pkg::StateCollect;
  assign enter_save_o = leave && state_d == tuning_ctrl_pkg::StateSave;
  assign enter_adapt_o = leave && state_d == tuning_ctrl_pkg::StateAdapt;
  assign enter_load_o = leave && state_d == tuning_ctrl_pkg::StateLoad;
  assign enter_write_o = leave && state_d == tuning_ctrl_pkg::StateWrite;
  assign enter_done_o = leave && state_d == tuning_ctrl_pkg::StateDone;
  assign enter_error_o = leave && state_d == tuning_ctrl_pkg::StateError;
  assign aborted_o = leave && state_q == tuning_ctrl_pkg::StateFlush &&
                     state_d == tuning_ctrl_pkg::StateIdle;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q    <= tuning_ctrl_pkg::StateIdle;
      previous_q <= tuning_ctrl_pkg::StateIdle;
      first_q    <= 1'b0;
      flush_q    <= 1'b0;
    end else begin
      state_q <= state_d;
      first_q <= leave;
      flush_q <= leave && (state_d == tuning_ctrl_pkg::StateError ||
                           state_d == tuning_ctrl_pkg::StateFlush);
      if (leave) previous_q <= state_q;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      pass_q     <= 2'd0;
      image_q    <= '0;
      tag_q      <= '0;
      adapting_q <= 1'b0;
      spill_q    <= 1'b0;
    end else if (started_o) begin
      pass_q     <= 2'd0;
      image_q    <= '0;
      adapting_q <= adapt_i;
      spill_q    <= 1'b0;
    end else begin
      if (enter_play) begin
        tag_q   <= tag_q + 8'd1;
        image_q <= state_q == tuning_ctrl_pkg::StateCollect ? image_q + 8'd1 : 8'd0;
        if (state_q == tuning_ctrl_pkg::StateLoad ||
            state_q == tuning_ctrl_pkg::StateCommit) pass_q <= adapting_q ? 2'd2 : 2'd1;
      end
      if (enter_load_o) begin
        adapting_q <= 1'b1;
        spill_q    <= state_q == tuning_ctrl_pkg::StateAdapt;
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) image_cycles_q <= '0;
    else if (in_image) begin
      image_cycles_q <= image_done_i || stopping_o ? 24'd0 : image_cycles_q + 24'd1;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      decision_q     <= '0;
      decided_q      <= 1'b0;
      error_code_q   <= '0;
      error_detail_q <= '0;
    end else if (started_o) begin
      decision_q     <= '0;
      decided_q      <= 1'b0;
      error_code_q   <= '0;
      error_detail_q <= '0;
    end else begin
      if (decide_done_i && !stopping_o) begin
        decision_q <= verdict_i;
        decided_q  <= 1'b1;
      end
      if (enter_error_o) begin
        error_code_q   <= error;
        error_detail_q <= error_detail;
      end
    end
  end

  assign state_o = state_q;
  assign previous_o = previous_q;
  assign first_o = first_q;
  assign busy_o = busy;
  assign pass_o = pass_q;
  assign image_o = image_q;
  assign adapting_o = adapting_q;
  assign spill_o = spill_q;
  assign tag_o = tag_q;
  assign decision_o = decision_q;
  assign decided_o = decided_q;
  assign error_code_o = error_code_q;
  assign error_detail_o = error_detail_q;
  assign image_cycles_o = image_cycles_q;
  assign flush_o = flush_q;

  `ASSERT(OneCommand, 32'(abort_i) + 32'(clear_i) + 32'(start_i) + 32'(adapt_i) <= 1)
  `ASSERT(StateDeclared, state_q <= tuning_ctrl_pkg::StateAdapt)
  `ASSERT(BusOnlyForSettings, !cfg_psel_i || monitor_bus_i ||
          state_q == tuning_ctrl_pkg::StateWrite || state_q == tuning_ctrl_pkg::StateCommit ||
          state_q == tuning_ctrl_pkg::StateSave || state_q == tuning_ctrl_pkg::StateLoad ||
          state_q == tuning_ctrl_pkg::StateFlush)
  `ASSERT(BusOfMonitorOnlyAtRest, !monitor_bus_i || !busy ||
          state_q == tuning_ctrl_pkg::StateCheck || state_q == tuning_ctrl_pkg::StateFlush)
  `ASSERT(OneBusError, writer_error_i == '0 || monitor_error_i == '0)
  `ASSERT(NewStatesOnlyWhenEnabled, predict_en_i || (state_q != tuning_ctrl_pkg::StateSave &&
          state_q != tuning_ctrl_pkg::StatePredict && state_q != tuning_ctrl_pkg::StateJudge))
  `ASSERT(RetestOnlyWhenEnabled, retest_en_i || !busy || pass_q != 2'd1)
  `ASSERT(CommitOnlyBehindWrite, state_q != tuning_ctrl_pkg::StateCommit ||
          previous_q == tuning_ctrl_pkg::StateWrite || previous_q == tuning_ctrl_pkg::StateLoad)
  `ASSERT(NothingWrittenBeforeTheDecision, decided_q || adapting_q ||
          (state_q != tuning_ctrl_pkg::StateWrite && state_q != tuning_ctrl_pkg::StateCommit))
  `ASSERT(AdaptationIsAskedFor, adapting_q || (state_q != tuning_ctrl_pkg::StateLoad &&
          state_q != tuning_ctrl_pkg::StateAdapt && pass_q != 2'd2))
  `ASSERT(LoopOnlyWhenEnabled, loop_en_i || !busy ||
          (state_q != tuning_ctrl_pkg::StateAdapt && pass_q != 2'd2 && !spill_q))
  `ASSERT(PassDeclared, pass_q != 2'd3)
  `ASSERT_NEXT(OneCommitARepair, commit_done_i, state_q != tuning_ctrl_pkg::StateCommit)
  `ASSERT_NEXT(JudgeTakesOneCycle, state_q == tuning_ctrl_pkg::StateJudge,
               state_q != tuning_ctrl_pkg::StateJudge)
  `ASSERT(UndecidedShowsPass, decided_q || decision_q == tuning_ctrl_pkg::DecisionPass)
  `ASSERT_NEXT(RepairIsDecided, state_q == tuning_ctrl_pkg::StateDecide, state_q !=
               tuning_ctrl_pkg::StateWrite || (decided_q &&
               (decision_q == tuning_ctrl_pkg::DecisionRepair ||
                decision_q == tuning_ctrl_pkg::DecisionRepairAndAdapt)))

  `COVER(StartRejected, start_rejected_o)
  `COVER(AbortOfError, abort && failed)
  `COVER(AbortOfPass, abort && state_q == tuning_ctrl_pkg::StateDecide && decide_done_i)
  `COVER(AbortOfRetest, abort && pass_q == 2'd1)
  `COVER(FlushWaitsForBus, state_q == tuning_ctrl_pkg::StateFlush && cfg_psel_i)
  `COVER(FramingErrorAtTimeout, timeout && framing_error_i != '0)
  `COVER(ImageDoneAtTimeout, in_image && image_done_i && image_cycles_q + 24'd1 == image_timeout_i)
  `COVER(TimeoutInPlay, timeout && state_q == tuning_ctrl_pkg::StatePlay)
  `COVER(TimeoutInCollect, timeout && state_q == tuning_ctrl_pkg::StateCollect)
  `COVER(TagWraps, enter_play && (&tag_q))
  `COVER(RestartFromDone, start_i && state_q == tuning_ctrl_pkg::StateDone)
  `COVER(ErrorCleared, clear_i && state_q == tuning_ctrl_pkg::StateError)
  `COVER(AbortOfLoop, abort && pass_q == 2'd2)
  `COVER(AbortOfDownload, abort && state_q == tuning_ctrl_pkg::StateLoad)
  `COVER(AbortOfSpill, abort && spill_q)
  `COVER(AbortOfAdaptation, abort && state_q == tuning_ctrl_pkg::StateAdapt)
  `COVER(AdaptedBehindATest, enter_load_o && !adapting_q)
  `COVER(LoopHurt, adapt_done_i && !adapt_helped_i)
  `COVER(StartWhileScrubbing, (start_i || adapt_i) && scrubbing_i)
  `COVER(MonitorFailsAtStart, start && monitor_error_i != '0)

endmodule
