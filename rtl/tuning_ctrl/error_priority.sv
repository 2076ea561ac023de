// Engine errors that meet at one edge: which of them is entered, and its detail.
module error_priority (
  input  logic        parity_bad_i,      // an engine read a word of bad parity
  input  logic [2:0]  parity_memory_i,
  input  logic [4:0]  check_rule_i,      // each of these is 0 when there is none
  input  logic [2:0]  framing_error_i,
  input  logic        timeout_i,         // of the image
  input  logic [7:0]  image_i,
  input  logic [7:0]  writer_error_i,    // an error_e; one of writer and monitor has the bus
  input  logic [15:0] writer_detail_i,
  input  logic [7:0]  monitor_error_i,
  input  logic [15:0] monitor_detail_i,
  output logic [7:0]  error_o,           // an error_e
  output logic [15:0] detail_o
);

  always_comb begin
    error_o = tuning_ctrl_pkg::ErrorNone;
    detail_o = '0;
    if (parity_bad_i) begin
      error_o = tuning_ctrl_pkg::ErrorParity;
      detail_o = {13'b0, parity_memory_i};
    end else if (check_rule_i != '0) begin
      error_o = tuning_ctrl_pkg::ErrorBadConfig;
      detail_o = {11'b0, check_rule_i};
    end else if (framing_error_i != '0) begin
      error_o = tuning_ctrl_pkg::ErrorFraming;
      detail_o = {13'b0, framing_error_i};
    end else if (timeout_i) begin
      error_o = tuning_ctrl_pkg::ErrorImageTimeout;
      detail_o = {8'b0, image_i};
    end else if (writer_error_i != '0) begin
      error_o = writer_error_i;
      detail_o = writer_detail_i;
    end else if (monitor_error_i != '0) begin
      error_o = monitor_error_i;
      detail_o = monitor_detail_i;
    end
  end

endmodule
