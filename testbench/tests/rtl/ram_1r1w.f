prim/prim_ram_1r1w.sv
