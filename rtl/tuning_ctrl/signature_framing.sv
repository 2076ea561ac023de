// Looks at each beat popped in COLLECT: foreign tags are strays, and a beat of this image must be
// exactly the next one of the layer-major order, with exactly the right last flags.
module signature_framing (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        enter_collect_i,
  input  logic        examine_i,       // the beat below is popped in COLLECT
  input  logic [7:0]  image_tag_i,
  input  logic [3:0]  layers_i,
  input  logic [26*tuning_ctrl_pkg::MaxLayers-1:0] layer_shape_i,

  input  logic [3:0]  layer_i,
  input  logic [9:0]  channel_i,
  input  logic [7:0]  tag_i,
  input  logic        last_channel_i,
  input  logic        last_layer_i,
  input  logic        last_image_i,

  output logic        foreign_o,       // discarded as a stray
  output logic [2:0]  error_o,         // first check that fails, 0 when none does
  output logic        accept_o,
  output logic [2:0]  exp_layer_o,
  output logic [9:0]  exp_channel_o,
  output logic [15:0] exp_beat_o
);

  logic [2:0]  layer_q;
  logic [9:0]  channel_q;
  logic [15:0] beat_q;

  logic [25:0] shape;                  // BEATS above CHANNELS
  logic        last_channel, last_layer, last_image;

  prim_select #(.Width(26), .Count(tuning_ctrl_pkg::MaxLayers)) u_shape (
    .en_i(examine_i), .index_i(layer_q), .words_i(layer_shape_i), .word_o(shape)
  );

  always_comb begin
    last_channel = 1'b0;
    last_layer = 1'b0;
    last_image = 1'b0;
    foreign_o = 1'b0;
    error_o = 3'd0;
    accept_o = 1'b0;
    if (examine_i) begin
      last_channel = beat_q + 16'd1 == shape[25:10];
      last_layer = last_channel_i && channel_q + 10'd1 == shape[9:0];
      last_image = last_layer_i && {1'b0, layer_q} + 4'd1 == layers_i;
      foreign_o = tag_i != image_tag_i;
      if (!foreign_o) begin
        if (layer_i != {1'b0, layer_q}) error_o = 3'd1;
        else if (channel_i != channel_q) error_o = 3'd2;
        else if (last_channel_i != last_channel) error_o = 3'd3;
        else if (last_layer_i != last_layer) error_o = 3'd4;
        else if (last_image_i != last_image) error_o = 3'd5;
        else accept_o = 1'b1;
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      layer_q   <= '0;
      channel_q <= '0;
      beat_q    <= '0;
    end else if (enter_collect_i) begin
      layer_q   <= '0;
      channel_q <= '0;
      beat_q    <= '0;
    end else if (accept_o) begin
      beat_q <= last_channel_i ? 16'd0 : beat_q + 16'd1;
      if (last_channel_i) channel_q <= last_layer_i ? 10'd0 : channel_q + 10'd1;
      if (last_layer_i) layer_q <= last_image_i ? 3'd0 : layer_q + 3'd1;
    end
  end

  assign exp_layer_o = layer_q;
  assign exp_channel_o = channel_q;
  assign exp_beat_o = beat_q;

endmodule
