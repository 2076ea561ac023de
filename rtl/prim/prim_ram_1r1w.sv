// Memory with one read and one write port. Read data appear one cycle after re_i and are held until
// the next read. The contents are not reset: they survive it, but an edge at which reset is low
// neither reads nor writes, so that what a reset cuts off does not depend on its arrival time.
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
  input  logic                 we_i,
  input  logic [AddrWidth-1:0] waddr_i,
  input  logic [Width-1:0]     wdata_i
);

  logic [Width-1:0] mem [Depth] /* verilator public_flat_rd */;

  always_ff @(posedge clk_i) begin
    if (rst_ni && we_i) mem[waddr_i] <= wdata_i;
  end

  always_ff @(posedge clk_i) begin
    if (rst_ni && re_i) rdata_o <= mem[raddr_i];
  end

endmodule
