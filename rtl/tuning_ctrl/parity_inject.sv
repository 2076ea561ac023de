// INJECT: arms one memory to store the next word it is given with a wrong bit, so that parity can be
// seen to work on silicon too.
module parity_inject (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic       we_i,          // INJECT is written
  input  logic       arm_i,
  input  logic [2:0] memory_i,
  input  logic [6:0] written_i,     // memories written in this cycle
  output logic [6:0] inject_o,      // the armed one
  output logic [3:0] armed_o        // {ARM, MEMORY}, 0 when disarmed
);

  logic [3:0] armed_q;

  assign inject_o = armed_q[3] ? 7'd1 << armed_q[2:0] : 7'd0;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) armed_q <= '0;
    else if (we_i) armed_q <= arm_i ? {1'b1, memory_i} : 4'd0;
    else if (|(inject_o & written_i)) armed_q <= '0;
  end

  assign armed_o = armed_q;

endmodule
