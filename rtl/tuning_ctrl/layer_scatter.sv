`include "prim/assert.svh"

// Scatter of every layer: the sum over its channels of |code - code of the layer's sum - nominal|.
// The codes of the layers come first and are kept. A channel's term is formed in the cycle in which
// its nominal has arrived and enters the sum in the next; the sum shows from the one behind.
module layer_scatter (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        clear_i,         // sums begin at 0
  input  logic [2:0]  layer_i,         // that the three strobes below speak of

  input  logic        layer_sum_i,     // a layer's sum has arrived
  input  logic [12:0] layer_code_i,    // its code

  input  logic        nominal_i,       // a channel's nominal has arrived
  input  logic [12:0] channel_code_i,
  input  logic [15:0] nominal_word_i,

  input  logic        show_i,          // 0 holds the code at 0
  input  logic [4:0]  shift_i,
  output logic [12:0] code_o           // of the layer's scatter
);

  localparam int unsigned CodeWidth = 13;
  localparam int unsigned SumWidth = 26;

  logic [CodeWidth*tuning_ctrl_pkg::MaxLayers-1:0] codes_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) codes_q <= '0;
    else if (layer_sum_i) codes_q[CodeWidth*layer_i+:CodeWidth] <= layer_code_i;
  end

  logic signed [16:0] difference, difference_q;
  logic        add_q;
  logic [2:0]  add_layer_q;

  always_comb begin
    difference = '0;
    if (nominal_i) begin
      difference = $signed({4'b0, channel_code_i}) -
                   $signed({4'b0, codes_q[CodeWidth*layer_i+:CodeWidth]}) -
                   17'($signed(nominal_word_i));
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      add_q        <= 1'b0;
      add_layer_q  <= '0;
      difference_q <= '0;
    end else begin
      add_q <= nominal_i;
      if (nominal_i) begin
        add_layer_q  <= layer_i;
        difference_q <= difference;
      end
    end
  end

  logic [SumWidth*tuning_ctrl_pkg::MaxLayers-1:0] sums_q;
  logic [16:0]         term;
  logic [SumWidth-1:0] sum;

  always_comb begin
    term = '0;
    sum = '0;
    if (add_q) begin
      term = difference_q[16] ? -difference_q : difference_q;
      sum = sums_q[SumWidth*add_layer_q+:SumWidth] + SumWidth'(term);
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) sums_q <= '0;
    else if (clear_i) sums_q <= '0;
    else if (add_q) sums_q[SumWidth*add_layer_q+:SumWidth] <= sum;
  end

  logic [SumWidth-1:0] shifted;

  always_comb begin
    shifted = '0;
    code_o = '0;
    if (show_i) begin
      shifted = sums_q[SumWidth*layer_i+:SumWidth] >> shift_i;
      code_o = |shifted[SumWidth-1:CodeWidth] ? 13'h1fff : shifted[CodeWidth-1:0];
    end
  end

  `ASSERT(Exact, sum >= SumWidth'(term))
  `ASSERT(ShownWhenComplete, !(show_i && add_q && add_layer_q == layer_i))
  `ASSERT(OneStrobe, !(layer_sum_i && nominal_i) && !(show_i && (layer_sum_i || nominal_i)))

endmodule
