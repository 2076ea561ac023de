#include "testbench/space/sweep_results.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "testbench/space/sweep_json.h"

namespace kintsugi {
namespace {

SweepAxis axis_of(const SweepDesign& design, size_t k) {
  SweepAxis axis;
  axis.key = design.keys[k];
  for (const SweepPoint& point : design.points) {
    const std::string& value = point.values[k];
    if (std::find(axis.values.begin(), axis.values.end(), value) == axis.values.end()) {
      axis.values.push_back(value);
    }
  }
  axis.numeric = std::all_of(axis.values.begin(), axis.values.end(), is_number);
  if (axis.numeric) {
    std::stable_sort(axis.values.begin(), axis.values.end(),
                     [](const std::string& a, const std::string& b) {
                       return std::strtod(a.c_str(), nullptr) < std::strtod(b.c_str(), nullptr);
                     });
  }
  return axis;
}

// Points by the places of their values on some axes, in the order of these.
std::vector<PointGroup> grouped(const SweepDesign& design, const std::vector<SweepAxis>& axes,
                                const std::vector<size_t>& by) {
  std::map<std::vector<size_t>, std::vector<uint32_t>> groups;
  for (uint32_t i = 0; i < design.points.size(); ++i) {
    std::vector<size_t> places;
    for (const size_t k : by) {
      const auto& values = axes[k].values;
      places.push_back(static_cast<size_t>(
          std::find(values.begin(), values.end(), design.points[i].values[k]) - values.begin()));
    }
    groups[places].push_back(i);
  }
  std::vector<PointGroup> made;
  for (auto& [places, points] : groups) made.push_back({places, std::move(points), {}});
  return made;
}

Estimate estimate_of(const SweepJson& yield, const SweepJson& interval) {
  return {yield, {interval[0], interval[1]}};
}

PooledYield of_one_point(const PointResult& point) {
  const SweepJson summary = SweepJson::parse(point.summary);
  PooledYield pooled;
  pooled.ideal = summary["ideal_accuracy"];
  pooled.accuracy = summary["mean_accuracy"]["repaired"];
  for (const RepairColumn& column : kRepairs) {
    pooled.yield[static_cast<size_t>(column.repair)] =
        estimate_of(summary["yield"][column.key], summary["yield_ci"][column.key]);
  }
  const SweepJson& gain = summary["yield_gain"]["over_untuned"];
  pooled.gain = {gain[0], {gain[1], gain[2]}};
  return pooled;
}

// Good dies of the points, die by die: of every repair, then repaired minus untuned.
std::vector<std::vector<int>> series_of(const std::vector<PointResult>& points,
                                        const PointGroup& group) {
  const size_t dies = points[group.points[0]].good[0].size();
  std::vector<std::vector<int>> series(kRepairs.size() + 1, std::vector<int>(dies));
  for (const uint32_t i : group.points) {
    for (size_t r = 0; r < kRepairs.size(); ++r) {
      const std::vector<int>& good = points[i].good[r];
      if (good.size() != dies) throw std::invalid_argument("points with different dies");
      for (size_t die = 0; die < dies; ++die) series[r][die] += good[die];
    }
  }
  for (size_t die = 0; die < dies; ++die) {
    series.back()[die] = series[static_cast<size_t>(Repair::Repaired)][die] -
                         series[static_cast<size_t>(Repair::Untuned)][die];
  }
  return series;
}

// One call of the bootstrap for all groups: it draws the dies once.
void pool(const std::vector<PointResult>& points, const std::vector<PointGroup*>& groups) {
  std::vector<std::vector<int>> series;
  for (PointGroup* group : groups) {
    if (group->points.size() == 1) {
      group->pooled = of_one_point(points[group->points[0]]);
      continue;
    }
    for (std::vector<int>& one : series_of(points, *group)) series.push_back(std::move(one));
  }
  if (series.empty()) return;
  const std::vector<Interval> intervals = paired_bootstrap(series);
  size_t at = 0;
  for (PointGroup* group : groups) {
    if (group->points.size() == 1) continue;
    const double scale = 100.0 / static_cast<double>(group->points.size());
    const auto next = [&] {
      double sum = 0;
      for (const int good : series[at]) sum += good;
      const Estimate estimate = {scale * sum / static_cast<double>(series[at].size()),
                                 {scale * intervals[at].low, scale * intervals[at].high}};
      ++at;
      return estimate;
    };
    for (Estimate& yield : group->pooled.yield) yield = next();
    group->pooled.gain = next();
    for (const uint32_t i : group->points) {
      const PooledYield point = of_one_point(points[i]);
      group->pooled.ideal += point.ideal * scale / 100.0;
      group->pooled.accuracy += point.accuracy * scale / 100.0;
    }
  }
}

}  // namespace

SweepResults sweep_results(const SweepDesign& design, const std::vector<PointResult>& points) {
  SweepResults results;
  for (size_t k = 0; k < design.keys.size(); ++k) results.axes.push_back(axis_of(design, k));
  std::vector<PointGroup*> groups;
  for (size_t k = 0; k < results.axes.size(); ++k) {
    results.axes[k].groups = grouped(design, results.axes, {k});
    for (size_t other = k + 1; other < results.axes.size(); ++other) {
      results.pairs.push_back({k, other, grouped(design, results.axes, {k, other})});
    }
  }
  for (SweepAxis& axis : results.axes) {
    for (PointGroup& group : axis.groups) groups.push_back(&group);
  }
  for (SweepPair& pair : results.pairs) {
    for (PointGroup& group : pair.groups) groups.push_back(&group);
  }
  PointGroup all = grouped(design, results.axes, {})[0];
  groups.push_back(&all);
  pool(points, groups);
  results.all = all.pooled;
  return results;
}

}  // namespace kintsugi
