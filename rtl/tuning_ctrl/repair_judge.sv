`include "prim/assert.svh"

// JUDGE and the record of the repair: which entry is written, which entries were tried, which did
// best, and how the test ended. A retest that falls short asks for the next nearest entry; when no
// further one may be tried, the best is written again, or the setting found in the accelerator.
module repair_judge (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  tuning_ctrl_pkg::state_e state_i,
  input  logic        stopping_i,       // the state is left by abort or error
  input  logic        start_i,          // START accepted: everything is cleared
  input  logic        enter_done_i,     // DONE is entered at the end of this cycle
  input  logic        adapting_i,
  input  logic        loop_en_i,
  input  logic        saved_i,          // SAVE ends well at the end of this cycle

  input  logic [6:0]  clusters_i,       // K
  input  logic [3:0]  fallbacks_i,
  input  logic [15:0] limit_ship_i,     // signed, as are the predictions
  input  logic [15:0] now_i,
  input  logic [15:0] after_i,
  input  logic [1:0]  decision_i,

  input  logic        cluster_done_i,
  input  logic [5:0]  nearest_i,        // entry found, and its header; meaningful with cluster_done
  input  logic [11:0] nearest_addr_i,
  input  logic        decide_done_i,
  input  logic [1:0]  verdict_i,
  input  logic [5:0]  best0_i,
  input  logic [11:0] best0_addr_i,

  output logic        to_cluster_o,     // JUDGE goes on to CLUSTER, to WRITE, or else to DONE
  output logic        to_write_o,
  output logic        restore_o,        // restoring, in the cycle after this one
  output logic [11:0] entry_addr_o,     // header of the entry

  output logic        needs_adapt_o,    // DONE, if entered now, would be so with NEEDS_ADAPT
  output tuning_ctrl_pkg::outcome_e outcome_o,
  output logic [5:0]  entry_o,
  output logic [5:0]  best_entry_o,
  output logic [3:0]  tries_o,
  output logic [tuning_ctrl_pkg::MaxClusters-1:0] tried_o,
  output logic        again_o,
  output logic        last_write_o,
  output logic        restoring_o,
  output logic [15:0] best_after_o
);

  logic [5:0]  entry_q, best_entry_q, best_entry;
  logic [11:0] entry_addr_q, best_entry_addr_q, best_entry_addr;
  logic [3:0]  tries_q;
  logic [4:0]  tries;                   // with the retest being judged
  logic [15:0] best_after_q, best_after;
  logic [tuning_ctrl_pkg::MaxClusters-1:0] tried_q;
  logic        again_q, last_write_q, restoring_q;
  logic        judging, better, good, improved, rewrite, restore;

  assign judging = state_i == tuning_ctrl_pkg::StateJudge;
  assign tries = {1'b0, tries_q} + 5'd1;
  assign better = tries_q == '0 || $signed(after_i) > $signed(best_after_q);
  assign best_after = better ? after_i : best_after_q;
  assign best_entry = better ? entry_q : best_entry_q;
  assign best_entry_addr = better ? entry_addr_q : best_entry_addr_q;
  assign good = $signed(after_i) >= $signed(limit_ship_i);
  assign improved = $signed(best_after) > $signed(now_i);

  always_comb begin
    to_cluster_o = 1'b0;
    rewrite = 1'b0;
    restore = 1'b0;
    if (judging && !good) begin
      if (tries <= {1'b0, fallbacks_i} && {2'b0, tries} < clusters_i) to_cluster_o = 1'b1;
      else if (improved) rewrite = best_entry != entry_q;
      else restore = 1'b1;
    end
  end
  assign to_write_o = rewrite || restore;
  assign restore_o = restoring_q || restore;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      entry_q           <= '0;
      entry_addr_q      <= '0;
      best_entry_q      <= '0;
      best_entry_addr_q <= '0;
      tries_q           <= '0;
      tried_q           <= '0;
      again_q           <= 1'b0;
      last_write_q      <= 1'b0;
      restoring_q       <= 1'b0;
      best_after_q      <= '0;
    end else if (start_i) begin
      entry_q      <= '0;
      best_entry_q <= '0;
      tries_q      <= '0;
      tried_q      <= '0;
      again_q      <= 1'b0;
      last_write_q <= 1'b0;
      restoring_q  <= 1'b0;
      best_after_q <= '0;
    end else if (!stopping_i) begin
      if (cluster_done_i && again_q) begin
        entry_q      <= nearest_i;
        entry_addr_q <= nearest_addr_i;
        again_q      <= 1'b0;
      end
      if (decide_done_i) begin
        entry_q      <= best0_i;
        entry_addr_q <= best0_addr_i;
      end
      if (judging) begin
        tries_q           <= tries[4] ? 4'd15 : tries[3:0];
        tried_q[entry_q]  <= 1'b1;
        best_after_q      <= best_after;
        best_entry_q      <= best_entry;
        best_entry_addr_q <= best_entry_addr;
        again_q           <= to_cluster_o;
        last_write_q      <= to_write_o;
        restoring_q       <= restore;
        if (rewrite) begin
          entry_q      <= best_entry;
          entry_addr_q <= best_entry_addr;
        end
      end
    end
  end

  tuning_ctrl_pkg::outcome_e outcome_q, outcome, repaired;

  assign repaired = decision_i == tuning_ctrl_pkg::DecisionRepair
                        ? tuning_ctrl_pkg::OutcomeRepaired : tuning_ctrl_pkg::OutcomeNeedsAdapt;

  always_comb begin
    outcome = repaired;
    if (adapting_i) begin
      if (state_i == tuning_ctrl_pkg::StateAdapt) outcome = tuning_ctrl_pkg::OutcomeNeedsAdapt;
      else outcome = loop_en_i ? tuning_ctrl_pkg::OutcomeAdapted : tuning_ctrl_pkg::OutcomeLoaded;
    end else if (decide_done_i) begin
      outcome = verdict_i == tuning_ctrl_pkg::DecisionReject ? tuning_ctrl_pkg::OutcomeRejected
                                                             : tuning_ctrl_pkg::OutcomePassed;
    end else if (last_write_q) begin
      outcome = restoring_q ? tuning_ctrl_pkg::OutcomeRestored : tuning_ctrl_pkg::OutcomeBelow;
    end else if (judging && !good) begin
      outcome = tuning_ctrl_pkg::OutcomeBelow;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) outcome_q <= tuning_ctrl_pkg::OutcomeNone;
    else if (start_i) outcome_q <= tuning_ctrl_pkg::OutcomeNone;
    else if (enter_done_i) outcome_q <= outcome;
  end

  assign needs_adapt_o = outcome == tuning_ctrl_pkg::OutcomeNeedsAdapt;
  assign outcome_o = outcome_q;
  assign entry_o = entry_q;
  assign entry_addr_o = entry_addr_q;
  assign best_entry_o = best_entry_q;
  assign tries_o = tries_q;
  assign tried_o = tried_q;
  assign again_o = again_q;
  assign last_write_o = last_write_q;
  assign restoring_o = restoring_q;
  assign best_after_o = best_after_q;

  // A setting may be restored only when it was saved since START.
  logic was_saved_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) was_saved_q <= 1'b0;
    else if (start_i) was_saved_q <= 1'b0;
    else if (saved_i) was_saved_q <= 1'b1;
  end

  `ASSERT(RestoreOnlyWhatWasSaved, !restoring_q || was_saved_q)
  `ASSERT(RestoreIsTheLastWrite, !restoring_q || last_write_q)
  `ASSERT(NoJudgeAfterTheLastWrite, !(judging && (last_write_q || again_q)))
  `ASSERT(WriteOnlyWhatExists, state_i != tuning_ctrl_pkg::StateWrite ||
          {1'b0, entry_q} < clusters_i)
  `ASSERT(NoEntryTwiceBeforeTheLastWrite, state_i != tuning_ctrl_pkg::StateWrite ||
          last_write_q || !tried_q[entry_q])
  `ASSERT(OutcomeDeclared, outcome_q <= tuning_ctrl_pkg::OutcomeAdapted)

  `COVER(Shipped, judging && good)
  `COVER(FallsBack, judging && to_cluster_o)
  `COVER(NoEntryLeft, judging && !good && {2'b0, tries} == clusters_i)
  `COVER(BestWrittenAgain, judging && rewrite)
  `COVER(BestStands, judging && !good && !to_cluster_o && !to_write_o)
  `COVER(Restored, judging && restore)
  `COVER(TieOfRetests, judging && tries_q != '0 && after_i == best_after_q)
  `COVER(TriesSaturate, judging && tries[4])

endmodule
