// Gain and offset of each layer but the last: what the accelerator was given, or what was found in it.
module setting_file (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        clear_i,
  input  logic        we_i,
  input  logic [2:0]  layer_i,
  input  logic [31:0] word_i,
  output logic [32*(tuning_ctrl_pkg::MaxLayers-1)-1:0] settings_o,

  output logic        monitor_we_o,    // monitor: written at the end of the last cycle
  output logic [2:0]  monitor_layer_o,
  output logic [31:0] monitor_word_o
);

  for (genvar i = 0; i < tuning_ctrl_pkg::MaxLayers - 1; i++) begin : gen_setting
    logic [31:0] setting_q;

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) setting_q <= '0;
      else if (clear_i) setting_q <= '0;
      else if (we_i && layer_i == i) setting_q <= word_i;
    end

    assign settings_o[32*i+:32] = setting_q;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      monitor_we_o    <= 1'b0;
      monitor_layer_o <= '0;
      monitor_word_o  <= '0;
    end else begin
      monitor_we_o    <= we_i;
      monitor_layer_o <= we_i ? layer_i : 3'd0;
      monitor_word_o  <= we_i ? word_i : 32'd0;
    end
  end

endmodule
