#include "testbench/mismatch/memory_meaning.h"

#include <fmt/format.h>

#include <optional>

#include "models/core/fixed.h"
#include "models/registers/log_entry.h"
#include "models/tuning/adaptation.h"
#include "models/tuning/algorithm.h"

namespace kintsugi {
namespace {

using Context = MeaningContext;

}  // namespace

std::string tuning_word(uint64_t word, const Context&) {
  return fmt::format("gain {:.4f} (UQ4.12), offset {} accumulator LSB",
                     static_cast<double>(word & 0xFFFF) / 4096.0, sign_extended(word >> 16, 16));
}

std::string feature_pair(uint64_t word, const Context&) {
  return fmt::format("features {} and {} (s16)", sign_extended(word, 16),
                     sign_extended(word >> 16, 16));
}

std::string slot_name(uint64_t slot, const tuning::TestProgram& program) {
  const auto layers = static_cast<uint64_t>(program.layers());
  constexpr const char* kOfLayer[] = {"sum", "active count", "maximum"};
  if (slot < 3 * layers) return fmt::format("{} of layer {}", kOfLayer[slot % 3], slot / 3);
  uint64_t channel = slot - 3 * layers;
  for (size_t l = 0; l < program.signature.size(); ++l) {
    const auto channels = static_cast<uint64_t>(program.signature[l].channels);
    if (channel < channels) return fmt::format("sum of layer {} channel {}", l, channel);
    channel -= channels;
  }
  return fmt::format("slot {}", slot);
}

std::string statistic(uint64_t slot, uint64_t value, const Context& c) {
  const bool count = slot < 3 * static_cast<uint64_t>(c.program.layers()) && slot % 3 == 1;
  const double log2 = tuning::log2_q8(static_cast<uint32_t>(value)) / 256.0;
  return fmt::format("{}: {} {}, log2 {:.4f} (UQ5.8)", slot_name(slot, c.program), value,
                     count ? "values above 0" : "LSB of a signature value", log2);
}

std::string log_entry(uint64_t word, const Context&) {
  const LogEntry entry = kintsugi::log_entry(word);
  return fmt::format("cycle {}: {} -> {}, error {}, image {}, pass {}", entry.cycle,
                     regs::name(entry.from), regs::name(entry.to), regs::name(entry.error),
                     entry.image, entry.pass);
}

namespace {

std::string bytes(uint64_t word, const char* what, bool is_signed) {
  std::string text = what;
  for (int i = 0; i < 4; ++i) {
    const auto byte = static_cast<uint8_t>(word >> 8 * i);
    text += fmt::format(" {}", is_signed ? static_cast<int8_t>(byte) : int{byte});
  }
  return text;
}

std::string projected_name(uint64_t row, const tuning::TestProgram& p) {
  const auto statistics = static_cast<uint64_t>(p.statistics());
  if (row < statistics) return slot_name(row, p);
  return fmt::format("scatter of layer {}", row - statistics);
}

std::string nominal(uint64_t row, uint64_t value, const tuning::TestProgram& p) {
  const bool of_channel =
      row >= 3 * static_cast<uint64_t>(p.layers()) && row < static_cast<uint64_t>(p.statistics());
  if (!of_channel) return "no meaning, " + projected_name(row, p) + " has no nominal";
  const std::string text =
      fmt::format("nominal (s16) {} of {}", sign_extended(value, 16), projected_name(row, p));
  if (!p.log2_enabled) return text;
  return text +
         fmt::format(", {:.4f} octaves", static_cast<double>(sign_extended(value, 16)) / 256.0);
}

}  // namespace

std::string projection_word(uint64_t word, uint64_t value, const tuning::TestProgram& p) {
  const auto row_words = static_cast<uint64_t>(p.projection_row());
  const uint64_t means = static_cast<uint64_t>(p.projected()) * row_words;
  if (word >= means) {
    return fmt::format("mean of feature {}: {} projection LSB", word - means,
                       static_cast<int32_t>(value));
  }
  const uint64_t row = word / row_words;
  if (word % row_words == static_cast<uint64_t>(p.groups())) return nominal(row, value, p);
  return bytes(value, "weights (s8)", true) + " of " + projected_name(row, p);
}

namespace {

// One word of a predictor's row: its base, then its slopes.
std::string row_word(uint64_t in_row, const std::string& what, uint64_t value, const Context& c) {
  if (in_row == 0) {
    return what + fmt::format(", base {:.3f} points (Q8.8)",
                              static_cast<double>(sign_extended(value, 16)) / 256);
  }
  return what + ", " + bytes(value, "slopes (s8)", true) +
         fmt::format(" of 2^-{} points (Q8.8)", c.program.predict_shift);
}

// One word of the affine maps, G words of gain and G of offset for each layer in turn.
std::string map_word(uint64_t in_maps, uint64_t value, const Context& c) {
  const auto groups = static_cast<uint64_t>(c.program.groups());
  const std::string slopes =
      fmt::format("layer {}, {}", in_maps / (2 * groups), bytes(value, "slopes (s8)", true));
  if (in_maps / groups % 2 != 0) {
    return slopes + fmt::format(" of 2^-{} offset LSB", c.program.offset_shift);
  }
  return slopes + fmt::format(" of 2^-{} octaves of gain (Q4.6)", c.program.gain_shift);
}

std::string entry_word(uint64_t word, uint64_t value, const Context& c) {
  const tuning::TestProgram& p = c.program;
  const auto groups = static_cast<uint64_t>(p.groups());
  const auto tuned = static_cast<uint64_t>(p.layers() - 1);
  const uint64_t base = 1 + static_cast<uint64_t>((p.features + 1) / 2);
  const uint64_t maps = base + tuned;
  const uint64_t rows = maps + (p.affine ? 2 * groups * tuned : 0);
  if (word == 0) return regs::name(static_cast<regs::Decision>(value & 3));
  if (word < base) return "centroid, " + feature_pair(value, c);
  if (word < maps) return tuning_word(value, c);
  if (word < rows) return map_word(word - maps, value, c);
  const uint64_t in_rows = word - rows;
  return row_word(in_rows % (1 + groups), in_rows < 1 + groups ? "NOW" : "FORECAST", value, c);
}

}  // namespace

std::string codebook_word(uint64_t word, uint64_t value, const Context& c) {
  const auto groups = static_cast<uint64_t>(c.program.groups());
  const auto first_entry = static_cast<uint64_t>(c.program.first_entry());
  if (word < groups) return bytes(value, "distance weights (u8)", false);
  if (word < first_entry) return row_word(word - groups, "AFTER", value, c);
  const auto stride = static_cast<uint64_t>(c.program.entry_stride());
  return fmt::format("entry {}: ", (word - first_entry) / stride) +
         entry_word((word - first_entry) % stride, value, c);
}

namespace {

std::string nibbles(uint64_t word) {
  std::string text;
  for (int i = 0; i < 8; ++i) text += fmt::format(" {}", word >> 4 * i & 15);
  return text;
}

}  // namespace

std::string pixels(uint64_t word, const Context&) { return "pixels" + nibbles(word); }

std::string delta_word(uint64_t word, const Context&) {
  const auto entry = tuning::sparse_entry(static_cast<uint32_t>(word));
  return fmt::format("row {}, column {}, delta {} (s8)", entry.row, entry.column, entry.delta);
}

namespace {

// Where a word of STORE lies: codes, outputs, label, image after image.
struct StoreWord {
  uint64_t image, in_image, codes, outputs;
};

std::optional<StoreWord> store_place(uint64_t word, const tuning::TestProgram& p) {
  if (p.signature.size() < 2) return std::nullopt;
  const auto codes = static_cast<uint64_t>(p.signature[p.signature.size() - 2].channels + 7) / 8;
  const auto outputs = static_cast<uint64_t>(p.signature.back().channels);
  const uint64_t stride = codes + outputs + 1;
  return StoreWord{word / stride, word % stride, codes, outputs};
}

}  // namespace

std::string store_name(uint64_t word, const Context& c) {
  const auto place = store_place(word, c.program);
  if (!place) return "";
  const auto of_image = [&](const std::string& what) {
    return what + fmt::format(" of labelled image {}", place->image);
  };
  const uint64_t output = place->in_image - place->codes;
  if (place->in_image < place->codes) {
    return of_image(fmt::format("codes of channels {} on", 8 * place->in_image));
  }
  return of_image(output < place->outputs ? fmt::format("output {}", output) : "label");
}

std::string store_word(uint64_t word, uint64_t value, const Context& c) {
  const auto place = store_place(word, c.program);
  if (!place) return "";
  const std::string name = store_name(word, c) + ":";
  if (place->in_image == place->codes + place->outputs) {
    return name + fmt::format(" {}", value & 15);
  }
  if (place->in_image >= place->codes) {
    return name + fmt::format(" {} accumulator LSB", static_cast<int32_t>(value));
  }
  return name + nibbles(value);
}

std::string memory_word(const std::string& signal, uint64_t value, const Context& c) {
  const size_t bracket = signal.find('[');
  if (bracket == std::string::npos) return "";
  const std::string memory = signal.substr(0, bracket);
  const uint64_t word = std::stoull(signal.substr(bracket + 1));
  if (memory == "Stat") return statistic(word, value, c);
  if (memory == "Log") return log_entry(value, c);
  if (memory == "Proj") return projection_word(word, value, c.program);
  if (memory == "Codebook") return codebook_word(word, value, c);
  if (memory == "Delta") return delta_word(value, c);
  if (memory == "Store") return store_word(word, value, c);
  return pixels(value, c);
}

}  // namespace kintsugi
