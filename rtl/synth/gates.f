gates.v
rams.v
