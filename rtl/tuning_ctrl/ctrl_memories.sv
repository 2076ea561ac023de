// The memories, each one prim_ram_1r1w, with their scrub, the injection of parity errors, and the
// monitors of their ports.
module ctrl_memories #(
  parameter int unsigned StimWords = tuning_ctrl_pkg::StimWords,
  parameter int unsigned StatSlots = tuning_ctrl_pkg::StatSlots,
  parameter int unsigned ProjWords = tuning_ctrl_pkg::ProjWords,
  parameter int unsigned CodebookWords = tuning_ctrl_pkg::CodebookWords,
  parameter int unsigned DeltaWords = tuning_ctrl_pkg::DeltaWords,
  parameter int unsigned StoreWords = tuning_ctrl_pkg::StoreWords
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  output logic        scrubbing_o,

  input  logic        inject_we_i,     // INJECT is written
  input  logic        inject_arm_i,
  input  logic [2:0]  inject_memory_i,
  output logic [3:0]  inject_o,

  // Host: word of the window; strobes in the order of the enumeration `memory`.
  input  logic [13:0] host_word_i,
  input  logic [31:0] host_wdata_i,
  input  logic [6:0]  host_re_i,
  input  logic [6:0]  host_we_i,
  output logic [31:0] host_rdata_o,    // of the read of the last cycle
  output logic        host_bad_o,      // the host's read of the last cycle found bad parity

  // Engines: addresses and data are 0 while their strobe is low.
  input  logic        stim_re_i,
  input  logic [13:0] stim_raddr_i,
  input  logic        stat_re_i,
  input  logic [9:0]  stat_raddr_i,
  input  logic        stat_we_i,
  input  logic [9:0]  stat_waddr_i,
  input  logic [31:0] stat_wdata_i,
  input  logic        proj_re_i,
  input  logic [11:0] proj_raddr_i,
  input  logic        cb_re_i,
  input  logic [11:0] cb_raddr_i,
  input  logic        delta_re_i,
  input  logic [12:0] delta_raddr_i,
  input  logic        delta_we_i,
  input  logic [12:0] delta_waddr_i,
  input  logic [31:0] delta_wdata_i,
  input  logic        store_re_i,
  input  logic [11:0] store_raddr_i,
  input  logic        store_we_i,
  input  logic [11:0] store_waddr_i,
  input  logic [31:0] store_wdata_i,
  input  logic        log_we_i,
  input  logic [5:0]  log_waddr_i,
  input  logic [63:0] log_wdata_i,
  output logic        bad_o,           // an engine's read of the last cycle found bad parity
  output logic [2:0]  bad_memory_o,

  output logic [31:0] stim_rdata_o,
  output logic [31:0] stat_rdata_o,
  output logic [31:0] proj_rdata_o,
  output logic [31:0] cb_rdata_o,
  output logic [31:0] delta_rdata_o,
  output logic [31:0] store_rdata_o,

  output logic        monitor_stim_re_o,
  output logic [13:0] monitor_stim_raddr_o,
  output logic        monitor_stat_re_o,
  output logic [9:0]  monitor_stat_raddr_o,
  output logic        monitor_stat_we_o,
  output logic [9:0]  monitor_stat_waddr_o,
  output logic [31:0] monitor_stat_wdata_o,
  output logic        monitor_proj_re_o,
  output logic [11:0] monitor_proj_raddr_o,
  output logic        monitor_cb_re_o,
  output logic [11:0] monitor_cb_raddr_o,
  output logic        monitor_delta_re_o,
  output logic [12:0] monitor_delta_raddr_o,
  output logic        monitor_delta_we_o,
  output logic [12:0] monitor_delta_waddr_o,
  output logic [31:0] monitor_delta_wdata_o,
  output logic        monitor_store_re_o,
  output logic [11:0] monitor_store_raddr_o,
  output logic        monitor_store_we_o,
  output logic [11:0] monitor_store_waddr_o,
  output logic [31:0] monitor_store_wdata_o
);

  // The scrub lasts as long as the deepest memory needs.
  function automatic int unsigned deeper(int unsigned a, int unsigned b);
    deeper = a > b ? a : b;
  endfunction
  localparam int unsigned ScrubWords =
      deeper(deeper(deeper(StimWords, StatSlots), deeper(ProjWords, CodebookWords)),
             deeper(DeltaWords, StoreWords));

  logic        scrubbing;
  logic [13:0] scrub_addr;
  logic [6:0]  inject, written;
  logic [5:0]  engine_bad, host_bad;
  logic        log_bad, log_read_q, log_high_q;
  logic [63:0] log_rdata;
  logic [32*6-1:0] host_rdata;
  logic        unused_host_we;         // STAT and LOG are not written

  memory_scrub #(.Words(ScrubWords)) u_scrub (
    .clk_i, .rst_ni, .scrubbing_o(scrubbing), .addr_o(scrub_addr)
  );
  assign scrubbing_o = scrubbing;

  parity_inject u_inject (
    .clk_i, .rst_ni, .we_i(inject_we_i), .arm_i(inject_arm_i), .memory_i(inject_memory_i),
    .written_i(written), .inject_o(inject), .armed_o(inject_o)
  );

  shared_memory #(.Depth(StimWords), .AddrWidth(14)) u_stim (
    .clk_i, .rst_ni, .scrub_i(scrubbing), .scrub_addr_i(scrub_addr), .inject_i(inject[0]),
    .engine_re_i(stim_re_i), .engine_raddr_i(stim_raddr_i),
    .engine_we_i(1'b0), .engine_waddr_i('0), .engine_wdata_i('0),
    .host_re_i(host_re_i[0]), .host_we_i(host_we_i[0]), .host_addr_i(host_word_i),
    .host_wdata_i, .rdata_o(stim_rdata_o), .engine_bad_o(engine_bad[0]),
    .host_rdata_o(host_rdata[0+:32]), .host_bad_o(host_bad[0]), .written_o(written[0]),
    .monitor_re_o(monitor_stim_re_o), .monitor_raddr_o(monitor_stim_raddr_o)
  );

  shared_memory #(.Depth(StatSlots), .AddrWidth(10)) u_stat (
    .clk_i, .rst_ni, .scrub_i(scrubbing), .scrub_addr_i(scrub_addr), .inject_i(inject[1]),
    .engine_re_i(stat_re_i), .engine_raddr_i(stat_raddr_i),
    .engine_we_i(stat_we_i), .engine_waddr_i(stat_waddr_i), .engine_wdata_i(stat_wdata_i),
    .host_re_i(host_re_i[1]), .host_we_i(1'b0), .host_addr_i(host_word_i),
    .host_wdata_i, .rdata_o(stat_rdata_o), .engine_bad_o(engine_bad[1]),
    .host_rdata_o(host_rdata[32+:32]), .host_bad_o(host_bad[1]), .written_o(written[1]),
    .monitor_re_o(monitor_stat_re_o), .monitor_raddr_o(monitor_stat_raddr_o)
  );

  write_monitor #(.AddrWidth(10)) u_stat_monitor (
    .clk_i, .rst_ni, .we_i(stat_we_i), .waddr_i(stat_waddr_i), .wdata_i(stat_wdata_i),
    .we_o(monitor_stat_we_o), .waddr_o(monitor_stat_waddr_o), .wdata_o(monitor_stat_wdata_o)
  );

  shared_memory #(.Depth(ProjWords), .AddrWidth(12)) u_proj (
    .clk_i, .rst_ni, .scrub_i(scrubbing), .scrub_addr_i(scrub_addr), .inject_i(inject[2]),
    .engine_re_i(proj_re_i), .engine_raddr_i(proj_raddr_i),
    .engine_we_i(1'b0), .engine_waddr_i('0), .engine_wdata_i('0),
    .host_re_i(host_re_i[2]), .host_we_i(host_we_i[2]), .host_addr_i(host_word_i),
    .host_wdata_i, .rdata_o(proj_rdata_o), .engine_bad_o(engine_bad[2]),
    .host_rdata_o(host_rdata[64+:32]), .host_bad_o(host_bad[2]), .written_o(written[2]),
    .monitor_re_o(monitor_proj_re_o), .monitor_raddr_o(monitor_proj_raddr_o)
  );

  shared_memory #(.Depth(CodebookWords), .AddrWidth(12)) u_codebook (
    .clk_i, .rst_ni, .scrub_i(scrubbing), .scrub_addr_i(scrub_addr), .inject_i(inject[3]),
    .engine_re_i(cb_re_i), .engine_raddr_i(cb_raddr_i),
    .engine_we_i(1'b0), .engine_waddr_i('0), .engine_wdata_i('0),
    .host_re_i(host_re_i[3]), .host_we_i(host_we_i[3]), .host_addr_i(host_word_i),
    .host_wdata_i, .rdata_o(cb_rdata_o), .engine_bad_o(engine_bad[3]),
    .host_rdata_o(host_rdata[96+:32]), .host_bad_o(host_bad[3]), .written_o(written[3]),
    .monitor_re_o(monitor_cb_re_o), .monitor_raddr_o(monitor_cb_raddr_o)
  );

  shared_memory #(.Depth(DeltaWords), .AddrWidth(13)) u_delta (
    .clk_i, .rst_ni, .scrub_i(scrubbing), .scrub_addr_i(scrub_addr), .inject_i(inject[4]),
    .engine_re_i(delta_re_i), .engine_raddr_i(delta_raddr_i),
    .engine_we_i(delta_we_i), .engine_waddr_i(delta_waddr_i), .engine_wdata_i(delta_wdata_i),
    .host_re_i(host_re_i[4]), .host_we_i(host_we_i[4]), .host_addr_i(host_word_i),
    .host_wdata_i, .rdata_o(delta_rdata_o), .engine_bad_o(engine_bad[4]),
    .host_rdata_o(host_rdata[128+:32]), .host_bad_o(host_bad[4]), .written_o(written[4]),
    .monitor_re_o(monitor_delta_re_o), .monitor_raddr_o(monitor_delta_raddr_o)
  );

  write_monitor #(.AddrWidth(13)) u_delta_monitor (
    .clk_i, .rst_ni, .we_i(delta_we_i), .waddr_i(delta_waddr_i), .wdata_i(delta_wdata_i),
    .we_o(monitor_delta_we_o), .waddr_o(monitor_delta_waddr_o), .wdata_o(monitor_delta_wdata_o)
  );

  shared_memory #(.Depth(StoreWords), .AddrWidth(12)) u_store (
    .clk_i, .rst_ni, .scrub_i(scrubbing), .scrub_addr_i(scrub_addr), .inject_i(inject[5]),
    .engine_re_i(store_re_i), .engine_raddr_i(store_raddr_i),
    .engine_we_i(store_we_i), .engine_waddr_i(store_waddr_i), .engine_wdata_i(store_wdata_i),
    .host_re_i(host_re_i[5]), .host_we_i(host_we_i[5]), .host_addr_i(host_word_i),
    .host_wdata_i, .rdata_o(store_rdata_o), .engine_bad_o(engine_bad[5]),
    .host_rdata_o(host_rdata[160+:32]), .host_bad_o(host_bad[5]), .written_o(written[5]),
    .monitor_re_o(monitor_store_re_o), .monitor_raddr_o(monitor_store_raddr_o)
  );

  write_monitor #(.AddrWidth(12)) u_store_monitor (
    .clk_i, .rst_ni, .we_i(store_we_i), .waddr_i(store_waddr_i), .wdata_i(store_wdata_i),
    .we_o(monitor_store_we_o), .waddr_o(monitor_store_waddr_o), .wdata_o(monitor_store_wdata_o)
  );

  // Two window words an entry; the log may be read while it is written. It survives a reset and is
  // not scrubbed.
  prim_ram_1r1w #(.Width(64), .Depth(tuning_ctrl_pkg::LogEntries)) u_log (
    .clk_i, .rst_ni,
    .re_i(host_re_i[6]), .raddr_i(host_word_i[6:1]), .rdata_o(log_rdata),
    .parity_error_o(log_bad),
    .we_i(log_we_i), .waddr_i(log_waddr_i), .wdata_i(log_wdata_i), .inject_i(inject[6])
  );
  assign written[6] = log_we_i;
  assign host_bad_o = log_bad || (|host_bad);
  assign unused_host_we = host_we_i[1] || host_we_i[6];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      log_read_q <= 1'b0;
      log_high_q <= 1'b0;
    end else begin
      log_read_q <= host_re_i[6];
      log_high_q <= host_word_i[0];
    end
  end

  always_comb begin
    host_rdata_o = '0;
    for (int unsigned i = 0; i < 6; i++) host_rdata_o = host_rdata_o | host_rdata[32*i+:32];
    if (log_read_q) host_rdata_o = log_high_q ? log_rdata[63:32] : log_rdata[31:0];
  end

  always_comb begin
    bad_o = |engine_bad;
    bad_memory_o = '0;
    for (int unsigned i = 6; i > 0; i--) begin
      if (engine_bad[i-1]) bad_memory_o = 3'(i - 1);
    end
  end

endmodule
