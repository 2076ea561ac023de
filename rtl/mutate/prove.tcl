# Proves a mutant equivalent to the controller: from any state the controller comes to in DEPTH - 1
# cycles, with any inputs, both take the same step. Both are fed the controller's state, so it is a
# proof by induction over all cycles. Memories and multipliers are cut, their outputs being common to
# both sides and their inputs compared. Assertions of the RTL that rtl/formal proves are taken for
# granted in each cycle; those its list leaves open are not.
#
#   OUT=FOLDER MUTANT=K DEPTH=N yosys -q -c mutate/prove.tcl      FOLDER is that of mutants.tcl
#
# Fails unless the proof succeeds.
yosys -import

proc text_of {name} {
  set handle [open $name]
  set text [read $handle]
  close $handle
  return $text
}

set command [lindex [split [text_of $env(OUT)/mutants.txt] "\n"] [expr {$env(MUTANT) - 1}]]
set scratch [exec mktemp -d]

read_rtlil $env(OUT)/clean.il
foreach {line name} [regexp -all -inline -line {^  open +(\S+)} [text_of formal/proofs.txt]] {
  delete t:\$assert c:*[lindex [split $name .] end] %i
}
yosys mutate -ctrl mutsel 1 1 {*}[lrange [split $command " "] 2 end]
opt_clean
async2sync
chformal -early
chformal -assert2assume
dffunmap
opt_clean
yosys rename -enumerate -pattern state_% t:\$dff
yosys rename -enumerate -pattern product_% t:\$mul
expose -evert t:\$dff t:\$mul t:\$mem_v2
memory_map

# Two copies, one without and one with the mutant; their common logic is merged before the solver
# sees them.
yosys rename tuning_ctrl gold
yosys copy gold gate
chformal -remove gate
foreach {side value} {gold 0 gate 1} {
  delete -input $side/mutsel
  yosys cd $side
  connect -set mutsel 1'b$value
  yosys cd ..
}
miter -equiv -make_outputs -flatten gold gate miter
tee -q -o $scratch/ports.txt portlist -m miter

# The controller's flops, closed again around the two.
set pins {}
set wires {}
set flops {}
foreach {line direction range name} [regexp -all -inline -line \
    {^ *(input|output) *(\[[0-9:]+\])? *\\?([^\s,;]+)[,;]?$} [text_of $scratch/ports.txt]] {
  if {$name eq "trigger"} continue
  if {[regexp {^in_(state_\d+\.)Q$} $name _ flop]} {
    append wires "reg $range \\$name ;\n"
    append flops "always @(posedge \\in_clk_i ) \\$name <= \\gold_${flop}D ;\n"
  } elseif {$direction eq "input"} {
    lappend ports "input $range \\$name "
  } else {
    append wires "wire $range \\$name ;\n"
  }
  lappend pins ".\\$name (\\$name )"
}
set handle [open $scratch/closed.v w]
puts $handle "module closed([join $ports ", "], output trigger);\n$wires$flops\
  miter m([join $pins ", "], .trigger(trigger));\nendmodule"
close $handle
read_verilog $scratch/closed.v
hierarchy -check -top closed
file delete -force $scratch
yosys proc
flatten
opt
opt -share_all
clean
sat -verify -timeout 250 -set-assumes -seq $env(DEPTH) -prove-skip [expr {$env(DEPTH) - 1}] -prove trigger 0 closed
