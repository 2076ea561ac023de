// Plain values that the reference model is made of. Section numbers are those of
// docs/controller.md.
#pragma once

#include <cstdint>

#include "models/registers/tuning_ctrl.h"

namespace kintsugi::controller_parts {

// A command of CTRL that applies in the present state.
enum class Command : uint8_t { None, Abort, Clear, Start, Adapt, Rejected };

// How a state stands at the end of a cycle; a failure is described in failure_.
enum class Verdict : uint8_t { Stays, Over, Fails };

// The low 16 bits as a two's complement number.
constexpr int16_t as_signed(uint32_t value) {
  return static_cast<int16_t>(static_cast<uint16_t>(value));
}

// The six request pins of the CSR port.
struct CsrRequest {
  bool psel = false;
  bool penable = false;
  bool write = false;
  uint8_t strobes = 0;
  uint32_t address = 0;
  uint32_t data = 0;
};

// What a CSR address means: word `word` of a register or of a window, or nothing.
struct CsrTarget {
  const regs::RegisterInfo* reg = nullptr;
  const regs::WindowInfo* window = nullptr;
  regs::Memory memory = regs::Memory::Stim;  // of the window
  uint32_t word = 0;
};

// A register that changes at the end of this cycle, after all engines have seen it.
struct DueWrite {
  bool due = false;
  uint32_t word = 0;
  uint32_t value = 0;
};

struct Beat {
  uint8_t layer = 0;
  uint8_t tag = 0;
  uint16_t channel = 0;
  int32_t value = 0;
  bool last_channel = false;
  bool last_layer = false;
  bool last_image = false;
};

// Sum, active count and maximum of a layer.
struct Statistics {
  uint32_t sum = 0;
  uint32_t active = 0;
  uint32_t maximum = 0;
};

// Sizes of the test program; letters as in section 3.
struct ProgramSizes {
  uint32_t images = 0;    // N
  uint32_t layers = 0;    // L
  uint32_t features = 0;  // D
  uint32_t clusters = 0;  // K
  uint32_t pixels = 0;
  uint32_t stride = 0;
  uint32_t statistics = 0;        // S
  uint32_t projected = 0;         // S', with the scatter of the layers
  uint32_t feature_words = 0;     // G, words of four weights
  uint32_t weight_row_words = 0;  // R, of a row of PROJ
  uint32_t centroid_words = 0;    // H, words of two centroids
  uint32_t image_words = 0;       // W
  uint32_t tuned_layers = 0;      // T
  uint32_t first_entry = 0;       // E0
  uint32_t row_words = 0;         // of a predictor row
  uint32_t map_words = 0;         // of a layer's affine map
  uint32_t rows = 0;              // words of an entry before its predictor rows
  // Of the last-layer loop.
  uint32_t inputs = 0;        // CHANNELS[L-2]
  uint32_t outputs = 0;       // O
  uint32_t code_words = 0;    // Hw
  uint32_t store_stride = 0;  // words an image
  uint32_t loop_first = 0;
  uint32_t loop_entries = 0;  // E
};

// Codebook entry and its distance.
struct Nearest {
  uint32_t index = 0;
  uint64_t distance = 0;
};

struct Failure {
  regs::Error code = regs::Error::None;
  uint32_t detail = 0;
};

// The image that the last-layer loop works on (section 7.10).
struct LoopImage {
  uint32_t label = 0;
  int32_t sums[regs::kMaxOutputs] = {};  // of deltas, by column
  bool rival_known = false;
  uint32_t rival = 0;  // best column but the label
  int64_t rival_output = 0;
  int64_t label_output = 0;
};

// What the self-tuning monitor has read (section 7.11).
struct MonitorReads {
  uint32_t input_sum = 0;  // of the layer's input
  uint32_t sum = 0;
  uint32_t active = 0;  // {offset, gain} in the accelerator
  uint32_t word = 0;    // {offset, gain} written
  uint32_t ratio = 0;   // as the first DIVIDE cycle finds it
};

}  // namespace kintsugi::controller_parts
