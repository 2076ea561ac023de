`include "prim/assert.svh"

// PLAY: streams one image out of the stimulus memory, a pixel an accepted beat. The next word is
// fetched while the pixels of the present one leave, so the stream never waits for the memory.
module stimulus_sequencer (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        active_i,        // state is PLAY
  input  logic        stopping_i,      // PLAY is left by abort or error at the end of this cycle
  input  logic        first_image_i,
  input  logic [13:0] first_word_i,    // of the first image of the pass
  input  logic [7:0]  tag_i,
  input  logic [15:0] pixels_i,

  output logic        re_o,
  output logic [13:0] raddr_o,
  input  logic [31:0] rdata_i,

  output logic        stim_valid_o,
  output logic [3:0]  stim_data_o,
  output logic [7:0]  stim_tag_o,
  output logic        stim_last_o,
  input  logic        stim_ready_i,

  output logic        done_o           // the last beat is accepted at the end of this cycle
);

  // Cycle 1 reads word 0, cycle 2 latches it, from cycle 3 on pixels flow.
  logic [1:0]  warmup_q;
  logic        flowing;
  logic [15:0] pixel_q;          // next pixel to enter the output register
  logic [13:0] address_q;        // next word to read; runs on from image to image
  logic [31:0] word_q;           // its low nibble is the next pixel

  logic        valid_q, last_q;
  logic [3:0]  data_q;
  logic [7:0]  tag_q;

  logic        enter, first_of_word, last_of_word, more_words;

  assign flowing = active_i && warmup_q == 2'd2;
  assign enter = flowing && !stopping_i && (!valid_q || (stim_ready_i && !last_q));
  assign first_of_word = pixel_q[2:0] == 3'd0;
  assign last_of_word = pixel_q[2:0] == 3'd7;
  assign more_words = {1'b0, pixel_q} + 17'd8 < {1'b0, pixels_i};
  assign done_o = valid_q && last_q && stim_ready_i;

  assign re_o = (active_i && warmup_q == 2'd0) || (enter && first_of_word && more_words);
  always_comb begin
    raddr_o = '0;
    if (re_o) raddr_o = warmup_q == 2'd0 && first_image_i ? first_word_i : address_q;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      warmup_q  <= '0;
      pixel_q   <= '0;
      address_q <= '0;
      word_q    <= '0;
    end else if (active_i) begin
      if (!flowing) warmup_q <= warmup_q + 2'd1;
      if (re_o) address_q <= raddr_o + 14'd1;
      if (warmup_q == 2'd1) word_q <= rdata_i;
      if (enter) begin
        pixel_q <= pixel_q + 16'd1;
        word_q  <= last_of_word ? rdata_i : {4'b0, word_q[31:4]};
      end
    end else begin
      warmup_q <= '0;
      pixel_q  <= '0;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_q <= 1'b0;
      data_q  <= '0;
      tag_q   <= '0;
      last_q  <= 1'b0;
    end else if (enter) begin
      valid_q <= 1'b1;
      data_q  <= word_q[3:0];
      tag_q   <= tag_i;
      last_q  <= pixel_q + 16'd1 == pixels_i;
    end else if (done_o || stopping_i) begin
      valid_q <= 1'b0;
      data_q  <= '0;
      tag_q   <= '0;
      last_q  <= 1'b0;
    end
  end

  assign stim_valid_o = valid_q;
  assign stim_data_o = data_q;
  assign stim_tag_o = tag_q;
  assign stim_last_o = last_q;

  `ASSERT_HOLDS(BeatHeldUntilReady, valid_q && !stim_ready_i && !stopping_i, 14,
                ({valid_q, data_q, tag_q, last_q}))
  `ASSERT(QuietWhileNotValid, valid_q || ({data_q, tag_q, last_q} == '0))
  `ASSERT(ValidOnlyInPlay, !valid_q || active_i)

  `COVER(Stalled, valid_q && !stim_ready_i)
  `COVER(StalledAtLast, valid_q && last_q && !stim_ready_i)
  `COVER(StoppedWhileStalled, valid_q && !stim_ready_i && stopping_i)
  `COVER(EndsInsideAWord, done_o && pixel_q[2:0] != 3'd0)

endmodule
