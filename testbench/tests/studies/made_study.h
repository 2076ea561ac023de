// A study that measures nothing, for tests of the frame.
#pragma once

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "models/core/error.h"
#include "testbench/studies/study_command.h"
#include "testbench/tests/population/temporary_folder.h"

namespace kintsugi {

inline std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Three pieces, each leaving a line in `made` of the result folder; piece 2 fails while there is a
// file `broken`. The row is their sum, 6.
inline StudyResult sum_study(StudyRun& run) {
  std::vector<StudyItem> items;
  for (int i = 1; i <= 3; ++i) {
    items.push_back({"piece_" + std::to_string(i), [&run, i]() -> nlohmann::json {
                       if (i == 2 && std::filesystem::exists(run.folder() / "broken")) {
                         throw UserError("broken on purpose");
                       }
                       std::ofstream(run.folder() / "made", std::ios::app) << i << '\n';
                       return i;
                     }});
  }
  StudyResult result;
  Curve curve{"sum", "Sum of pieces", "piece", "sum", {{"all", {}}}};
  double sum = 0;
  for (const nlohmann::json& piece : run.make("pieces", items)) {
    sum += piece.get<double>();
    curve.series[0].points.push_back({piece.get<double>(), {sum, {sum - 0.5, sum + 0.5}}});
  }
  result.rows.push_back(at_least(study_row("sum", Estimate{sum, {5.5, 6.5}}, "about 5"), 6.0));
  result.curves.push_back(curve);
  return result;
}

inline Study made_study(StudyResult (*run)(StudyRun&)) {
  return {"sum", "A sum", "Published is about 5.", "none", "v1", run};
}

}  // namespace kintsugi
