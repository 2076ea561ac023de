`include "prim/assert.svh"

// From the signature stream to the statistics memory: entry FIFO, framing, statistics. Outside
// COLLECT every beat is popped and counted as a stray.
module signature_path (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        active_i,        // state is COLLECT
  input  logic        enter_collect_i,
  input  logic        first_image_i,
  input  logic        answers_i,       // pass 2: answers are kept, statistics are not
  input  logic [7:0]  tag_i,
  input  logic [3:0]  layers_i,
  input  logic [10:0] stride_i,        // words of an answer
  input  logic [7:0]  hidden_words_i,
  input  logic [26*tuning_ctrl_pkg::MaxLayers-1:0] layer_shape_i,

  input  logic        sig_valid_i,
  output logic        sig_ready_o,
  input  logic [3:0]  sig_layer_i,
  input  logic [9:0]  sig_channel_i,
  input  logic [7:0]  sig_tag_i,
  input  logic [23:0] sig_value_i,
  input  logic        sig_last_channel_i,
  input  logic        sig_last_layer_i,
  input  logic        sig_last_image_i,

  output logic        stat_re_o,
  output logic [9:0]  stat_raddr_o,
  input  logic [31:0] stat_rdata_i,
  output logic        stat_we_o,
  output logic [9:0]  stat_waddr_o,
  output logic [31:0] stat_wdata_o,

  output logic        store_we_o,
  output logic [11:0] store_waddr_o,
  output logic [31:0] store_wdata_o,

  output logic        stray_o,         // a beat is discarded in this cycle
  output logic [2:0]  framing_error_o,
  output logic        image_done_o,
  output logic [1:0]  fill_o,
  output logic [2:0]  exp_layer_o,
  output logic [9:0]  exp_channel_o,
  output logic [15:0] exp_beat_o
);

  localparam int unsigned BeatWidth = 4 + 10 + 8 + 24 + 3;

  logic [BeatWidth-1:0] head;
  logic        pop, examine, pause, foreign, accept;
  logic [3:0]  layer;
  logic [9:0]  channel;
  logic [7:0]  tag;
  logic [23:0] value;
  logic        last_channel, last_layer, last_image;

  prim_stream_fifo #(.Width(BeatWidth)) u_fifo (
    .clk_i,
    .rst_ni,
    .valid_i(sig_valid_i),
    .ready_o(sig_ready_o),
    .data_i({sig_layer_i, sig_channel_i, sig_tag_i, sig_value_i, sig_last_channel_i,
             sig_last_layer_i, sig_last_image_i}),
    .pop_i(pop),
    .fill_o(fill_o),
    .head_o(head)
  );

  assign {layer, channel, tag, value, last_channel, last_layer, last_image} = head;
  assign pop = fill_o != 2'd0 && !(active_i && pause);
  assign examine = pop && active_i;
  assign stray_o = pop && (!active_i || foreign);

  signature_framing u_framing (
    .clk_i,
    .rst_ni,
    .enter_collect_i,
    .examine_i(examine),
    .image_tag_i(tag_i),
    .layers_i,
    .layer_shape_i,
    .layer_i(layer),
    .channel_i(channel),
    .tag_i(tag),
    .last_channel_i(last_channel),
    .last_layer_i(last_layer),
    .last_image_i(last_image),
    .foreign_o(foreign),
    .error_o(framing_error_o),
    .accept_o(accept),
    .exp_layer_o,
    .exp_channel_o,
    .exp_beat_o
  );

  signature_statistics u_statistics (
    .clk_i,
    .rst_ni,
    .active_i,
    .enter_collect_i,
    .first_image_i,
    .quiet_i(answers_i),
    .layers_i,
    .accept_i(accept),
    .value_i(value),
    .last_channel_i(last_channel),
    .last_layer_i(last_layer),
    .last_image_i(last_image),
    .pause_o(pause),
    .image_done_o,
    .re_o(stat_re_o),
    .raddr_o(stat_raddr_o),
    .rdata_i(stat_rdata_i),
    .we_o(stat_we_o),
    .waddr_o(stat_waddr_o),
    .wdata_o(stat_wdata_o)
  );

  answer_capture u_answers (
    .clk_i, .rst_ni, .active_i(active_i && answers_i), .enter_collect_i, .first_image_i, .layers_i,
    .stride_i, .hidden_words_i, .accept_i(accept), .layer_i(exp_layer_o),
    .channel_i(exp_channel_o), .value_i(value), .last_layer_i(last_layer),
    .we_o(store_we_o), .waddr_o(store_waddr_o), .wdata_o(store_wdata_o)
  );

  `COVER(PausedWithFullFifo, active_i && pause && fill_o == 2'd2)
  `COVER(ForeignTag, examine && foreign)
  `COVER(StrayOutsideCollect, stray_o && !active_i)

endmodule
