// `kintsugi study transfer`: a program fitted on one population judges and repairs another.
#include <fmt/format.h>

#include "testbench/studies/populations.h"
#include "testbench/studies/studies.h"

namespace kintsugi {
namespace {

struct Elsewhere {
  const char* key;
  const char* what;
  Settings settings;
  bool barred;  // by the two thirds
};

// Population A is 0.10 within, 0.35 tile, 0.30 die.
std::vector<Elsewhere> populations() {
  return {{"home", "population A itself", {}, false},
          {"sigma_low",
           "sigmas -50 %",
           {{"device.sigma_within", "0.05"},
            {"device.sigma_tile", "0.175"},
            {"device.sigma_die", "0.15"}},
           true},
          {"sigma_high",
           "sigmas +50 %",
           {{"device.sigma_within", "0.15"},
            {"device.sigma_tile", "0.525"},
            {"device.sigma_die", "0.45"}},
           true},
          {"adc", "ADC gain spread 5 %", {{"adc.gain_sigma", "0.05"}}, false},
          {"stuck",
           "0.5 % stuck cells each way",
           {{"device.stuck_lrs", "0.005"}, {"device.stuck_hrs", "0.005"}},
           false},
          // g (t / t0)^-0.03 with spread from cell to cell: a day takes a factor 0.71.
          {"aged",
           "aged a day, drift exponent 0.03",
           {{"device.drift", "power"},
            {"device.drift_nu", "0.03"},
            {"device.drift_sigma_nu", "0.005"},
            {"device.age_s", "86400"}},
           false}};
}

// What is left of the gain in yield: the guest program's over that of one fitted at home, the same
// dies drawn for both.
Estimate gain_left(const JudgedPopulation& guest, const JudgedPopulation& native) {
  const auto good = [](const JudgedPopulation& p, size_t die, int DieRecord::*correct) {
    return p.dies[die].*correct >= p.required ? 1 : 0;
  };
  return bootstrap(guest.dies.size(), [&](const std::vector<size_t>& drawn) {
    int ours = 0;
    int best = 0;
    for (const size_t i : drawn) {
      const int untuned = good(native, i, &DieRecord::untuned);
      ours += good(guest, i, &DieRecord::repaired) - untuned;
      best += good(native, i, &DieRecord::repaired) - untuned;
    }
    return best <= 0 ? 0.0 : static_cast<double>(ours) / best;
  });
}

}  // namespace

StudyResult transfer_study(StudyRun& run) {
  const char* const name = "fashion_lenet";
  const std::vector<Elsewhere> all = populations();
  const auto with = [&](const Elsewhere& p, Settings settings) {
    settings.insert(settings.end(), p.settings.begin(), p.settings.end());
    return study_scenario(name, settings);
  };
  std::vector<ProgramWish> programs;
  for (const Elsewhere& p : all) {
    programs.push_back({p.key, with(p, {{"fit.dies", run.quick() ? "80" : "400"},
                                        {"fit.judge_images", run.quick() ? "500" : "2000"},
                                        {"fit.predict", run.quick() ? "false" : "true"}})});
  }
  StudyResult result;
  const auto files = fit_programs(run, programs, &result);
  std::vector<PopulationWish> wishes;
  for (size_t i = 0; i < all.size(); ++i) {
    for (const size_t program : {size_t{0}, i}) {
      if (i == 0 && program == 0 && !wishes.empty()) continue;  // at home both are one
      wishes.push_back({fmt::format("{}_by_{}", all[i].key, all[program].key),
                        with(all[i], {{"dies", run.quick() ? "0:30" : "0:200"},
                                      {"judge.images", run.quick() ? "500" : "2000"},
                                      {"test_program", files[program].string()}}),
                        program == 0 ? 1 : 0});
    }
  }
  const auto judged = judge_populations(run, wishes, &result);

  Curve curve{"yield",
              "Yield elsewhere",
              "population, in the order of the table",
              "yield, %",
              {{"program of A", {}},
               {"own program", {}},
               {"mean match", {}},
               {"fixed gain of A", {}},
               {"untuned", {}}}};
  for (size_t i = 0; i < all.size(); ++i) {
    const JudgedPopulation& guest = judged[i == 0 ? 0 : 2 * i - 1];
    const JudgedPopulation& native = judged[2 * i];
    const auto x = static_cast<double>(i);
    curve.series[0].points.push_back({x, guest.yield(Repair::Repaired)});
    curve.series[1].points.push_back({x, native.yield(Repair::Repaired)});
    curve.series[2].points.push_back({x, guest.yield(Repair::MeanMatch)});
    curve.series[3].points.push_back({x, guest.yield(Repair::FixedGain)});
    curve.series[4].points.push_back({x, guest.yield(Repair::Untuned)});
    StudyRow yield = study_row(fmt::format("{}: yield by A's program, %", all[i].what),
                               guest.yield(Repair::Repaired));
    yield.baseline = guest.summary.of(Repair::Untuned).yield;
    result.rows.push_back(std::move(yield));
    if (i == 0) continue;
    StudyRow left = study_row(fmt::format("{}: share of the own program's gain left", all[i].what),
                              gain_left(guest, native));
    left.baseline = native.summary.of(Repair::Repaired).yield;
    result.rows.push_back(all[i].barred ? at_least(std::move(left), 2.0 / 3.0) : left);
  }
  result.curves = {curve};
  result.notes = {
      "The baseline of a yield is that of the untuned dies; of a share, the yield in % under a "
      "program fitted on that population. A share is (A's program - untuned) / (own program - "
      "untuned), in good dies."};
  return result;
}

}  // namespace kintsugi
