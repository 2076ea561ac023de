# Plants mutants, drawn from every module of the controller, into one netlist that chooses between
# them by an input `mutant` (0: none, k: the k-th), to be held still.
#
#   MUTANTS=200 SEED=1 OUT=FOLDER yosys -q -c mutate/mutants.tcl      in the folder of the RTL
#
# FOLDER gets clean.il, the netlist without mutants; mutants.txt, a line "module command" a mutant;
# mutants.sv. The same RTL, count and seed give the same mutants.
yosys -import

set out $env(OUT)
set wanted $env(MUTANTS)
set seed $env(SEED)

proc lines_of {file} {
  set handle [open $file]
  set text [string trim [read $handle]]
  close $handle
  return [split $text "\n"]
}

# How many objects a selection has.
proc count {args} {
  set file $::out/count.txt
  tee -q -o $file select -count {*}$args
  scan [lindex [lines_of $file] end] %d number
  file delete $file
  return $number
}

set sources [lines_of tuning_ctrl.f]
read_verilog -sv -formal -I. {*}$sources
hierarchy -check -top tuning_ctrl
yosys proc
opt

# Each file holds the module of its name. Cells remember it through flattening.
set modules {}
foreach source $sources {
  set module [file rootname [file tail $source]]
  lappend modules $module
  # With parameters Yosys calls it $paramod\NAME\... or $paramod$HASH\NAME.
  foreach name [list $module "\$paramod*\[\\\\\]$module" "\$paramod\[\\\\\]$module\[\\\\\]*"] {
    setattr -set unit \"$module\" $name/t:* $name/m:*
  }
}
flatten
opt
memory -nomap
opt_clean
write_rtlil $out/clean.il

# What only assertions see is no part of the controller.
select -set dut o:* %ci* t:* %i t:\$assert %d

# A module's share goes by the square root of its cells, so that large modules do not crowd out small
# ones, and is one at least. Shares are rounded so that they add up (largest remainder).
set total 0
foreach module $modules {
  set cells($module) [count @dut a:unit=$module %i]
  set total [expr {$total + sqrt($cells($module))}]
}
set left $wanted
set remainders {}
foreach module $modules {
  set exact [expr {$wanted * sqrt($cells($module)) / $total}]
  set share($module) [expr {int($exact)}]
  incr left -$share($module)
  if {$cells($module) > 0} {
    lappend remainders [list [expr {$share($module) == 0 ? 1 : $exact - $share($module)}] $module]
  }
}
foreach pair [lrange [lsort -decreasing -index 0 $remainders] 0 [expr {$left - 1}]] {
  incr share([lindex $pair 1])
}

set handle [open $out/mutants.txt w]
set commands {}
foreach module $modules {
  if {$share($module) == 0} continue
  select @dut a:unit=$module %i
  mutate -list $share($module) -seed $seed -o $out/drawn.txt
  select -clear
  foreach command [lines_of $out/drawn.txt] {
    lappend commands $command
    puts $handle "$module $command"
  }
}
close $handle
file delete $out/drawn.txt

# Applied one by one; the width of mutsel is that of the count.
set width [expr {int(ceil(log([llength $commands] + 1) / log(2)))}]
set k 0
cd tuning_ctrl
foreach command $commands {
  incr k
  set words [split $command " "]
  set cell [string map {\\ \\\\ \[ \[\[\]} [lindex $words [expr {[lsearch $words -cell] + 1}]]]
  setattr -set mutated 1 c:$cell
  yosys mutate -ctrl mutsel $width $k {*}[lrange $words 1 end]
}
# A mutant may make one bit of an output depend on another. Split into bits it is no loop, which a
# simulator would walk through until nothing changes.
splitnets a:mutated=1 %co1
yosys cd ..
opt_clean
write_verilog -sv -norename $out/netlist.sv

# The input becomes a flop: what depends on an input is simulated twice a cycle, and on this one
# everything does.
set handle [open $out/netlist.sv]
set text [read $handle]
close $handle
file delete $out/netlist.sv
set port {input (\[[0-9:]+\]) mutsel;\s+wire \[[0-9:]+\] mutsel;}
set flop {input \1 mutant; reg \1 mutsel; always @(posedge clk_i) mutsel <= mutant;}
if {[regsub $port $text $flop text] != 1 || [regsub {, mutsel\);} $text {, mutant);} text] != 1} {
  error "the port mutsel is not written as expected"
}
set handle [open $out/mutants.sv w]
puts -nonewline $handle $text
close $handle
