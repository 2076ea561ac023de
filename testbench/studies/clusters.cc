// `kintsugi study clusters`: yield against the entries and the bytes of a codebook.
#include <fmt/format.h>

#include "models/tuning/program.h"
#include "testbench/population/experiment.h"
#include "testbench/studies/codebooks.h"
#include "testbench/studies/populations.h"
#include "testbench/studies/studies.h"

namespace kintsugi {

StudyResult clusters_study(StudyRun& run) {
  const std::vector<int> plain =
      run.quick() ? std::vector<int>{1, 8, 64} : std::vector<int>{1, 2, 4, 8, 16, 32, 64};
  const std::vector<int> affine =
      run.quick() ? std::vector<int>{1, 8} : std::vector<int>{1, 2, 4, 8, 16};
  const char* const name = "fashion_lenet";
  const auto fitted = [&](bool is_affine, int entries) {
    return ProgramWish{fmt::format("{}_{}", is_affine ? "affine" : "plain", entries),
                       study_scenario(name, {{"fit.dies", run.quick() ? "100" : "400"},
                                             {"fit.predict", "false"},
                                             {"fit.affine", is_affine ? "true" : "false"},
                                             {"fit.clusters", std::to_string(entries)}})};
  };
  std::vector<ProgramWish> programs;
  for (const int entries : plain) programs.push_back(fitted(false, entries));
  for (const int entries : affine) programs.push_back(fitted(true, entries));
  const int equal = affine_entries(load_network(programs[0].scenario), plain.back());
  programs.push_back(fitted(true, equal));

  StudyResult result;
  const auto files = fit_programs(run, programs, &result);
  std::vector<PopulationWish> wishes;
  for (size_t i = 0; i < programs.size(); ++i) {
    wishes.push_back({programs[i].key,
                      study_scenario(name, {{"dies", run.quick() ? "0:40" : "0:200"},
                                            {"judge.images", run.quick() ? "500" : "2000"},
                                            {"test_program", files[i].string()}}),
                      i == 0 || i + 1 == programs.size() ? 1 : 0});
  }
  const auto judged = judge_populations(run, wishes, &result);

  Curve by_bytes{"bytes", "Yield against the size of the codebook", "bytes stored", "yield, %", {}};
  Curve by_entries{"entries", "Yield against entries of the codebook", "entries", "yield, %", {}};
  by_bytes.series =
      by_entries.series = {{"clusters", {}}, {"piecewise affine", {}}, {"fixed gain", {}}};
  for (size_t i = 0; i < programs.size(); ++i) {
    const tuning::TestProgram program = tuning::load_program(files[i]);
    const int bytes = 4 * program.entry_stride() * program.clusters();
    const Estimate yield = judged[i].yield(Repair::Repaired);
    const size_t series = program.affine ? 1 : 0;
    by_bytes.series[series].points.push_back({static_cast<double>(bytes), yield});
    by_entries.series[series].points.push_back({static_cast<double>(program.clusters()), yield});
    StudyRow row = study_row(fmt::format("yield with {} {} ({} bytes), %", program.clusters(),
                                         program.affine ? "affine entries" : "clusters", bytes),
                             yield);
    row.baseline = judged[i].summary.of(Repair::FixedGain).yield;
    result.rows.push_back(std::move(row));
    if (!program.affine) {
      const Estimate fixed = judged[i].yield(Repair::FixedGain);
      by_bytes.series[2].points.push_back({static_cast<double>(bytes), fixed});
      by_entries.series[2].points.push_back({static_cast<double>(program.clusters()), fixed});
    }
  }
  const JudgedPopulation& most = judged[plain.size() - 1];
  StudyRow row = study_row(
      fmt::format("{} affine entries over {} clusters, equal bytes, points", equal, plain.back()),
      paired_yield_gap(judged.back(), &DieRecord::repaired, most, &DieRecord::repaired));
  row.baseline = most.summary.of(Repair::Repaired).yield;
  result.rows.push_back(at_least(std::move(row), 0.0));
  result.curves = {by_bytes, by_entries};
  return result;
}

}  // namespace kintsugi
