// The accelerator's registers beyond those of its layers: monitor, finer gains, sparse array
// (docs/accelerator.md).
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "models/registers/tuning_ctrl.h"
#include "systemc/accelerator/tuning_registers.h"
#include "testbench/tests/systemc/in_child.h"
#include "testbench/tests/systemc/initiator.h"

namespace kintsugi {
namespace {

using Registers = TuningRegisters;
using RegisterTest = std::function<std::string(Initiator&, TuningRegisters&)>;

constexpr uint32_t kWord = 0xFFF91234;  // offset -7, gain 0x1234
const LayerTuning kTuning{0x1234, -7};
constexpr auto kNoAddress = tlm::TLM_ADDRESS_ERROR_RESPONSE;
constexpr auto kReadOnly = tlm::TLM_COMMAND_ERROR_RESPONSE;

RegisterLayout everything() { return {3, 2, {{5, 1}, {16383, 1023}, {0, 0}}}; }

std::string with_registers(const RegisterLayout& layout, const RegisterTest& test) {
  return in_child([&] {
    Initiator initiator("initiator");
    TuningRegisters registers("registers", Tuning(2), TimingConfig{}, layout);
    initiator.socket.bind(registers.socket);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    return test(initiator, registers);
  });
}

tlm::tlm_response_status read_status(Initiator& host, uint64_t address) {
  uint32_t word = 0;
  return host.access(tlm::TLM_READ_COMMAND, address, &word, 4);
}

TEST(RegisterMap, WhatTheChipDoesNotHaveIsRefused) {
  EXPECT_EQ(with_registers({},
                           [](Initiator& host, TuningRegisters&) {
                             std::string text;
                             for (const uint64_t address :
                                  {Registers::kTileShadow, Registers::kChannelShadow,
                                   Registers::kSparseEntry, Registers::kMonSum + 12, uint64_t{0x8},
                                   uint64_t{0x104}, uint64_t{0x2FC}}) {
                               text += expect(host.write(address, 1) == kNoAddress &&
                                                  read_status(host, address) == kNoAddress,
                                              std::to_string(address));
                             }
                             return text;
                           }),
            "");
  EXPECT_EQ(with_registers(everything(),
                           [](Initiator& host, TuningRegisters&) {
                             std::string text;
                             for (const uint64_t address :
                                  {Registers::kTileShadow + 12, Registers::kChannelShadow + 8,
                                   Registers::kSparseEntry + 12, Registers::kSparseEntry + 2}) {
                               text += expect(host.write(address, 1) == kNoAddress &&
                                                  read_status(host, address) == kNoAddress,
                                              std::to_string(address));
                               text += expect(host.write((address & ~uint64_t{3}) - 4, 1) ==
                                                      tlm::TLM_OK_RESPONSE ||
                                                  address % 4 != 0,
                                              "the last one is there");
                             }
                             return text;
                           }),
            "");
}

TEST(RegisterMap, FinerGainsAreShadowsOfTheSameCommit) {
  EXPECT_EQ(with_registers(everything(),
                           [](Initiator& host, TuningRegisters& registers) {
                             host.write(Registers::kTileShadow + 8, kWord);
                             host.write(Registers::kChannelShadow, kWord);
                             std::string text =
                                 expect(host.read(Registers::kTileShadow + 8) == kWord &&
                                            host.read(Registers::kChannelShadow) == kWord &&
                                            host.read(Registers::kTileShadow) == 4096,
                                        "shadows") +
                                 expect(registers.setting().tiles == Tuning(3) &&
                                            registers.setting().channels == Tuning(2),
                                        "a shadow acts before the commit");
                             registers.image_begins();
                             host.write(regs::kTuneCommit, 1);
                             host.write(Registers::kTileShadow, 7);  // of the next repair
                             text +=
                                 expect(registers.setting().tiles == Tuning(3), "half an image");
                             registers.image_ends();
                             return text +
                                    expect(registers.setting().tiles[2] == kTuning &&
                                               registers.setting().channels[0] == kTuning,
                                           "active") +
                                    expect(registers.setting().tiles[0] == LayerTuning{},
                                           "written behind the commit");
                           }),
            "");
}

TEST(RegisterMap, AWriteToAnEntryChangesItsDeltaOnly) {
  EXPECT_EQ(with_registers(
                everything(),
                [](Initiator& host, TuningRegisters& registers) {
                  host.write(Registers::kSparseEntry + 4, 0xFFFFFF80);
                  host.write(Registers::kSparseEntry, 0x7F);
                  const auto& deltas = registers.setting().deltas;
                  return expect(host.read(Registers::kSparseEntry + 4) == 0xFFFFFF80,
                                "the largest position") +
                         expect(host.read(Registers::kSparseEntry) == (5U << 18 | 1U << 8 | 0x7F),
                                "row and column are wired") +
                         expect(deltas[0] == 127 && deltas[1] == -128 && deltas[2] == 0, "deltas");
                }),
            "");
}

// What the controller compares: it must see that a list was made for other positions.
TEST(RegisterMap, AListMadeForOtherPositionsReadsBackDifferently) {
  EXPECT_EQ(with_registers(everything(),
                           [](Initiator& host, TuningRegisters&) {
                             const RegisterLayout layout = everything();
                             int differs = 0;
                             for (uint32_t e = 0; e < 3; ++e) {
                               const SparsePosition at = layout.sparse[e];
                               const uint32_t right = static_cast<uint32_t>(at.row) << 18 |
                                                      static_cast<uint32_t>(at.column) << 8 | 0x11;
                               const uint32_t wrong = right ^ (e == 1 ? 1U << 8 : 0U);
                               host.write(Registers::kSparseEntry + 4 * e, wrong);
                               if (host.read(Registers::kSparseEntry + 4 * e) != wrong) ++differs;
                             }
                             return expect(differs == 1, std::to_string(differs) + " differ");
                           }),
            "");
}

TEST(RegisterMap, ADeltaActsAtTheNextImageBoundary) {
  EXPECT_EQ(with_registers(
                everything(),
                [](Initiator& host, TuningRegisters& registers) {
                  host.write(Registers::kSparseEntry, 5);
                  std::string text = expect(registers.setting().deltas[0] == 5, "between images");
                  registers.image_begins();
                  host.write(Registers::kSparseEntry, 6);
                  text += expect(registers.setting().deltas[0] == 5, "in the middle of an image") +
                          expect((host.read(Registers::kSparseEntry) & 0xFF) == 6, "read back");
                  registers.image_ends();
                  return text + expect(registers.setting().deltas[0] == 6, "at its end");
                }),
            "");
}

TEST(RegisterMap, ResetClearsDeltasAndTheMonitorAndKeepsGains) {
  EXPECT_EQ(with_registers(
                everything(),
                [](Initiator& host, TuningRegisters& registers) {
                  host.write(regs::kTuneShadow, kWord);
                  host.write(regs::kTuneCommit, 1);
                  host.write(Registers::kSparseEntry, 5);
                  host.write(Registers::kMonWindow, 1);
                  registers.image_ends({9, 8, 7});
                  registers.image_begins();
                  host.write(Registers::kSparseEntry + 8, 5);
                  registers.image_ends();
                  registers.reset();
                  std::string text =
                      expect(registers.setting().deltas == std::vector<int8_t>(3), "deltas") +
                      expect((host.read(Registers::kSparseEntry + 8) & 0xFF) == 0,
                             "what is read back") +
                      expect(registers.active()[0] == kTuning, "gains");
                  for (const uint64_t address : {Registers::kMonSequence, Registers::kMonWindow,
                                                 Registers::kMonSum, Registers::kMonSum + 8}) {
                    text += expect(host.read(address) == 0, std::to_string(address));
                  }
                  return text;
                }),
            "");
}

// --- Monitor -------------------------------------------------------------------------------------

void whole_image(TuningRegisters& registers, std::vector<uint64_t> sums) {
  registers.image_begins();
  registers.image_ends(sums);
}

std::string monitor(Initiator& host, uint32_t sequence, uint32_t sum, const std::string& when) {
  return expect(host.read(Registers::kMonSequence) == sequence, "sequence " + when) +
         expect(host.read(Registers::kMonSum + 4) == sum, "sum " + when);
}

TEST(Monitor, PublishesWholeWindowsAndNothingElse) {
  EXPECT_EQ(with_registers({},
                           [](Initiator& host, TuningRegisters& registers) {
                             whole_image(registers, {1, 1, 1});
                             std::string text = monitor(host, 0, 0, "off");
                             host.write(Registers::kMonWindow, 0xABC0002);
                             text += expect(host.read(Registers::kMonWindow) == 2, "16 bits");
                             whole_image(registers, {1, 10, 100});
                             text += monitor(host, 0, 0, "before the window ends");
                             whole_image(registers, {2, 20, 200});
                             text += monitor(host, 1, 30, "of the first window");
                             text += expect(host.read(Registers::kMonSum) == 3 &&
                                                host.read(Registers::kMonSum + 8) == 300,
                                            "all sums");
                             registers.image_begins();
                             registers.image_ends();  // a test's, or dropped
                             whole_image(registers, {2, 5, 200});
                             return text + monitor(host, 1, 30, "behind a test's image");
                           }),
            "");
}

TEST(Monitor, AWriteToTheWindowRestartsItAndTheImageInWorkDoesNotCount) {
  EXPECT_EQ(with_registers({},
                           [](Initiator& host, TuningRegisters& registers) {
                             host.write(Registers::kMonWindow, 1);
                             whole_image(registers, {1, 10, 100});
                             registers.image_begins();
                             host.write(Registers::kMonWindow, 1);
                             std::string text = monitor(host, 0, 10, "at the write");
                             registers.image_ends({1, 20, 100});
                             text += monitor(host, 0, 10, "of an image that was not whole");
                             whole_image(registers, {1, 30, 100});
                             return text + monitor(host, 1, 30, "of the next image");
                           }),
            "");
}

TEST(Monitor, ACommitThatBecomesActiveRestartsTheWindowWithoutPublishing) {
  EXPECT_EQ(with_registers({},
                           [](Initiator& host, TuningRegisters& registers) {
                             host.write(Registers::kMonWindow, 2);
                             whole_image(registers, {1, 10, 100});
                             host.write(regs::kTuneCommit, 1);
                             whole_image(registers, {1, 20, 100});
                             std::string text = monitor(host, 0, 0, "restarted between images");
                             registers.image_begins();
                             host.write(regs::kTuneCommit, 1);
                             registers.image_ends({1, 30, 100});
                             text += monitor(host, 1, 50, "the image before the boundary counts");
                             registers.image_begins();
                             host.write(regs::kTuneCommit, 1);
                             registers.image_ends({1, 40, 100});
                             whole_image(registers, {1, 50, 100});
                             text += monitor(host, 1, 50, "restarted at a boundary");
                             whole_image(registers, {1, 60, 100});
                             return text + monitor(host, 2, 110, "after both");
                           }),
            "");
}

TEST(Monitor, ReadOnlyRegistersRefuseWrites) {
  EXPECT_EQ(with_registers(
                {},
                [](Initiator& host, TuningRegisters&) {
                  return expect(host.write(Registers::kMonSequence, 1) == kReadOnly, "sequence") +
                         expect(host.write(Registers::kMonSum, 1) == kReadOnly, "sum") +
                         expect(host.write(Registers::kMonSum + 8, 1) == kReadOnly, "last sum");
                }),
            "");
}

}  // namespace
}  // namespace kintsugi
