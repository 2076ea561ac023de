#include "testbench/tests/controller/smallest_program.h"

namespace kintsugi::controller_test {

using namespace regs;

SmallProgram smallest_program() {
  ProgramSizes shape;
  shape.images = 1;
  shape.pixels = 128;
  shape.channels = {5, 5};  // 16 statistics
  shape.beats = {2, 1};
  shape.features = 1;
  shape.clusters = 1;
  return make_program(70, shape);
}

LoopProgram smallest_loop() {
  LoopSizes shape;
  shape.images = 1;
  shape.inputs = 8;
  shape.outputs = 2;
  shape.entries = 8;
  LoopProgram program = make_loop_program(72, shape);
  program.first_image = 7;  // the last two words of STIM
  program.test.channels.erase(program.test.channels.begin());
  program.test.beats.erase(program.test.beats.begin());
  for (auto& values : program.values) values.erase(values.begin(), values.begin() + 4);
  program.test.stimuli.resize(1);
  program.test.values[0].resize(1);
  program.test.values[1].resize(1);
  for (auto& entry : program.test.codebook) entry.tune_words.resize(1);
  return program;
}

void begin(Driver& driver, const Excess& excess) {
  LoopProgram program = smallest_loop();
  program.test.features = 1;
  program.automatic = true;
  load(driver, program);
  driver.write(kCountsAddress, kCountsImages.put(1) | kCountsLayers.put(2) |
                                   kCountsFeatures.put(1) | kCountsClusters.put(1));
  driver.write(kCbStrideAddress, 15);
  const uint32_t word = driver.read(excess.address).data;
  driver.write(excess.address, (word & ~excess.field.put(~0U)) | excess.field.put(excess.value));
  excess.rule >= 16 ? adapt(driver) : start(driver);
}

}  // namespace kintsugi::controller_test
