`include "prim/assert.svh"

// Between the writer and the cfg pins: a transfer starts a cycle later, and its answer reaches the
// writer Rest cycles after it came, in which the bus is idle.
module cfg_rest #(
  parameter int unsigned Rest = 5
) (
  input  logic        clk_i,
  input  logic        rst_ni,

  input  logic        psel_i,         // from the writer
  input  logic        penable_i,
  input  logic        pwrite_i,
  input  logic [15:0] paddr_i,
  input  logic [31:0] pwdata_i,
  input  logic [3:0]  pstrb_i,
  output logic        pready_o,
  output logic [31:0] prdata_o,
  output logic        pslverr_o,

  output logic        psel_o,         // pins
  output logic        penable_o,
  output logic        pwrite_o,
  output logic [15:0] paddr_o,
  output logic [31:0] pwdata_o,
  output logic [3:0]  pstrb_o,
  input  logic        pready_i,
  input  logic [31:0] prdata_i,
  input  logic        pslverr_i
);

  logic [3:0] rest_q;                 // cycles left; in the last one the writer is answered
  logic       ends, idle;

  assign ends = penable_o && pready_i;
  assign idle = ends || rest_q != '0;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      psel_o    <= 1'b0;
      penable_o <= 1'b0;
      pwrite_o  <= 1'b0;
      paddr_o   <= '0;
      pwdata_o  <= '0;
      pstrb_o   <= '0;
    end else begin
      psel_o    <= psel_i && !idle;
      penable_o <= psel_i && penable_i && !idle;
      pwrite_o  <= pwrite_i && !idle;
      paddr_o   <= idle ? '0 : paddr_i;
      pwdata_o  <= idle ? '0 : pwdata_i;
      pstrb_o   <= idle ? '0 : pstrb_i;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      rest_q    <= '0;
      prdata_o  <= '0;
      pslverr_o <= 1'b0;
    end else if (ends) begin
      rest_q    <= 4'(Rest);
      prdata_o  <= prdata_i;
      pslverr_o <= pslverr_i;
    end else if (rest_q != '0) begin
      rest_q <= rest_q - 4'd1;
    end
  end

  assign pready_o = rest_q == 4'd1;

  `ASSERT(AnswerIsAwaited, !pready_o || penable_i || !psel_i)

endmodule
