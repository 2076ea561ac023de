// The five memories, each one prim_ram_1r1w, and the monitors of their ports.
module ctrl_memories #(
  parameter int unsigned StimWords = tuning_ctrl_pkg::StimWords,
  parameter int unsigned StatSlots = tuning_ctrl_pkg::StatSlots,
  parameter int unsigned ProjWords = tuning_ctrl_pkg::ProjWords,
  parameter int unsigned CodebookWords = tuning_ctrl_pkg::CodebookWords
) (
  input  logic        clk_i,
  input  logic        rst_ni,

  // Host: word of the window, one strobe a memory.
  input  logic [9:0]  host_word_i,
  input  logic [31:0] host_wdata_i,
  input  logic        host_stim_re_i,
  input  logic        host_proj_re_i,
  input  logic        host_codebook_re_i,
  input  logic        host_stat_re_i,
  input  logic        host_log_re_i,
  input  logic        host_stim_we_i,
  input  logic        host_proj_we_i,
  input  logic        host_codebook_we_i,

  // Engines: addresses are 0 while their strobe is low.
  input  logic        stim_re_i,
  input  logic [9:0]  stim_raddr_i,
  input  logic        proj_re_i,
  input  logic [9:0]  proj_raddr_i,
  input  logic        cb_re_i,
  input  logic [9:0]  cb_raddr_i,
  input  logic        stat_re_i,
  input  logic [7:0]  stat_raddr_i,
  input  logic        stat_we_i,
  input  logic [7:0]  stat_waddr_i,
  input  logic [31:0] stat_wdata_i,
  input  logic        log_we_i,
  input  logic [5:0]  log_waddr_i,
  input  logic [63:0] log_wdata_i,

  output logic [31:0] stim_rdata_o,
  output logic [31:0] proj_rdata_o,
  output logic [31:0] cb_rdata_o,
  output logic [31:0] stat_rdata_o,
  output logic [63:0] log_rdata_o,

  output logic        monitor_stim_re_o,
  output logic [9:0]  monitor_stim_raddr_o,
  output logic        monitor_proj_re_o,
  output logic [9:0]  monitor_proj_raddr_o,
  output logic        monitor_cb_re_o,
  output logic [9:0]  monitor_cb_raddr_o,
  output logic        monitor_stat_re_o,
  output logic [7:0]  monitor_stat_raddr_o,
  output logic        monitor_stat_we_o,
  output logic [7:0]  monitor_stat_waddr_o,
  output logic [31:0] monitor_stat_wdata_o
);

  shared_memory #(.Depth(StimWords), .AddrWidth(10)) u_stim (
    .clk_i, .rst_ni,
    .engine_re_i(stim_re_i), .engine_raddr_i(stim_raddr_i),
    .host_re_i(host_stim_re_i), .host_raddr_i(host_word_i),
    .rdata_o(stim_rdata_o),
    .we_i(host_stim_we_i), .waddr_i(host_word_i), .wdata_i(host_wdata_i),
    .monitor_re_o(monitor_stim_re_o), .monitor_raddr_o(monitor_stim_raddr_o)
  );

  shared_memory #(.Depth(StatSlots), .AddrWidth(8)) u_stat (
    .clk_i, .rst_ni,
    .engine_re_i(stat_re_i), .engine_raddr_i(stat_raddr_i),
    .host_re_i(host_stat_re_i), .host_raddr_i(host_word_i[7:0]),
    .rdata_o(stat_rdata_o),
    .we_i(stat_we_i), .waddr_i(stat_waddr_i), .wdata_i(stat_wdata_i),
    .monitor_re_o(monitor_stat_re_o), .monitor_raddr_o(monitor_stat_raddr_o)
  );

  shared_memory #(.Depth(ProjWords), .AddrWidth(10)) u_proj (
    .clk_i, .rst_ni,
    .engine_re_i(proj_re_i), .engine_raddr_i(proj_raddr_i),
    .host_re_i(host_proj_re_i), .host_raddr_i(host_word_i),
    .rdata_o(proj_rdata_o),
    .we_i(host_proj_we_i), .waddr_i(host_word_i), .wdata_i(host_wdata_i),
    .monitor_re_o(monitor_proj_re_o), .monitor_raddr_o(monitor_proj_raddr_o)
  );

  shared_memory #(.Depth(CodebookWords), .AddrWidth(10)) u_codebook (
    .clk_i, .rst_ni,
    .engine_re_i(cb_re_i), .engine_raddr_i(cb_raddr_i),
    .host_re_i(host_codebook_re_i), .host_raddr_i(host_word_i),
    .rdata_o(cb_rdata_o),
    .we_i(host_codebook_we_i), .waddr_i(host_word_i), .wdata_i(host_wdata_i),
    .monitor_re_o(monitor_cb_re_o), .monitor_raddr_o(monitor_cb_raddr_o)
  );

  // Two window words an entry; the log may be read while it is written.
  prim_ram_1r1w #(.Width(64), .Depth(tuning_ctrl_pkg::LogEntries)) u_log (
    .clk_i, .rst_ni,
    .re_i(host_log_re_i), .raddr_i(host_word_i[6:1]), .rdata_o(log_rdata_o),
    .we_i(log_we_i), .waddr_i(log_waddr_i), .wdata_i(log_wdata_i)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      monitor_stat_we_o    <= 1'b0;
      monitor_stat_waddr_o <= '0;
      monitor_stat_wdata_o <= '0;
    end else begin
      monitor_stat_we_o    <= stat_we_i;
      monitor_stat_waddr_o <= stat_waddr_i;
      monitor_stat_wdata_o <= stat_wdata_i;
    end
  end

endmodule
