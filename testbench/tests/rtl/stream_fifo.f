prim/prim_stream_fifo.sv
