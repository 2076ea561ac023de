pkg/tuning_ctrl_pkg.sv
tuning_ctrl/layer_scatter.sv
