// Unsigned division, one quotient bit a cycle (restoring). At the end of a cycle with start_i the
// operands are latched, also while a division is under way, which is then given up. busy_o is high
// in the NumeratorWidth cycles that follow and done_o in the last of them; the quotient shows from
// the next cycle on until the next start. Division by 0 gives all ones.
module prim_divider #(
  parameter int unsigned NumeratorWidth = 48,
  parameter int unsigned DenominatorWidth = 32
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  input  logic                        start_i,
  input  logic [NumeratorWidth-1:0]   numerator_i,
  input  logic [DenominatorWidth-1:0] denominator_i,
  output logic                        busy_o,
  output logic                        done_o,
  output logic [NumeratorWidth-1:0]   quotient_o
);

  localparam int unsigned CountWidth = $clog2(NumeratorWidth + 1);

  logic [CountWidth-1:0]       left_q;       // quotient bits still to come
  logic [NumeratorWidth-1:0]   digits_q;     // above what is left of the numerator, below quotient
  logic [DenominatorWidth-1:0] denominator_q, remainder_q;
  logic [DenominatorWidth:0]   partial;
  logic                        busy, fits;

  assign busy = left_q != '0;

  // The remainder takes the next digit; the denominator goes into that once or not at all.
  always_comb begin
    partial = '0;
    fits = 1'b0;
    if (busy) begin
      partial = {remainder_q, digits_q[NumeratorWidth-1]};
      fits = partial >= {1'b0, denominator_q};
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      left_q        <= '0;
      digits_q      <= '0;
      denominator_q <= '0;
      remainder_q   <= '0;
    end else if (start_i) begin
      left_q        <= CountWidth'(NumeratorWidth);
      digits_q      <= numerator_i;
      denominator_q <= denominator_i;
      remainder_q   <= '0;
    end else if (busy) begin
      left_q      <= left_q - 1'b1;
      digits_q    <= {digits_q[NumeratorWidth-2:0], fits};
      remainder_q <= partial[DenominatorWidth-1:0] - (fits ? denominator_q : '0);
    end
  end

  assign busy_o = busy;
  assign done_o = left_q == CountWidth'(1);
  assign quotient_o = digits_q;

endmodule
