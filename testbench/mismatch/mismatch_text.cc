// The report for people.
#include <fmt/format.h>

#include "testbench/mismatch/mismatch.h"
#include "testbench/mismatch/signals.h"

namespace kintsugi {
namespace {

constexpr size_t kShownDifferences = 6;  // a cycle

std::string line(const std::string& label, const std::string& text) {
  return text.empty() ? "" : label + ": " + text + "\n";
}

std::string bit_list(uint64_t bits) {
  std::string text;
  for (int i = 0; i < 64; ++i) {
    if ((bits >> i & 1) != 0) text += (text.empty() ? "" : ", ") + std::to_string(i);
  }
  return text;
}

std::string named(const NamedTexts& list) {
  std::string text;
  for (const auto& [name, value] : list) text += (text.empty() ? "" : ", ") + name + " " + value;
  return text;
}

// The pins that are active in a cycle, in words.
std::string traffic(const ControllerInputs& in, const ControllerOutputs& out) {
  std::string text;
  if (in.rst_n == 0) text += "  reset";
  if (in.csr_psel != 0) {
    text += fmt::format("  csr {} {:#x}", in.csr_pwrite != 0 ? "write" : "read", in.csr_paddr);
    if (in.csr_pwrite != 0) text += fmt::format(" = {:#x}", in.csr_pwdata);
    if (out.csr_pready != 0) text += fmt::format(" ready {:#x}", out.csr_prdata);
  }
  if (out.stim_valid != 0) {
    text += fmt::format("  stim {}{}", out.stim_data, in.stim_ready != 0 ? "" : " waits");
  }
  if (in.sig_valid != 0) {
    text += fmt::format("  sig layer {} channel {} value {:#x}{}", in.sig_layer, in.sig_channel,
                        in.sig_value, in.sig_last_image != 0 ? " last" : "");
  }
  if (out.cfg_psel != 0) {
    text += fmt::format("  cfg {} {:#x}{}{}", out.cfg_pwrite != 0 ? "write" : "read", out.cfg_paddr,
                        out.cfg_penable != 0 ? " access" : " setup",
                        in.cfg_pready != 0 ? " ready" : "");
  }
  if (out.irq != 0) text += "  irq";
  if (out.flush != 0) text += "  flush";
  return text;
}

std::string history_line(const RecordedCycle& cycle) {
  const uint64_t state = regs::obs_get<regs::ObsId::state>(cycle.both.obs.data());
  const uint64_t image = regs::obs_get<regs::ObsId::image>(cycle.both.obs.data());
  return fmt::format("  {}  {} image {}{}\n", cycle.number,
                     regs::obs_value_name(regs::ObsId::state, state), image,
                     traffic(cycle.in, cycle.both.out));
}

// "  100  obs.state COLLECT | PLAY, sig_ready_o 1 | 0"
std::string after_line(const DivergedCycle& cycle) {
  std::string text;
  size_t differing = 0;
  for (const Signal& signal : compared_signals()) {
    const uint64_t expected = signal.get(cycle.reference);
    const uint64_t actual = signal.get(cycle.rtl);
    if (expected == actual || differing++ >= kShownDifferences) continue;
    text += fmt::format("{}{} {} | {}", text.empty() ? "" : ", ", signal.name,
                        signal.text(expected), signal.text(actual));
  }
  if (differing > kShownDifferences) {
    text += fmt::format(", and {} more", differing - kShownDifferences);
  }
  return fmt::format("  {}  {}\n", cycle.number, text.empty() ? "alike" : text);
}

std::string transaction_line(const Transaction& t) {
  return fmt::format("  {:4} #{:<5} cycle {}..{}{}  {}\n", kPortNames[static_cast<size_t>(t.port)],
                     t.id, t.begin, t.end, t.open ? " (open)" : "", describe(t));
}

std::string values_text(const Mismatch& mismatch) {
  const Divergence& divergence = mismatch.evidence.divergence;
  if (divergence.kind == Divergence::Kind::Assertion) return "";
  std::string text = line("Expected", mismatch.expected_meaning) +
                     line("Actual", mismatch.actual_meaning) +
                     line("Differing bits", bit_list(divergence.differing_bits()));
  return text;
}

std::string last_agreed(const Divergence& divergence) {
  if (divergence.kind == Divergence::Kind::Memory) {
    return divergence.last_agreed
               ? fmt::format("Last agreed cycle: {} (the sweep of the memories before)\n",
                             *divergence.last_agreed)
               : "Last agreed cycle: none (the first sweep of the memories)\n";
  }
  return divergence.last_agreed ? fmt::format("Last agreed cycle: {}\n", *divergence.last_agreed)
                                : "No cycle agreed before.\n";
}

std::string cycles_text(const Divergence& divergence) {
  std::string text;
  if (!divergence.history.empty()) {
    text +=
        "The cycles before, oldest first, both sides alike (inputs as sampled at the edge that "
        "begins the cycle):\n";
    for (const RecordedCycle& cycle : divergence.history) text += history_line(cycle);
  }
  if (!divergence.after.empty()) text += "From there on, expected | actual:\n";
  for (const DivergedCycle& cycle : divergence.after) text += after_line(cycle);
  return text;
}

}  // namespace

std::string mismatch_summary(const Mismatch& mismatch) {
  const Evidence& evidence = mismatch.evidence;
  if (evidence.divergence) return summary(evidence.divergence);
  return evidence.sentences.empty() ? "Nothing was found." : evidence.sentences.front();
}

std::string mismatch_head(const Mismatch& mismatch) {
  std::string text = mismatch_summary(mismatch) + "\n";
  if (mismatch.diagnosis) {
    text += line("Likely class",
                 std::string(name(mismatch.diagnosis->fault)) + ": " + mismatch.diagnosis->why);
    text += values_text(mismatch);
  }
  return text + line("Run again", mismatch.rerun);
}

std::string mismatch_text(const Mismatch& mismatch) {
  const Evidence& evidence = mismatch.evidence;
  std::string text = mismatch_head(mismatch) + "\n";
  for (const std::string& other : evidence.divergence.also) text += "Also " + other + "\n";
  for (size_t i = 1; i < evidence.sentences.size(); ++i) {
    text += "Also " + evidence.sentences[i] + "\n";
  }
  text += evidence.divergence ? last_agreed(evidence.divergence)
          : evidence.compared ? "Controller and reference agreed in every cycle.\n"
                              : "Transactions were checked; no cycle was compared.\n";
  text += line("Resets seen", std::to_string(evidence.resets));
  text += line("Subject", mismatch.subject) + line("Seeds", named(mismatch.seeds)) +
          line("Versions", named(mismatch.versions));
  if (!evidence.transactions.empty()) text += "Last transactions of each port:\n";
  for (const Transaction& t : evidence.transactions) text += transaction_line(t);
  return text + cycles_text(evidence.divergence);
}

}  // namespace kintsugi
