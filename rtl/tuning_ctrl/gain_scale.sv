`include "prim/assert.svh"

// The gain of an affine map: base x 2^octaves, rounded to the nearest. The octaves are taken a cycle
// before the gain is wanted, already as factor and shift, so that no cycle computes much. A gain
// whose octaves were not taken since the restart is the base itself.
module gain_scale (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        restart_i,      // octaves 0
  input  logic        take_i,         // octaves are those below
  input  logic signed [33:0] octaves_i,  // Q.6, saturated here to -512 .. 511

  input  logic        value_i,        // the gain is wanted; 0 otherwise
  input  logic [15:0] base_i,
  output logic [23:0] gain_o          // not yet clamped
);

  logic signed [9:0] octaves;
  logic signed [3:0] whole_q;         // octaves = whole + fraction / 64
  logic [12:0] factor, factor_q;      // 4096 x 2^(fraction / 64)

  always_comb begin
    octaves = '0;
    if (take_i) begin
      if (octaves_i > 34'sd511) octaves = 10'sd511;
      else if (octaves_i < -34'sd512) octaves = 10'sh200;
      else octaves = octaves_i[9:0];
    end
  end

  exp2_table u_table (
    .enable_i(take_i),
    .index_i(octaves[5:0]),
    .entry_o(factor)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      whole_q  <= '0;
      factor_q <= '0;
    end else if (restart_i) begin
      whole_q  <= '0;
      factor_q <= 13'd4096;
    end else if (take_i) begin
      whole_q  <= octaves[9:6];
      factor_q <= factor;
    end
  end

  logic [4:0]  shift;                 // 5 .. 20
  logic [29:0] rounded, scaled;
  logic        unused_scaled;

  always_comb begin
    shift = '0;
    rounded = '0;
    scaled = '0;
    if (value_i) begin
      shift = 5'd12 - {whole_q[3], whole_q};
      rounded = {14'b0, base_i} * {17'b0, factor_q} + (30'd1 << (shift - 5'd1));
      scaled = rounded >> shift;
    end
  end
  assign gain_o = scaled[23:0];
  assign unused_scaled = |scaled[29:24];

  `ASSERT(FactorTaken, !value_i || factor_q[12])

  `COVER(OctavesSaturateHigh, take_i && octaves_i > 34'sd511)
  `COVER(OctavesSaturateLow, take_i && octaves_i < -34'sd512)

endmodule
