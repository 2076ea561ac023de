#include "testbench/adaptation/curve.h"

#include <functional>

#include "models/accelerator/setting.h"

namespace kintsugi {
namespace {

using Of = std::function<int(const DieCurve&)>;

Estimate accuracy_of(const std::vector<DieCurve>& dies, int judged, const Of& correct) {
  return bootstrap(dies.size(), [&](const std::vector<size_t>& drawn) {
    double sum = 0;
    for (const size_t d : drawn) sum += correct(dies[d]);
    return 100.0 * sum / judged / static_cast<double>(drawn.size());
  });
}

Estimate share_of(const std::vector<DieCurve>& dies, int ideal, const Of& before, const Of& after) {
  return bootstrap(dies.size(), [&](const std::vector<size_t>& drawn) {
    double recovered = 0;
    double gap = 0;
    for (const size_t d : drawn) {
      recovered += after(dies[d]) - before(dies[d]);
      gap += ideal - before(dies[d]);
    }
    return gap > 0 ? recovered / gap : 0.0;
  });
}

double entry_percent(const Chip& chip) {
  size_t weights = 0;
  for (const LayerPlan& plan : chip.layers) weights += plan.layer.weights.size();
  return 100.0 * sparse_entries(chip) / static_cast<double>(weights);
}

}  // namespace

CurveSummary summarise(const AdaptationStudy& study, const std::vector<DieCurve>& dies) {
  const Experiment& experiment = study.experiment();
  const int judged = experiment.judged.count();
  const int ideal = count_correct(experiment.ideal);
  CurveSummary s;
  s.dies = static_cast<int>(dies.size());
  s.judged = judged;
  s.entries = sparse_entries(experiment.chip);
  s.entry_percent = entry_percent(experiment.chip);
  s.ideal = 100.0 * ideal / judged;
  s.untuned = accuracy_of(dies, judged, [](const DieCurve& d) { return d.untuned; });
  s.fixed_gain = accuracy_of(dies, judged, [](const DieCurve& d) { return d.fixed_gain; });
  s.layer_gains = accuracy_of(dies, judged, [](const DieCurve& d) { return d.layer_gains; });
  for (size_t i = 0; i < study.images().size(); ++i) {
    const Of channel = [i](const DieCurve& d) { return d.points[i].channel; };
    const Of loop = [i](const DieCurve& d) { return d.points[i].loop; };
    const Of offchip = [i](const DieCurve& d) { return d.points[i].offchip; };
    CurveSummary::Point point;
    point.images = study.images()[i];
    if (study.has_loop()) point.epochs = study.loop_request(point.images).loop.epochs;
    point.channel = accuracy_of(dies, judged, channel);
    point.loop = accuracy_of(dies, judged, loop);
    point.offchip = accuracy_of(dies, judged, offchip);
    point.loop_share = share_of(dies, ideal, channel, loop);
    point.offchip_share = share_of(dies, ideal, channel, offchip);
    s.points.push_back(point);
  }
  return s;
}

}  // namespace kintsugi
