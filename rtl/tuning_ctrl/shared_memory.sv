`include "prim/assert.svh"

// A memory of the engines and the host, with the monitor of its read port. The engines keep address
// and data at 0 while they do not access it. The host is refused while an engine could, and both
// rest while the memory is scrubbed.
module shared_memory #(
  parameter int unsigned Depth = 1024,
  parameter int unsigned AddrWidth = 10
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 scrub_i,          // words are cleared one after the other
  input  logic [13:0]          scrub_addr_i,
  input  logic                 inject_i,         // the next write stores a wrong bit
  input  logic                 engine_re_i,
  input  logic [AddrWidth-1:0] engine_raddr_i,
  input  logic                 engine_we_i,
  input  logic [AddrWidth-1:0] engine_waddr_i,
  input  logic [31:0]          engine_wdata_i,
  input  logic                 host_re_i,
  input  logic                 host_we_i,
  input  logic [13:0]          host_addr_i,
  input  logic [31:0]          host_wdata_i,
  output logic [31:0]          rdata_o,
  output logic                 engine_bad_o,     // the engine's read of the last cycle found bad parity
  output logic [31:0]          host_rdata_o,     // of the host's read of the last cycle, else 0
  output logic                 host_bad_o,
  output logic                 written_o,        // by host or engine, in this cycle

  output logic                 monitor_re_o,     // a read in the cycle before
  output logic [AddrWidth-1:0] monitor_raddr_o
);

  localparam int unsigned RamAddrWidth = $clog2(Depth);

  logic                    re, we, scrub, bad, host_read_q;
  logic [AddrWidth-1:0]    raddr;
  logic [RamAddrWidth-1:0] waddr;
  logic [31:0]             wdata;

  logic                    unused_high_bits;  // of a memory smaller than the address width

  // A memory smaller than the deepest is cleared more than once.
  assign scrub = scrub_i && (32'(scrub_addr_i[RamAddrWidth-1:0]) < Depth || Depth == 2 ** RamAddrWidth);
  assign re = engine_re_i || host_re_i;
  assign raddr = host_re_i ? host_addr_i[AddrWidth-1:0] : engine_raddr_i;
  assign we = scrub || engine_we_i || host_we_i;

  always_comb begin
    waddr = engine_waddr_i[RamAddrWidth-1:0];
    wdata = engine_wdata_i;
    if (scrub) begin
      waddr = scrub_addr_i[RamAddrWidth-1:0];
      wdata = '0;
    end else if (host_we_i) begin
      waddr = host_addr_i[RamAddrWidth-1:0];
      wdata = host_wdata_i;
    end
  end

  assign unused_high_bits = ^{raddr, engine_waddr_i, scrub_addr_i, host_addr_i};

  prim_ram_1r1w #(.Width(32), .Depth(Depth)) u_ram (
    .clk_i, .rst_ni,
    .re_i(re), .raddr_i(raddr[RamAddrWidth-1:0]), .rdata_o, .parity_error_o(bad),
    .we_i(we), .waddr_i(waddr), .wdata_i(wdata), .inject_i(inject_i && !scrub)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) host_read_q <= 1'b0;
    else host_read_q <= host_re_i;
  end

  assign host_rdata_o = host_read_q ? rdata_o : 32'd0;
  assign engine_bad_o = bad && !host_read_q;
  assign host_bad_o = bad && host_read_q;
  assign written_o = engine_we_i || host_we_i;

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
  `ASSERT(OneWriter, !(engine_we_i && host_we_i))
  `ASSERT(NobodyWhileScrubbed, !(scrub_i && (re || engine_we_i || host_we_i)))
  `ASSERT(QuietWhileNotRead, monitor_re_o || monitor_raddr_o == '0)
  `ASSERT(QuietWhileNotWritten, engine_we_i || (engine_waddr_i == '0 && engine_wdata_i == '0))
  `ASSERT(ReadInRange, !re || 32'(raddr) < Depth)
  `ASSERT(WriteInRange, !engine_we_i || 32'(engine_waddr_i) < Depth)
  `ASSERT(HostInRange, !(host_re_i || host_we_i) || 32'(host_addr_i) < Depth)
  `ASSERT(NoReadOfWordBeingWritten, !(re && we && !scrub && raddr[RamAddrWidth-1:0] == waddr))

endmodule
