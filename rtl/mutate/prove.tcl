# Proves a mutant equivalent to the controller: from any state, with any inputs, both take the same
# step. Flops, memories and multipliers are cut, their outputs being common to both sides and their
# inputs compared, so what is left is combinational.
#
#   OUT=FOLDER MUTANT=K yosys -q -c mutate/prove.tcl      FOLDER is that of mutants.tcl
#
# Fails unless the proof succeeds.
yosys -import

set handle [open $env(OUT)/mutants.txt]
set command [lindex [split [read $handle] "\n"] [expr {$env(MUTANT) - 1}]]
close $handle

read_rtlil $env(OUT)/clean.il
chformal -remove
yosys mutate -ctrl mutsel 1 1 {*}[lrange [split $command " "] 2 end]
opt_clean
async2sync
dffunmap
opt_clean
yosys rename -enumerate -pattern cut_% t:\$dff t:\$mul
expose -evert t:\$dff t:\$mul t:\$mem_v2
memory_map

# Two copies, one without and one with the mutant; their common logic is merged before the solver
# sees them.
yosys rename tuning_ctrl gold
yosys copy gold gate
foreach {side value} {gold 0 gate 1} {
  delete -input $side/mutsel
  yosys cd $side
  connect -set mutsel 1'b$value
  yosys cd ..
}
miter -equiv -flatten gold gate miter
hierarchy -top miter
opt
opt -share_all
sat -verify -timeout 100 -prove trigger 0 miter
