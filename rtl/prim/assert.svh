// One spelling of a property for two tools. Verilator gets a concurrent assertion that names its
// module and label when it fails; Yosys, which knows no concurrent assertions, gets an immediate
// one behind a flop that remembers the cycle before. Both look at the values just before a clock
// edge and sleep while reset is low. The including module provides clk_i and rst_ni. Verilator
// samples when an evaluation begins: new inputs need one of their own before the rising edge.
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

`define ASSERT_NEXT(Name, Before, After) \
  logic Name``Armed; \
  always @(posedge clk_i or negedge rst_ni) begin \
    if (!rst_ni) Name``Armed <= 1'b0; \
    else Name``Armed <= (Before); \
  end \
  `ASSERT(Name, !Name``Armed || (After))

`define ASSERT_HOLDS(Name, Before, Width, Value) \
  logic [(Width)-1:0] Name``Was; \
  always @(posedge clk_i or negedge rst_ni) begin \
    if (!rst_ni) Name``Was <= '0; \
    else Name``Was <= (Value); \
  end \
  `ASSERT_NEXT(Name, Before, (Value) == Name``Was)

`define COVER(Name, Condition)

`else

// An asynchronous reset also disables its properties: the mix that SYNCASYNCNET warns of is meant.
`define ASSERT(Name, Condition) \
  /* verilator lint_off SYNCASYNCNET */ \
  Name: assert property (@(posedge clk_i) disable iff (!rst_ni) (Condition)) \
    else $error("the property does not hold"); \
  /* verilator lint_on SYNCASYNCNET */

// rst_ni stands in the antecedent too: a cycle that ends in reset obliges the next one to nothing.
`define ASSERT_NEXT(Name, Before, After) \
  `ASSERT(Name, (rst_ni && (Before)) |=> (After))

`define ASSERT_HOLDS(Name, Before, Width, Value) \
  `ASSERT_NEXT(Name, Before, $stable(Value))

`define COVER(Name, Condition) \
  /* verilator lint_off SYNCASYNCNET */ \
  Name: cover property (@(posedge clk_i) disable iff (!rst_ni) (Condition)); \
  /* verilator lint_on SYNCASYNCNET */

`endif

`endif
