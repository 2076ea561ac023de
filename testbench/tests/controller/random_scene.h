// Random programs, random manners of an accelerator and a random host, for soaks and sweeps.
#pragma once

#include <cstdint>

#include "testbench/tests/controller/random.h"
#include "testbench/tests/controller/small_program.h"

namespace kintsugi::controller_test {

class Dice : public Random {
 public:
  // KINTSUGI_RANDOM_SEED, 1 when it is not set, gives every seed other throws.
  explicit Dice(uint32_t seed);
};

// A legal program of a few images and layers: any mode, limits near what it comes to.
SmallProgram random_small_program(Dice& dice);

// Random latencies and back-pressure on all ports; with `trouble` also slave errors, hung
// transfers and wrong read-backs.
AcceleratorManner random_manner(Dice& dice, const Driver& driver, bool trouble);

// The program's answers, some of them spoilt, missing or among beats of foreign tags.
void answer_with_mistakes(Driver& driver, const SmallProgram& program, Dice& dice);

// A transfer to any address but CTRL, as likely legal as not.
void poke(Driver& driver, Dice& dice);

}  // namespace kintsugi::controller_test
