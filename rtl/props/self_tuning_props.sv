`include "prim/assert.svh"

// The monitor on its bus, whatever the accelerator answers, whenever it is let and stopped, and with
// the gain it computes left free. What it wrote and read is judged by the pins of the bus.
module self_tuning_props (
  input logic        clk_i,
  input logic        rst_ni,
  input logic        may_i,
  input logic [3:0]  layers_i,
  input logic [15:0] window_i,
  input logic [23:0] period_i,
  input logic [24*tuning_ctrl_pkg::RegMonRatioCount-1:0] ratio_i,
  input logic [3:0]  dead_shift_i,
  input logic [15:0] gain_min_i,
  input logic [15:0] gain_max_i,
  input logic [15:0] timeout_i,
  input logic [3:0]  retries_i,
  input logic        pready_i,
  input logic [31:0] prdata_i,
  input logic        pslverr_i,
  input logic        gain_done_i,        // probes
  input logic        access_i,
  input logic        dropped_i,
  input logic [15:0] access_count_i,
  input logic [31:0] setting_i,
  input logic [31:0] word_i
);

  logic        update, setup, access, write, ends, bus, psel, penable, pwrite, moved;
  logic [15:0] addr, paddr, windows, commits, sequence_number, next;
  logic [31:0] wdata, pwdata;
  logic [3:0]  retry;
  logic [7:0]  error;
  tuning_ctrl_pkg::mon_step_e step;

  // verilator lint_off PINMISSING
  self_tuning u_monitor (
    .clk_i, .rst_ni, .may_i, .layers_i, .window_i, .period_i, .ratio_i, .dead_shift_i, .gain_min_i,
    .gain_max_i, .timeout_i, .retries_i, .update_o(update), .setup_o(setup), .access_o(access),
    .write_o(write), .addr_o(addr), .wdata_o(wdata), .ends_o(ends), .bus_o(bus),
    .pready_i, .prdata_i, .pslverr_i, .error_o(error), .step_o(step), .retry_o(retry),
    .sequence_o(sequence_number), .next_o(next), .moved_o(moved), .windows_o(windows),
    .commits_o(commits)
  );

  cfg_bus u_bus (
    .clk_i, .rst_ni, .update_i(update), .setup_i(setup), .access_i(access), .write_i(write),
    .addr_i(addr), .wdata_i(wdata), .ends_i(ends),
    .psel_o(psel), .penable_o(penable), .pwrite_o(pwrite), .paddr_o(paddr), .pwdata_o(pwdata)
  );
  // verilator lint_on PINMISSING

  logic in_off, in_input, in_gain, in_divide, in_store, in_back, in_apply, writes;
  assign in_off = step == tuning_ctrl_pkg::MonStepOff;
  assign in_input = step == tuning_ctrl_pkg::MonStepInput;
  assign in_gain = step == tuning_ctrl_pkg::MonStepGain;
  assign in_divide = step == tuning_ctrl_pkg::MonStepDivide;
  assign in_store = step == tuning_ctrl_pkg::MonStepStore;
  assign in_back = step == tuning_ctrl_pkg::MonStepBack;
  assign in_apply = step == tuning_ctrl_pkg::MonStepApply;
  assign writes = in_store || in_apply || step == tuning_ctrl_pkg::MonStepWindow;

  `ASSERT(DoneOnlyWhileItDivides, !gain_done_i || (in_divide && may_i))

  // A transfer is what the step says, and goes on until it is answered or out of patience.
  logic [15:0] accesses_q;               // of this transfer, before this cycle
  logic        answered, patience_over;
  assign answered = penable && pready_i;
  assign patience_over = {1'b0, accesses_q} + 17'd1 >= {1'b0, timeout_i};
  `ASSERT(BusFollowsStep, psel == bus && pwrite == writes && penable == access_i)
  `ASSERT(WatchdogCounts, !penable || access_count_i == accesses_q + 16'd1)
  `ASSERT(WatchdogInRange, !penable || accesses_q != 16'hffff)
  `ASSERT_NEXT(NeverLeavesATransferHalfWay, psel && !answered && !(penable && patience_over), psel)
  `ASSERT_NEXT(HungTransferEnds, penable && patience_over, !penable)

  // What it may not finish: a transfer with one such cycle is dropped whatever comes back.
  logic stopped_q, stopped;
  assign stopped = stopped_q || !may_i;
  `ASSERT(DropIsRemembered, !psel || dropped_i == stopped_q)
  `ASSERT_NEXT(OffWhenItMayNot, !may_i && !psel, in_off)
  `ASSERT_NEXT(DroppedTransferIsTheLast, psel && stopped, in_off || psel)
  `ASSERT_HOLDS(DroppedTransferChangesNothing, psel && stopped, 64,
                ({windows, commits, sequence_number, setting_i[15:0]}))
  `ASSERT(NoErrorWhenItMayNot, error == '0 || (may_i && !stopped_q))
  `ASSERT_NEXT(ErrorEndsIt, error != '0, in_off)
  `ASSERT(CleanWhenOff, !in_off || (retry == '0 && next == '0 && !moved))
  `ASSERT(WritesOnlyItsRegisters, !(psel && pwrite) ||
          paddr == (in_apply ? tuning_ctrl_pkg::TargetTuneCommitAddr :
                    in_store ? {11'b0, paddr[4:2], 2'b0} : tuning_ctrl_pkg::TargetMonWindowAddr))

  // What it found and stored, by the pins.
  logic [31:0] found_q, stored_q;
  logic        differs_q, taken;
  logic [15:0] windows_q;
  assign taken = answered && !pslverr_i && !stopped;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      accesses_q <= '0;
      stopped_q  <= 1'b0;
      found_q    <= '0;
      stored_q   <= '0;
      differs_q  <= 1'b0;
      windows_q  <= '0;
    end else begin
      accesses_q <= penable ? accesses_q + 16'd1 : 16'd0;
      stopped_q  <= psel && stopped && !(answered || (penable && patience_over));
      if (in_gain && taken) found_q <= prdata_i;
      if (in_store && psel) stored_q <= pwdata;
      if (in_input && taken) differs_q <= 1'b0;
      else if (in_store && psel && pwdata[15:0] != found_q[15:0]) differs_q <= 1'b1;
      windows_q <= windows;
    end
  end
  `ASSERT(FoundIsKept, !(in_divide || in_store || in_back) || setting_i == found_q)
  `ASSERT(StoredIsKept, in_store ? pwdata == word_i : !in_back || stored_q == word_i)
  `ASSERT(OffsetAsFound, !(in_store || in_back) || word_i[31:16] == found_q[31:16])
  `ASSERT(StoredDifferenceCounts, !in_back || word_i[15:0] == found_q[15:0] || differs_q)
  `ASSERT(MovedIsADifference,
          in_store ? moved == (differs_q || pwdata[15:0] != found_q[15:0])
                   : !(in_back || in_gain || in_divide || in_apply ||
                       step == tuning_ctrl_pkg::MonStepSum ||
                       step == tuning_ctrl_pkg::MonStepConfirm) || moved == differs_q)
  `ASSERT(CommitsOnlyADifference, !in_apply || differs_q)
  `ASSERT(OneCommitAWindow, !(in_apply && !penable) || windows == windows_q + 16'd1)

endmodule
