// From statistics to features: projection, centring and scaling, and the feature files of both
// passes.
module feature_engine #(
  parameter int unsigned Lanes = tuning_ctrl_pkg::Lanes
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        project_i,      // state is PROJECT
  input  logic        finalise_i,     // state is FINALISE
  input  logic        start_i,        // START accepted: both files are cleared
  input  logic        pass_i,

  input  logic        log2_en_i,
  input  logic        scatter_en_i,
  input  logic [4:0]  linear_shift_i,
  input  logic [4:0]  scatter_shift_i,
  input  logic [4:0]  project_shift_i,
  input  logic [3:0]  layers_i,
  input  logic [26*tuning_ctrl_pkg::MaxLayers-1:0] layer_shape_i,
  input  logic [4:0]  features_i,
  input  logic [12:0] projection_words_i,
  input  logic [2:0]  groups_i,

  output logic        proj_re_o,
  output logic [11:0] proj_raddr_o,
  input  logic [31:0] proj_rdata_i,
  output logic        stat_re_o,
  output logic [9:0]  stat_raddr_o,
  input  logic [31:0] stat_rdata_i,

  output logic        project_done_o,
  output logic        finalise_done_o,
  output logic [16*tuning_ctrl_pkg::MaxFeatures-1:0] features0_o,
  output logic [16*tuning_ctrl_pkg::MaxFeatures-1:0] features1_o,

  output logic        feature_we_o,   // monitor: written at the end of the last cycle
  output logic [3:0]  feature_index_o,
  output logic [15:0] feature_value_o
);

  logic        project_re, finalise_re;
  logic [11:0] project_raddr, finalise_raddr;
  logic [3:0]  feature;
  logic signed [31:0] sum;
  logic        we;
  logic [15:0] value;

  // Both addresses are 0 while their engine does not read.
  assign proj_re_o = project_re || finalise_re;
  assign proj_raddr_o = project_raddr | finalise_raddr;

  projection #(.Lanes(Lanes)) u_projection (
    .clk_i,
    .rst_ni,
    .active_i(project_i),
    .log2_en_i,
    .scatter_en_i,
    .linear_shift_i,
    .scatter_shift_i,
    .layers_i,
    .layer_shape_i,
    .words_i(projection_words_i),
    .groups_i,
    .proj_re_o(project_re),
    .proj_raddr_o(project_raddr),
    .proj_rdata_i,
    .stat_re_o,
    .stat_raddr_o,
    .stat_rdata_i,
    .feature_i(feature),
    .sum_o(sum),
    .done_o(project_done_o)
  );

  feature_finalise u_finalise (
    .clk_i,
    .rst_ni,
    .active_i(finalise_i),
    .features_i,
    .shift_i(project_shift_i),
    .words_i(projection_words_i[11:0]),
    .proj_re_o(finalise_re),
    .proj_raddr_o(finalise_raddr),
    .proj_rdata_i,
    .feature_o(feature),
    .sum_i(sum),
    .we_o(we),
    .value_o(value),
    .done_o(finalise_done_o)
  );

  feature_file u_file0 (
    .clk_i,
    .rst_ni,
    .clear_i(start_i),
    .we_i(we && !pass_i),
    .index_i(feature),
    .value_i(value),
    .features_o(features0_o)
  );

  feature_file u_file1 (
    .clk_i,
    .rst_ni,
    .clear_i(start_i),
    .we_i(we && pass_i),
    .index_i(feature),
    .value_i(value),
    .features_o(features1_o)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      feature_we_o    <= 1'b0;
      feature_index_o <= '0;
      feature_value_o <= '0;
    end else begin
      feature_we_o    <= we;
      feature_index_o <= we ? feature : 4'd0;
      feature_value_o <= value;
    end
  end

endmodule
