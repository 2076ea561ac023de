#include "testbench/mismatch/classify.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "testbench/checkers/protocol_rules.h"
#include "testbench/mismatch/signals.h"

namespace kintsugi {
namespace {

using regs::ObsId;
using Series = std::vector<uint64_t>;

constexpr size_t kLongestShift = 8;  // cycles
constexpr uint64_t kRuleCycles = 1;  // after the divergence in which a broken rule is its cause

// What the signal stands for decides whether "missing" means anything.
enum class Nature { Event, Count, Value };

Nature nature_of(const Signal& signal) {
  if (signal.field < 0) return signal.width == 1 ? Nature::Event : Nature::Value;
  switch (static_cast<ObsId>(signal.field)) {
    case ObsId::image:
    case ObsId::tag:
    case ObsId::exp_layer:
    case ObsId::exp_channel:
    case ObsId::exp_beat:
    case ObsId::image_cycles:
    case ObsId::cyc_total:
    case ObsId::cyc_test:
    case ObsId::cyc_repair:
    case ObsId::cyc_retest:
    case ObsId::cyc_own:
    case ObsId::stray:
    case ObsId::log_count:
    case ObsId::cycle:
    case ObsId::writer_layer:
    case ObsId::writer_retry:
    case ObsId::writer_index:
    case ObsId::adapt_image:
    case ObsId::adapt_epochs:
    case ObsId::wrong_first:
    case ObsId::wrong_last:
    case ObsId::adapt_written:
    case ObsId::cyc_adapt:
    case ObsId::mon_layer:
    case ObsId::mon_retry:
    case ObsId::mon_windows:
    case ObsId::mon_commits:
      return Nature::Count;
    case ObsId::state:
    case ObsId::csr_phase:
    case ObsId::writer_step:
    case ObsId::adapt_step:
    case ObsId::adapt_phase:
    case ObsId::mon_step:
    case ObsId::sig_fill:
    case ObsId::irq_status:
      return Nature::Event;
    default:
      return signal.width == 1 ? Nature::Event : Nature::Value;
  }
}

std::string cycles_text(size_t n) { return std::to_string(n) + (n == 1 ? " cycle" : " cycles"); }

// The rule that the RTL breaks and the reference does not, at the divergence or just after it.
std::string broken_rule(const Divergence& divergence) {
  const std::vector<DivergedCycle> cycles = both_sides(divergence);
  for (size_t i = 1; i < cycles.size(); ++i) {
    const DivergedCycle& now = cycles[i];
    if (now.number < divergence.cycle || now.number > divergence.cycle + kRuleCycles) continue;
    const DivergedCycle& before = cycles[i - 1];
    const auto kept = broken_rules(before.reference, now.in, now.reference);
    for (const std::string& rule : broken_rules(before.rtl, now.in, now.rtl)) {
      if (std::find(kept.begin(), kept.end(), rule) == kept.end()) return rule;
    }
  }
  return "";
}

// Both sides of the diverging signal, from the divergence on.
struct Course {
  Series expected;
  Series actual;
  uint64_t before = 0;  // what both showed last
};

Course course_of(const Signal& signal, const Divergence& divergence) {
  Course course;
  if (!divergence.history.empty()) course.before = signal.get(divergence.history.back().both);
  for (const DivergedCycle& cycle : divergence.after) {
    course.expected.push_back(signal.get(cycle.reference));
    course.actual.push_back(signal.get(cycle.rtl));
  }
  return course;
}

// Cycles by which `late` repeats `early` exactly, starting from what both showed before.
std::optional<size_t> exact_shift(const Series& early, const Series& late, uint64_t before) {
  if (early.empty() || early[0] == before) return std::nullopt;
  for (size_t k = 1; k <= kLongestShift && k + 1 < late.size(); ++k) {
    const auto held = static_cast<std::ptrdiff_t>(k);
    const bool waits = std::all_of(late.begin(), late.begin() + held,
                                   [&](uint64_t value) { return value == before; });
    if (waits && std::equal(late.begin() + held, late.end(), early.begin())) return k;
  }
  return std::nullopt;
}

// Cycle in which `late` shows what `early` showed first, when the two stay apart until then.
std::optional<size_t> follows(const Series& early, const Series& late) {
  for (size_t k = 1; k < late.size() && k <= kLongestShift; ++k) {
    if (late[k] == early[0]) return k;
    if (late[k] == early[k]) return std::nullopt;
  }
  return std::nullopt;
}

Diagnosis shifted(const std::string& name, size_t cycles, bool late) {
  const int shift = late ? static_cast<int>(cycles) : -static_cast<int>(cycles);
  return {FaultClass::LatencyShift, shift,
          name + " of the RTL follows the reference's course " + cycles_text(cycles) +
              (late ? " late" : " early")};
}

std::optional<Diagnosis> off_count(const Signal& signal, const Course& course) {
  const uint64_t less = course.expected[0] - course.actual[0];
  for (size_t t = 1; t < course.expected.size(); ++t) {
    if (course.expected[t] - course.actual[t] != less) return std::nullopt;
  }
  const bool missing = course.expected[0] > course.actual[0];
  return Diagnosis{missing ? FaultClass::Missing : FaultClass::Extra, 0,
                   signal.name + " of the RTL stays " +
                       std::to_string(missing ? less : uint64_t{0} - less) +
                       (missing ? " below" : " above") + " the reference's"};
}

std::optional<Diagnosis> in_time(const Signal& signal, const Course& c, Nature nature) {
  const bool reference_moved = c.expected[0] != c.before;
  const bool rtl_moved = c.actual[0] != c.before;
  if (const auto k = exact_shift(c.expected, c.actual, c.before)) {
    return shifted(signal.name, *k, true);
  }
  if (const auto k = exact_shift(c.actual, c.expected, c.before)) {
    return shifted(signal.name, *k, false);
  }
  if (nature == Nature::Value || reference_moved == rtl_moved) return std::nullopt;
  if (const auto k =
          reference_moved ? follows(c.expected, c.actual) : follows(c.actual, c.expected)) {
    return shifted(signal.name, *k, reference_moved);
  }
  const uint64_t value = reference_moved ? c.expected[0] : c.actual[0];
  return Diagnosis{reference_moved ? FaultClass::Missing : FaultClass::Extra, 0,
                   signal.name + " becomes " + signal.text(value) + " in the " +
                       (reference_moved ? "reference" : "RTL") + " alone, within " +
                       cycles_text(c.expected.size())};
}

Diagnosis without_rule(const Divergence& divergence) {
  const Signal* signal = find_signal(divergence.signal);
  if (divergence.kind == Divergence::Kind::Assertion) {
    return {FaultClass::Protocol, 0,
            "an assertion of the RTL failed while all outputs and all state still agree"};
  }
  if (signal == nullptr || divergence.after.empty()) {
    return {FaultClass::Data, 0, divergence.signal + " holds another value, found by the sweep"};
  }
  const Course course = course_of(*signal, divergence);
  const Nature nature = nature_of(*signal);
  if (nature == Nature::Count) {
    if (const auto diagnosis = off_count(*signal, course)) return *diagnosis;
  }
  if (const auto diagnosis = in_time(*signal, course, nature)) return *diagnosis;
  return {FaultClass::Data, 0, signal->name + " shows another value at the right time"};
}

}  // namespace

Diagnosis classify(const Divergence& divergence) {
  Diagnosis diagnosis = without_rule(divergence);
  const std::string rule = broken_rule(divergence);
  if (rule.empty()) return diagnosis;
  if (diagnosis.fault != FaultClass::Protocol)
    diagnosis.why = rule + "; " + diagnosis.why;
  else
    diagnosis.why = rule;
  diagnosis.fault = FaultClass::Protocol;
  return diagnosis;
}

}  // namespace kintsugi
