`include "prim/assert.svh"

// A memory read by the engines and by the host, with the monitor of its read port. The engines keep
// their address at 0 while they do not read. The host is refused while an engine could read.
module shared_memory #(
  parameter int unsigned Depth = 1024,
  parameter int unsigned AddrWidth = 10
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 engine_re_i,
  input  logic [AddrWidth-1:0] engine_raddr_i,
  input  logic                 host_re_i,
  input  logic [AddrWidth-1:0] host_raddr_i,
  output logic [31:0]          rdata_o,
  input  logic                 we_i,
  input  logic [AddrWidth-1:0] waddr_i,
  input  logic [31:0]          wdata_i,
  output logic                 monitor_re_o,     // a read in the cycle before
  output logic [AddrWidth-1:0] monitor_raddr_o
);

  localparam int unsigned RamAddrWidth = $clog2(Depth);

  logic                 re;
  logic [AddrWidth-1:0] raddr;

  logic                 unused_high_bits;  // of a memory smaller than the address width

  assign re = engine_re_i || host_re_i;
  assign raddr = host_re_i ? host_raddr_i : engine_raddr_i;

  assign unused_high_bits = ^{raddr, waddr_i};

  prim_ram_1r1w #(.Width(32), .Depth(Depth)) u_ram (
    .clk_i,
    .rst_ni,
    .re_i(re),
    .raddr_i(raddr[RamAddrWidth-1:0]),
    .rdata_o,
    .we_i,
    .waddr_i(waddr_i[RamAddrWidth-1:0]),
    .wdata_i
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      monitor_re_o    <= 1'b0;
      monitor_raddr_o <= '0;
    end else begin
      monitor_re_o    <= re;
      monitor_raddr_o <= raddr;
    end
  end

  `ASSERT(OneReader, !(engine_re_i && host_re_i))
  `ASSERT(QuietWhileNotRead, monitor_re_o || monitor_raddr_o == '0)
  `ASSERT(ReadInRange, !re || 32'(raddr) < Depth)
  `ASSERT(WriteInRange, !we_i || 32'(waddr_i) < Depth)
  `ASSERT(NoReadOfWordBeingWritten, !(re && we_i && raddr == waddr_i))

endmodule
