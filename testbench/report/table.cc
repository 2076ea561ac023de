#include "testbench/report/table.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>

#include "models/registers/tuning_ctrl.h"
#include "testbench/report/painter.h"

namespace kintsugi {
namespace {

// 1234567 -> "1 234 567"
std::string grouped(int64_t value) {
  std::string text = std::to_string(value);
  const size_t first = text[0] == '-' ? 2 : 1;
  for (size_t end = text.size(); end >= first + 3; end -= 3) text.insert(end - 3, " ");
  return text;
}

// A median of integers is whole or half; half a cycle says nothing.
std::string cycles(double value) { return grouped(std::llround(value)) + " cycles"; }

std::string label(const Summary& summary, Repair repair) {
  switch (repair) {
    case Repair::Untuned:
      return "untuned";
    case Repair::FixedGain:
      return "fixed gain";
    case Repair::MeanMatch:
      return "mean match";
    case Repair::Repaired:
      break;
  }
  return summary.cycles_compared > 0 ? "repaired by the RTL" : "repaired by the algorithm";
}

std::string heading(const Summary& summary, const Painter& paint) {
  const RunFacts& facts = summary.facts;
  return paint.bold(facts.scenario) +
         fmt::format(
             ": {} dies of seed {}, judged on {} images each\n"
             "ideal accuracy {:.2f} %; a die is good from {:.2f} %\n"
             "standard error of a repaired die's difference to ideal {:.2f} points\n\n",
             grouped(summary.dies), facts.seed, grouped(facts.images), summary.ideal_accuracy,
             summary.yield_threshold, summary.of(Repair::Repaired).paired_error);
}

std::string percent_range(Interval interval) {
  return fmt::format("{:.1f} .. {:.1f} %", interval.low, interval.high);
}

std::string optimum_label(const Summary& summary) {
  if (summary.optimum->dies == summary.dies) return "per-die optimum";
  return fmt::format("optimum of {} dies", grouped(summary.optimum->dies));
}

std::string yield_rows(const Summary& summary, const Painter& paint) {
  constexpr const char* kRow = "  {:<26}{:>15}{:>11}{:>19}{:>19}";
  std::string text =
      fmt::format(kRow, "", "mean accuracy", "yield", "95 % over dies", "and over images") + '\n';
  const auto line = [&](const std::string& name, const RepairSummary& row) {
    return fmt::format(kRow, name, fmt::format("{:.2f} %", row.mean_accuracy),
                       fmt::format("{:.1f} %", row.yield), percent_range(row.yield_wilson),
                       percent_range(row.yield_ci));
  };
  for (const RepairColumn& column : kRepairs) {
    const std::string row = line(label(summary, column.repair), summary.of(column.repair));
    text += (column.repair == Repair::Repaired ? paint.bold(row) : row) + '\n';
  }
  if (summary.optimum) text += line(optimum_label(summary), summary.optimum->repair) + '\n';
  return text + '\n';
}

std::string gain_lines(const Summary& summary) {
  std::string text;
  for (const Repair baseline : {Repair::Untuned, Repair::FixedGain, Repair::MeanMatch}) {
    const Estimate& gain = summary.gain_over(baseline);
    text +=
        fmt::format("  yield gain    {:+.1f} points over {} (95 %: {:+.1f} .. {:+.1f})\n",
                    gain.value, label(summary, baseline), gain.interval.low, gain.interval.high);
  }
  return text;
}

std::string recovered_line(const Summary& summary) {
  if (!summary.optimum || !summary.optimum->recovered_share) return "";
  const Estimate& share = *summary.optimum->recovered_share;
  return fmt::format("  recovered     {:.2f} of what the optimum gains (95 %: {:.2f} .. {:.2f})\n",
                     share.value, share.interval.low, share.interval.high);
}

std::string decision_line(const Summary& summary, const Painter& paint) {
  std::string text = "  decisions     ";
  for (size_t i = 0; i < summary.decisions.size(); ++i) {
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", summary.decisions[i],
                        regs::name(static_cast<regs::Decision>(i)));
  }
  if (summary.controller_errors > 0) {
    text += ", " + paint.bad(fmt::format("{} ERROR", summary.controller_errors));
  }
  return text + '\n';
}

std::string text_of(const std::optional<Estimate>& e, const char* unit) {
  if (!e) return "unknown";
  return fmt::format("{:.2f} {} ({:.2f} .. {:.2f})", e->value, unit, e->interval.low,
                     e->interval.high);
}

// Defective parts per million of those shipped.
std::string dppm(const Estimate& per_cent) {
  return grouped(std::llround(1e4 * per_cent.value)) + " DPPM";
}

std::string spread_of(const std::optional<Estimate>& e) {
  return e ? fmt::format("{:.2f}", e->value) : "unknown";
}

std::string verdict_lines(const Summary& summary) {
  if (!summary.verdicts) return "";
  const VerdictQuality& q = *summary.verdicts;
  std::string text = "  outcomes      ";
  for (size_t i = 1; i < summary.outcomes.size(); ++i) {
    text += fmt::format("{}{} {}", i == 1 ? "" : ", ", summary.outcomes[i],
                        regs::name(static_cast<regs::Outcome>(i)));
  }
  text += fmt::format("\n  verdicts      shipped good {}, overkill {}\n",
                      text_of(q.shipped_good, "%"), text_of(q.overkill, "%"));
  text += fmt::format("                escapes {}{}\n", text_of(q.escape_rate, "%"),
                      q.escape_rate ? ", " + dppm(*q.escape_rate) : "");
  text += fmt::format("                misclassified {}; were all shipped {}\n",
                      text_of(q.misclassified, "%"), text_of(q.misclassified_ship_all, "%"));
  return text +
         fmt::format("  prediction    RMSE {} of a spread of {}\n"
                     "                after repair {} of a spread of {}, forecast {} of {}\n",
                     text_of(q.prediction_rmse, "points"), spread_of(q.population_sd),
                     text_of(q.prediction_rmse_after, "points"), spread_of(q.population_sd_after),
                     spread_of(q.prediction_rmse_forecast), spread_of(q.population_sd_forecast));
}

std::string cost_lines(const Summary& summary) {
  if (!summary.test_cycles_median) return "  test          without a clock in this engine\n";
  const std::string text = fmt::format(
      "  test          {} (median), {:.3f} ms at {:g} MHz; controller's own share {:.4f} ms\n",
      cycles(*summary.test_cycles_median), *summary.test_ms_median, summary.facts.clock_mhz,
      *summary.own_share_ms_median);
  return text + fmt::format("  mean match    {} (median) for its signatures\n",
                            cycles(*summary.mean_match_test_cycles_median));
}

std::string check_line(const Summary& summary, const Painter& paint) {
  if (summary.cycles_compared == 0 && summary.failed_dies == 0) {
    return "  compared      nothing; this engine runs no RTL\n";
  }
  const std::string verdict = fmt::format("{} mismatches, {} failed dies",
                                          grouped(summary.mismatches), summary.failed_dies);
  const bool watched = summary.facts.check == "transaction";
  return fmt::format("  {}, {}\n",
                     fmt::format(watched ? "watched       transactions of the RTL in {} cycles"
                                         : "compared      {} cycles of RTL and reference",
                                 grouped(summary.cycles_compared)),
                     summary.failed_dies == 0 ? paint.good(verdict) : paint.bad(verdict));
}

std::string expectation_lines(const std::vector<ExpectationResult>& results, const Painter& paint) {
  size_t held = 0;
  std::string failures;
  for (const ExpectationResult& result : results) {
    held += result.ok ? 1 : 0;
    if (result.ok) continue;
    failures += paint.bad(fmt::format("  FAILED        {} = {:g}, measured {:.2f}", result.key,
                                      result.limit, result.measured)) +
                '\n';
  }
  const std::string count = fmt::format("{} of {} held", held, results.size());
  return "  expectations  " + (failures.empty() ? paint.good(count) : paint.bad(count)) + '\n' +
         failures;
}

}  // namespace

bool wants_colour(int descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return ::isatty(descriptor) == 1 && (no_colour == nullptr || *no_colour == '\0') &&
         terminal != nullptr && std::string(terminal) != "dumb";
}

std::string summary_table(const Summary& summary, const std::vector<ExpectationResult>& results,
                          bool colour) {
  const Painter paint(colour);
  return heading(summary, paint) + yield_rows(summary, paint) + gain_lines(summary) +
         recovered_line(summary) + decision_line(summary, paint) + verdict_lines(summary) +
         cost_lines(summary) + check_line(summary, paint) +
         expectation_lines(results, paint);
}

}  // namespace kintsugi
