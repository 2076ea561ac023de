`include "prim/assert.svh"

// APB4 slave of the CSR port. Every request pin is registered at entry; a transfer then walks
// through DECODE (memories are read), ACCESS (everything is written, the answer is loaded), RESPOND
// (pready) and RELEASE (the entry registers still show the finished transfer and are ignored).
module csr_slave #(
  parameter int unsigned StimWords = tuning_ctrl_pkg::StimWords,
  parameter int unsigned StatSlots = tuning_ctrl_pkg::StatSlots,
  parameter int unsigned ProjWords = tuning_ctrl_pkg::ProjWords,
  parameter int unsigned CodebookWords = tuning_ctrl_pkg::CodebookWords,
  parameter int unsigned DeltaWords = tuning_ctrl_pkg::DeltaWords,
  parameter int unsigned StoreWords = tuning_ctrl_pkg::StoreWords
) (
  input  logic        clk_i,
  input  logic        rst_ni,

  input  logic        psel_i,
  input  logic        penable_i,
  input  logic        pwrite_i,
  input  logic [19:0] paddr_i,
  input  logic [31:0] pwdata_i,
  input  logic [3:0]  pstrb_i,
  output logic        pready_o,
  output logic [31:0] prdata_o,
  output logic        pslverr_o,

  input  logic        busy_i,
  input  logic        scrubbing_i,
  input  logic        lock_i,

  // The request, for the cycle its strobe is high in.
  output logic [19:0] addr_o,
  output logic [31:0] wdata_o,
  output logic [3:0]  strb_o,
  output logic        register_re_o,  // ACCESS of a legal register read
  output logic        register_we_o,  // ACCESS of a legal register write
  input  logic [31:0] register_rdata_i,
  output logic [6:0]  window_re_o,    // DECODE of a legal window read, one bit a memory
  output logic [6:0]  window_we_o,    // ACCESS of a legal window write
  input  logic [31:0] window_rdata_i,
  input  logic        window_bad_i,   // what DECODE read has bad parity
  output logic        parity_o,       // ACCESS of a window read of bad parity

  output tuning_ctrl_pkg::csr_phase_e phase_o,
  output logic        host_we_o,      // monitor: a write took effect at the end of the last cycle
  output logic [19:0] host_addr_o,
  output logic [31:0] host_wdata_o
);

  logic        psel_q, penable_q, pwrite_q;
  logic [19:0] paddr_q;
  logic [31:0] pwdata_q;
  logic [3:0]  pstrb_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      psel_q    <= 1'b0;
      penable_q <= 1'b0;
      pwrite_q  <= 1'b0;
      paddr_q   <= '0;
      pwdata_q  <= '0;
      pstrb_q   <= '0;
    end else begin
      psel_q    <= psel_i;
      penable_q <= penable_i;
      pwrite_q  <= pwrite_i;
      paddr_q   <= paddr_i;
      pwdata_q  <= pwdata_i;
      pstrb_q   <= pstrb_i;
    end
  end

  tuning_ctrl_pkg::csr_phase_e phase_q, phase_d;
  logic take, in_decode, in_access;

  assign take = phase_q == tuning_ctrl_pkg::CsrPhaseIdle && psel_q && penable_q;
  assign in_decode = phase_q == tuning_ctrl_pkg::CsrPhaseDecode;
  assign in_access = phase_q == tuning_ctrl_pkg::CsrPhaseAccess;

  always_comb begin
    case (phase_q)
      tuning_ctrl_pkg::CsrPhaseIdle:
        phase_d = take ? tuning_ctrl_pkg::CsrPhaseDecode : tuning_ctrl_pkg::CsrPhaseIdle;
      tuning_ctrl_pkg::CsrPhaseDecode:  phase_d = tuning_ctrl_pkg::CsrPhaseAccess;
      tuning_ctrl_pkg::CsrPhaseAccess:  phase_d = tuning_ctrl_pkg::CsrPhaseRespond;
      tuning_ctrl_pkg::CsrPhaseRespond: phase_d = tuning_ctrl_pkg::CsrPhaseRelease;
      default:                          phase_d = tuning_ctrl_pkg::CsrPhaseIdle;
    endcase
  end

  logic        write_q;
  logic [19:0] addr_q;
  logic [31:0] wdata_q;
  logic [3:0]  strb_q;
  logic        was_legal_q;  // what DECODE found
  logic        legal, success;
  logic        hit_register;
  logic [6:0]  hit_window;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      phase_q     <= tuning_ctrl_pkg::CsrPhaseIdle;
      write_q     <= 1'b0;
      addr_q      <= '0;
      wdata_q     <= '0;
      strb_q      <= '0;
      was_legal_q <= 1'b0;
    end else begin
      phase_q <= phase_d;
      if (take) begin
        write_q <= pwrite_q;
        addr_q  <= paddr_q;
        wdata_q <= pwdata_q;
        strb_q  <= pstrb_q;
      end
      if (in_decode) was_legal_q <= legal;
    end
  end

  csr_decode #(
    .StimWords(StimWords),
    .StatSlots(StatSlots),
    .ProjWords(ProjWords),
    .CodebookWords(CodebookWords),
    .DeltaWords(DeltaWords),
    .StoreWords(StoreWords)
  ) u_decode (
    .enable_i(in_decode || in_access),
    .write_i(write_q),
    .addr_i(addr_q),
    .strb_i(strb_q),
    .busy_i,
    .scrubbing_i,
    .lock_i,
    .legal_o(legal),
    .register_o(hit_register),
    .window_o(hit_window)
  );

  // Busy may change between the two cycles: a locked target must have been free in both.
  logic allowed;
  assign allowed = in_access && legal && was_legal_q;
  assign parity_o = allowed && !write_q && window_bad_i;
  assign success = allowed && !parity_o;

  assign addr_o = addr_q;
  assign wdata_o = wdata_q;
  assign strb_o = strb_q;
  assign register_re_o = success && !write_q && hit_register;
  assign register_we_o = success && write_q && hit_register;
  assign window_re_o = in_decode && legal && !write_q ? hit_window : 7'd0;
  assign window_we_o = success && write_q ? hit_window : 7'd0;

  logic [31:0] prdata_q;
  logic        pready_q, pslverr_q;
  logic        host_we_q;
  logic [19:0] host_addr_q;
  logic [31:0] host_wdata_q;

  // Answer and monitor show for one cycle (RESPOND) and are 0 otherwise.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      pready_q     <= 1'b0;
      pslverr_q    <= 1'b0;
      prdata_q     <= '0;
      host_we_q    <= 1'b0;
      host_addr_q  <= '0;
      host_wdata_q <= '0;
    end else if (in_access) begin
      pready_q  <= 1'b1;
      pslverr_q <= !success;
      if (success && write_q) begin
        host_we_q    <= 1'b1;
        host_addr_q  <= addr_q;
        host_wdata_q <= wdata_q;
      end
      if (success && !write_q) prdata_q <= hit_register ? register_rdata_i : window_rdata_i;
    end else if (pready_q) begin
      pready_q     <= 1'b0;
      pslverr_q    <= 1'b0;
      prdata_q     <= '0;
      host_we_q    <= 1'b0;
      host_addr_q  <= '0;
      host_wdata_q <= '0;
    end
  end

  assign pready_o = pready_q;
  assign prdata_o = prdata_q;
  assign pslverr_o = pslverr_q;
  assign phase_o = phase_q;
  assign host_we_o = host_we_q;
  assign host_addr_o = host_addr_q;
  assign host_wdata_o = host_wdata_q;

  `ASSERT(ReadyOnlyInRespond, pready_q == (phase_q == tuning_ctrl_pkg::CsrPhaseRespond))
  `ASSERT(ReadyOnlyWhenSelected, !pready_q || (psel_q && penable_q))
  `ASSERT(AnswerOnlyWhenReady, pready_q || (!pslverr_q && prdata_q == '0))

  `COVER(RefusedBecauseBusy, in_access && busy_i && !legal)
  `COVER(BusyEndedBehindDecode, in_access && !was_legal_q && legal)
  `COVER(PartOfRegisterWritten, register_we_o && strb_q != 4'b1111)
  `COVER(NextTransferAtOnce, phase_q == tuning_ctrl_pkg::CsrPhaseRelease && psel_i && !penable_i)

endmodule
