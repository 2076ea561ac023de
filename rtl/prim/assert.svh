// One spelling of a property for Verilator and Yosys. Both look at the values just before a clock edge
// and sleep while reset is low; what speaks of two cycles has a flop that remembers the first.
// What fails is named by module and label. The including module provides clk_i and rst_ni.
//
//   ASSERT(Name, Condition)              holds in every cycle
//   ASSERT_NEXT(Name, Before, After)     a cycle with Before is followed by one with After
//   ASSERT_HOLDS(Name, Before, W, Value) behind a cycle with Before the W bits of Value are the same
//   COVER(Name, Condition)               some test must see a cycle like this (testbench/coverage)
`ifndef KINTSUGI_ASSERT_SVH
`define KINTSUGI_ASSERT_SVH

`ifdef YOSYS

`define ASSERT(Name, Condition) \
  always @(posedge clk_i) begin \
    if (rst_ni) begin \
      Name: assert (Condition); \
    end \
  end

`define COVER(Name, Condition)

`else

// An assert statement would ask first whether assertions are on, one by one, and take a failure for
// likely: a third of the simulation's time. An asynchronous reset also disables its properties: the
// mix that SYNCASYNCNET warns of is meant. Coverage does not measure what only properties have.
`define ASSERT(Name, Condition) \
  /* verilator lint_off SYNCASYNCNET */ \
  /* verilator coverage_off */ \
  always @(posedge clk_i) begin \
    if (rst_ni && !(Condition)) begin : Name \
      $error("the property does not hold"); \
    end \
  end \
  /* verilator coverage_on */ \
  /* verilator lint_on SYNCASYNCNET */

`define COVER(Name, Condition) \
  /* verilator lint_off SYNCASYNCNET */ \
  Name: cover property (@(posedge clk_i) disable iff (!rst_ni) (Condition)); \
  /* verilator lint_on SYNCASYNCNET */

`endif

// A cycle that ends in reset obliges the next one to nothing.
`define ASSERT_NEXT(Name, Before, After) \
  /* verilator coverage_off */ \
  logic Name``Armed; \
  always @(posedge clk_i or negedge rst_ni) begin \
    if (!rst_ni) Name``Armed <= 1'b0; \
    else Name``Armed <= (Before); \
  end \
  /* verilator coverage_on */ \
  `ASSERT(Name, !Name``Armed || (After))

`define ASSERT_HOLDS(Name, Before, Width, Value) \
  /* verilator coverage_off */ \
  logic [(Width)-1:0] Name``Was; \
  always @(posedge clk_i or negedge rst_ni) begin \
    if (!rst_ni) Name``Was <= '0; \
    else Name``Was <= (Value); \
  end \
  /* verilator coverage_on */ \
  `ASSERT_NEXT(Name, Before, (Value) == Name``Was)

`endif
