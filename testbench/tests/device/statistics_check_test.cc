#include <gtest/gtest.h>

#include <limits>

#include "models/device/device_model.h"
#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi {
namespace {

using testing::expect_user_error;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

template <typename Edit>
void expect_edit_refused(Edit edit, std::initializer_list<const char*> parts) {
  DeviceStatistics s;
  s.g_max_us = 100.0;
  EXPECT_NO_THROW(check(s));
  edit(s);
  expect_user_error([&] { DeviceModel{s}; }, parts);
}

DeviceStatistics& gaussian(DeviceStatistics& s) {
  s.programming = ProgrammingLaw::Gaussian;
  s.sigma_us = {1.0};
  return s;
}

TEST(StatisticsCheckTest, DefaultsAreValid) { EXPECT_NO_THROW(check(DeviceStatistics{})); }

TEST(StatisticsCheckTest, NumbersOutsideTheirRange) {
  using S = DeviceStatistics;
  expect_edit_refused([](S& s) { s.sigma_within = -0.1; },
                      {"device.sigma_within", "-0.1", "0 .. 3"});
  expect_edit_refused([](S& s) { s.sigma_tile = kNan; }, {"device.sigma_tile", "nan", "0 .. 3"});
  expect_edit_refused([](S& s) { s.levels = 257; }, {"device.levels", "257", "2 .. 256"});
  expect_edit_refused([](S& s) { s.levels = 1; }, {"device.levels", "1", "2 .. 256"});
  expect_edit_refused([](S& s) { s.g_min = 1.0; }, {"device.g_min", "below 1"});
  expect_edit_refused([](S& s) { s.rtn_share = 1.5; }, {"device.rtn_share", "1.5", "0 .. 1"});
  expect_edit_refused([](S& s) { s.stuck_lrs = -1.0; }, {"device.stuck_lrs", "-1"});
  expect_edit_refused([](S& s) { s.correlation_length = 0.0; },
                      {"device.correlation_length", "0.5"});
  expect_edit_refused([](S& s) { s.verify_pulses = 0; }, {"device.verify_pulses", "1 .. 1000"});
  expect_edit_refused([](S& s) { s.read_noise = kNan; }, {"device.read_noise", "nan"});
  expect_edit_refused([](S& s) { s.age_s = -1.0; }, {"device.age_s", "-1"});
  expect_edit_refused([](S& s) { s.wafer.die_width_mm = 0.0; },
                      {"device.die_width_mm", "0.5 .. 50"});
  expect_edit_refused([](S& s) { s.wafer.wafers_per_lot = 0; }, {"device.wafers_per_lot"});
}

TEST(StatisticsCheckTest, EverySigmaMayNotBeNegativeOrNan) {
  using S = DeviceStatistics;
  for (double S::*sigma : {&S::sigma_within,
                           &S::sigma_tile,
                           &S::sigma_die,
                           &S::sigma_wafer,
                           &S::sigma_lot,
                           &S::sigma_reticle,
                           &S::sigma_radial,
                           &S::sigma_correlated,
                           &S::sigma_gradient,
                           &S::drift_sigma_nu,
                           &S::drift_sigma_us,
                           &S::drift_sigma0_us,
                           &S::read_noise,
                           &S::read_noise_absolute,
                           &S::verify_window,
                           &S::verify_window_absolute,
                           &S::stuck_lrs,
                           &S::stuck_hrs,
                           &S::stuck_lrs_g,
                           &S::stuck_hrs_g,
                           &S::rtn_share,
                           &S::rtn_low_r,
                           &S::rtn_high_r,
                           &S::rtn_occupancy,
                           &S::activation_energy_ev,
                           &S::age_s,
                           &S::g_min}) {
    for (const double bad : {-0.01, kNan, std::numeric_limits<double>::infinity()}) {
      expect_edit_refused([&](S& s) { s.*sigma = bad; }, {"device."});
    }
  }
  for (double S::*number :
       {&S::radial, &S::gradient_rows, &S::gradient_columns, &S::drift_nu, &S::drift_mean_us,
        &S::temperature_c, &S::drift_t0_s, &S::g_max_us, &S::reference_temperature_c}) {
    expect_edit_refused([&](S& s) { s.*number = kNan; }, {"device.", "nan"});
  }
}

TEST(StatisticsCheckTest, ListsThatAreNotRisingOrOfAnotherLength) {
  using S = DeviceStatistics;
  expect_edit_refused(
      [](S& s) {
        s.levels = 4;
        s.conductances = {0.1, 0.2, 0.3};
      },
      {"device.conductances", "3 entries", "device.levels = 4"});
  expect_edit_refused(
      [](S& s) {
        s.levels = 3;
        s.conductances_us = {10.0, 50.0, 40.0};
      },
      {"device.conductances_us", "40", "rising", "0 .. 100"});
  expect_edit_refused(
      [](S& s) {
        s.levels = 2;
        s.conductances = {0.1, 1.2};
      },
      {"device.conductances", "1.2", "0 .. 1"});
  expect_edit_refused(
      [](S& s) {
        s.levels = 2;
        s.conductances = {0.1, 1.0};
        s.conductances_us = {10.0, 100.0};
      },
      {"device.conductances", "device.conductances_us", "one of them"});
}

TEST(StatisticsCheckTest, WhatIsInMicrosiemensNeedsGmax) {
  using S = DeviceStatistics;
  expect_edit_refused(
      [](S& s) {
        gaussian(s);
        s.g_max_us = 0.0;
      },
      {"device.sigma_us", "device.g_max_us"});
  expect_edit_refused(
      [](S& s) {
        s.drift = DriftLaw::Logarithmic;
        s.g_max_us = 0.0;
      },
      {"device.drift_mean_us", "device.g_max_us"});
}

TEST(StatisticsCheckTest, ProgrammingLawsThatDoNotGoTogether) {
  using S = DeviceStatistics;
  expect_edit_refused([](S& s) { gaussian(s).sigma_within = 0.1; },
                      {"device.sigma_within", "gaussian"});
  expect_edit_refused([](S& s) { s.sigma_us = {1.0}; }, {"device.sigma_us", "log-normal"});
  expect_edit_refused([](S& s) { s.programming = ProgrammingLaw::Gaussian; },
                      {"device.programming", "device.sigma_us"});
  expect_edit_refused(
      [](S& s) {
        gaussian(s).sigma_us = {1.0, -0.02};
      },
      {"device.sigma_us", "-", "standard deviation"});
  expect_edit_refused([](S& s) { gaussian(s).sigma_us = {kNan}; }, {"device.sigma_us", "nan"});
  expect_edit_refused(
      [](S& s) {
        gaussian(s).programming_table = {{1.0}, {1.0}, {1.0}};
      },
      {"device.programming_table", "device.sigma_us"});
  expect_edit_refused(
      [](S& s) {
        s.programming = ProgrammingLaw::Gaussian;
        s.programming_table = {{10.0, 90.0}, {10.0, 90.0}, {1.0, 1.0}};
      },
      {"device.programming_table", "10 .. 90", "2 uS"});
}

TEST(StatisticsCheckTest, EffectsThatWouldDoNothing) {
  using S = DeviceStatistics;
  expect_edit_refused([](S& s) { s.age_s = 10.0; }, {"device.age_s", "device.drift"});
  expect_edit_refused([](S& s) { s.temperature_c = 85.0; },
                      {"device.temperature_c", "device.activation_energy_ev"});
}

TEST(StatisticsCheckTest, OtherImpossibleCombinations) {
  using S = DeviceStatistics;
  expect_edit_refused([](S& s) { s.verify_window = s.verify_window_absolute = 0.1; },
                      {"device.verify_window", "one window"});
  expect_edit_refused([](S& s) { s.stuck_lrs = s.stuck_hrs = 0.6; },
                      {"device.stuck_lrs", "1.2", "at most 1"});
  expect_edit_refused([](S& s) { s.stuck_hrs_g = 1.5; }, {"device.stuck_lrs_g", "1.5"});
  expect_edit_refused([](S& s) { s.rtn_high_r = 0.01; }, {"device.rtn_high_r", "0.028"});
  expect_edit_refused([](S& s) { s.wafer.wafer_diameter_mm = 40.0, s.wafer.die_width_mm = 30.0; },
                      {"device.die_width_mm", "no die fits"});
}

TEST(StatisticsCheckTest, SentenceOpensWithThePlaceOfTheKey) {
  DeviceStatistics s;
  s.sigma_die = -1.0;
  expect_user_error([&] { check(s, [](const std::string& key) { return "s.toml:12: " + key; }); },
                    {"s.toml:12: device.sigma_die is -1; allowed is 0 .. 3."});
}

}  // namespace
}  // namespace kintsugi
