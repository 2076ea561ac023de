#include "testbench/mismatch/meaning.h"

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <map>

#include "models/registers/log_entry.h"
#include "models/tuning/algorithm.h"
#include "testbench/checkers/transactions.h"
#include "testbench/mismatch/signals.h"

namespace kintsugi {
namespace {

using Context = MeaningContext;
using Reader = std::function<std::string(uint64_t value, const Context& context)>;

int64_t s16(uint64_t value) { return static_cast<int16_t>(static_cast<uint16_t>(value)); }

uint64_t obs(const Context& c, regs::ObsId id) { return regs::obs_get(c.side.obs.data(), id); }

std::string tuning_word(uint64_t word, const Context&) {
  return fmt::format("gain {:.4f} (UQ4.12), offset {} accumulator LSB",
                     static_cast<double>(word & 0xFFFF) / 4096.0, s16(word >> 16));
}

std::string duration(uint64_t cycles, const Context& c) {
  const double ns = static_cast<double>(cycles * c.period_ps) / 1e3;
  return fmt::format("{} cycles, {:.3f} us", cycles, ns / 1e3);
}

// A feature counts 2^PROJECT_SHIFT units of the projection sum; with log2 statistics 256 of those
// are one octave times a weight of one.
std::string feature(uint64_t value, const Context& c) {
  const double units = std::ldexp(static_cast<double>(s16(value)), c.program.project_shift);
  const std::string text = fmt::format("{} (s16) x 2^{} = {:.0f} projection LSB", s16(value),
                                       c.program.project_shift, units);
  if (c.program.log2_enabled) return text + fmt::format(", {:.3f} weighted octaves", units / 256.0);
  return text + fmt::format(" of 2^{} statistic LSB", c.program.linear_shift);
}

std::string feature_pair(uint64_t word, const Context&) {
  return fmt::format("features {} and {} (s16)", s16(word), s16(word >> 16));
}

std::string distance(uint64_t value, const Context& c) {
  const char* unit = c.program.l1_distance ? "feature LSB" : "feature LSB^2";
  const double limit = static_cast<double>(c.program.reject_distance);
  const std::string text = fmt::format("{} weighted {} (u48)", value, unit);
  if (limit <= 0) return text;
  return text + fmt::format(", {:.4g} of the reject distance", static_cast<double>(value) / limit);
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

std::string irq_causes(uint64_t bits, const Context&) {
  constexpr const char* kCauses[] = {"DONE", "ERROR", "START_REJECTED", "ABORTED", "PARITY"};
  std::string text;
  for (int i = 0; i < 5; ++i) {
    if ((bits >> i & 1) != 0) text += (text.empty() ? "" : " and ") + std::string(kCauses[i]);
  }
  return text.empty() ? "no cause" : text;
}

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
      fmt::format("nominal (s16) {} of {}", s16(value), projected_name(row, p));
  if (!p.log2_enabled) return text;
  return text + fmt::format(", {:.4f} octaves", static_cast<double>(s16(value)) / 256.0);
}

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

// One word of a predictor's row: its base, then its slopes.
std::string row_word(uint64_t in_row, const std::string& what, uint64_t value, const Context& c) {
  if (in_row == 0) {
    return what + fmt::format(", base {:.3f} points (Q8.8)", static_cast<double>(s16(value)) / 256);
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

std::string codebook_word(uint64_t word, uint64_t value, const Context& c) {
  const auto groups = static_cast<uint64_t>(c.program.groups());
  const auto first_entry = static_cast<uint64_t>(c.program.first_entry());
  if (word < groups) return bytes(value, "distance weights (u8)", false);
  if (word < first_entry) return row_word(word - groups, "AFTER", value, c);
  const auto stride = static_cast<uint64_t>(c.program.entry_stride());
  return fmt::format("entry {}: ", (word - first_entry) / stride) +
         entry_word((word - first_entry) % stride, value, c);
}

std::string pixels(uint64_t word, const Context&) {
  std::string text = "pixels";
  for (int i = 0; i < 8; ++i) text += fmt::format(" {}", word >> 4 * i & 15);
  return text;
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
  return pixels(value, c);
}

// Data of the csr port: the word's own name, and its numbers where it has any.
std::string csr_word(uint32_t address, uint64_t value, const Context& c) {
  const std::string name = csr_name(address);
  const std::string base = name.substr(0, name.find('['));
  const auto index = [&] { return std::stoull(name.substr(name.find('[') + 1)); };
  std::string text;
  if (base == "APPLIED") text = tuning_word(value, c);
  if (base == "FEATURES0" || base == "FEATURES1") text = feature_pair(value, c);
  if (base == "STAT") text = statistic(index(), value, c);
  if (base == "PROJ") text = projection_word(index(), value, c.program);
  if (base == "CODEBOOK") text = codebook_word(index(), value, c);
  if (base == "STIM") text = pixels(value, c);
  if (base == "IRQ_STATUS") text = irq_causes(value, c);
  if (base.rfind("CYC", 0) == 0) text = duration(value, c);
  return text.empty() ? name : name + ": " + text;
}

std::string cfg_data(uint64_t value, const Context& c) {
  if (c.side.out.cfg_psel == 0) return "";
  if (c.side.out.cfg_paddr == regs::kTuneCommit) return "commit";
  return tuning_word(value, c);
}

const std::map<std::string, Reader>& readers() {
  static const std::map<std::string, Reader> table = {
      {"obs.applied_word", tuning_word},
      {"cfg_pwdata_o", cfg_data},
      {"cfg_paddr_o",
       [](uint64_t v, const Context& c) {
         return c.side.out.cfg_psel == 0 ? "" : cfg_name(static_cast<uint32_t>(v));
       }},
      {"obs.feature_value", feature},
      {"obs.dist0", distance},
      {"obs.dist1", distance},
      {"obs.stat_wdata",
       [](uint64_t v, const Context& c) {
         return statistic(obs(c, regs::ObsId::stat_waddr), v, c);
       }},
      {"obs.stat_waddr", [](uint64_t v, const Context& c) { return slot_name(v, c.program); }},
      {"obs.stat_raddr", [](uint64_t v, const Context& c) { return slot_name(v, c.program); }},
      {"obs.log_wdata", log_entry},
      {"obs.irq_status", irq_causes},
      {"obs.host_addr",
       [](uint64_t v, const Context&) { return csr_name(static_cast<uint32_t>(v)); }},
      {"obs.host_wdata",
       [](uint64_t v, const Context& c) {
         return csr_word(static_cast<uint32_t>(obs(c, regs::ObsId::host_addr)), v, c);
       }},
      {"csr_prdata_o",
       [](uint64_t v, const Context& c) {
         return c.side.out.csr_pready == 0 ? "" : csr_word(c.in.csr_paddr, v, c);
       }},
      {"stim_data_o",
       [](uint64_t v, const Context&) { return fmt::format("pixel {} of 0 .. 15", v); }},
      {"obs.sig_fill", [](uint64_t v, const Context&) { return fmt::format("{} of 2 beats", v); }},
      {"obs.image_cycles", duration},
      {"obs.cyc_total", duration},
      {"obs.cyc_test", duration},
      {"obs.cyc_repair", duration},
      {"obs.cyc_retest", duration},
      {"obs.cyc_own", duration},
      {"obs.cycle", duration},
  };
  return table;
}

}  // namespace

std::string meaning(const std::string& signal, uint64_t value, const MeaningContext& context) {
  const auto reader = readers().find(signal);
  if (reader != readers().end()) return reader->second(value, context);
  return memory_word(signal, value, context);
}

}  // namespace kintsugi
