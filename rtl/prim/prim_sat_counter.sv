// Counter that stays at its largest value; clearing wins over counting.
module prim_sat_counter #(
  parameter int unsigned Width = 32
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             clear_i,
  input  logic             count_i,
  output logic [Width-1:0] value_o
);

  logic [Width-1:0] value_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) value_q <= '0;
    else if (clear_i) value_q <= '0;
    else if (count_i && !(&value_q)) value_q <= value_q + 1'b1;
  end

  assign value_o = value_q;

endmodule
