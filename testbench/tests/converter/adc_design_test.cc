#include "models/converter/adc_design.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi {
namespace {

using testing::expect_user_error;

AdcDesign design_of(AdcType type, int bits = 8) {
  AdcDesign design;
  design.type = type;
  design.bits = bits;
  return design;
}

TEST(AdcDesignTest, EveryArchitectureWithItsOwnMismatchIsAccepted) {
  AdcDesign flash = design_of(AdcType::Flash);
  flash.comparator_sigma_lsb = 0.3;
  flash.ladder_sigma = 0.02;
  EXPECT_FALSE(fault_of(flash));
  AdcDesign sar = design_of(AdcType::Sar, 12);
  sar.capacitor_sigma = 0.01;
  EXPECT_FALSE(fault_of(sar));
  AdcDesign ramp = design_of(AdcType::Ramp, 1);
  ramp.ramp_inl_sigma_lsb = 1.0;
  ramp.noise_lsb = 0.5;
  EXPECT_FALSE(fault_of(ramp));
  EXPECT_FALSE(fault_of(design_of(AdcType::Ideal, 16)));
}

TEST(AdcDesignTest, NamesOfArchitecturesGoBothWays) {
  for (const char* name : {"ideal", "flash", "sar", "ramp"}) {
    EXPECT_STREQ(name_of(adc_type_of(name)), name);
  }
  expect_user_error([] { adc_type_of("sigma-delta"); },
                    {"adc.type", "sigma-delta", "\"flash\"", "\"ramp\""});
}

TEST(AdcDesignTest, ValuesOutOfRangeAreRefusedByKey) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const int bits : {0, -1, 17}) {
    expect_user_error([&] { check(design_of(AdcType::Ideal, bits)); }, {"adc.bits", "1 to 16"});
  }
  struct Case {
    const char* key;
    AdcType type;
    double AdcDesign::*field;
  };
  for (const Case& c :
       {Case{"adc.gain_sigma", AdcType::Ideal, &AdcDesign::gain_sigma},
        Case{"adc.offset_sigma_lsb", AdcType::Ideal, &AdcDesign::offset_sigma_lsb},
        Case{"adc.noise_lsb", AdcType::Ideal, &AdcDesign::noise_lsb},
        Case{"adc.comparator_sigma_lsb", AdcType::Flash, &AdcDesign::comparator_sigma_lsb},
        Case{"adc.ladder_sigma", AdcType::Flash, &AdcDesign::ladder_sigma},
        Case{"adc.capacitor_sigma", AdcType::Sar, &AdcDesign::capacitor_sigma},
        Case{"adc.ramp_inl_sigma_lsb", AdcType::Ramp, &AdcDesign::ramp_inl_sigma_lsb}}) {
    for (const double value : {-0.01, 1e6, nan, HUGE_VAL}) {
      AdcDesign design = design_of(c.type);
      design.*c.field = value;
      expect_user_error([&] { check(design); }, {c.key, "found", "allowed 0 to"});
    }
  }
}

TEST(AdcDesignTest, MismatchOfAnotherArchitectureIsRefusedNotIgnored) {
  AdcDesign design = design_of(AdcType::Flash);
  design.capacitor_sigma = 0.01;
  expect_user_error([&] { check(design); },
                    {"adc.capacitor_sigma", "0.01", "adc.type = \"flash\"", "\"sar\""});
  design = design_of(AdcType::Ideal);
  design.ladder_sigma = 0.01;
  expect_user_error([&] { check(design); }, {"adc.ladder_sigma", "\"ideal\"", "\"flash\""});
}

TEST(AdcDesignTest, NonLinearityAboveTwelveBitsIsRefused) {
  AdcDesign design = design_of(AdcType::Sar, 13);
  EXPECT_FALSE(fault_of(design)) << "without mismatch it is a straight line";
  design.capacitor_sigma = 0.001;
  expect_user_error([&] { check(design); }, {"adc.bits", "found 13", "1 to 12"});
}

TEST(AdcDesignTest, MeasuredCodesStandAlone) {
  AdcDesign design = design_of(AdcType::Sar);
  design.code_table = "codes.csv";
  expect_user_error([&] { check(design); }, {"adc.code_table", "codes.csv", "\"ideal\""});
  design.type = AdcType::Ideal;
  EXPECT_FALSE(fault_of(design));
  EXPECT_FALSE(is_straight(design));
  design.noise_lsb = 0.1;
  expect_user_error([&] { check(design); }, {"adc.noise_lsb", "adc.code_table"});
}

TEST(AdcDesignTest, FullScaleMustBePositive) {
  check_full_scale(1);
  for (const int32_t full_scale : {0, -5}) {
    expect_user_error([&] { check_full_scale(full_scale); }, {"adc.full_scale", "allowed 1 to"});
  }
}

}  // namespace
}  // namespace kintsugi
