`include "prim/assert.svh"

// The flops of the cfg port: loaded when a SETUP begins, ready to go to ACCESS, cleared when the
// transfer ends.
module cfg_bus (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        update_i,     // the writer is at work: a step begins at the end of this cycle
  input  logic        setup_i,      // it is a SETUP
  input  logic        access_i,     // it is an ACCESS; neither: no transfer
  input  logic        write_i,
  input  logic [15:0] addr_i,
  input  logic [31:0] wdata_i,
  input  logic        ends_i,       // last cycle of a transfer

  output logic        psel_o,
  output logic        penable_o,
  output logic        pwrite_o,
  output logic [15:0] paddr_o,
  output logic [31:0] pwdata_o,
  output logic [3:0]  pstrb_o
);

  logic        psel_q, penable_q, pwrite_q;
  logic [15:0] paddr_q;
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
    end else if (update_i && access_i) begin
      penable_q <= 1'b1;
    end else if (update_i) begin
      psel_q    <= setup_i;
      penable_q <= 1'b0;
      pwrite_q  <= setup_i && write_i;
      paddr_q   <= setup_i ? addr_i : 16'd0;
      pwdata_q  <= setup_i && write_i ? wdata_i : 32'd0;
      pstrb_q   <= setup_i && write_i ? 4'b1111 : 4'b0000;
    end
  end

  assign psel_o = psel_q;
  assign penable_o = penable_q;
  assign pwrite_o = pwrite_q;
  assign paddr_o = paddr_q;
  assign pwdata_o = pwdata_q;
  assign pstrb_o = pstrb_q;

  // APB: SETUP, then ACCESS with the same payload until ready or out of patience.
  `ASSERT_HOLDS(AccessKeepsPayload, psel_q && !ends_i, 54,
                ({psel_q, pwrite_q, paddr_q, pwdata_q, pstrb_q}))
  `ASSERT_NEXT(SetupThenAccess, psel_q && !penable_q, penable_q)
  `ASSERT_NEXT(AccessHeldUntilReady, penable_q && !ends_i, penable_q)
  `ASSERT_NEXT(AccessEnds, penable_q && ends_i, !penable_q)
  `ASSERT_NEXT(SetupFirst, !psel_q, !penable_q)
  `ASSERT(EnableOnlySelected, psel_q || !penable_q)
  `ASSERT(QuietWhileNotSelected, psel_q || ({pwrite_q, paddr_q, pwdata_q, pstrb_q} == '0))
  `ASSERT(StrobesOfWrite, pstrb_q == (pwrite_q ? 4'b1111 : 4'b0000))

endmodule
