// One spelling of a property for two tools. Verilator gets a concurrent assertion that names its
// module and label when it fails; Yosys, which knows no concurrent assertions, gets an immediate
// one. Both look at the values just before a clock edge and sleep while reset is low.
// The including module provides clk_i and rst_ni.
`ifndef KINTSUGI_ASSERT_SVH
`define KINTSUGI_ASSERT_SVH

`ifdef YOSYS

`define ASSERT(Name, Condition) \
  always @(posedge clk_i) begin \
    if (rst_ni) begin \
      Name: assert (Condition); \
    end \
  end

`else

// An asynchronous reset also disables its properties: the mix that SYNCASYNCNET warns of is meant.
`define ASSERT(Name, Condition) \
  /* verilator lint_off SYNCASYNCNET */ \
  Name: assert property (@(posedge clk_i) disable iff (!rst_ni) (Condition)) \
    else $error("%m: assertion Name failed"); \
  /* verilator lint_on SYNCASYNCNET */

`endif

`endif
