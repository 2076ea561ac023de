`include "prim/assert.svh"

// csr_slave answers every transfer of a host that keeps to APB, none else, and within five cycles of
// its ACCESS phase.
module csr_slave_props (
  input logic        clk_i,
  input logic        rst_ni,
  input logic        psel_i,
  input logic        penable_i,
  input logic        pwrite_i,
  input logic [19:0] paddr_i,
  input logic [31:0] pwdata_i,
  input logic [3:0]  pstrb_i,
  input logic        busy_i,
  input logic        scrubbing_i,
  input logic        lock_i,
  input logic [31:0] window_rdata_i,
  input logic        window_bad_i,
  input logic [31:0] register_rdata_i,
  input logic        entry_psel_i,     // probes: the entry registers
  input logic        entry_penable_i
);

  logic        pready, pslverr, access, access_q, setup_q, answered_q, register_re, register_we;
  logic [2:0]  wait_q;                 // ACCESS cycles before this one
  logic [31:0] prdata;
  tuning_ctrl_pkg::csr_phase_e phase;

  // verilator lint_off PINMISSING
  csr_slave u_slave (
    .clk_i, .rst_ni, .psel_i, .penable_i, .pwrite_i, .paddr_i, .pwdata_i, .pstrb_i,
    .pready_o(pready), .prdata_o(prdata), .pslverr_o(pslverr), .busy_i,
    .register_re_o(register_re), .register_we_o(register_we), .register_rdata_i,
    .scrubbing_i, .lock_i, .window_rdata_i, .window_bad_i, .phase_o(phase)
  );
  // verilator lint_on PINMISSING

  assign access = psel_i && penable_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      setup_q    <= 1'b0;
      access_q   <= 1'b0;
      answered_q <= 1'b0;
      wait_q     <= '0;
    end else begin
      setup_q    <= psel_i && !penable_i;
      access_q   <= access && !pready;
      answered_q <= pready;
      wait_q     <= access && !pready ? wait_q + 3'd1 : 3'd0;
    end
  end

  // The host's part of APB: SETUP for one cycle, then ACCESS, held until ready.
  `ASSERT(HostBeginsWithSetup, !penable_i || (psel_i && (setup_q || access_q)))
  `ASSERT(HostHoldsAccess, !(setup_q || access_q) || access)

  // Ours. Where the entry registers and the phase stand follows from how long the host has waited.
  `ASSERT(EntryShowsTheCycleBefore, entry_psel_i == (setup_q || access_q || answered_q) &&
          entry_penable_i == (access_q || answered_q))
  `ASSERT(PhaseDeclared, phase <= tuning_ctrl_pkg::CsrPhaseRelease)
  `ASSERT(PhaseFollowsTheWait,
          phase == tuning_ctrl_pkg::CsrPhaseDecode ? wait_q == 3'd2 :
          phase == tuning_ctrl_pkg::CsrPhaseAccess ? wait_q == 3'd3 :
          phase == tuning_ctrl_pkg::CsrPhaseRespond ? wait_q == 3'd4 :
          phase == tuning_ctrl_pkg::CsrPhaseRelease ? answered_q && wait_q == '0 :
          wait_q <= 3'd1 && !answered_q)
  `ASSERT(WaitIsAnAccess, access_q == (wait_q != '0))
  `ASSERT(NeverAnswersWithoutARequest, !pready || access)
  `ASSERT(AnswersWithinFiveCycles, !access || wait_q < 3'd4 || pready)
  `ASSERT_NEXT(AnswersOnce, pready, !pready)
  `ASSERT(ErrorHasNoData, !pslverr || prdata == '0)
  `ASSERT_NEXT(RefusalHasNoEffect, register_re || register_we, !pslverr)

endmodule
