// Shows the engines' write to a memory in the cycle behind it.
module write_monitor #(
  parameter int unsigned AddrWidth = 10
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 we_i,
  input  logic [AddrWidth-1:0] waddr_i,
  input  logic [31:0]          wdata_i,
  output logic                 we_o,
  output logic [AddrWidth-1:0] waddr_o,
  output logic [31:0]          wdata_o
);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      we_o    <= 1'b0;
      waddr_o <= '0;
      wdata_o <= '0;
    end else begin
      we_o    <= we_i;
      waddr_o <= waddr_i;
      wdata_o <= wdata_i;
    end
  end

endmodule
