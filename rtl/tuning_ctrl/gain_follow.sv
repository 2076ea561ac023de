`include "prim/assert.svh"

// The monitor's arithmetic (docs/controller.md, section 7.11): the gain that brings a layer's sum
// back to its ratio to the sum of its input. Bit-serial, so that it costs adders only: two products
// in 24 and 16 cycles, the quotient in 48, and one cycle for the limits, in which next_o is valid.
module gain_follow (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        active_i,        // in all 89 cycles; operands keep still meanwhile
  input  logic [31:0] input_sum_i,
  input  logic [31:0] sum_i,
  input  logic [23:0] ratio_i,         // UQ8.16
  input  logic [15:0] gain_i,          // UQ4.12
  input  logic [15:0] gain_min_i,
  input  logic [15:0] gain_max_i,
  input  logic [3:0]  dead_shift_i,
  output logic        done_o,          // last cycle
  output logic [15:0] next_o
);

  localparam logic [6:0] RatioBits = 7'd24, GainBits = 7'd16, LastCycle = 7'd88;

  logic [6:0]  cycle_q;
  logic [22:0] ratio_q;                // next bit on top
  logic [15:0] gain_q;
  logic [54:0] product_q;
  logic [55:0] product;
  logic [31:0] expected_q, expected;
  logic        in_ratio, in_gain, end_ratio, end_gain;

  assign in_ratio = active_i && cycle_q < RatioBits;
  assign in_gain = active_i && !in_ratio && cycle_q < RatioBits + GainBits;
  assign end_ratio = in_ratio && cycle_q == RatioBits - 7'd1;
  assign end_gain = in_gain && cycle_q == RatioBits + GainBits - 7'd1;
  assign done_o = active_i && cycle_q == LastCycle;

  always_comb begin
    product = '0;
    if (in_ratio) begin
      product = {product_q, 1'b0};
      if (cycle_q == '0 ? ratio_i[23] : ratio_q[22]) product = product + {24'b0, input_sum_i};
    end else if (in_gain) begin
      product = {product_q, 1'b0};
      if (gain_q[15]) product = product + {24'b0, expected_q};
    end
    expected = |product[55:48] ? 32'hffffffff : product[47:16];
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      cycle_q    <= '0;
      ratio_q    <= '0;
      gain_q     <= '0;
      product_q  <= '0;
      expected_q <= '0;
    end else if (active_i) begin
      cycle_q <= done_o ? 7'd0 : cycle_q + 7'd1;
      ratio_q <= cycle_q == '0 ? ratio_i[22:0] : {ratio_q[21:0], 1'b0};
      if (end_ratio) gain_q <= gain_i;
      else if (in_gain) gain_q <= {gain_q[14:0], 1'b0};
      if (in_ratio || in_gain) product_q <= end_ratio ? 55'd0 : product[54:0];
      if (end_ratio) expected_q <= expected;
    end else begin
      cycle_q   <= '0;
      product_q <= '0;
    end
  end

  logic        unused_busy, unused_done;
  logic [47:0] quotient;

  prim_divider #(.NumeratorWidth(48), .DenominatorWidth(32)) u_divider (
    .clk_i, .rst_ni, .start_i(end_gain),
    .numerator_i(product[47:0] + {17'b0, sum_i[31:1]}), .denominator_i(sum_i),
    .busy_o(unused_busy), .done_o(unused_done), .quotient_o(quotient)
  );

  logic [15:0] wanted, raised, limited, change;

  always_comb begin
    wanted = '0;
    raised = '0;
    limited = '0;
    change = '0;
    next_o = '0;
    if (done_o) begin
      if (sum_i == '0 || expected_q == '0) wanted = gain_i;
      else wanted = |quotient[47:16] ? 16'hffff : quotient[15:0];
      raised = wanted < gain_min_i ? gain_min_i : wanted;
      limited = raised > gain_max_i ? gain_max_i : raised;
      change = limited > gain_i ? limited - gain_i : gain_i - limited;
      next_o = change <= gain_i >> dead_shift_i ? gain_i : limited;
    end
  end

  `COVER(ExpectedSaturates, end_ratio && |product[55:48])
  `COVER(QuotientTooLarge, done_o && sum_i != '0 && |quotient[47:16])
  `COVER(InTheDeadBand, done_o && limited != gain_i && next_o == gain_i)

endmodule
