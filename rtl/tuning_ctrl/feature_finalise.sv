`include "prim/assert.svh"

// FINALISE: feature d = sat16((sum d - mean d + half) >>> shift), one a cycle, the mean read from
// the projection memory in the cycle before.
module feature_finalise (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        active_i,       // state is FINALISE
  input  logic [4:0]  features_i,     // D
  input  logic [4:0]  shift_i,
  input  logic [11:0] words_i,        // S' R: the means lie behind the rows

  output logic        proj_re_o,
  output logic [11:0] proj_raddr_o,
  input  logic [31:0] proj_rdata_i,

  output logic [3:0]  feature_o,      // sum wanted
  input  logic signed [31:0] sum_i,
  output logic        we_o,
  output logic [15:0] value_o,
  output logic        done_o          // last cycle of FINALISE
);

  logic [4:0]  cycle_q;               // d in the cycle that reads mean d
  logic [4:0]  previous;
  logic signed [33:0] half, centred, value;
  logic        unused_previous;

  assign proj_re_o = active_i && cycle_q < features_i;
  assign proj_raddr_o = proj_re_o ? words_i + {7'b0, cycle_q} : '0;
  assign we_o = active_i && cycle_q != '0;
  assign done_o = active_i && cycle_q == features_i;
  assign previous = cycle_q - 5'd1;
  assign feature_o = previous[3:0];
  assign unused_previous = previous[4];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) cycle_q <= '0;
    else cycle_q <= active_i ? cycle_q + 5'd1 : 5'd0;
  end

  always_comb begin
    half = '0;
    centred = '0;
    value = '0;
    value_o = '0;
    if (we_o) begin
      half = shift_i == '0 ? '0 : 34'd1 << (shift_i - 5'd1);
      centred = 34'(sum_i) - 34'($signed(proj_rdata_i)) + half;
      value = centred >>> shift_i;
      if (value > 34'sd32767) value_o = 16'h7fff;
      else if (value < -34'sd32768) value_o = 16'h8000;
      else value_o = value[15:0];
    end
  end

  `COVER(SaturatedHigh, we_o && value > 34'sd32767)
  `COVER(SaturatedLow, we_o && value < -34'sd32768)

endmodule
