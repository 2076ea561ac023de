`include "prim/assert.svh"

// The statistics of a signature: sum of magnitudes of every channel, and sum, active count and
// maximum of every layer, accumulated over the images in the statistics memory. A value is written
// one cycle after its slot is read: a channel's in the cycle behind its last beat, a layer's three
// in the cycles behind that. The first image overwrites, so that nothing need be cleared.
module signature_statistics (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        active_i,        // state is COLLECT
  input  logic        enter_collect_i,
  input  logic        first_image_i,
  input  logic        quiet_i,         // neither reads nor writes
  input  logic [3:0]  layers_i,

  input  logic        accept_i,        // the beat below belongs to the signature
  input  logic [23:0] value_i,
  input  logic        last_channel_i,
  input  logic        last_layer_i,
  input  logic        last_image_i,

  output logic        pause_o,         // no beat may be popped in this cycle
  output logic        image_done_o,    // last COLLECT cycle of the image

  output logic        re_o,
  output logic [9:0]  raddr_o,
  input  logic [31:0] rdata_i,
  output logic        we_o,
  output logic [9:0]  waddr_o,
  output logic [31:0] wdata_o
);

  function automatic logic [31:0] saturating_add(logic [31:0] a, logic [31:0] b);
    logic [32:0] sum;
    sum = {1'b0, a} + {1'b0, b};
    saturating_add = sum[32] ? 32'hffffffff : sum[31:0];
  endfunction

  // What follows the last beat of a layer: its slots are read in steps 1 to 3, and each is written
  // one step later. Step 4 pauses only behind the last beat of an image.
  logic [2:0]  step_q;
  logic        image_over_q;
  logic [9:0]  layer_slot_q, channel_slot_q;

  logic [31:0] channel_sum_q, layer_sum_q, layer_active_q;
  logic [23:0] layer_max_q;

  // The write of the next cycle.
  logic        write_q, write_max_q;
  logic [9:0]  write_slot_q;
  logic [31:0] write_value_q;

  logic        end_channel, end_layer, in_layer_steps;
  logic [23:0] magnitude;
  logic [31:0] channel_sum;

  assign end_channel = accept_i && last_channel_i;
  assign end_layer = accept_i && last_layer_i;
  assign in_layer_steps = active_i && step_q >= 3'd1 && step_q <= 3'd3;
  assign pause_o = step_q != 3'd0;
  assign image_done_o = active_i && step_q == 3'd4;

  always_comb begin
    magnitude = '0;
    channel_sum = '0;
    if (accept_i) begin
      magnitude = value_i[23] ? -value_i : value_i;
      channel_sum = saturating_add(channel_sum_q, {8'b0, magnitude});
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      step_q       <= '0;
      image_over_q <= 1'b0;
    end else if (!active_i) begin
      step_q <= '0;
    end else if (end_layer) begin
      step_q       <= 3'd1;
      image_over_q <= last_image_i;
    end else if (step_q != 3'd0) begin
      step_q <= step_q == 3'd4 || (step_q == 3'd3 && !image_over_q) ? 3'd0 : step_q + 3'd1;
    end
  end

  // Running statistics restart when they are handed on; layer statistics, one at each step.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      channel_sum_q  <= '0;
      layer_sum_q    <= '0;
      layer_active_q <= '0;
      layer_max_q    <= '0;
    end else if (enter_collect_i) begin
      channel_sum_q  <= '0;
      layer_sum_q    <= '0;
      layer_active_q <= '0;
      layer_max_q    <= '0;
    end else if (accept_i) begin
      channel_sum_q <= last_channel_i ? 32'd0 : channel_sum;
      layer_sum_q   <= saturating_add(layer_sum_q, {8'b0, magnitude});
      if (!value_i[23] && value_i != '0) layer_active_q <= saturating_add(layer_active_q, 32'd1);
      if (magnitude > layer_max_q) layer_max_q <= magnitude;
    end else begin
      if (step_q == 3'd1) layer_sum_q <= '0;
      if (step_q == 3'd2) layer_active_q <= '0;
      if (step_q == 3'd3) layer_max_q <= '0;
    end
  end

  // Layer statistics lie in front of all channel sums, three a layer.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      layer_slot_q   <= '0;
      channel_slot_q <= '0;
    end else if (enter_collect_i) begin
      layer_slot_q   <= '0;
      channel_slot_q <= {6'b0, layers_i} + {5'b0, layers_i, 1'b0};
    end else if (end_channel) begin
      channel_slot_q <= channel_slot_q + 10'd1;
    end else if (in_layer_steps) begin
      layer_slot_q <= layer_slot_q + 10'd1;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      write_q       <= 1'b0;
      write_max_q   <= 1'b0;
      write_slot_q  <= '0;
      write_value_q <= '0;
    end else if (end_channel || in_layer_steps) begin
      write_q      <= 1'b1;
      write_max_q  <= in_layer_steps && step_q == 3'd3;
      write_slot_q <= in_layer_steps ? layer_slot_q : channel_slot_q;
      case (step_q)
        3'd1:    write_value_q <= layer_sum_q;
        3'd2:    write_value_q <= layer_active_q;
        3'd3:    write_value_q <= {8'b0, layer_max_q};
        default: write_value_q <= channel_sum;
      endcase
    end else begin
      write_q <= 1'b0;
    end
  end

  always_comb begin
    re_o = 1'b0;
    raddr_o = '0;
    if ((end_channel || in_layer_steps) && !first_image_i && !quiet_i) begin
      re_o = 1'b1;
      raddr_o = in_layer_steps ? layer_slot_q : channel_slot_q;
    end
  end

  // What is pending when COLLECT is left by abort or error is dropped.
  always_comb begin
    we_o = 1'b0;
    waddr_o = '0;
    wdata_o = '0;
    if (write_q && active_i && !quiet_i) begin
      we_o = 1'b1;
      waddr_o = write_slot_q;
      if (first_image_i) wdata_o = write_value_q;
      else if (!write_max_q) wdata_o = saturating_add(rdata_i, write_value_q);
      else wdata_o = rdata_i > write_value_q ? rdata_i : write_value_q;
    end
  end

  `COVER(SumSaturates, accept_i && (&channel_sum))
  `COVER(MostNegativeValue, accept_i && magnitude[23])

endmodule
