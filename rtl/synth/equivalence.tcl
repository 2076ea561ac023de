# Proves, module by module, that the gates of OUT_DIR do what its RTL does (behind proc and opt). In
# each module flops become inputs and outputs, with their reset and enable; instances and memories are
# black boxes whose inputs must be equal; every net with a name is a point. A net inside the logic that
# synthesis made different is taken out and the module proved without it: what counts is what flops,
# outputs and instances get. Points behind a multiplier of more than 4 bits, which no solver decides,
# are not tried.
# Writes unproven.txt, a line "module net bits" for each net with points left, and points.txt.
# usage (in OUT_DIR): yosys -q -c equivalence.tcl
yosys -import

proc text_of {name} {
  set file [open $name]
  set text [read $file]
  close $file
  return $text
}

proc write_lines {name lines} {
  set file [open $name w]
  foreach line $lines { puts $file $line }
  close $file
}

proc prepare {design} {
  opt_clean
  tee -q -o modules.$design.txt ls
  yosys select -set memories {t:$mem*} %m
  blackbox @memories
  dffunmap
  design -save $design
}

# Returns {points proven unproven-nets} of a module, the nets of `without` not being points.
proc prove {module without} {
  write_lines without.txt $without
  design -load boxes
  design -copy-from gold -as gold $module
  design -copy-from gates -as gates $module
  tee -q -o ends.txt select -list gold/o:*
  expose -evert-dff -shared gold gates
  equiv_make -blacklist without.txt gold gates equiv
  hierarchy -top equiv
  yosys select -set behind {t:$mul} {r:A_WIDTH>4} %i {r:B_WIDTH>4} %i {%co*:-$equiv} {%co2:+$equiv} {t:$equiv} %i
  equiv_simple {t:$equiv} @behind %d
  tee -q -o multiplied.txt select -list @behind
  tee -q -o status.txt equiv_status
  set status [text_of status.txt]
  if {![regexp {Of those cells (\d+) are proven and (\d+) are unproven} $status _ yes no]} {
    return {0 0 {} {}}
  }
  # "Unproven $equiv CELL: \net_gold [bit] \net_gate [bit]"
  set nets {}
  set multiplied [text_of multiplied.txt]
  set loose {}
  foreach {_ cell net bit} \
      [regexp -all -inline -line {Unproven \$equiv (\S+): \\?(\S+) (\[\d+\])?.*$} $status] {
    regsub {_gold$} $net {} net
    lappend nets $net$bit
    if {[string first $cell $multiplied] < 0} { lappend loose $net }
  }
  return [list [expr {$yes + $no}] $yes $nets [lsort -unique $loose]]
}

read_ilang rtl.il
hierarchy -check
opt
prepare gold
blackbox *
design -save boxes
design -reset
read_verilog gates.v rams.v
hierarchy -check
yosys proc
prepare gates

set unproven {}
set points 0
set proven 0
set memories [regexp -all -inline -line {^module (\S+)\(} [text_of rams.v]]
foreach module [regexp -all -inline -line {^  +\S+$} [text_of modules.gold.txt]] {
  set module [string trim $module]
  if {[lsearch $memories $module] >= 0} continue
  lassign [prove $module {}] all yes nets loose
  set ends [text_of ends.txt]
  set inside {}
  foreach net $loose {
    set of_flop [regexp {\.[a-z]+$} $net]
    if {!$of_flop && [string first "gold/$net\n" $ends] < 0} { lappend inside $net }
  }
  if {[llength $inside] > 0} { lassign [prove $module $inside] all yes nets }
  incr points $all
  incr proven $yes
  set bits {}
  foreach net $nets { dict incr bits [regsub {\[\d+\]$} $net {}] }
  dict for {net count} $bits { lappend unproven "$module $net $count" }
}
write_lines unproven.txt [lsort $unproven]
write_lines points.txt [list "points $points" "proven $proven"]
