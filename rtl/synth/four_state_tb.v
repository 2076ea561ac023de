// Plays recorded pins (testbench/tests/netlist/record_pins.cc) to a netlist in a four-state simulator:
// every output and every bit of obs_o must be known and as recorded, from the first edge in reset on.
// Flops and memories are X at power-up. Plain Verilog: Icarus 11 knows no package types.
//   OBS_WIDTH, ADDRESS_WIDTH  of obs_o, csr_paddr_i (macros)      +pins=FILE  the recording
`timescale 1ns / 1ps
module four_state_tb;

  reg         clk = 1'b0;
  reg         rst_n, csr_psel, csr_penable, csr_pwrite, stim_ready, sig_valid;
  reg  [`ADDRESS_WIDTH-1:0] csr_paddr;
  reg  [31:0] csr_pwdata, cfg_prdata;
  reg  [3:0]  csr_pstrb, sig_layer;
  reg  [9:0]  sig_channel;
  reg  [7:0]  sig_tag;
  reg  [23:0] sig_value;
  reg         sig_last_channel, sig_last_layer, sig_last_image, cfg_pready, cfg_pslverr;

  wire        csr_pready, csr_pslverr, stim_valid, stim_last, sig_ready;
  wire        cfg_psel, cfg_penable, cfg_pwrite, irq, flush;
  wire [31:0] csr_prdata, cfg_pwdata;
  wire [3:0]  stim_data, cfg_pstrb;
  wire [7:0]  stim_tag;
  wire [15:0] cfg_paddr;
  wire [`OBS_WIDTH-1:0] obs;

  // Outputs in the order of the recording; the recorded ones are of the same width.
  localparam Pins = 1 + 32 + 1 + 1 + 4 + 8 + 1 + 1 + 1 + 1 + 1 + 16 + 32 + 4 + 1 + 1;
  wire [Pins-1:0] pins = {csr_pready, csr_prdata, csr_pslverr, stim_valid, stim_data, stim_tag,
                          stim_last, sig_ready, cfg_psel, cfg_penable, cfg_pwrite, cfg_paddr,
                          cfg_pwdata, cfg_pstrb, irq, flush};
  reg         e_csr_pready, e_csr_pslverr, e_stim_valid, e_stim_last, e_sig_ready;
  reg         e_cfg_psel, e_cfg_penable, e_cfg_pwrite, e_irq, e_flush;
  reg  [31:0] e_csr_prdata, e_cfg_pwdata;
  reg  [3:0]  e_stim_data, e_cfg_pstrb;
  reg  [7:0]  e_stim_tag;
  reg  [15:0] e_cfg_paddr;
  reg  [`OBS_WIDTH-1:0] e_obs;
  wire [Pins-1:0] e_pins = {e_csr_pready, e_csr_prdata, e_csr_pslverr, e_stim_valid, e_stim_data,
                            e_stim_tag, e_stim_last, e_sig_ready, e_cfg_psel, e_cfg_penable,
                            e_cfg_pwrite, e_cfg_paddr, e_cfg_pwdata, e_cfg_pstrb, e_irq, e_flush};

  tuning_ctrl dut (
    .clk_i(clk), .rst_ni(rst_n), .csr_psel_i(csr_psel), .csr_penable_i(csr_penable),
    .csr_pwrite_i(csr_pwrite), .csr_paddr_i(csr_paddr), .csr_pwdata_i(csr_pwdata),
    .csr_pstrb_i(csr_pstrb), .csr_pready_o(csr_pready), .csr_prdata_o(csr_prdata),
    .csr_pslverr_o(csr_pslverr), .stim_valid_o(stim_valid), .stim_data_o(stim_data),
    .stim_tag_o(stim_tag), .stim_last_o(stim_last), .stim_ready_i(stim_ready),
    .sig_valid_i(sig_valid), .sig_layer_i(sig_layer), .sig_channel_i(sig_channel),
    .sig_tag_i(sig_tag), .sig_value_i(sig_value), .sig_last_channel_i(sig_last_channel),
    .sig_last_layer_i(sig_last_layer), .sig_last_image_i(sig_last_image),
    .sig_ready_o(sig_ready), .cfg_psel_o(cfg_psel), .cfg_penable_o(cfg_penable),
    .cfg_pwrite_o(cfg_pwrite), .cfg_paddr_o(cfg_paddr), .cfg_pwdata_o(cfg_pwdata),
    .cfg_pstrb_o(cfg_pstrb), .cfg_pready_i(cfg_pready), .cfg_prdata_i(cfg_prdata),
    .cfg_pslverr_i(cfg_pslverr), .irq_o(irq), .flush_o(flush), .obs_o(obs)
  );

  integer file, fields, edges, starts;
  reg [8*256-1:0] name;

  task read_edge;
    begin
      fields = $fscanf(file, "%h %h %h %h %h %h %h %h %h %h %h %h %h %h %h %h %h %h %h",
                       rst_n, csr_psel, csr_penable, csr_pwrite, csr_paddr, csr_pwdata, csr_pstrb,
                       stim_ready, sig_valid, sig_layer, sig_channel, sig_tag, sig_value,
                       sig_last_channel, sig_last_layer, sig_last_image, cfg_pready, cfg_prdata,
                       cfg_pslverr);
      fields = fields + $fscanf(file, "%h %h %h %h %h %h %h %h %h %h %h %h %h %h %h %h %h",
                       e_csr_pready, e_csr_prdata, e_csr_pslverr, e_stim_valid, e_stim_data,
                       e_stim_tag, e_stim_last, e_sig_ready, e_cfg_psel, e_cfg_penable,
                       e_cfg_pwrite, e_cfg_paddr, e_cfg_pwdata, e_cfg_pstrb, e_irq, e_flush, e_obs);
    end
  endtask

  task refuse;
    begin
      if (^{pins, obs} === 1'bx) $display("four_state: FAIL: X on an output");
      else $display("four_state: FAIL: an output is not as recorded");
      $display("  edge %0d\n  pins     %h\n  recorded %h\n  obs      %h\n  recorded %h", edges, pins,
               e_pins, obs, e_obs);
      $finish;
    end
  endtask

  // Inputs change with the falling edge; outputs are looked at just before the next one.
  initial begin
    edges = 0;
    starts = 0;
    if (!$value$plusargs("pins=%s", name)) name = "pins.txt";
    file = $fopen(name, "r");
    read_edge;
    while (fields == 36) begin
      #2 clk = 1'b1;
      #2;
      if (pins !== e_pins || obs !== e_obs) refuse;
      starts = starts + stim_valid;
      edges = edges + 1;
      clk = 1'b0;
      read_edge;
    end
    if (starts == 0) $display("four_state: FAIL: no image was played");
    else $display("four_state: clean, %0d edges", edges);
    $finish;
  end

endmodule
