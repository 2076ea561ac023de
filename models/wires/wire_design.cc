#include "models/wires/wire_design.h"

#include <sstream>

#include "models/core/error.h"

namespace kintsugi {
namespace {

void check_resistance(const char* key, double ohm) {
  if (ohm == 0.0 || (ohm >= kLeastOhm && ohm <= kMostOhm)) return;  // NaN fails both
  std::ostringstream text;
  text << ohm;
  throw UserError(std::string("wires.") + key + " is " + text.str() +
                  " ohm; a resistance must be 0 or from 1e-6 to 1e6 ohm. Use 0 for an ideal wire.");
}

}  // namespace

void check_wires(const WireDesign& design) {
  check_resistance("word_ohm", design.word_ohm);
  check_resistance("bit_ohm", design.bit_ohm);
  check_resistance("driver_ohm", design.driver_ohm);
  check_resistance("sense_ohm", design.sense_ohm);
}

void check_wires(const GatedWireDesign& design) {
  check_resistance("bit_ohm", design.bit_ohm);
  check_resistance("source_ohm", design.source_ohm);
  check_resistance("driver_ohm", design.driver_ohm);
  check_resistance("sense_ohm", design.sense_ohm);
}

std::string name_of(DriveEnd end) {
  if (end == DriveEnd::Both) return "both";
  return end == DriveEnd::Left ? "left" : "right";
}

std::string name_of(SenseEnd end) {
  if (end == SenseEnd::Both) return "both";
  return end == SenseEnd::Bottom ? "bottom" : "top";
}

std::string name_of(SupplyEnd end) {
  if (end == SupplyEnd::Both) return "both";
  return end == SupplyEnd::Bottom ? "bottom" : "top";
}

}  // namespace kintsugi
