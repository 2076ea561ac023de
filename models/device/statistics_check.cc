#include <cmath>

#include "models/core/error.h"
#include "models/device/level_table.h"
#include "models/device/statistics.h"

namespace kintsugi {
namespace {

std::string text(double value) {
  std::string digits = std::to_string(value);
  while (digits.find('.') != std::string::npos && (digits.back() == '0' || digits.back() == '.')) {
    const bool point = digits.back() == '.';
    digits.pop_back();
    if (point) break;
  }
  return digits;
}

class Checker {
 public:
  Checker(const DeviceStatistics& statistics, const KeyPlace& place)
      : s_(statistics), place_(place) {}
  void levels() const;
  void programming() const;
  void verify() const;
  void common() const;
  void wafer() const;
  void retention() const;
  void cells() const;

 private:
  [[noreturn]] void refuse(const char* key, const std::string& sentence) const {
    const std::string name = std::string("device.") + key;
    throw UserError((place_ ? place_(name) : name) + " " + sentence);
  }
  void range(const char* key, double value, double least, double most) const {
    if (value >= least && value <= most) return;  // false for NaN
    refuse(key, "is " + text(value) + "; allowed is " + text(least) + " .. " + text(most) + ".");
  }
  void finite(const char* key, const std::vector<double>& values) const {
    for (const double value : values) {
      if (!std::isfinite(value)) {
        refuse(key, "holds " + text(value) + "; allowed are finite numbers.");
      }
    }
  }
  void needs_us(const char* key, bool used) const {
    if (used && s_.g_max_us == 0.0) {
      refuse(key, "is in uS, but device.g_max_us is not given; say how many uS Gmax is.");
    }
  }
  void list(const char* key, const std::vector<double>& conductances, double top) const;

  const DeviceStatistics& s_;
  const KeyPlace& place_;
};

void Checker::list(const char* key, const std::vector<double>& conductances, double top) const {
  if (conductances.empty()) return;
  if (conductances.size() != static_cast<size_t>(s_.levels)) {
    refuse(key, "has " + std::to_string(conductances.size()) + " entries for device.levels = " +
                    std::to_string(s_.levels) + "; give one conductance a level.");
  }
  double before = -1.0;
  for (const double g : conductances) {
    if (!(g >= 0.0 && g <= top && g > before)) {
      refuse(key,
             "holds " + text(g) + "; allowed are rising conductances in 0 .. " + text(top) + ".");
    }
    before = g;
  }
}

void Checker::levels() const {
  range("levels", s_.levels, 2, 256);
  range("g_min", s_.g_min, 0.0, 1.0);
  if (s_.g_min == 1.0) refuse("g_min", "is 1; it must be below 1, or all levels are the same.");
  range("g_max_us", s_.g_max_us, 0.0, 1e6);
  needs_us("conductances_us", !s_.conductances_us.empty());
  if (!s_.conductances.empty() && !s_.conductances_us.empty()) {
    refuse("conductances", "is given beside device.conductances_us; give one of them.");
  }
  list("conductances", s_.conductances, 1.0);
  list("conductances_us", s_.conductances_us, s_.g_max_us);
}

void Checker::programming() const {
  range("sigma_within", s_.sigma_within, 0.0, 3.0);
  finite("sigma_us", s_.sigma_us);
  finite("mean_shift_us", s_.mean_shift_us);
  const bool table = !s_.programming_table.empty();
  if (s_.programming == ProgrammingLaw::LogNormal) {
    const char* gaussian = !s_.sigma_us.empty()        ? "sigma_us"
                           : !s_.mean_shift_us.empty() ? "mean_shift_us"
                           : table                     ? "programming_table"
                                                       : nullptr;
    if (gaussian == nullptr) return;
    refuse(gaussian,
           "belongs to device.programming = \"gaussian\", but the law is \"log-normal\"; "
           "choose the law or leave it out.");
  }
  if (s_.sigma_within != 0.0) {
    refuse("sigma_within",
           "is a log-normal spread, but device.programming is \"gaussian\"; set it to 0 or choose "
           "\"log-normal\".");
  }
  if (table && (!s_.sigma_us.empty() || !s_.mean_shift_us.empty())) {
    refuse("programming_table",
           "is given beside device.sigma_us or device.mean_shift_us; give the table or the "
           "polynomials.");
  }
  if (!table && s_.sigma_us.empty()) {
    refuse("programming", "is \"gaussian\" without device.sigma_us or device.programming_table.");
  }
  needs_us(table ? "programming_table" : "sigma_us", true);
  for (const double g : level_us(s_)) {
    if (table && !s_.programming_table.covers(g)) {
      refuse("programming_table", "covers " + text(s_.programming_table.g_us.front()) + " .. " +
                                      text(s_.programming_table.g_us.back()) +
                                      " uS, but a level lies at " + text(g) + " uS.");
    }
    const double sigma = programmed_sigma_us(s_, g);
    if (!(sigma >= 0.0)) {
      refuse("sigma_us", "gives " + text(sigma) + " uS at the level of " + text(g) +
                             " uS; a standard deviation is at least 0.");
    }
  }
}

void Checker::verify() const {
  range("verify_window", s_.verify_window, 0.0, 10.0);
  range("verify_window_absolute", s_.verify_window_absolute, 0.0, 4.0);
  range("verify_pulses", s_.verify_pulses, 1, 1000);
  if (s_.verify_window != 0.0 && s_.verify_window_absolute != 0.0) {
    refuse("verify_window", "is given beside device.verify_window_absolute; give one window.");
  }
}

void Checker::common() const {
  range("sigma_tile", s_.sigma_tile, 0.0, 3.0);
  range("sigma_die", s_.sigma_die, 0.0, 3.0);
  range("sigma_wafer", s_.sigma_wafer, 0.0, 3.0);
  range("sigma_lot", s_.sigma_lot, 0.0, 3.0);
  range("sigma_reticle", s_.sigma_reticle, 0.0, 3.0);
  range("radial", s_.radial, -3.0, 3.0);
  range("sigma_radial", s_.sigma_radial, 0.0, 3.0);
  range("sigma_correlated", s_.sigma_correlated, 0.0, 3.0);
  range("correlation_length", s_.correlation_length, 0.5, 1e5);
  range("gradient_rows", s_.gradient_rows, -3.0, 3.0);
  range("gradient_columns", s_.gradient_columns, -3.0, 3.0);
  range("sigma_gradient", s_.sigma_gradient, 0.0, 3.0);
}

void Checker::wafer() const {
  const WaferLayout& wafer = s_.wafer;
  range("wafer_diameter_mm", wafer.wafer_diameter_mm, 10.0, 450.0);
  range("edge_exclusion_mm", wafer.edge_exclusion_mm, 0.0, wafer.wafer_diameter_mm / 4.0);
  range("die_width_mm", wafer.die_width_mm, 0.5, 50.0);
  range("die_height_mm", wafer.die_height_mm, 0.5, 50.0);
  range("reticle_columns", wafer.reticle_columns, 1, 100);
  range("reticle_rows", wafer.reticle_rows, 1, 100);
  range("wafers_per_lot", wafer.wafers_per_lot, 1, 1000);
  const double usable = wafer.wafer_diameter_mm / 2.0 - wafer.edge_exclusion_mm;
  if (std::hypot(wafer.die_width_mm, wafer.die_height_mm) > usable) {
    refuse("die_width_mm",
           "is " + text(wafer.die_width_mm) + " with die_height_mm " + text(wafer.die_height_mm) +
               ": no die fits on the wafer; its diagonal may be at most " + text(usable) + " mm.");
  }
}

void Checker::retention() const {
  range("age_s", s_.age_s, 0.0, 1e12);
  range("drift_t0_s", s_.drift_t0_s, 1e-9, 1e12);
  range("drift_nu", s_.drift_nu, -1.0, 1.0);
  range("drift_sigma_nu", s_.drift_sigma_nu, 0.0, 1.0);
  range("drift_mean_us", s_.drift_mean_us, -1e4, 1e4);
  range("drift_sigma_us", s_.drift_sigma_us, 0.0, 1e4);
  range("drift_sigma0_us", s_.drift_sigma0_us, 0.0, 1e4);
  range("temperature_c", s_.temperature_c, -100.0, 500.0);
  range("reference_temperature_c", s_.reference_temperature_c, -100.0, 500.0);
  range("activation_energy_ev", s_.activation_energy_ev, 0.0, 5.0);
  needs_us("drift_mean_us", s_.drift == DriftLaw::Logarithmic);
  if (s_.age_s != 0.0 && s_.drift == DriftLaw::None) {
    refuse("age_s", "is " + text(s_.age_s) +
                        " but device.drift is \"none\", so nothing would age; choose a drift law "
                        "or age 0.");
  }
  if (s_.temperature_c != s_.reference_temperature_c && s_.activation_energy_ev == 0.0) {
    refuse("temperature_c",
           "is not device.reference_temperature_c, but without device.activation_energy_ev "
           "temperature changes nothing; give the energy or the reference temperature.");
  }
}

void Checker::cells() const {
  range("rtn_share", s_.rtn_share, 0.0, 1.0);
  range("rtn_low_r", s_.rtn_low_r, 0.0, 100.0);
  range("rtn_high_r", s_.rtn_high_r, 0.0, 100.0);
  range("rtn_occupancy", s_.rtn_occupancy, 0.0, 1.0);
  if (s_.rtn_high_r < s_.rtn_low_r) {
    refuse("rtn_high_r", "is " + text(s_.rtn_high_r) + ", below device.rtn_low_r = " +
                             text(s_.rtn_low_r) + "; a trap weighs more the less a cell conducts.");
  }
  range("stuck_lrs", s_.stuck_lrs, 0.0, 1.0);
  range("stuck_hrs", s_.stuck_hrs, 0.0, 1.0);
  range("stuck_lrs_g", s_.stuck_lrs_g, 0.0, 4.0);
  range("stuck_hrs_g", s_.stuck_hrs_g, 0.0, 4.0);
  if (s_.stuck_lrs + s_.stuck_hrs > 1.0) {
    refuse("stuck_lrs", "and device.stuck_hrs are " + text(s_.stuck_lrs + s_.stuck_hrs) +
                            " together; they are shares of all cells, at most 1.");
  }
  if (s_.stuck_lrs_g <= s_.stuck_hrs_g) {
    refuse("stuck_lrs_g", "is " + text(s_.stuck_lrs_g) + ", not above device.stuck_hrs_g = " +
                              text(s_.stuck_hrs_g) + "; the low-resistance state conducts more.");
  }
  range("read_noise", s_.read_noise, 0.0, 1.0);
  range("read_noise_absolute", s_.read_noise_absolute, 0.0, 1.0);
}

}  // namespace

void check(const DeviceStatistics& statistics, const KeyPlace& place) {
  const Checker checker(statistics, place);
  checker.levels();
  checker.programming();
  checker.verify();
  checker.common();
  checker.wafer();
  checker.retention();
  checker.cells();
}

}  // namespace kintsugi
