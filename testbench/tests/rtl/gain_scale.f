tuning_ctrl/exp2_table.sv
tuning_ctrl/gain_scale.sv
