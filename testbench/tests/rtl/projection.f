pkg/tuning_ctrl_pkg.sv
prim/prim_select.sv
tuning_ctrl/layer_scatter.sv
tuning_ctrl/projection_lane.sv
tuning_ctrl/projection_rows.sv
tuning_ctrl/statistic_code.sv
tuning_ctrl/projection.sv
