// Memory with one read and one write port and a parity bit a word. Read data appear one cycle after
// re_i and are held until the next read. The contents are not reset: they survive it, but an edge at
// which reset is low neither reads nor writes, so that what a reset cuts off does not depend on its
// arrival time.
module prim_ram_1r1w #(
  parameter int unsigned Width = 32,
  parameter int unsigned Depth = 1024,
  parameter int unsigned AddrWidth = $clog2(Depth)
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 re_i,
  input  logic [AddrWidth-1:0] raddr_i,
  output logic [Width-1:0]     rdata_o,
  output logic                 parity_error_o,  // in the cycle behind a read: the word is bad
  input  logic                 we_i,
  input  logic [AddrWidth-1:0] waddr_i,
  input  logic [Width-1:0]     wdata_i,
  input  logic                 inject_i         // bit 0 is stored inverted, the parity as meant
);

  logic [Width-1:0] mem [Depth] /* verilator public_flat_rd */;
  logic             parity [Depth];

  logic             read_q, parity_q;

  always_ff @(posedge clk_i) begin
    if (rst_ni && we_i) begin
      mem[waddr_i]    <= wdata_i ^ {{(Width-1){1'b0}}, inject_i};
      parity[waddr_i] <= ^wdata_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (rst_ni && re_i) begin
      rdata_o  <= mem[raddr_i];
      parity_q <= parity[raddr_i];
    end
  end

  // The memory takes nothing in reset, as its enables do; this flop is reset itself. Both are meant.
  /* verilator lint_off SYNCASYNCNET */
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) read_q <= 1'b0;
    else read_q <= re_i;
  end
  /* verilator lint_on SYNCASYNCNET */

  assign parity_error_o = read_q && (^rdata_o != parity_q);

endmodule
