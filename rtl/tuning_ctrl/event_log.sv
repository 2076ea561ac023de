// Writes one entry a state change into the log memory, in the first cycle of the new state. The
// memory survives a reset, the count does not.
module event_log (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        first_i,         // first cycle of a state entered from another
  input  tuning_ctrl_pkg::state_e from_i,
  input  tuning_ctrl_pkg::state_e to_i,
  input  logic [31:0] cycle_i,
  input  logic [7:0]  error_code_i,
  input  logic [7:0]  image_i,
  input  logic [1:0]  pass_i,

  output logic        we_o,
  output logic [5:0]  waddr_o,
  output logic [63:0] wdata_o,
  output logic [31:0] count_o,

  output logic        log_we_o,        // monitor: written at the end of the last cycle
  output logic [5:0]  log_waddr_o,
  output logic [63:0] log_wdata_o
);

  logic [31:0] count_q;
  logic [7:0]  error_code;

  assign error_code = to_i == tuning_ctrl_pkg::StateError ? error_code_i : 8'd0;

  always_comb begin
    we_o = 1'b0;
    waddr_o = '0;
    wdata_o = '0;
    if (first_i) begin
      we_o = 1'b1;
      waddr_o = count_q[5:0];
      wdata_o = {4'b0, pass_i, image_i, error_code, to_i, from_i, cycle_i};
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) count_q <= '0;
    else if (first_i) count_q <= count_q + 32'd1;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      log_we_o    <= 1'b0;
      log_waddr_o <= '0;
      log_wdata_o <= '0;
    end else begin
      log_we_o    <= we_o;
      log_waddr_o <= waddr_o;
      log_wdata_o <= wdata_o;
    end
  end

  assign count_o = count_q;

endmodule
