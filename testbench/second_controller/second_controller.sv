// A small and slow tuning controller: tuning_ctrl with one lane and another search, behind a stage
// at each stream and a rest on the cfg port. Registers and memories are those of docs/controller.md,
// its cycles are not.
module second_controller (
  input  logic        clk_i,
  input  logic        rst_ni,

  input  logic        csr_psel_i,
  input  logic        csr_penable_i,
  input  logic        csr_pwrite_i,
  input  logic [19:0] csr_paddr_i,
  input  logic [31:0] csr_pwdata_i,
  input  logic [3:0]  csr_pstrb_i,
  output logic        csr_pready_o,
  output logic [31:0] csr_prdata_o,
  output logic        csr_pslverr_o,

  output logic        stim_valid_o,
  output logic [3:0]  stim_data_o,
  output logic [7:0]  stim_tag_o,
  output logic        stim_last_o,
  input  logic        stim_ready_i,

  input  logic        sig_valid_i,
  input  logic [3:0]  sig_layer_i,
  input  logic [9:0]  sig_channel_i,
  input  logic [7:0]  sig_tag_i,
  input  logic [23:0] sig_value_i,
  input  logic        sig_last_channel_i,
  input  logic        sig_last_layer_i,
  input  logic        sig_last_image_i,
  output logic        sig_ready_o,

  output logic        cfg_psel_o,
  output logic        cfg_penable_o,
  output logic        cfg_pwrite_o,
  output logic [15:0] cfg_paddr_o,
  output logic [31:0] cfg_pwdata_o,
  output logic [3:0]  cfg_pstrb_o,
  input  logic        cfg_pready_i,
  input  logic [31:0] cfg_prdata_i,
  input  logic        cfg_pslverr_i,

  output logic        irq_o,
  output logic        flush_o,
  output tuning_ctrl_pkg::obs_t obs_o
);

  // A pixel {last, tag, data} and a beat.
  logic        pixel_valid, pixel_ready;
  logic [12:0] pixel;
  logic        beat_valid, beat_ready;
  logic [48:0] beat;
  logic        flush, irq;

  // What the writer does on its bus.
  logic        psel, penable, pwrite, pready, pslverr;
  logic [15:0] paddr;
  logic [31:0] pwdata, prdata;
  logic [3:0]  pstrb;

  stream_stage #(.Width(13)) u_stim (
    .clk_i, .rst_ni, .clear_i(flush),
    .valid_i(pixel_valid), .data_i(pixel), .ready_o(pixel_ready),
    .valid_o(stim_valid_o), .data_o({stim_last_o, stim_tag_o, stim_data_o}),
    .ready_i(stim_ready_i)
  );

  stream_stage #(.Width(49)) u_sig (
    .clk_i, .rst_ni, .clear_i(1'b0),
    .valid_i(sig_valid_i),
    .data_i({sig_layer_i, sig_channel_i, sig_tag_i, sig_value_i, sig_last_channel_i,
             sig_last_layer_i, sig_last_image_i}),
    .ready_o(sig_ready_o), .valid_o(beat_valid), .data_o(beat), .ready_i(beat_ready)
  );

  cfg_rest u_cfg (
    .clk_i, .rst_ni,
    .psel_i(psel), .penable_i(penable), .pwrite_i(pwrite), .paddr_i(paddr), .pwdata_i(pwdata),
    .pstrb_i(pstrb), .pready_o(pready), .prdata_o(prdata), .pslverr_o(pslverr),
    .psel_o(cfg_psel_o), .penable_o(cfg_penable_o), .pwrite_o(cfg_pwrite_o),
    .paddr_o(cfg_paddr_o), .pwdata_o(cfg_pwdata_o), .pstrb_o(cfg_pstrb_o),
    .pready_i(cfg_pready_i), .prdata_i(cfg_prdata_i), .pslverr_i(cfg_pslverr_i)
  );

  // With the pixel and the transfer that it drops; no interrupt overtakes them.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      flush_o <= 1'b0;
      irq_o   <= 1'b0;
    end else begin
      flush_o <= flush;
      irq_o   <= irq;
    end
  end

  tuning_ctrl #(.Lanes(1)) u_tuning_ctrl (
    .clk_i, .rst_ni,
    .csr_psel_i, .csr_penable_i, .csr_pwrite_i, .csr_paddr_i, .csr_pwdata_i, .csr_pstrb_i,
    .csr_pready_o, .csr_prdata_o, .csr_pslverr_o,
    .stim_valid_o(pixel_valid), .stim_data_o(pixel[3:0]), .stim_tag_o(pixel[11:4]),
    .stim_last_o(pixel[12]), .stim_ready_i(pixel_ready),
    .sig_valid_i(beat_valid), .sig_layer_i(beat[48:45]), .sig_channel_i(beat[44:35]),
    .sig_tag_i(beat[34:27]), .sig_value_i(beat[26:3]), .sig_last_channel_i(beat[2]),
    .sig_last_layer_i(beat[1]), .sig_last_image_i(beat[0]), .sig_ready_o(beat_ready),
    .cfg_psel_o(psel), .cfg_penable_o(penable), .cfg_pwrite_o(pwrite), .cfg_paddr_o(paddr),
    .cfg_pwdata_o(pwdata), .cfg_pstrb_o(pstrb), .cfg_pready_i(pready), .cfg_prdata_i(prdata),
    .cfg_pslverr_i(pslverr),
    .irq_o(irq), .flush_o(flush), .obs_o
  );

endmodule
