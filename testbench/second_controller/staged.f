// The same top around our own search: what reference.cc is a model of.
-f ../../rtl/tuning_ctrl.f
stream_stage.sv
cfg_rest.sv
second_controller.sv
