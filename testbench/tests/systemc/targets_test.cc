// The TLM targets of the accelerator: values, times, responses, and debug access without effect.
#include <gtest/gtest.h>

#include <functional>
#include <systemc>
#include <tlm>

#include "models/registers/tuning_ctrl.h"
#include "systemc/accelerator/crossbar_tile.h"
#include "systemc/accelerator/tuning_registers.h"
#include "testbench/tests/systemc/in_child.h"
#include "testbench/tests/systemc/initiator.h"
#include "testbench/tests/systemc/small_chip.h"

namespace kintsugi {
namespace {

// --- Tuning registers ----------------------------------------------------------------------------

using RegisterTest = std::function<std::string(Initiator&, TuningRegisters&)>;

std::string with_registers(const RegisterTest& test) {
  return in_child([&] {
    const TimingConfig timing;
    Initiator initiator("initiator");
    TuningRegisters registers("registers", Tuning(2), timing);
    initiator.socket.bind(registers.socket);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    return test(initiator, registers);
  });
}

constexpr uint32_t kLayerWord = 0xFFF91234;  // offset -7, gain 0x1234
const LayerTuning kLayerTuning{0x1234, -7};

TEST(TuningRegisters, ShadowIsReadBackAndDoesNotAct) {
  EXPECT_EQ(with_registers([](Initiator& host, TuningRegisters& registers) {
              host.write(regs::kTuneShadow + 4, kLayerWord);
              return expect(host.read(regs::kTuneShadow + 4) == kLayerWord, "shadow") +
                     expect(registers.active() == Tuning(2), "the shadow acts before the commit") +
                     expect(host.read(regs::kTuneActive + 4) == 4096, "active word");
            }),
            "");
}

TEST(TuningRegisters, CommitBetweenImagesActsAtOnce) {
  EXPECT_EQ(with_registers([](Initiator& host, TuningRegisters& registers) {
              host.write(regs::kTuneShadow, kLayerWord);
              host.write(regs::kTuneCommit, 1);
              return expect(registers.active()[0] == kLayerTuning, "active tuning") +
                     expect(host.read(regs::kTuneActive) == kLayerWord, "active word") +
                     expect(host.read(regs::kTuneCommit) == 1, "number of commits");
            }),
            "");
}

TEST(TuningRegisters, CommitDuringAnImageWaitsForItsEnd) {
  EXPECT_EQ(with_registers([](Initiator& host, TuningRegisters& registers) {
              registers.image_begins();
              host.write(regs::kTuneShadow, kLayerWord);
              host.write(regs::kTuneCommit, 1);
              host.write(regs::kTuneShadow, 0x77);  // of the next repair, not of this commit
              std::string text =
                  expect(registers.active() == Tuning(2), "half an image is repaired");
              registers.image_ends();
              return text +
                     expect(registers.active()[0] == kLayerTuning, "active tuning after the image");
            }),
            "");
}

TEST(TuningRegisters, CommitOfZeroDoesNothing) {
  EXPECT_EQ(with_registers([](Initiator& host, TuningRegisters& registers) {
              host.write(regs::kTuneShadow, kLayerWord);
              host.write(regs::kTuneCommit, 2);
              return expect(registers.active() == Tuning(2), "bit 1 commits") +
                     expect(host.read(regs::kTuneCommit) == 0, "number of commits");
            }),
            "");
}

TEST(TuningRegisters, IllegalAccessesAreRefusedAndHaveNoEffect) {
  EXPECT_EQ(
      with_registers([](Initiator& host, TuningRegisters& registers) {
        uint64_t wide = 0;
        unsigned char enables[4] = {};
        std::string text =
            expect(host.write(regs::kTuneActive, 1) == tlm::TLM_COMMAND_ERROR_RESPONSE,
                   "read only") +
            expect(host.write(regs::kTuneShadow + 8, 1) == tlm::TLM_ADDRESS_ERROR_RESPONSE,
                   "layer") +
            expect(host.write(regs::kTuneShadow + 2, 1) == tlm::TLM_ADDRESS_ERROR_RESPONSE, "odd") +
            expect(host.access(tlm::TLM_READ_COMMAND, 0, &wide, 8) == tlm::TLM_BURST_ERROR_RESPONSE,
                   "burst") +
            expect(host.access(tlm::TLM_IGNORE_COMMAND, 0, &wide, 4) ==
                       tlm::TLM_COMMAND_ERROR_RESPONSE,
                   "ignore");
        host.payload.set_command(tlm::TLM_WRITE_COMMAND);
        host.payload.set_byte_enable_ptr(enables);
        sc_core::sc_time delay;
        host.socket->b_transport(host.payload, delay);
        const tlm::tlm_response_status status = host.payload.get_response_status();
        return text + expect(status == tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE, "byte enables") +
               expect(registers.active() == Tuning(2) && host.read(regs::kTuneShadow) == 4096,
                      "effect");
      }),
      "");
}

TEST(TuningRegisters, WriteIsAnnotatedAndReadIsNot) {
  EXPECT_EQ(with_registers([](Initiator& host, TuningRegisters&) {
              host.write(regs::kTuneShadow, kLayerWord);
              std::string text =
                  expect(host.delay == sc_core::sc_time(10, sc_core::SC_NS), "write delay");
              host.read(regs::kTuneShadow);
              return text + expect(host.delay == sc_core::SC_ZERO_TIME, "read delay");
            }),
            "");
}

TEST(TuningRegisters, DebugAccessReadsAndNeverWrites) {
  EXPECT_EQ(with_registers([](Initiator& host, TuningRegisters& registers) {
              uint32_t word = 0;
              std::string text =
                  expect(host.debug(tlm::TLM_READ_COMMAND, regs::kTuneActive, &word, 4) == 4 &&
                             word == 4096,
                         "debug read");
              word = 1;
              return text +
                     expect(host.debug(tlm::TLM_WRITE_COMMAND, regs::kTuneCommit, &word, 4) == 0,
                            "write") +
                     expect(host.read(regs::kTuneCommit) == 0 && registers.active() == Tuning(2),
                            "effect");
            }),
            "");
}

// --- Crossbar tile -------------------------------------------------------------------------------

using TileTest = std::function<std::string(Initiator&, const Die&)>;

// The second tile of the hidden layer: not its first rows.
std::string with_tile(const TileTest& test) {
  return in_child([&] {
    const Chip chip = make_chip(small_convolutional_network(), small_tiles());
    const Die die(chip, DieKey{1, 2});
    const LayerPlan& plan = chip.layers[1];
    Initiator initiator("initiator");
    CrossbarTile tile("tile", die.tiles(1)[1], plan.tiles[1], plan, chip, TimingConfig{});
    initiator.socket.bind(tile.socket);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    return test(initiator, die);
  });
}

TEST(CrossbarTile, ReadsAPlaneLikeTheModelAndTakesItsTime) {
  EXPECT_EQ(
      with_tile([](Initiator& engine, const Die& die) {
        const LayerPlan& plan = die.chip().layers[1];
        const TilePlacement& placement = plan.tiles[1];
        std::vector<uint8_t> rows(static_cast<size_t>(plan.layer.rows()));
        for (size_t r = 0; r < rows.size(); ++r) rows[r] = static_cast<uint8_t>(5 * r % 16);
        const auto first = static_cast<size_t>(placement.first_row);
        engine.access(tlm::TLM_WRITE_COMMAND, first, &rows[first],
                      static_cast<unsigned>(placement.rows));
        std::string text = expect(first > 0, "the tile should not begin at row 0");
        std::vector<int32_t> codes(static_cast<size_t>(placement.outputs));
        std::vector<int32_t> wanted = codes;
        for (int plane = 0; plane < 4; ++plane) {
          engine.access(tlm::TLM_READ_COMMAND, CrossbarTile::kPlanes + static_cast<uint64_t>(plane),
                        codes.data(), static_cast<unsigned>(4 * codes.size()));
          read_plane(die.tiles(1)[1], rows.data() + placement.first_row, plane, {}, wanted.data());
          text += expect(codes == wanted, "codes of plane " + std::to_string(plane));
        }
        return text +
               expect(engine.delay == sc_core::sc_time(50, sc_core::SC_NS), "10 cycles a read");
      }),
      "");
}

TEST(CrossbarTile, IllegalAccessesAreRefused) {
  EXPECT_EQ(
      with_tile([](Initiator& engine, const Die& die) {
        const auto outputs = static_cast<unsigned>(die.chip().layers[1].tiles[1].outputs);
        const auto rows = static_cast<uint64_t>(die.chip().layers[1].layer.rows());
        int32_t codes[64] = {};
        const auto status = [&](tlm::tlm_command command, uint64_t address, unsigned length) {
          return engine.access(command, address, codes, length);
        };
        return expect(status(tlm::TLM_READ_COMMAND, CrossbarTile::kPlanes + 4, 4 * outputs) ==
                          tlm::TLM_ADDRESS_ERROR_RESPONSE,
                      "plane 4 of 4") +
               expect(status(tlm::TLM_READ_COMMAND, CrossbarTile::kPlanes, 4) ==
                          tlm::TLM_BURST_ERROR_RESPONSE,
                      "length") +
               expect(
                   status(tlm::TLM_READ_COMMAND, 0, 4 * outputs) == tlm::TLM_ADDRESS_ERROR_RESPONSE,
                   "rows are write only") +
               expect(
                   status(tlm::TLM_WRITE_COMMAND, rows - 1, 2) == tlm::TLM_ADDRESS_ERROR_RESPONSE,
                   "rows beyond the layer") +
               expect(status(tlm::TLM_IGNORE_COMMAND, 0, 4) == tlm::TLM_COMMAND_ERROR_RESPONSE,
                      "ignore");
      }),
      "");
}

}  // namespace
}  // namespace kintsugi
