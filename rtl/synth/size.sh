#!/bin/sh
# Size of the gate-level netlist in OUT_DIR, from what elaborate.sh and gates.ys counted, as size.txt:
# name and number, one a line. Memories are counted in bits and left out of the cells.
# usage: size.sh OUT_DIR
set -eu
cd "$1"
awk '
  /Number of memory bits:/ && FILENAME == "memories.stat" { bits = $NF }   # the last one is the total
  /Number of cells:/ && FILENAME == "gates.stat" { gates = flops = 0 }
  FILENAME == "gates.stat" && $1 ~ /^\$_D/ { flops += $2 }
  FILENAME == "gates.stat" && $1 ~ /^\$_/ && $1 !~ /^\$_D/ { gates += $2 }
  END { printf "gates %d\nflops %d\nmemory_bits %d\n", gates, flops, bits }' memories.stat gates.stat >size.txt
