`include "prim/assert.svh"

// Interrupt causes: write one to clear, a cause set at the same edge wins. The level that leaves
// follows one cycle behind.
module irq_status (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic       done_i,
  input  logic       error_i,
  input  logic       start_rejected_i,
  input  logic       aborted_i,
  input  logic       parity_i,
  input  logic       clear_we_i,   // write of IRQ_STATUS with byte strobe 0 set
  input  logic [4:0] clear_i,
  input  logic [4:0] mask_i,
  output logic [4:0] status_o,
  output logic       irq_o
);

  logic [4:0] status_q, set, clear;
  logic       irq_q;

  always_comb begin
    set = '0;
    set[tuning_ctrl_pkg::RegIrqStatusDoneLsb] = done_i;
    set[tuning_ctrl_pkg::RegIrqStatusErrorLsb] = error_i;
    set[tuning_ctrl_pkg::RegIrqStatusStartRejectedLsb] = start_rejected_i;
    set[tuning_ctrl_pkg::RegIrqStatusAbortedLsb] = aborted_i;
    set[tuning_ctrl_pkg::RegIrqStatusParityLsb] = parity_i;
    clear = clear_we_i ? clear_i : 5'b0;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      status_q <= '0;
      irq_q    <= 1'b0;
    end else begin
      status_q <= (status_q & ~clear) | set;
      irq_q    <= |(status_q & mask_i);
    end
  end

  assign status_o = status_q;
  assign irq_o = irq_q;

  `COVER(CauseSetWhileCleared, |(clear & set))
  `COVER(MaskedCause, status_q != '0 && (status_q & mask_i) == '0)

endmodule
