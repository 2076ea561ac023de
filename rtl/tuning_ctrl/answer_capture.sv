`include "prim/assert.svh"

// Pass 2: keeps of every image what the last-layer loop needs, the codes of the layer before the
// last, eight a word, and the outputs of the last layer. Each word is written in the cycle behind
// the beat that completes it.
module answer_capture (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        active_i,          // state is COLLECT, in pass 2
  input  logic        enter_collect_i,
  input  logic        first_image_i,
  input  logic [3:0]  layers_i,          // L
  input  logic [10:0] stride_i,          // words an image
  input  logic [7:0]  hidden_words_i,    // of them, codes

  input  logic        accept_i,          // the beat below belongs to the signature
  input  logic [2:0]  layer_i,
  input  logic [9:0]  channel_i,
  input  logic [23:0] value_i,
  input  logic        last_layer_i,      // it is the last of its layer

  output logic        we_o,
  output logic [11:0] waddr_o,
  output logic [31:0] wdata_o
);

  logic [11:0] base_q;                   // of this image
  logic [31:0] codes_q, codes;           // codes of the word under way
  logic        write_q;
  logic [11:0] waddr_q;
  logic [31:0] wdata_q;
  logic        hidden, output_beat, word_full;
  logic [3:0]  code;

  assign hidden = active_i && accept_i && {1'b0, layer_i} + 4'd2 == layers_i;
  assign output_beat = active_i && accept_i && {1'b0, layer_i} + 4'd1 == layers_i;
  assign word_full = channel_i[2:0] == 3'd7 || last_layer_i;

  always_comb begin
    code = '0;
    codes = '0;
    if (hidden) begin
      if (!value_i[23]) code = |value_i[22:4] ? 4'd15 : value_i[3:0];
      codes = codes_q | ({28'b0, code} << {channel_i[2:0], 2'b00});
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      base_q  <= '0;
      codes_q <= '0;
    end else if (enter_collect_i) begin
      base_q  <= first_image_i ? 12'd0 : base_q + {1'b0, stride_i};
      codes_q <= '0;
    end else if (hidden) begin
      codes_q <= word_full ? 32'd0 : codes;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      write_q <= 1'b0;
      waddr_q <= '0;
      wdata_q <= '0;
    end else begin
      write_q <= output_beat || (hidden && word_full);
      if (hidden) begin
        waddr_q <= base_q + {5'b0, channel_i[9:3]};
        wdata_q <= codes;
      end else if (output_beat) begin
        waddr_q <= base_q + {4'b0, hidden_words_i} + {2'b0, channel_i};
        wdata_q <= {{8{value_i[23]}}, value_i};
      end
    end
  end

  // What is pending when COLLECT is left by abort or error is dropped.
  assign we_o = write_q && active_i;
  assign waddr_o = we_o ? waddr_q : '0;
  assign wdata_o = we_o ? wdata_q : '0;

endmodule
