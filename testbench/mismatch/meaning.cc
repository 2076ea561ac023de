#include "testbench/mismatch/meaning.h"

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "models/core/fixed.h"
#include "testbench/checkers/transactions.h"
#include "testbench/mismatch/memory_meaning.h"
#include "testbench/mismatch/signals.h"

namespace kintsugi {
namespace {

using Context = MeaningContext;
using Reader = std::function<std::string(uint64_t value, const Context& context)>;

uint64_t obs(const Context& c, regs::ObsId id) { return regs::obs_get(c.side.obs.data(), id); }

std::string duration(uint64_t cycles, const Context& c) {
  const double ns = static_cast<double>(cycles * c.period_ps) / 1e3;
  return fmt::format("{} cycles, {:.3f} us", cycles, ns / 1e3);
}

// A feature counts 2^PROJECT_SHIFT units of the projection sum; with log2 statistics 256 of those
// are one octave times a weight of one.
std::string feature(uint64_t value, const Context& c) {
  const double units =
      std::ldexp(static_cast<double>(sign_extended(value, 16)), c.program.project_shift);
  const std::string text = fmt::format("{} (s16) x 2^{} = {:.0f} projection LSB",
                                       sign_extended(value, 16), c.program.project_shift, units);
  if (c.program.log2_enabled) return text + fmt::format(", {:.3f} weighted octaves", units / 256.0);
  return text + fmt::format(" of 2^{} statistic LSB", c.program.linear_shift);
}

std::string distance(uint64_t value, const Context& c) {
  const char* unit = c.program.l1_distance ? "feature LSB" : "feature LSB^2";
  const double limit = static_cast<double>(c.program.reject_distance);
  const std::string text = fmt::format("{} weighted {} (u48)", value, unit);
  if (limit <= 0) return text;
  return text + fmt::format(", {:.4g} of the reject distance", static_cast<double>(value) / limit);
}

std::string irq_causes(uint64_t bits, const Context&) {
  constexpr const char* kCauses[] = {"DONE", "ERROR", "START_REJECTED", "ABORTED", "PARITY"};
  std::string text;
  for (int i = 0; i < 5; ++i) {
    if ((bits >> i & 1) != 0) text += (text.empty() ? "" : " and ") + std::string(kCauses[i]);
  }
  return text.empty() ? "no cause" : text;
}

std::string download_word(uint64_t word, const Context&) {
  return fmt::format("word {} of the download", word);
}

std::string injection(uint64_t value, const Context&) {
  constexpr uint64_t kArmed = 8;
  if ((value & kArmed) == 0) return "no memory is armed";
  return fmt::format("the next word written to {} is stored with bad parity",
                     regs::name(static_cast<regs::Memory>(value & 7)));
}

// A sentence for each value of a state, in the order of its enumeration.
Reader one_of(std::vector<const char*> sentences) {
  return [sentences = std::move(sentences)](uint64_t value, const Context&) -> std::string {
    return value < sentences.size() ? sentences[value] : "no value of it";
  };
}

Reader counted(const char* what) {
  return [what](uint64_t value, const Context&) { return fmt::format("{} {}", value, what); };
}

Reader numbered(const char* what) {
  return [what](uint64_t value, const Context&) { return fmt::format("{} {}", what, value); };
}

// Data of the csr port: the word's own name, and its numbers where it has any.
std::string csr_word(uint32_t address, uint64_t value, const Context& c) {
  const std::string name = csr_name(address);
  const std::string base = name.substr(0, name.find('['));
  const auto index = [&] { return std::stoull(name.substr(name.find('[') + 1)); };
  std::string text;
  if (base == "APPLIED" || base == "SAVED") text = tuning_word(value, c);
  if (base == "FEATURES0" || base == "FEATURES1") text = feature_pair(value, c);
  if (base == "STAT") text = statistic(index(), value, c);
  if (base == "PROJ") text = projection_word(index(), value, c.program);
  if (base == "CODEBOOK") text = codebook_word(index(), value, c);
  if (base == "STIM") text = pixels(value, c);
  if (base == "DELTA") text = delta_word(value, c);
  if (base == "STORE") text = store_word(index(), value, c);
  if (base == "IRQ_STATUS") text = irq_causes(value, c);
  if (base.rfind("CYC", 0) == 0) text = duration(value, c);
  return text.empty() ? name : name + ": " + text;
}

std::string cfg_data(uint64_t value, const Context& c) {
  if (c.side.out.cfg_psel == 0) return "";
  const uint16_t address = c.side.out.cfg_paddr;
  if (address == regs::kTuneCommit) return "commit";
  if (address == regs::kMonWindow) return fmt::format("{} images a window", value);
  return address >= regs::kSparseEntry ? delta_word(value, c) : tuning_word(value, c);
}

const std::map<std::string, Reader>& readers() {
  static const std::map<std::string, Reader> table = {
      {"obs.applied_word", tuning_word},
      {"obs.saved_word", tuning_word},
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
      {"obs.cyc_adapt", duration},
      {"obs.scrubbing", one_of({"the memories are cleared", "the memories are being cleared"})},
      {"obs.lock_program",
       one_of({"the program may be written", "the program is locked until reset"})},
      {"obs.inject", injection},
      {"obs.adapting", one_of({"a test", "an adaptation"})},
      {"obs.spill", one_of({"the whole download is written", "what was learned is written"})},
      {"obs.writer_index", download_word},
      {"obs.adapt_step",
       one_of({"the loop rests", "the image's label is read", "the delta sums are formed",
               "the adapted outputs are compared", "the deltas are learned"})},
      {"obs.adapt_phase", one_of({"a pass that measures, before all others", "a pass that learns",
                                  "a pass that measures, behind all others"})},
      {"obs.adapt_image", numbered("labelled image")},
      {"obs.adapt_epochs", counted("passes that learn begun")},
      {"obs.wrong_first", counted("labelled images wrong before")},
      {"obs.wrong_last", counted("labelled images wrong after")},
      {"obs.adapt_written", counted("words written and read back")},
      {"obs.delta_waddr", download_word},
      {"obs.delta_raddr", download_word},
      {"obs.delta_wdata", delta_word},
      {"obs.store_waddr", store_name},
      {"obs.store_raddr", store_name},
      {"obs.store_wdata",
       [](uint64_t v, const Context& c) {
         return store_word(obs(c, regs::ObsId::store_waddr), v, c);
       }},
      {"obs.mon_step",
       one_of({"the monitor is off", "the window is set up", "it waits for the next poll",
               "is a window complete?", "the input's sum is read", "the layer's sum is read",
               "the active word is read", "the next gain is computed", "the shadow is written",
               "the shadow is read back", "is it still the same window?", "the commit"})},
      {"obs.mon_layer", numbered("tuned layer")},
      {"obs.mon_retry", counted("retries of the word")},
      {"obs.mon_sequence", numbered("window used last (16 bits):")},
      {"obs.mon_next", numbered("window under way (16 bits):")},
      {"obs.mon_moved", one_of({"no gain has moved in this window", "a gain has moved"})},
      {"obs.mon_windows", counted("windows used")},
      {"obs.mon_commits", counted("commits of the monitor")},
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
