// One read-write register: byte strobes select bytes, bits outside the fields stay 0.
module csr_config_reg #(
  parameter logic [31:0] Reset = '0,
  parameter logic [31:0] Mask = '1
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        we_i,
  input  logic [31:0] wdata_i,
  input  logic [31:0] wmask_i,
  output logic [31:0] q_o
);

  logic [31:0] value_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) value_q <= Reset;
    else if (we_i) value_q <= ((value_q & ~wmask_i) | (wdata_i & wmask_i)) & Mask;
  end

  assign q_o = value_q;

endmodule
