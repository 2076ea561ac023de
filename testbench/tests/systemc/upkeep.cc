#include "testbench/tests/systemc/upkeep.h"

namespace kintsugi {
namespace {

constexpr uint32_t kMostImages = 3;
constexpr uint32_t kEverythingIsLearned = 0xFFFFFF;  // margin

bool goes_on_by_itself(uint64_t seed) { return seed % 3 == 0; }

// Values of one kind each, in 0 .. `below` - 1.
struct UpkeepDraws {
  uint64_t seed;
  uint64_t next = 0;
  uint32_t operator()(uint32_t below) { return draw(seed, 31, next++) % below; }
};

// Every place of the last layer once, the rows in turn.
std::vector<SparsePosition> last_layer(const tuning::TestProgram& program) {
  std::vector<SparsePosition> positions;
  for (int column = 0; column < program.signature.back().channels; ++column) {
    for (int row = 0; row < program.signature.end()[-2].channels; ++row) {
      positions.push_back({row, column});
    }
  }
  return positions;
}

AdaptRequest download(const std::vector<SparsePosition>& positions, UpkeepDraws& draws) {
  AdaptRequest request;
  for (const SparsePosition& at : positions) {
    const auto delta = static_cast<int8_t>(static_cast<uint8_t>(draws(256)));
    request.words.push_back(tuning::sparse_word({at.row, at.column, delta}));
  }
  request.commit = draws(2) != 0;
  return request;
}

AdaptRequest loop(const std::vector<SparsePosition>& positions, size_t pixels, uint32_t classes,
                  UpkeepDraws& draws) {
  AdaptRequest request = download(positions, draws);
  request.loop_first = static_cast<int>(draws(static_cast<uint32_t>(positions.size())));
  request.loop = {static_cast<int>(draws(4)), static_cast<int>(40 + draws(200)),
                  static_cast<int>(draws(4)), kEverythingIsLearned, static_cast<int>(draws(4))};
  const uint32_t images = 1 + draws(kMostImages);
  for (uint32_t n = 0; n < images; ++n) {
    std::vector<uint8_t> image(pixels);
    for (uint8_t& pixel : image) pixel = static_cast<uint8_t>(draws(16));
    request.images.push_back(image);
    request.labels.push_back(static_cast<uint8_t>(draws(classes)));
  }
  return request;
}

}  // namespace

tuning::TestProgram upkeep_program(uint64_t seed) {
  uint64_t number = seed * 1000;
  while (random_program(number).signature.back().channels < 2) ++number;
  tuning::TestProgram program = every_die_repaired(number);
  program.signature.back().beats = program.signature.end()[-2].beats = 1;
  if (!goes_on_by_itself(seed)) return program;
  for (tuning::CodebookEntry& entry : program.codebook) {
    entry.disposition = tuning::Disposition::RepairAndAdapt;
  }
  return program;
}

SyntheticRun upkeep_run(uint64_t seed, const tuning::TestProgram& program) {
  UpkeepDraws draws{seed};
  SyntheticRun run;
  run.seed = seed;
  run.sparse = last_layer(program);
  run.window_cycles = 200 + draws(600);
  run.options.adapt = {loop(run.sparse, program.stimuli.front().size(),
                            static_cast<uint32_t>(program.signature.back().channels), draws)};
  run.options.adapt_auto = goes_on_by_itself(seed);
  if (!run.options.adapt_auto) {
    run.options.adapt.insert(run.options.adapt.begin(), download(run.sparse, draws));
  }
  MonitorOptions& monitor = run.options.monitor;
  monitor.on = true;
  monitor.period = 1 + draws(40);
  monitor.dead_shift = static_cast<int>(2 + draws(5));
  for (int l = 0; l + 1 < program.layers(); ++l) monitor.ratios.push_back(0xC000 + draws(0x8000));
  monitor.rest = 2000;
  if (draws(2) == 0) run.options.spoilt = {regs::Memory::Stim, regs::Memory::Codebook};
  return run;
}

}  // namespace kintsugi
