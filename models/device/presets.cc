#include "models/device/presets.h"

#include "models/core/error.h"

namespace kintsugi {
namespace {

struct Preset {
  PresetInfo info;
  void (*apply)(DeviceStatistics&);
};

constexpr const char* kContinuous =
    "the device is analog; 8 bits a cell is the most this model stores";
constexpr const char* k65nm =
    "65 nm 1T1R test chip with 10 levels, std/mean 0.5 (on-line sparse adaptation, DAC 2020)";
constexpr const char* kWan =
    "W. Wan et al., Nature 608 (2022), NeuRRAM; polynomials as fitted in IBM's aihwkit "
    "(ReRamWan2022NoiseModel), read noise about 1 % of 40 uS";
constexpr const char* kWanAssumed = "lowest level 1 uS; 10 levels, linear; read noise not measured";
constexpr const char* kFalcone =
    "D. F. Falcone et al., analog CMO/HfOx ReRAM (IBM Research Zurich), as fitted in IBM's aihwkit "
    "(ReRamCMONoiseModel)";
constexpr const char* kFalconeAssumed =
    "10 levels, linear between 9 and 88.19 uS; the drift's spread adds to the programming error";
constexpr const char* kStuckSource =
    "C.-Y. Chen et al., IEEE Trans. Computers 64 (2015): 9.04 % and 1.75 % of the cells; papers "
    "that cite it disagree on which is which";
constexpr const char* kStuckAssumed = "a stuck-LRS cell has Gmax, a stuck-HRS cell nothing";

void ten_levels(DeviceStatistics& s) {
  s.levels = 10;
  s.g_min = 0.02;
}

void gaussian(DeviceStatistics& s, double g_min_us, double g_max_us,
              const std::vector<double>& sigma_us) {
  s.levels = 10;
  s.g_min = g_min_us / g_max_us;
  s.g_max_us = g_max_us;
  s.programming = ProgrammingLaw::Gaussian;
  s.sigma_us = sigma_us;
}

// `sigma` is a polynomial of x = g / 40 uS.
void wan(DeviceStatistics& s, std::vector<double> sigma) {
  double scale = 1.0;
  for (double& coefficient : sigma) {
    coefficient *= scale;
    scale /= 40.0;
  }
  gaussian(s, 1.0, 40.0, sigma);
  s.read_noise_absolute = 0.01;
}

void falcone(DeviceStatistics& s, const std::vector<double>& sigma_us) {
  gaussian(s, 9.0, 88.19, sigma_us);
  s.drift = DriftLaw::Logarithmic;
  s.drift_t0_s = 1.0;
  s.drift_mean_us = -0.089;
  s.drift_sigma_us = 0.042;
  s.drift_sigma0_us = 0.412;
}

const std::vector<Preset>& table() {
  static const std::vector<Preset> rows = {
      {{"hfox-65nm", "log-normal spread of each cell, sigma 0.472", k65nm,
        "on/off ratio 50; all of the spread within the die", 10, "the chip shows 10 levels"},
       [](DeviceStatistics& s) {
         ten_levels(s);
         s.sigma_within = 0.472;
       }},
      {{"hfox-65nm-common", "the same total spread, most of it common (population A)", k65nm,
        "on/off ratio 50; the split 0.10 within, 0.35 tile, 0.30 die", 10,
        "the chip shows 10 levels"},
       [](DeviceStatistics& s) {
         ten_levels(s);
         s.sigma_within = 0.10;
         s.sigma_tile = 0.35;
         s.sigma_die = 0.30;
       }},
      {{"hfox-65nm-cells", "the same total spread, most of it in the cells (population B)", k65nm,
        "on/off ratio 50; the split 0.40 within, 0.15 tile, 0.20 die", 10,
        "the chip shows 10 levels"},
       [](DeviceStatistics& s) {
         ten_levels(s);
         s.sigma_within = 0.40;
         s.sigma_tile = 0.15;
         s.sigma_die = 0.20;
       }},
      {{"hfox-40us-1s", "Gaussian error by level, 40 uS, 1 s after programming", kWan, kWanAssumed,
        256, kContinuous},
       [](DeviceStatistics& s) {
         wan(s, {0.348, 16.030, -43.853, 45.393, -16.815});
       }},
      {{"hfox-40us-1d", "Gaussian error by level, 40 uS, 1 day after programming", kWan,
        kWanAssumed, 256, kContinuous},
       [](DeviceStatistics& s) {
         wan(s, {0.701, 22.086, -50.773, 47.095, -16.458});
       }},
      {{"hfox-40us-2d", "Gaussian error by level, 40 uS, 2 days after programming", kWan,
        kWanAssumed, 256, kContinuous},
       [](DeviceStatistics& s) {
         wan(s, {0.782, 20.274, -43.507, 37.062, -11.934});
       }},
      {{"hfo2-225us", "Gaussian error by level, 50 to 225 uS",
        "V. Milo et al., IRPS 2021, optimised programming of multilevel RRAM: sigma 4.782 - "
        "0.00911 g uS",
        "10 levels, linear", 256, kContinuous},
       [](DeviceStatistics& s) {
         gaussian(s, 50.0, 225.0, {4.782, -0.00911});
       }},
      {{"cmo-hfox-2pct", "Gaussian error after write-verify within 2 %, logarithmic drift",
        kFalcone, kFalconeAssumed, 256, kContinuous},
       [](DeviceStatistics& s) {
         falcone(s, {0.0112, 0.0113});
       }},
      {{"cmo-hfox-0.2pct", "Gaussian error after write-verify within 0.2 %, logarithmic drift",
        kFalcone, kFalconeAssumed, 256, kContinuous},
       [](DeviceStatistics& s) {
         falcone(s, {0.0008, 0.00107});
       }},
      {{"rram-20k", "levels 133/167/200/233 uS, write sigma 16.66 uS, places of stuck cells",
        "test chip of 20 000 devices; the figure is passed on in the literature",
        "Gaussian error; rates of stuck cells are not part of it: give stuck_lrs and stuck_hrs", 4,
        "the chip was programmed to four levels"},
       [](DeviceStatistics& s) {
         s.levels = 4;
         s.g_max_us = 233.0;
         s.conductances_us = {133.0, 167.0, 200.0, 233.0};
         s.programming = ProgrammingLaw::Gaussian;
         s.sigma_us = {16.66};
         s.stuck_lrs_g = 500.0 / 233.0;
         s.stuck_hrs_g = 10.0 / 233.0;
       }},
      {{"stuck-mostly-lrs", "9.04 % stuck-LRS and 1.75 % stuck-HRS cells", kStuckSource,
        kStuckAssumed, 256, kContinuous},
       [](DeviceStatistics& s) {
         s.stuck_lrs = 0.0904;
         s.stuck_hrs = 0.0175;
       }},
      {{"stuck-mostly-hrs", "1.75 % stuck-LRS and 9.04 % stuck-HRS cells", kStuckSource,
        kStuckAssumed, 256, kContinuous},
       [](DeviceStatistics& s) {
         s.stuck_lrs = 0.0175;
         s.stuck_hrs = 0.0904;
       }},
      {{"rtn", "random telegraph noise, dR/R 2.8 % at low to 50 % at high resistance",
        "range of dR/R published for filamentary RRAM",
        "every third cell has a trap, full half of the time, frozen; dR/R linear in resistance",
        256, kContinuous},
       [](DeviceStatistics& s) {
         s.rtn_share = 1.0 / 3.0;
         s.rtn_low_r = 0.028;
         s.rtn_high_r = 0.5;
         s.rtn_occupancy = 0.5;
       }},
  };
  return rows;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string opening(const KeyPlace& place, const std::string& key) {
  return place ? place(key) : key;
}

const Preset& find(const std::string& name, const KeyPlace& place) {
  for (const Preset& row : table()) {
    if (row.info.name == name) return row;
  }
  throw UserError(opening(place, "device.preset") + " is \"" + name + "\"; allowed are " +
                  joined(preset_names()) + ".");
}

void set_levels(const PresetInfo& info, int levels, DeviceStatistics& statistics,
                const KeyPlace& place) {
  if (levels > info.most_levels) {
    throw UserError(opening(place, "device.levels") + " is " + std::to_string(levels) +
                    ", but preset \"" + info.name + "\" has at most " +
                    std::to_string(info.most_levels) + ": " + info.levels_reason + ".");
  }
  const size_t listed = statistics.conductances_us.size() + statistics.conductances.size();
  if (listed != 0 && static_cast<size_t>(levels) != listed) {
    throw UserError(opening(place, "device.levels") + " is " + std::to_string(levels) +
                    ", but the conductances of preset \"" + info.name + "\" are a list of " +
                    std::to_string(listed) + "; leave device.levels out.");
  }
  statistics.levels = levels;
}

}  // namespace

const std::vector<PresetInfo>& presets() {
  static const std::vector<PresetInfo> rows = [] {
    std::vector<PresetInfo> infos;
    for (const Preset& row : table()) infos.push_back(row.info);
    return infos;
  }();
  return rows;
}

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const Preset& row : table()) names.push_back(row.info.name);
  return names;
}

void apply_preset(const std::string& name, DeviceStatistics& statistics, int levels,
                  const KeyPlace& place) {
  const Preset& row = find(name, place);
  row.apply(statistics);
  if (levels != 0) set_levels(row.info, levels, statistics, place);
}

DeviceStatistics preset(const std::string& name, int levels, const KeyPlace& place) {
  DeviceStatistics statistics;
  apply_preset(name, statistics, levels, place);
  return statistics;
}

}  // namespace kintsugi
