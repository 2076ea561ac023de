prim/prim_divider.sv
